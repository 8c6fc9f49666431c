"""Makes a failing graph small while it still fails in the same way."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator

import torch

from fuzz.check import InvalidGraph, Problem
from fuzz.graph import Graph, Input, Statement

Check = Callable[[Graph], Problem | None]


def minimise(graph: Graph, problem: Problem, check: Check, seconds: float = 30.0) -> Graph:
    """A graph from which no output, statement, layout, type or extent can be taken away, or what was
    reached when the time was up."""
    end = time.monotonic() + seconds

    def fails(candidate: Graph) -> bool:
        try:
            found = check(candidate)
        except InvalidGraph:
            return False
        return found is not None and found.kind == problem.kind

    smaller = True
    while smaller and time.monotonic() < end:
        smaller = False
        for candidate in candidates(graph):
            if time.monotonic() > end:
                break
            if fails(candidate):
                graph, smaller = candidate, True
                break
    return graph


def candidates(graph: Graph) -> Iterator[Graph]:
    """Graphs that are one step smaller, large steps first."""
    yield from (smaller for smaller in _candidates(graph) if smaller.outputs)


def _candidates(graph: Graph) -> Iterator[Graph]:
    if len(graph.outputs) > 1:
        yield from (live(dataclasses.replace(graph, outputs=(name,))) for name in graph.outputs)
    shapes = _results(graph)
    for statement in reversed(graph.statements):
        yield from _without(graph, statement, shapes)
    for tensor in graph.inputs:
        yield from (_with_input(graph, tensor, plain) for plain in _plainer(tensor))
    extents = sorted({n for tensor in graph.inputs for n in tensor.shape if n > 1}, reverse=True)
    for extent in extents:
        for less in sorted({1, 2, extent // 2, extent - 1}):
            if less < extent:
                yield _scaled(graph, extent, less)


def live(graph: Graph) -> Graph:
    """Without statements and inputs that no output needs."""
    needed = set(graph.outputs)
    kept: list[Statement] = []
    for statement in reversed(graph.statements):
        if statement.result in needed:
            kept.append(statement)
            needed.update(statement.operands)
    inputs = tuple(tensor for tensor in graph.inputs if tensor.name in needed)
    return Graph(inputs, tuple(reversed(kept)), graph.outputs)


def _results(graph: Graph) -> dict[str, torch.Tensor]:
    """Every value of the graph, by eager mode."""
    names = [*(t.name for t in graph.inputs), *(s.result for s in graph.statements)]
    values = dataclasses.replace(graph, outputs=tuple(names)).function()(*graph.values())
    return dict(zip(names, values, strict=True))


def _without(
    graph: Graph, statement: Statement, values: dict[str, torch.Tensor]
) -> Iterator[Graph]:
    """Its result replaced by an operand of the same form, or by a new input."""
    rest = tuple(s for s in graph.statements if s is not statement)
    value = values[statement.result]
    for operand in statement.operands:
        other = values[operand]
        if other.shape == value.shape and other.dtype == value.dtype:
            yield _renamed(Graph(graph.inputs, rest, graph.outputs), statement.result, operand)
    if statement.result in graph.outputs and len(graph.outputs) == 1:
        return
    outputs = tuple(name for name in graph.outputs if name != statement.result)
    dtype = str(value.dtype).removeprefix("torch.")
    cut = Input(statement.result, tuple(value.shape), dtype, seed=len(graph.inputs))
    yield live(Graph((*graph.inputs, cut), rest, outputs))


def _renamed(graph: Graph, old: str, new: str) -> Graph:
    def name(given: str) -> str:
        return new if given == old else given

    statements = tuple(
        dataclasses.replace(s, operands=tuple(name(n) for n in s.operands))
        for s in graph.statements
    )
    outputs = tuple(dict.fromkeys(name(n) for n in graph.outputs))
    results = {s.result for s in statements}
    if not results & set(outputs):
        outputs = tuple(s.result for s in statements[-1:])
    return live(Graph(graph.inputs, statements, outputs))


def _plainer(tensor: Input) -> Iterator[Input]:
    if tensor.layout != "contiguous":
        yield dataclasses.replace(tensor, layout="contiguous")
    if tensor.kind == "special":
        yield dataclasses.replace(tensor, kind="normal")
    if tensor.dtype in ("bfloat16", "float16"):
        yield dataclasses.replace(tensor, dtype="float32")


def _with_input(graph: Graph, old: Input, new: Input) -> Graph:
    inputs = tuple(new if tensor is old else tensor for tensor in graph.inputs)
    return dataclasses.replace(graph, inputs=inputs)


def _scaled(graph: Graph, extent: int, less: int) -> Graph:
    """Every extent of that size made smaller, in all inputs alike, so that they still fit."""
    inputs = []
    for tensor in graph.inputs:
        shape = tuple(less if n == extent else n for n in tensor.shape)
        bound = less if tensor.bound == extent else tensor.bound
        inputs.append(dataclasses.replace(tensor, shape=shape, bound=bound))
    return dataclasses.replace(graph, inputs=tuple(inputs))
