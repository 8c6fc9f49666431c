"""What ``device`` arguments mean."""

from __future__ import annotations

from typing import Any

import torch

from torch_mock import _C


def device_index(device: Any = None) -> int:
    """The index that a ``device`` argument stands for.

    Args:
        device: None or a device without index for the current device, an index, a string such as
            ``"mock:1"`` or a ``torch.device``. The index is checked by whoever uses it.

    Raises:
        ValueError: the device is not of type mock.
    """
    if device is None:
        return _C.current_device()
    if isinstance(device, int):
        return device
    resolved = torch.device(device)
    if resolved.type != "mock":
        raise ValueError(f"Expected a mock device, but got: {device}")
    return _C.current_device() if resolved.index is None else resolved.index
