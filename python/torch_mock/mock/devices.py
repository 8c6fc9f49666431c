"""The devices of the process."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from typing import Any

import torch

from torch_mock import _C
from torch_mock.mock._index import device_index


@dataclasses.dataclass(frozen=True)
class DeviceProperties:
    """What a device is.

    Attributes:
        name: of the profile.
        description: of the profile.
        total_memory: bytes of main memory.
        multi_processor_count: cores.
        clock_rate: kHz, as CUDA has it.
        profile_digest: SHA-256 of the profile's canonical text.
    """

    name: str
    description: str
    total_memory: int
    multi_processor_count: int
    clock_rate: int
    profile_digest: str


def is_available() -> bool:
    """Whether there is a mock device: True unless ``TORCH_MOCK_DEVICES`` cannot be read."""
    return _C.device_count() > 0


def device_count() -> int:
    """How many devices are configured."""
    return _C.device_count()


def current_device() -> int:
    """The index of the calling thread's current device."""
    return _C.current_device()


def set_device(device: Any) -> None:
    """Makes a device current for the calling thread. A negative index does nothing."""
    index = device_index(device)
    if index >= 0:
        _C.set_device(index)


class device:  # noqa: N801, the name that torch.cuda has
    """Context manager that changes the current device.

    Args:
        device: index, string or ``torch.device``; a negative index or None changes nothing.
    """

    def __init__(self, device: Any) -> None:
        self.idx = -1 if device is None else device_index(device)
        self.prev_idx = -1

    def __enter__(self) -> None:
        self.prev_idx = _C.exchange_device(self.idx)

    def __exit__(self, *_: object) -> None:
        _C.exchange_device(self.prev_idx)


class device_of(device):  # noqa: N801, the name that torch.cuda has
    """Context manager that makes the device of a tensor or storage current; others do nothing."""

    def __init__(self, obj: torch.Tensor | torch.UntypedStorage) -> None:
        super().__init__(obj.device if obj.device.type == "mock" else None)


def get_device_properties(device: Any = None) -> DeviceProperties:
    """What the device is; initialises it."""
    return DeviceProperties(**_C.properties(device_index(device)))


def get_device_name(device: Any = None) -> str:
    """The name of the device's profile."""
    return get_device_properties(device).name


def get_device_capability(device: Any = None) -> tuple[int, int]:
    """Version of the instruction set that the device runs."""
    get_device_properties(device)  # refuses an index that does not exist
    return (_C.isa_version, 0)


def synchronize(device: Any = None) -> None:
    """Waits for all streams of a device.

    Raises:
        torch.AcceleratorError: a program has faulted on one of them. See :func:`reset`.
    """
    _C.synchronize(device_index(device))


def reset(device: Any = None) -> None:
    """Clears the faults that stick to the streams of a device, after waiting for them."""
    _C.reset(device_index(device))


def configure(profiles: Sequence[str | os.PathLike[str]]) -> None:
    """Sets the devices of the process, before their first use.

    Args:
        profiles: one name or ``.json`` file for each device.

    Raises:
        RuntimeError: a device is initialised already.
        ValueError: a profile is unknown, invalid or check-only.
    """
    if isinstance(profiles, (str, os.PathLike)):
        raise TypeError(
            f"configure takes a list with one profile for each device, such as [{profiles!r}]"
        )
    _C.configure([os.fspath(profile) for profile in profiles])
