"""Compiled models have the strides of eager ones, and lie as the compiler likes in between."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.nn import functional as F

import torch_mock
from torch_mock.compile import layouts


class Network(torch.nn.Module):
    """A stem, a pool and a residual block."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = torch.nn.Conv2d(3, 16, 3, padding=1)
        self.first = torch.nn.Conv2d(16, 16, 3, padding=1, bias=False)
        self.norm = torch.nn.BatchNorm2d(16)
        self.second = torch.nn.Conv2d(16, 24, 1)
        self.short = torch.nn.Conv2d(16, 24, 1, stride=1)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        x = F.max_pool2d(self.stem(x).relu(), 2)
        y = self.norm(self.first(x)).relu()
        y = (self.second(y) + self.short(x)).relu()
        return y, y.mean((2, 3))


@pytest.fixture
def inputs() -> torch.Tensor:
    torch.manual_seed(3)
    return torch.randn(2, 3, 18, 14)


def compiled(
    model: torch.nn.Module, x: torch.Tensor, memory_format: torch.memory_format, execution: str
) -> tuple[Any, torch_mock.Report]:
    torch._dynamo.reset()
    model = model.to("mock").to(memory_format=memory_format)
    function = torch.compile(model, backend="mock", options={"execution": execution})
    with torch.no_grad():
        results = function(x.to("mock").to(memory_format=memory_format))
    report = torch_mock.last_report()
    assert report is not None
    assert report.host_calls == {}
    return results, report


@pytest.mark.parametrize("execution", ["fast", "checked"])
@pytest.mark.parametrize("memory_format", [torch.contiguous_format, torch.channels_last])
def test_strides_are_those_of_eager(
    inputs: torch.Tensor, memory_format: torch.memory_format, execution: str
) -> None:
    model = Network().eval()
    with torch.no_grad():
        expected = model.to(memory_format=memory_format)(inputs.to(memory_format=memory_format))
    results, _ = compiled(model, inputs, memory_format, execution)
    for actual, wanted in zip(results, expected, strict=True):
        assert actual.stride() == wanted.stride()
        torch.testing.assert_close(actual.cpu(), wanted, rtol=1e-4, atol=1e-4)


def test_channels_last_costs_what_planes_cost(inputs: torch.Tensor) -> None:
    """Only what reads the input and makes the output differs."""
    model = Network().eval()
    _, planes = compiled(model, inputs, torch.contiguous_format, "fast")
    _, channels = compiled(model, inputs, torch.channels_last, "fast")
    assert abs(channels.cycles - planes.cycles) < 0.05 * planes.cycles


def test_elementwise_kernels_go_along_rows() -> None:
    x = torch.randn(2, 5, 6, 7, device="mock")
    cycles = []
    for memory_format in (torch.contiguous_format, torch.channels_last):
        _, report = compiled(torch.nn.Hardswish(), x, memory_format, "fast")
        cycles.append(report.cycles)
    assert cycles[0] == cycles[1]


def test_training_has_the_strides_of_eager(inputs: torch.Tensor) -> None:
    gradients = []
    for device in ("cpu", "mock"):
        torch._dynamo.reset()
        torch.manual_seed(1)
        model = Network().to(memory_format=torch.channels_last).to(device)
        function = torch.compile(model, backend="mock") if device == "mock" else model
        x = inputs.to(memory_format=torch.channels_last).to(device).requires_grad_()
        y, mean = function(x)
        (y.square().sum() + mean.sum()).backward()
        assert x.grad is not None
        assert model.first.weight.grad is not None
        gradients.append((x.grad, model.first.weight.grad))
    for expected, actual in zip(*gradients, strict=True):
        assert actual.stride() == expected.stride()
        torch.testing.assert_close(actual.cpu(), expected, rtol=1e-3, atol=1e-3)


def test_other_devices_keep_their_shape_functions() -> None:
    layouts.register()
    with FakeTensorMode():
        x = torch.empty(1, 4, 8, 8, device="cpu").to(memory_format=torch.channels_last)
        w = torch.empty(4, 4, 3, 3, device="meta")
        on_host = F.conv2d(x, torch.empty(4, 4, 3, 3))
        assert on_host.device.type == "cpu"
        assert on_host.is_contiguous(memory_format=torch.channels_last)
        assert F.conv2d(w, w).device.type == "meta"


def test_two_devices_are_refused_as_before() -> None:
    def convolve(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        return F.conv2d(x, w)

    x, w = torch.randn(1, 2, 4, 4, device="mock:0"), torch.randn(2, 2, 3, 3, device="mock:1")
    with pytest.raises(Exception, match="mock:1"):
        torch.compile(convolve, backend="mock")(x, w)
