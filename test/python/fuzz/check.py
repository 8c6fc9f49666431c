"""What a random graph must hold: values as eager's, executions that agree, no host call."""

from __future__ import annotations

import dataclasses
import re
import warnings
from typing import Any

import torch

from fuzz.graph import Graph
from fuzz.operators import products
from torch_mock import config
from torch_mock.compile import target
from torch_mock.compile.capture import Capture
from torch_mock.compile.compare import bound_of_run, differences

#: Relative to an element and to the largest one, by type of the result.
TOLERANCE = {torch.float32: 2e-5, torch.bfloat16: 2e-2, torch.float16: 3e-3}
#: How much more than eager's own error, measured in f64, ours may be.
TIMES_EAGERS_ERROR = 6

#: Operators of the tables that are host calls as a whole or for some arguments.
NOT_NATIVE = frozenset({"cummax"})

#: Operators that eager runs along another way for NaN and infinities: Welford's update makes NaN of
#: an infinite mean, a resize to the same size copies, a product skips zeros.
SPECIAL_VALUES_DIFFER = frozenset({"var_mean", "resize", "batch_norm", *products.TABLE})
#: Operators whose results' memory format is the device's choice.
FREE_LAYOUT = frozenset({"batch_norm", "batch_statistics", *products.TABLE})

_FLOAT_NAMES = re.compile(r"torch\.(float32|bfloat16|float16)")


@dataclasses.dataclass(frozen=True)
class Problem:
    """What does not hold. ``kind`` is ``values``, ``executions``, ``host-call`` or ``error``."""

    kind: str
    text: str


class InvalidGraph(Exception):
    """Eager mode does not take the graph."""


def check(graph: Graph) -> Problem | None:
    """Compiles the graph, runs it in both executions and compares; the first thing that does not hold.

    Raises InvalidGraph where eager mode refuses the graph.
    """
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        values = graph.values()
        expected = _eager(graph, values)
        try:
            return _problem(graph, values, expected)
        except Exception as error:  # noqa: BLE001 (any error of the compiler or device is a finding)
            return Problem("error", f"{type(error).__name__}: {error}"[:2000])


def _eager(graph: Graph, values: list[torch.Tensor]) -> tuple[torch.Tensor, ...]:
    try:
        return graph.function()(*values)
    except (RuntimeError, IndexError, ValueError, TypeError) as error:
        raise InvalidGraph(str(error)) from error


def _problem(
    graph: Graph, values: list[torch.Tensor], expected: tuple[torch.Tensor, ...]
) -> Problem | None:
    compiled = Compiled(graph, values)
    fast = compiled("fast")
    reference = _reference(graph, values, expected)
    free_layout = bool(graph.operators & FREE_LAYOUT)
    specials = not graph.operators & SPECIAL_VALUES_DIFFER
    for i, (actual, eager, exact) in enumerate(zip(fast, expected, reference, strict=True)):
        if text := _difference(actual, eager, exact, free_layout, specials):
            return Problem("values", f"output {graph.outputs[i]}: {text}")
    bound = bound_of_run(compiled.report, graph.function(), values)
    if found := differences(fast, compiled("checked"), bound):
        where = graph.outputs[found[0].output]
        return Problem("executions", f"output {where}: {found[0]}")
    if compiled.report.host_calls and not graph.operators & NOT_NATIVE:
        return Problem("host-call", f"{compiled.report.host_calls} for {sorted(graph.operators)}")
    return None


class Compiled:
    """A graph compiled once, for both executions. Dynamo is left out: what it does with Python is not
    what is tested here, and it takes most of the time."""

    def __init__(self, graph: Graph, values: list[torch.Tensor]) -> None:
        module = torch.fx.symbolic_trace(graph.function())
        self._inputs = [_to_device(value) for value in values]
        current = config.current()
        self._capture = Capture(current, target.for_device_model(current, 0))
        self._call = self._capture.compile(module, self._inputs)[0]

    @property
    def report(self) -> Any:
        return self._capture.report()

    def __call__(self, execution: str) -> list[torch.Tensor]:
        for graph in self._capture.graphs:
            graph.execution = execution
        return list(self._call(*self._inputs))


def _to_device(value: torch.Tensor) -> torch.Tensor:
    """A copy with the same strides."""
    there = torch.empty_strided(value.shape, value.stride(), dtype=value.dtype, device="mock")
    return there.copy_(value)


def _reference(
    graph: Graph, values: list[torch.Tensor], expected: tuple[torch.Tensor, ...]
) -> tuple[torch.Tensor, ...]:
    """The results in f64; eager's own where an operator does not take f64."""
    statements = [
        dataclasses.replace(s, code=_FLOAT_NAMES.sub("torch.float64", s.code))
        for s in graph.statements
    ]
    exact = dataclasses.replace(graph, statements=tuple(statements))
    doubled = [v.double() if v.dtype.is_floating_point else v for v in values]
    try:
        return exact.function()(*doubled)
    except (RuntimeError, ValueError):
        return expected


def _difference(
    actual: torch.Tensor,
    eager: torch.Tensor,
    exact: torch.Tensor,
    free_layout: bool,
    specials: bool,
) -> str | None:
    """Where a result is wrong, in words. Without ``specials`` NaN and infinities are not compared."""
    if actual.shape != eager.shape or actual.dtype != eager.dtype:
        return f"{actual.dtype}{list(actual.shape)} instead of {eager.dtype}{list(eager.shape)}"
    if not free_layout and _strides(actual) != _strides(eager):
        return f"strides {actual.stride()} instead of {eager.stride()}"
    actual = actual.cpu()
    if not eager.dtype.is_floating_point:
        wrong = actual != eager
    else:
        wrong = _outside(actual.double(), eager.double(), exact.double(), TOLERANCE[eager.dtype])
        if not specials:
            wrong &= actual.isfinite() & exact.isfinite()
    if not bool(wrong.any()):
        return None
    place = tuple(int(n) for n in wrong.nonzero()[0])
    count = int(wrong.sum())
    return f"{count} wrong, first at {place}: {actual[place].item()}, eager {eager[place].item()}"


def _strides(tensor: torch.Tensor) -> list[int]:
    """Those that say anything."""
    if tensor.numel() == 0:
        return []
    return [step for step, n in zip(tensor.stride(), tensor.shape, strict=True) if n > 1]


def _outside(
    actual: torch.Tensor, eager: torch.Tensor, exact: torch.Tensor, tolerance: float
) -> torch.Tensor:
    finite = eager.isfinite() & exact.isfinite()
    eagers_error = torch.where(finite, (eager - exact).abs(), 0.0)
    magnitude = torch.where(finite, exact.abs(), 0.0)
    largest = magnitude.max() if magnitude.numel() else magnitude.sum()
    error = eagers_error.max() if eagers_error.numel() else eagers_error.sum()
    allowed = tolerance * (magnitude + largest) + TIMES_EAGERS_ERROR * error + 1e-30
    wrong = finite & ~((actual - exact).abs() <= allowed)
    # Where eager overflows by rounding in between, we need not.
    special = ~exact.isfinite()
    same = (actual == eager) | (actual.isnan() & eager.isnan())
    return wrong | (special & ~same)
