"""What the tables of operators draw their operands with."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Callable, Iterable
from typing import TypeVar

import torch

from fuzz.graph import Graph, Input, Statement

T = TypeVar("T")

EXTENTS = (0, 1, 1, 2, 3, 3, 5, 8, 9, 17, 33)
MAX_ELEMENTS = 6000
FLOATS = ("float32", "float32", "float32", "bfloat16", "float16")
INTEGERS = ("int32", "int64")


class Unsuitable(Exception):
    """The operator cannot be drawn here."""


@dataclasses.dataclass(frozen=True)
class Value:
    """A tensor of the graph under construction.

    ``exact`` means: made of inputs by copies and exact arithmetic, so that it has the same bits
    everywhere. Operators whose result jumps (comparisons, argmax, sort) take exact values only.
    """

    name: str
    tensor: torch.Tensor
    exact: bool

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.tensor.shape)

    @property
    def rank(self) -> int:
        return self.tensor.dim()

    @property
    def dtype(self) -> str:
        return str(self.tensor.dtype).removeprefix("torch.")

    @property
    def is_float(self) -> bool:
        return self.tensor.dtype.is_floating_point


class Draw:
    """A graph under construction."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.inputs: list[Input] = []
        self.statements: list[Statement] = []
        self.values: list[Value] = []

    # Choices

    def choice(self, options: Iterable[T]) -> T:
        found = list(options)
        if not found:
            raise Unsuitable
        return self.random.choice(found)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def between(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def extent(self, low: int = 0) -> int:
        return self.choice(n for n in EXTENTS if n >= low)

    def shape(self, rank: int, low: int = 0) -> tuple[int, ...]:
        shape = [self.extent(low) for _ in range(rank)]
        while math.prod(shape) > MAX_ELEMENTS:
            shape[shape.index(max(shape))] = self.between(1, 5)
        return tuple(shape)

    # Operands

    def input(
        self, shape: Iterable[int], dtype: str = "float32", kind: str = "normal", bound: int = 0
    ) -> Value:
        """A new input of the graph."""
        shape = tuple(shape)
        number = len(self.inputs)
        if kind == "normal" and self.chance(0.06):
            kind = "special"
        layout = self.choice(self._layouts(shape))
        made = Input(f"x{number}", shape, dtype, kind, bound, layout, self.seed * 1000 + number)
        self.inputs.append(made)
        value = Value(made.name, made.make(), exact=True)
        self.values.append(value)
        return value

    @staticmethod
    def _layouts(shape: tuple[int, ...]) -> list[str]:
        layouts = ["contiguous"] * 4
        if len(shape) >= 2:
            layouts.append("transposed")
        if len(shape) >= 1:
            layouts.append("stepped")
        if len(shape) == 4:
            layouts.append("channels_last")
        return layouts

    def pick(self, suits: Callable[[Value], bool]) -> Value:
        """A value that there is, later ones more often."""
        found = [value for value in self.values if suits(value)]
        if not found:
            raise Unsuitable
        return self.choice(found[-3:] + found)

    def floats(self, rank: int | None = None, low: int = 0, exact: bool = False) -> Value:
        """A floating point value of a rank (any from 1 on), every extent at least ``low``; now and then,
        and where there is none, a new input."""

        def suits(value: Value) -> bool:
            rank_fits = value.rank == rank if rank is not None else value.rank > 0
            return value.is_float and rank_fits and min(value.shape) >= low and value.exact >= exact

        if self.chance(0.8):
            try:
                return self.pick(suits)
            except Unsuitable:
                pass
        rank = rank if rank is not None else self.between(1, 4)
        return self.input(self.shape(rank, low), self.choice(FLOATS))

    def index(self, shape: Iterable[int], bound: int, dtype: str = "int64") -> Value:
        """Indices of [0, bound)."""
        shape = tuple(shape)
        if bound == 0 and math.prod(shape):
            raise Unsuitable
        return self.input(shape, dtype, "index", bound)

    def dim(self, value: Value) -> int:
        if value.rank == 0:
            raise Unsuitable
        return self.between(-value.rank, value.rank - 1)

    # Results

    def add(self, operator: str, code: str, *operands: Value, exact: bool | None = None) -> Value:
        """Adds a statement; ``exact`` is what its result is when its operands are (None: it is not).
        Unsuitable where eager mode refuses it, or its result is no tensor or too large."""
        names = [f"a{i}" for i in range(len(operands))]
        function = f"lambda {', '.join(names)}: {code.format(*names)}"
        try:
            tensor = eval(function, {"torch": torch, "F": torch.nn.functional})(
                *(v.tensor for v in operands)
            )
        except (RuntimeError, IndexError, ValueError) as refused:
            raise Unsuitable from refused
        if not isinstance(tensor, torch.Tensor) or tensor.numel() > 4 * MAX_ELEMENTS:
            raise Unsuitable
        name = f"v{len(self.statements)}"
        self.statements.append(Statement(name, code, tuple(v.name for v in operands), operator))
        kept = bool(exact) and all(v.exact for v in operands)
        self.values.append(Value(name, tensor, kept))
        return self.values[-1]

    def graph(self) -> Graph:
        """The graph so far: unused results and some others are its outputs."""
        used = {name for statement in self.statements for name in statement.operands}
        outputs = [s.result for s in self.statements if s.result not in used or self.chance(0.3)]
        taken = [tensor for tensor in self.inputs if tensor.name in used]
        return Graph(tuple(taken), tuple(self.statements), tuple(outputs))
