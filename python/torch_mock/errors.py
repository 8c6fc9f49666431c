"""Exceptions of torch-mock, and the wording that they share."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch_mock.report import Report


class ConfigError(ValueError):
    """An unknown option, a value that an option does not take, or a broken configuration file."""


class ConstraintError(RuntimeError):
    """A graph breaks limits of the device and enforcement is strict. Nothing of it has run.

    ``report`` holds every violation of the graph, forward and backward, not the first one.
    """

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(report.refusal())

    def __reduce__(self) -> tuple[type[ConstraintError], tuple[Report]]:
        return (ConstraintError, (self.report,))


def did_you_mean(given: str, allowed: Iterable[str]) -> str:
    """``; did you mean 'x'? Known: 'x', 'y'`` for an unknown name."""
    names = sorted(allowed)
    near = difflib.get_close_matches(given.lower(), names, n=1, cutoff=0.5)
    hint = f"; did you mean {near[0]!r}?" if near else ";"
    return f"{hint} Known: {', '.join(names)}"


def unknown_name(what: str, given: object, allowed: Iterable[str]) -> ConfigError:
    """The error for a name that is none of ``allowed``, with the nearest one."""
    return ConfigError(f"unknown {what} {given!r}{did_you_mean(str(given), allowed)}")
