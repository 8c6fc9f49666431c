"""The fuzzer itself: what it draws, what it finds, how it makes a graph small and keeps it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from fuzz import check as checks
from fuzz.case_file import read_case, write_case
from fuzz.check import InvalidGraph, Problem, check
from fuzz.generate import OPERATORS, generate
from fuzz.graph import Graph, Input, Statement
from fuzz.minimise import live, minimise


def environment() -> dict[str, str]:
    folder = str(Path(__file__).resolve().parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([folder, os.environ.get("PYTHONPATH", "")])}


def two_branches() -> Graph:
    return Graph(
        (Input("x0", (3, 17), layout="stepped"), Input("x1", (17, 5), kind="special")),
        (
            Statement("v0", "torch.relu({0})", ("x0",), "relu"),
            Statement("v1", "{0} @ {1}", ("v0", "x1"), "matmul"),
            Statement("v2", "torch.tanh({0})", ("v1",), "tanh"),
            Statement("v3", "-{0}", ("x0",), "neg"),
        ),
        ("v2", "v3"),
    )


def test_a_seed_gives_one_graph() -> None:
    assert generate(11) == generate(11)
    assert generate(11) != generate(12)


def test_every_operator_is_drawn() -> None:
    drawn = {name for seed in range(400) for name in generate(seed).operators}
    assert drawn == OPERATORS.keys()


@pytest.mark.parametrize("seed", range(20))
def test_eager_mode_takes_every_graph(seed: int) -> None:
    graph = generate(seed)
    results = graph.function()(*graph.values())
    assert len(results) == len(graph.outputs)


@pytest.mark.parametrize("layout", ["contiguous", "transposed", "stepped", "channels_last"])
def test_a_layout_changes_no_value(layout: str) -> None:
    plain = Input("x0", (2, 3, 4, 5), seed=3)
    other = Input("x0", (2, 3, 4, 5), seed=3, layout=layout)
    assert torch.equal(plain.make(), other.make())
    assert (plain.make().stride() == other.make().stride()) == (layout == "contiguous")


def test_a_graph_that_holds_has_no_problem() -> None:
    assert check(two_branches()) is None


def test_eagers_refusal_is_no_problem_of_ours() -> None:
    graph = Graph((Input("x0", (2, 3)),), (Statement("v0", "{0} @ {0}", ("x0",)),), ("v0",))
    with pytest.raises(InvalidGraph):
        check(graph)


def test_wrong_values_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    run = checks.Compiled.__call__

    def wrong(self: checks.Compiled, execution: str) -> list[torch.Tensor]:
        first, *rest = run(self, execution)
        return [first + 0.01, *rest]

    monkeypatch.setattr(checks.Compiled, "__call__", wrong)
    problem = check(two_branches())
    assert problem is not None
    assert problem.kind == "values"
    assert "output v2" in problem.text


def test_executions_that_differ_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    run = checks.Compiled.__call__

    def wrong(self: checks.Compiled, execution: str) -> list[torch.Tensor]:
        results = run(self, execution)
        return [t + 1 for t in results] if execution == "checked" else results

    monkeypatch.setattr(checks.Compiled, "__call__", wrong)
    problem = check(two_branches())
    assert problem is not None
    assert problem.kind == "executions"


def test_a_host_call_is_found() -> None:
    statement = Statement("v0", "torch.lgamma({0})", ("x0",), "lgamma")
    problem = check(
        Graph((Input("x0", (4,), kind="index", bound=3, dtype="float32"),), (statement,), ("v0",))
    )
    assert problem is not None
    assert problem.kind == "host-call"
    assert "aten.lgamma" in problem.text


def test_minimise_keeps_what_fails_and_nothing_else() -> None:
    def contains_tanh(graph: Graph) -> Problem | None:
        graph.function()(*graph.values())
        return Problem("values", "") if "tanh" in graph.operators else None

    small = minimise(two_branches(), Problem("values", ""), contains_tanh)
    assert [s.operator for s in small.statements] == ["tanh"]
    assert [(t.shape, t.layout, t.kind) for t in small.inputs] == [((1, 1), "contiguous", "normal")]


def test_minimise_leaves_another_failure_alone() -> None:
    graph = two_branches()
    assert minimise(graph, Problem("values", ""), lambda _: Problem("error", "")) == graph


def test_dead_statements_go() -> None:
    graph = two_branches()
    alive = live(Graph(graph.inputs, graph.statements, ("v3",)))
    assert [s.result for s in alive.statements] == ["v3"]
    assert [t.name for t in alive.inputs] == ["x0"]


def test_a_case_file_holds_the_graph_and_runs(tmp_path: Path) -> None:
    path = write_case(two_branches(), Problem("values", "text"), "some_case", tmp_path)
    assert read_case(path) == two_branches()
    assert "v1 = v0 @ x1" in path.read_text()
    done = subprocess.run(
        [sys.executable, str(path)],
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "holds" in done.stderr


def test_the_command_counts_and_ends(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fuzz", "--seed", "1000", "--count", "3"]
    done = subprocess.run(
        [*command, "--cases", str(tmp_path)],
        env=environment(),
        check=False,
        capture_output=True,
        text=True,
    )
    assert "3 graphs from seed 1000" in done.stdout, done.stderr
    assert done.returncode == (1 if list(tmp_path.glob("*.py")) else 0)
