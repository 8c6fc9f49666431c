"""Runs a model on the device in both executions and compares it with the CPU."""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

import torch_mock

DEVICE = "mock"


@dataclass(frozen=True)
class Measurement:
    """What one model did. Errors are absolute; the CPU's eager mode is the reference."""

    name: str
    eager: Tensor
    output: Tensor
    error: float
    difference: float  # between the two executions
    agree: bool
    report: torch_mock.Report
    host_calls: dict[str, int]
    compile_seconds: float

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


def run(model: nn.Module, inputs: Tensor, **options: str) -> tuple[Any, Any, dict[str, int]]:
    """Output on the CPU, report and host calls of one compiled call on the device."""
    torch.mock.reset_host_calls()
    with torch.no_grad():
        output = compiled(model, **options)(inputs)
    report = torch_mock.last_report()
    to_cpu = torch.utils._pytree.tree_map(lambda t: t.cpu(), output)
    return to_cpu, report, dict(torch.mock.host_calls())


def measure(name: str, model: nn.Module, inputs: Tensor) -> Measurement:
    """Both executions of `model` under the default profile, lenient."""
    model.eval()
    with torch.no_grad():
        eager = model(inputs)
    on_device = copy.deepcopy(model).to(DEVICE)
    there = inputs.to(DEVICE)
    start = time.perf_counter()
    fast, report, host_calls = run(on_device, there, execution="fast")
    seconds = time.perf_counter() - start
    checked, checked_report, _ = run(on_device, there, execution="checked")
    if checked_report.cycles != report.cycles:
        raise AssertionError(f"cycles differ: {report.cycles} and {checked_report.cycles}")
    difference = float((fast - checked).abs().max())
    return Measurement(
        name=name,
        eager=eager,
        output=fast,
        error=float((fast - eager).abs().max()),
        difference=difference,
        agree=torch.allclose(fast, checked, rtol=1e-5, atol=1e-6),
        report=report,
        host_calls=host_calls,
        compile_seconds=seconds,
    )
