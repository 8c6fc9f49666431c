"""Graphs that failed once and are kept."""

from __future__ import annotations

from fuzz.case_file import CASES, read_case
from fuzz.check import check


def test_kept_cases_hold() -> None:
    """One test for all, so that an empty folder is no skipped test."""
    problems = {path.stem: check(read_case(path)) for path in sorted(CASES.glob("*.py"))}
    assert {name: problem for name, problem in problems.items() if problem is not None} == {}
