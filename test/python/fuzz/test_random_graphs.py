"""Random graphs: values as eager's, executions that agree, no host call where all is native.

Each seed makes one graph; a failure is repeated with ``-k "[17]"``, and `make fuzz SEED=17 COUNT=1` makes
it small and keeps it.
"""

from __future__ import annotations

import pytest

from fuzz.check import check
from fuzz.generate import generate

SEEDS = range(300)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_graph(seed: int) -> None:
    graph = generate(seed)
    problem = check(graph)
    if problem is not None:
        pytest.fail(f"{problem.kind}: {problem.text}\n{graph.source()}")
