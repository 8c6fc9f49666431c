"""Printing of device tensors."""

from __future__ import annotations

from typing import Any

import torch
import torch._tensor_str


def install() -> None:
    """Formats tensors of the device from a copy on the CPU.

    PyTorch does so for xla, lazy, ipu and mtia tensors, by a list of names that no package can
    extend. Otherwise looking at a tensor would run a dozen operators, which count as host calls
    and which ``TORCH_MOCK_EAGER_FALLBACK=error`` refuses.
    """
    format_tensor = torch._tensor_str._tensor_str

    def format_from_cpu(self: torch.Tensor, *args: Any, **kwargs: Any) -> str:
        if self.device.type == "mock":
            self = self.to("cpu")
        return format_tensor(self, *args, **kwargs)

    torch._tensor_str._tensor_str = format_from_cpu
