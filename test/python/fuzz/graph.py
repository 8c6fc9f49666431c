"""A graph as plain data: inputs, one statement per operator, outputs."""

from __future__ import annotations

import dataclasses
import itertools
import linecache
from collections.abc import Callable
from typing import Any

import torch

_numbers = itertools.count()
_MARGIN = 2  # how much larger the buffer of a strided input is


@dataclasses.dataclass(frozen=True)
class Input:
    """An argument. Its values follow from its seed.

    ``kind`` is ``normal`` (floats from a normal distribution, integers from -4 to 4, bools),
    ``special`` (the same with a NaN and infinities) or ``index``, integers of [0, ``bound``).
    ``layout`` is ``contiguous``, ``transposed`` (last two dimensions), ``stepped`` (every second element of
    the last dimension) or ``channels_last``.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str = "float32"
    kind: str = "normal"
    bound: int = 0
    layout: str = "contiguous"
    seed: int = 0

    def make(self) -> torch.Tensor:
        return _laid_out(self._values(), self.layout)

    def _values(self) -> torch.Tensor:
        generator = torch.Generator().manual_seed(self.seed)
        dtype = getattr(torch, self.dtype)
        if self.kind == "index":
            return torch.randint(max(self.bound, 1), self.shape, generator=generator, dtype=dtype)
        if dtype == torch.bool:
            return torch.randint(2, self.shape, generator=generator).bool()
        if not dtype.is_floating_point:
            return torch.randint(-4, 5, self.shape, generator=generator, dtype=dtype)
        values = torch.randn(self.shape, generator=generator)
        if self.kind == "special" and values.numel():
            for value in (float("nan"), float("inf"), -float("inf")):
                place = int(torch.randint(values.numel(), (), generator=generator))
                values.view(-1)[place] = value
        return values.to(dtype)


def _laid_out(values: torch.Tensor, layout: str) -> torch.Tensor:
    if layout == "transposed":
        return values.transpose(-1, -2).contiguous().transpose(-1, -2)
    if layout == "stepped":
        wide = values.new_zeros((*values.shape[:-1], values.shape[-1] * _MARGIN))
        wide[..., ::_MARGIN] = values
        return wide[..., ::_MARGIN]
    if layout == "channels_last":
        return values.contiguous(memory_format=torch.channels_last)
    return values


@dataclasses.dataclass(frozen=True)
class Statement:
    """``result = code``; the code names its operands by position: ``torch.add({0}, {1})``."""

    result: str
    code: str
    operands: tuple[str, ...]
    operator: str = ""  # its name in the generator's table

    def text(self) -> str:
        return f"{self.result} = {self.code.format(*self.operands)}"


@dataclasses.dataclass(frozen=True)
class Graph:
    """A function of tensors."""

    inputs: tuple[Input, ...]
    statements: tuple[Statement, ...]
    outputs: tuple[str, ...]

    def source(self) -> str:
        """The function as Python text."""
        body = [statement.text() for statement in self.statements]
        body.append(f"return ({', '.join(self.outputs)},)")
        names = ", ".join(tensor.name for tensor in self.inputs)
        return "\n    ".join([f"def graph({names}):", *body]) + "\n"

    def function(self) -> Callable[..., tuple[torch.Tensor, ...]]:
        source = self.source()
        # Records and stack traces look their lines up.
        file = f"<random graph {next(_numbers)}>"
        linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
        scope: dict[str, Any] = {"torch": torch, "F": torch.nn.functional}
        exec(compile(source, file, "exec"), scope)
        return scope["graph"]

    def values(self) -> list[torch.Tensor]:
        return [tensor.make() for tensor in self.inputs]

    @property
    def operators(self) -> set[str]:
        return {statement.operator for statement in self.statements}
