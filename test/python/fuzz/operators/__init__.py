"""The tables of operators, one family per module. Each entry draws operands and adds statements."""

from __future__ import annotations

from collections.abc import Callable

from fuzz.draw import Draw

Operator = Callable[[Draw, str], None]
Table = dict[str, Operator]
