"""What the demo prints."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from measure import Measurement
from rich.console import Console
from rich.table import Table

console = Console(width=110, highlight=False)


def heading(text: str) -> None:
    console.print()
    console.rule(f"[bold]{text}", align="left")


def step(text: str) -> None:
    console.print(f"[dim]·[/] {text}")


def host_calls(calls: dict[str, int]) -> str:
    return ", ".join(f"{op} x{count}" for op, count in sorted(calls.items())) or "none"


def measurement(m: Measurement, quality: str) -> None:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="dim", width=24)
    table.add_column()
    table.add_row("quality", quality)
    table.add_row("max abs error vs eager", f"{m.error:.2e}")
    table.add_row("kernels", f"{len(m.report.kernels)}, launched {m.launches} times a call")
    table.add_row("host calls", host_calls(m.host_calls))
    table.add_row("simulated cycles", f"{m.report.cycles:,} in both executions")
    table.add_row("bytes moved", f"{m.bytes_moved:,}")
    verdict = "[green]agree[/]" if m.agree else "[red]DISAGREE[/]"
    table.add_row("fast and checked", f"{verdict}, max difference {m.difference:.2e}")
    table.add_row("limits", limits(m.report))
    table.add_row("compile and first call", f"{m.compile_seconds:.2f} s")
    console.print(table)


def limits(report: Any) -> str:
    """One phrase about the violations, by what was done about them."""
    actions: dict[str, int] = {}
    for violation in report.violations:
        actions[str(violation.action)] = actions.get(str(violation.action), 0) + 1
    done = ", ".join(f"{count} {action}" for action, count in sorted(actions.items()))
    return f"{len(report.violations)} broken ({done})" if actions else "none broken"


def place(violation: Any) -> str:
    code = violation.where.code.split("  #", 1)[0].strip()
    return f"{Path(violation.where.file).name}:{violation.where.line}  {code}"


def actions(items: Iterable[Any]) -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("line of the model", overflow="fold")
    for name in ("rule", "actual", "action", "cost"):
        table.add_column(name, no_wrap=True)
    for v in items:
        table.add_row(place(v), v.rule, str(v.actual), str(v.action), str(v.cost) or "-")
    console.print(table)


def listing(title: str, text: str) -> None:
    """Text of a tool as it is, with a title."""
    console.print(f"\n[bold]{title}[/]")
    console.print(text.rstrip(), markup=False, soft_wrap=True)
