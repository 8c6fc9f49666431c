"""Random graphs of native operators with odd, 1 and 0 extents, against eager and in both executions.

Each seed makes one graph; a failure is repeated with ``-k "[17]"``.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F

import torch_mock
from torch_mock.compile.compare import compare

SEEDS = range(40)
EXTENTS = (0, 1, 3, 5, 8, 17, 33)

Operator = Callable[[torch.Tensor], torch.Tensor]

UNARY: dict[str, Operator] = {
    "relu": torch.relu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "gelu": F.gelu,
    "neg": torch.neg,
    "abs": torch.abs,
    "square": lambda x: x * x,
    "clamp": lambda x: x.clamp(-1, 1),
    "scale": lambda x: x * 0.5 + 0.25,
    "where": lambda x: torch.where(x > 0, x, x * 0.1),
}
ROWS: dict[str, Operator] = {
    "softmax": lambda x: x.softmax(-1),
    "sum": lambda x: x.sum(-1, keepdim=True) * 0.1,
    "mean": lambda x: x.mean(-1, keepdim=True),
    "center": lambda x: x - x.mean(-1, keepdim=True),
}
VIEWS: dict[str, Operator] = {
    "transpose": lambda x: x.t(),
    "slice": lambda x: x[: max(1, x.shape[0] // 2)],
    "step": lambda x: x[:, ::2],
    "flatten": lambda x: x.reshape(1, -1),
}


KINDS = ("unary", "unary", "row", "view", "product", "add")
TABLES = {"unary": UNARY, "row": ROWS, "view": VIEWS}


@dataclasses.dataclass(frozen=True)
class Step:
    """An operator, its name within its kind, and how far back in the chain its operand is."""

    kind: str
    name: str
    back: int

    def apply(self, x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
        if self.kind == "product":
            return x @ weight[: x.shape[1], :7] if x.shape[1] <= weight.shape[0] else x.relu()
        if self.kind == "add":
            return x + x[:1] * 0.5
        if self.kind == "row" and x.shape[1] == 0:
            return x.relu()
        return TABLES[self.kind][self.name](x)


class RandomGraph:
    """A chain of operators with products and broadcasts in between; the same for the same seed. The
    steps are drawn beforehand, so that the whole chain is one graph."""

    def __init__(self, seed: int) -> None:
        generator = random.Random(seed)
        self.shape = generator.choice(EXTENTS), generator.choice(EXTENTS)
        self.steps = [self._draw(generator) for _ in range(generator.randint(3, 7))]

    @staticmethod
    def _draw(generator: random.Random) -> Step:
        kind = generator.choice(KINDS)
        name = generator.choice(sorted(TABLES[kind])) if kind in TABLES else ""
        return Step(kind, name, generator.choice((1, 2)))

    def __call__(self, x: torch.Tensor, weight: torch.Tensor) -> list[torch.Tensor]:
        results = [x]
        for step in self.steps:
            results.append(step.apply(results[-min(step.back, len(results))], weight))
        return results[1:]


@pytest.mark.parametrize("seed", SEEDS)
def test_random_graph_agrees_with_eager(seed: int) -> None:
    torch.manual_seed(seed)
    graph = RandomGraph(seed)
    x, weight = torch.randn(graph.shape), torch.randn(64, 64)
    expected = graph(x, weight)
    torch.mock.reset_host_calls()
    compiled = torch.compile(graph.__call__, backend="mock", fullgraph=True)
    actual = compiled(x.to("mock"), weight.to("mock"))
    torch.testing.assert_close([t.cpu() for t in actual], expected)
    assert torch.mock.host_calls() == {}
    report = torch_mock.last_report()
    assert report is not None
    assert report.host_calls == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_both_executions_agree(seed: int) -> None:
    torch.manual_seed(seed)
    graph = RandomGraph(seed)
    x, weight = torch.randn(graph.shape, device="mock"), torch.randn(64, 64, device="mock")
    assert compare(graph.__call__, x, weight) == []
