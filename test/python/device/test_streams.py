"""Streams, events, the current device and faults."""

from __future__ import annotations

import threading

import pytest
import torch


def test_streams_are_scoped() -> None:
    default, stream = torch.mock.default_stream(), torch.mock.Stream()
    assert torch.mock.current_stream() == default
    with torch.mock.stream(stream):
        assert torch.mock.current_stream() == stream
        assert torch.accelerator.current_stream() == stream
    assert torch.mock.current_stream() == default
    with torch.mock.stream(None):
        assert torch.mock.current_stream() == default


def test_a_stream_of_another_device_makes_it_current() -> None:
    with torch.mock.stream(torch.mock.Stream(device=1)):
        assert torch.mock.current_device() == 1
        assert torch.ones(1, device="mock").device.index == 1
    assert torch.mock.current_device() == 0


def test_streams_come_from_a_pool() -> None:
    streams = [torch.mock.Stream() for _ in range(100)]
    assert len({stream.stream_id for stream in streams}) == 32
    assert all(stream.stream_id != 0 for stream in streams)


def test_the_current_stream_belongs_to_the_thread() -> None:
    seen = []
    with torch.mock.stream(torch.mock.Stream()):
        thread = threading.Thread(target=lambda: seen.append(torch.mock.current_stream()))
        thread.start()
        thread.join()
    assert seen == [torch.mock.default_stream()]


def test_events_order_streams() -> None:
    first, second = torch.mock.Stream(), torch.mock.Stream()
    source = torch.ones(1 << 20).pin_memory()
    with torch.mock.stream(first):
        x = source.to("mock", non_blocking=True)
        event = torch.mock.Event()
        event.record()
    with torch.mock.stream(second):
        event.wait()
        assert (x + 1).sum().item() == 2 << 20
    second.wait_stream(first)
    second.synchronize()
    assert event.query()


def test_elapsed_time_is_simulated() -> None:
    begin, end = (torch.mock.Event(enable_timing=True) for _ in range(2))
    small, large = (torch.empty(size, device="mock") for size in (1 << 10, 1 << 22))

    def milliseconds(x: torch.Tensor) -> float:
        begin.record()
        x.cpu()
        end.record()
        end.synchronize()
        return begin.elapsed_time(end)

    assert milliseconds(large) == milliseconds(large), "simulated time does not vary"
    assert milliseconds(large) > 100 * milliseconds(small)


def test_elapsed_time_needs_timing() -> None:
    begin, end = torch.mock.Event(), torch.mock.Event()
    begin.record()
    end.record()
    torch.mock.synchronize()
    with pytest.raises((RuntimeError, ValueError), match="enable_timing"):
        begin.elapsed_time(end)


def test_event_is_of_the_class_and_not_shared() -> None:
    assert isinstance(torch.mock.Event(), torch.mock.Event)
    with pytest.raises(NotImplementedError, match="between processes"):
        torch.mock.Event(interprocess=True)


def test_devices_are_scoped() -> None:
    with torch.mock.device("mock:1"):
        assert torch.mock.current_device() == 1
    with torch.mock.device_of(torch.ones(1, device="mock:1")):
        assert torch.mock.current_device() == 1
    with torch.mock.device_of(torch.ones(1)):
        assert torch.mock.current_device() == 0
    assert torch.mock.current_device() == 0
    with pytest.raises(RuntimeError, match="mock:9"):
        torch.mock.set_device(9)
    with pytest.raises(ValueError, match="Expected a mock device"):
        torch.mock.synchronize("cpu")


def test_accelerator_interface() -> None:
    assert torch.accelerator.current_accelerator() == torch.device("mock")
    assert torch.accelerator.device_count() == 2
    torch.accelerator.set_device_index(1)
    try:
        assert torch.mock.current_device() == 1
    finally:
        torch.accelerator.set_device_index(0)
    torch.accelerator.synchronize()


def test_properties() -> None:
    properties = torch.mock.get_device_properties("mock:1")
    assert properties.name == "mock-v1" == torch.mock.get_device_name(1)
    assert properties.total_memory == 8 << 30
    assert torch.mock.get_device_capability() == (2, 0)
    assert torch.mock.is_available()
    assert torch.mock.is_bf16_supported()


@pytest.fixture
def faulted():
    from torch_mock import _C

    _C.inject_fault(0, "softmax_kernel")
    yield
    torch.mock.reset()


def test_a_fault_is_raised_at_each_synchronisation_until_reset(faulted) -> None:
    x = torch.ones(2, device="mock:1")
    for synchronise in (
        torch.mock.synchronize,
        torch.mock.current_stream().synchronize,
        lambda: torch.ones(2, device="mock").cpu(),
        torch.accelerator.synchronize,
    ):
        with pytest.raises(torch.AcceleratorError, match="softmax_kernel"):
            synchronise()
    assert x.cpu().tolist() == [1, 1], "the other device works on"
    torch.mock.reset()
    assert torch.ones(2, device="mock").cpu().tolist() == [1, 1]


def test_a_fault_leaves_other_streams_alone(faulted) -> None:
    with torch.mock.stream(torch.mock.Stream()):
        assert (torch.ones(2, device="mock") + 1).tolist() == [2, 2]


def test_record_stream_keeps_memory_until_the_stream_has_passed() -> None:
    side = torch.mock.Stream()
    source = torch.ones(1 << 22).pin_memory()
    target = torch.empty(1 << 22, device="mock")
    torch.mock.synchronize()
    before = torch.mock.memory_allocated()
    for _ in range(20):
        with torch.mock.stream(side):
            for _ in range(8):
                target.copy_(source, non_blocking=True)
        x = torch.empty(1 << 16, device="mock")
        x.record_stream(side)
        size = x.nbytes
        del x
        allocated = torch.mock.memory_allocated()
        was_busy = not side.query()
        side.synchronize()
        assert torch.mock.memory_allocated() == before
        if was_busy:
            assert allocated == before + size
            return
    pytest.fail("the stream was never seen busy")


def test_the_timeline_names_what_ran() -> None:
    from torch_mock import _C

    _C.record_timeline(True)
    try:
        x = torch.ones(8).to("mock")
        _ = x * 2
        torch.mock.synchronize()
    finally:
        _C.record_timeline(False)
    names = [entry["name"] for entry in _C.take_timeline()]
    assert "copy host to device" in names
    assert "aten.mul.Tensor" in names
