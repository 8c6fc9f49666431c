"""What the demo prints."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from measure import Measurement, bytes_moved
from rich.console import Console
from rich.panel import Panel
from rich.syntax import Syntax
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
    launches = sum(kernel.launches for kernel in m.report.kernels)
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="dim", width=24)
    table.add_column()
    table.add_row("quality", quality)
    table.add_row("max abs error vs eager", f"{m.error:.2e}")
    table.add_row("kernels", f"{len(m.report.kernels)}, launched {launches} times per call")
    table.add_row("host calls", host_calls(m.host_calls))
    table.add_row("simulated cycles", f"{m.cycles:,} in both executions")
    table.add_row("bytes moved", f"{bytes_moved(m.report):,}")
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
    return (
        f"{Path(violation.where.file).name}:{violation.where.line}  {violation.where.code.strip()}"
    )


def cost(violation: Any) -> str:
    parts = [
        f"{value:,} {unit}"
        for value, unit in ((violation.cost.bytes, "bytes"), (violation.cost.cycles, "cycles"))
        if value is not None
    ]
    return ", ".join(parts) or "-"


def violations(items: Iterable[Any]) -> None:
    """Every violation: where, what, by how much, who says so, what to do."""
    for v in items:
        console.print(f"  [bold]{place(v)}[/]", soft_wrap=True)
        unit = f" {v.unit}" if v.unit else ""
        console.print(
            f"    {v.rule}: {v.subject} is {v.actual}, limit {v.relation} {v.limit}{unit}"
        )
        console.print(f"    limit from {v.limit_source}; action: [yellow]{v.action}[/]")
        console.print(f"    remedy: {v.remedy}")


def actions(items: Iterable[Any]) -> None:
    table = Table(pad_edge=False)
    for name in ("line of the model", "rule", "actual", "action", "cost"):
        table.add_column(name, overflow="fold")
    for v in items:
        table.add_row(place(v), v.rule, str(v.actual), str(v.action), cost(v))
    console.print(table)


def listing(title: str, text: str, lexer: str) -> None:
    console.print(Panel(Syntax(text.rstrip(), lexer, background_color="default"), title=title))
