"""What the demo prints."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from measure import Agreement, Measurement

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
    table.add_row("max abs error vs eager", f"{m.error:.2e}, results up to {m.scale:.3g}")
    table.add_row("kernels", f"{len(m.report.kernels)}, launched {m.launches} times a call")
    table.add_row("host calls", host_calls(m.host_calls))
    table.add_row("simulated cycles", f"{m.report.cycles:,} in both executions")
    table.add_row("engines busy", shares(m.report.utilisation))
    table.add_row("bound by", bounds(m.report.bound_cycles))
    table.add_row("memory peaks", peaks(m.report.memory))
    table.add_row("bytes moved", f"{m.bytes_moved:,}")
    table.add_row("fast and checked", agreement(m.agreement))
    table.add_row("limits", limits(m.report))
    table.add_row("compile and first call", f"{m.first_seconds:.2f} s")
    table.add_row("a call after that", f"{m.steady_seconds * 1e3:.2f} ms on this machine")
    console.print(table)


def shares(utilisation: dict[str, float]) -> str:
    return ", ".join(f"{engine} {share:.0%}" for engine, share in utilisation.items())


def bounds(cycles: dict[str, int]) -> str:
    """What bounds the kernels, by their share of the cycles."""
    total = sum(cycles.values()) or 1
    return ", ".join(f"{what} {count / total:.0%}" for what, count in cycles.items())


def peaks(memory: dict[str, Any]) -> str:
    private = {k: v for k, v in memory["kernel_peak_bytes"].items() if k != "dram"}
    private = dict(sorted(private.items(), key=lambda item: -item[1]))
    sizes = {"dram": memory["main_peak_bytes"], **private}
    return ", ".join(f"{name} {size:,}" for name, size in sizes.items()) + " bytes"


def agreement(a: Agreement) -> str:
    verdict = "[green]agree[/]" if a.holds else f"[red]DISAGREE[/] at {a.outside[0]}"
    return f"{verdict}, max difference {a.largest:.2e}" + (f"; at {a.size}" if a.size else "")


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
