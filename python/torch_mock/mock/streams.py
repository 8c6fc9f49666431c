"""Streams and events."""

from __future__ import annotations

from typing import Any, Self

import torch

from torch_mock import _C
from torch_mock.mock._index import device_index


class Stream(torch.Stream):
    """An in-order queue of a device.

    Args:
        device: the stream's device; None is the current one.
        priority: lower numbers are of higher priority; kept, but all streams are served alike.
    """

    def __new__(cls, device: Any = None, priority: int = 0, **kwargs: Any) -> Self:
        if "stream_id" in kwargs:
            return super().__new__(cls, **kwargs)
        index = device_index(device)
        return super().__new__(cls, device=torch.device("mock", index), priority=priority)

    def __repr__(self) -> str:
        return f"torch.mock.Stream(device={self.device}, stream_id={self.stream_id})"


class _EventType(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, torch.Event) and instance.device.type == "mock"


class Event(metaclass=_EventType):
    """A point in a stream: makes a ``torch.Event`` of the current device.

    Times are those of the device's simulated clock: ``begin.elapsed_time(end)`` gives simulated
    milliseconds, from cycles and the profile's clock.

    Args:
        enable_timing: whether elapsed_time can be asked for.
        blocking: accepted for the sake of torch.cuda; waiting always blocks without spinning.
        interprocess: not supported, must be False.
    """

    # torch.Event.elapsed_time takes no subclasses, so this class has no instances of its own.
    def __new__(
        cls, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False
    ) -> Any:
        if interprocess:
            raise NotImplementedError("events of mock devices cannot be shared between processes")
        device = torch.device("mock", _C.current_device())
        return torch.Event(device=device, enable_timing=enable_timing, blocking=blocking)


def _wrap(stream_id: int, index: int) -> Stream:
    device_type = torch._C._autograd.DeviceType.PrivateUse1.value
    return Stream(stream_id=stream_id, device_index=index, device_type=device_type)


def current_stream(device: Any = None) -> Stream:
    """The calling thread's current stream of a device."""
    index = device_index(device)
    return _wrap(_C.current_stream(index), index)


def default_stream(device: Any = None) -> Stream:
    """The stream that a device's work goes to unless another is chosen."""
    index = device_index(device)
    _C.current_stream(index)  # refuses an index that does not exist
    return _wrap(0, index)


def set_stream(stream: torch.Stream | None) -> None:
    """Makes a stream current for its device; the current device stays. None does nothing."""
    if stream is not None:
        _C.set_stream(stream.stream_id, device_index(stream.device))


class StreamContext:
    """Context manager that makes a stream and its device current; None changes nothing."""

    def __init__(self, stream: torch.Stream | None) -> None:
        self.stream = stream
        self._device = -1
        self._previous: Stream | None = None

    def __enter__(self) -> torch.Stream | None:
        if self.stream is not None:
            index = device_index(self.stream.device)
            self._device = _C.exchange_device(index)
            self._previous = current_stream(index)
            set_stream(self.stream)
        return self.stream

    def __exit__(self, *_: object) -> None:
        set_stream(self._previous)
        _C.exchange_device(self._device)
        self._previous, self._device = None, -1


def stream(stream: torch.Stream | None) -> StreamContext:
    """``with torch.mock.stream(s):`` queues the work of the block on ``s``."""
    return StreamContext(stream)
