"""Runs a model on the device in both executions and compares it with the CPU."""

from __future__ import annotations

import copy
import statistics
import time
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

import torch_mock
from torch_mock.compile.compare import Difference, bound_of_run, differences

DEVICE = "mock"
STEADY_SECONDS = 1.0  # how long a steady state is measured
STEADY_CALLS = 5


@dataclass(frozen=True)
class Agreement:
    """How far both executions are apart, and where they are further apart than their bound."""

    largest: float
    outside: list[Difference]
    size: str  # what ran, where it was not the whole

    @property
    def holds(self) -> bool:
        return not self.outside


@dataclass(frozen=True)
class Measurement:
    """What one model did. Errors are absolute; the CPU's eager mode is the reference."""

    name: str
    eager: Tensor
    output: Tensor
    error: float
    state_error: float  # of buffers that the model updates
    agreement: Agreement
    report: torch_mock.Report
    host_calls: dict[str, int]
    first_seconds: float  # compile and first call
    steady_seconds: float

    @property
    def scale(self) -> float:
        """What the error is relative to."""
        return max(1e-3, float(self.eager.abs().max()))

    @property
    def bytes_moved(self) -> int:
        """Main memory traffic of one call's kernels, and what its host calls send over the link."""
        return int(self.report.bytes_moved + self.report.host_bytes)

    @property
    def launches(self) -> int:
        return sum(kernel["launches"] for kernel in self.report.kernels)


def compiled(model: nn.Module, **options: str) -> Any:
    """The model with its own compiled entry: each call has its own set of options."""
    torch._dynamo.reset()
    return torch.compile(model, backend="mock", options={**options})


def run(model: nn.Module, *inputs: Tensor, **options: str) -> tuple[Any, Any, dict[str, int]]:
    """Output on the CPU, report and host calls of one compiled call on the device."""
    torch.mock.reset_host_calls()
    with torch.no_grad():
        output = compiled(model, **options)(*inputs)
        torch.mock.synchronize()
    report = torch_mock.last_report()
    calls = dict(torch.mock.host_calls())
    return torch.utils._pytree.tree_map(lambda t: t.cpu(), output), report, calls


def on_device(model: nn.Module) -> nn.Module:
    return copy.deepcopy(model).to(DEVICE)


def largest_difference(a: Tensor, b: Tensor) -> float:
    return float((a.double() - b.double()).abs().max())


def agreement(model: nn.Module, inputs: tuple[Tensor, ...], size: str = "") -> Agreement:
    """Both executions of a model, by the comparator that the project's tests use."""
    there = tuple(tensor.to(DEVICE) for tensor in inputs)
    fast, report, _ = run(on_device(model), *there, execution="fast")
    checked, checked_report, _ = run(on_device(model), *there, execution="checked")
    if checked_report.cycles != report.cycles:
        raise AssertionError(f"cycles differ: {report.cycles} and {checked_report.cycles}")
    outside = differences(fast, checked, bound_of_run(report, model, inputs))
    return Agreement(largest_difference(fast, checked), outside, size)


def steady(call: Any, inputs: tuple[Tensor, ...]) -> float:
    """Median seconds of a few calls, each waited for."""
    seconds: list[float] = []
    while len(seconds) < STEADY_CALLS and sum(seconds) < STEADY_SECONDS:
        start = time.perf_counter()
        call(*inputs)
        torch.mock.synchronize()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def state_error(here: nn.Module, there: nn.Module) -> float:
    """How far the buffers of the model on the device are from the CPU's, after the same calls."""
    pairs = zip(here.buffers(), there.buffers(), strict=True)
    return max((largest_difference(a, b.cpu()) for a, b in pairs if a.numel()), default=0.0)


@torch.no_grad()
def measure(
    name: str,
    model: nn.Module,
    *inputs: Tensor,
    reduced: tuple[nn.Module, tuple[Tensor, ...], str] | None = None,
) -> Measurement:
    """One model under the default profile, lenient.

    Args:
        name: what to call it.
        model: on the CPU; a copy of it is measured.
        inputs: on the CPU.
        reduced: a smaller model, its inputs and what it is, for the interpreter where the whole
            takes it too long; None: both executions run the whole.
    """
    model.eval()
    reference = copy.deepcopy(model)
    eager = reference(*inputs)
    moved = on_device(model)
    there = tuple(tensor.to(DEVICE) for tensor in inputs)
    call = compiled(moved)
    torch.mock.reset_host_calls()
    start = time.perf_counter()
    output = call(*there)
    torch.mock.synchronize()
    first = time.perf_counter() - start
    report, calls = torch_mock.last_report(), dict(torch.mock.host_calls())
    assert report is not None
    output = output.cpu()
    updated = state_error(reference, moved)
    seconds = steady(call, there)
    small, small_inputs, size = reduced or (model, inputs, "")
    return Measurement(
        name=name,
        eager=eager,
        output=output,
        error=largest_difference(output, eager),
        state_error=updated,
        agreement=agreement(small.eval(), small_inputs, size),
        report=report,
        host_calls=calls,
        first_seconds=first,
        steady_seconds=seconds,
    )
