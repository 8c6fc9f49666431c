"""Failing graphs as Python files that run by themselves and that the tests replay."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from fuzz.check import Problem, check
from fuzz.graph import Graph

CASES = Path(__file__).parent / "cases"

_TEMPLATE = '''"""{title}

Run it: PYTHONPATH=test/python python test/python/fuzz/cases/{file}
{text}
"""

import sys

from fuzz.case_file import replay
from fuzz.graph import Graph, Input, Statement

GRAPH = Graph(
    inputs=(
{inputs}
    ),
    statements=(
{statements}
    ),
    outputs={outputs!r},
)

if __name__ == "__main__":
    sys.exit(replay(GRAPH))
'''


def write_case(graph: Graph, problem: Problem, name: str, folder: Path = CASES) -> Path:
    """Writes the case and returns its path."""
    path = folder / f"{name}.py"
    body = "\n".join("    " + line for line in graph.source().splitlines())
    text = _TEMPLATE.format(
        title=f"Found by `make fuzz`: {problem.kind}.",
        file=path.name,
        text="\n" + body.replace("\\", "\\\\"),
        inputs="\n".join(f"        {tensor!r}," for tensor in graph.inputs),
        statements="\n".join(f"        {statement!r}," for statement in graph.statements),
        outputs=graph.outputs,
    )
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def read_case(path: Path) -> Graph:
    """The graph of a case file."""
    spec = importlib.util.spec_from_file_location(f"fuzz_case_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    graph: Graph = module.GRAPH
    return graph


def replay(graph: Graph) -> int:
    """Checks the graph and says what does not hold; 0 where all does."""
    print(graph.source())
    problem = check(graph)
    print("holds" if problem is None else f"{problem.kind}: {problem.text}", file=sys.stderr)
    return 0 if problem is None else 1
