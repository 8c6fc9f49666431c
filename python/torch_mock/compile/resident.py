"""Parameters and buffers of a model on the CPU, kept on the device between calls."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any

import torch
from torch.utils.weak import WeakTensorKeyDictionary


@dataclasses.dataclass(frozen=True)
class _Copy:
    """A copy on the device and the state of the host's tensor that it was made from."""

    state: tuple[Any, ...]
    tensor: torch.Tensor


class DeviceCopies:
    """Copies of host tensors on one device: made at first use, renewed when the host's tensor has
    changed, and freed with it.

    A change is seen by the tensor's version counter, its address and its shape. PyTorch counts no version for
    writes through ``tensor.data`` or through memory shared with NumPy: after those, call ``clear``.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._copies: WeakTensorKeyDictionary = WeakTensorKeyDictionary()
        self._lock = threading.Lock()

    def get(self, host: torch.Tensor) -> torch.Tensor:
        """``host.to(device)``, which autograd follows; the copy itself may be an earlier call's."""
        if host.is_inference():  # has no version counter
            return host.to(self._device)
        copy = self._current(host)
        if host.requires_grad and torch.is_grad_enabled():
            return _Moved.apply(host, copy)  # type: ignore[no-any-return, no-untyped-call]
        return copy

    def clear(self) -> None:
        """Forgets all copies, so that the next calls move the tensors again."""
        with self._lock:
            self._copies.clear()

    def __len__(self) -> int:
        return len(self._copies)

    def _current(self, host: torch.Tensor) -> torch.Tensor:
        state = (host._version, host.data_ptr(), host.size(), host.stride(), host.dtype)
        with self._lock:
            known = self._copies.get(host)
            if known is None or known.state != state:
                known = _Copy(state, host.detach().to(self._device))
                self._copies[host] = known
            return known.tensor


class _Moved(torch.autograd.Function):
    """The identity from the host's tensor to its copy."""

    @staticmethod
    def forward(ctx: Any, host: torch.Tensor, copy: torch.Tensor) -> torch.Tensor:
        return copy.detach()

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor, None]:
        return gradients[0].to("cpu"), None


_by_device: dict[torch.device, DeviceCopies] = {}


def copies_on(device: torch.device) -> DeviceCopies:
    """The copies that all graphs of the process share on a device."""
    return _by_device.setdefault(device, DeviceCopies(device))
