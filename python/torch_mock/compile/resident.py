"""Parameters and buffers of a model on the CPU, kept on the device between calls."""

from __future__ import annotations

import dataclasses
import threading
from typing import Any

import torch
from torch.utils.weak import WeakTensorKeyDictionary

#: Words of a tensor that are compared where PyTorch counts no version.
_SAMPLED_WORDS = 512


@dataclasses.dataclass(frozen=True)
class _Copy:
    """A copy on the device and the state of the host's tensor that it was made from.

    Attributes:
        state: what a write that PyTorch knows of changes.
        sample: a view of words spread over the host's storage.
        sampled: the values of these words.
    """

    state: tuple[Any, ...]
    sample: torch.Tensor
    sampled: torch.Tensor
    tensor: torch.Tensor

    def is_current(self, state: tuple[Any, ...]) -> bool:
        return self.state == state and torch.equal(self.sample, self.sampled)


class DeviceCopies:
    """Copies of host tensors on one device: made at first use, renewed when the host's tensor has
    changed, and freed with it.

    A change is seen by the tensor's version counter, its address and its shape. PyTorch counts no version for
    writes through ``tensor.data`` or through memory shared with NumPy. A sample of the words finds those that
    write to the whole tensor, as optimizers and initialisers do; after others, call ``clear``.
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
            return _Moved.apply(host, copy)
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
            if known is None or not known.is_current(state):
                sample = _sample(host)
                known = _Copy(state, sample, sample.clone(), host.detach().to(self._device))
                self._copies[host] = known
            return known.tensor


def _sample(host: torch.Tensor) -> torch.Tensor:
    """All bytes of a small storage, words at equal distances of a large one; a view."""
    storage = host.untyped_storage()
    dtype = torch.int64 if storage.nbytes() > 8 * _SAMPLED_WORDS else torch.uint8
    count = storage.nbytes() // dtype.itemsize
    words = torch.empty(0, dtype=dtype).set_(storage, 0, (count,))  # type: ignore[call-overload]
    return words[:: max(1, count // _SAMPLED_WORDS)] if dtype == torch.int64 else words


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
