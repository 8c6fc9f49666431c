"""Draws graphs: the same graph for the same seed."""

from __future__ import annotations

import warnings

from fuzz.draw import Draw, Unsuitable
from fuzz.graph import Graph
from fuzz.operators import Table, elementwise, moves, products, rows

OPERATORS: Table = {**elementwise.TABLE, **rows.TABLE, **products.TABLE, **moves.TABLE}
#: How often each family is drawn.
FAMILIES = (
    (sorted(elementwise.TABLE), 5),
    (sorted(rows.TABLE), 4),
    (sorted(products.TABLE), 3),
    (sorted(moves.TABLE), 4),
)
MIN_STATEMENTS, MAX_STATEMENTS = 2, 7
MAX_ATTEMPTS = 60


def generate(seed: int) -> Graph:
    """The graph of a seed: 2 to 7 operators in a few steps."""
    draw = Draw(seed)
    wanted = draw.between(MIN_STATEMENTS, MAX_STATEMENTS)
    families = [names for names, weight in FAMILIES for _ in range(weight)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # eager mode warns of sizes that it finds odd
        for _ in range(MAX_ATTEMPTS):
            if len(draw.statements) >= wanted:
                break
            name = draw.choice(draw.choice(families))
            _try(draw, name)
    return draw.graph()


def _try(draw: Draw, name: str) -> None:
    """One operator; leaves the graph as it was where the operator does not fit."""
    marks = len(draw.inputs), len(draw.statements), len(draw.values)
    try:
        OPERATORS[name](draw, name)
    except Unsuitable:
        del draw.inputs[marks[0] :]
        del draw.statements[marks[1] :]
        del draw.values[marks[2] :]
