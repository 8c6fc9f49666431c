"""The table of figures, as Markdown."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

import torch

from workloads import WORKLOADS

BEGIN, END = "<!-- figures: begin (written by run.py --write) -->", "<!-- figures: end -->"
MEGABYTE = 1 << 20

HEAD = (
    "| workload | eager ms | inductor ms | mock ms | mock / inductor | first call: inductor s | mock s "
    "| mock / inductor | memory MB: eager | inductor | mock | host calls |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
)


def number(value: float | None) -> str:
    """Three significant digits, never as a power of ten."""
    if value is None:
        return "-"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def ratio(a: float | None, b: float | None) -> str:
    return f"{a / b:.2f}" if a is not None and b else "-"


def row(name: str, figures: dict[str, Any]) -> str:
    steady, first = figures.get("steady_s", {}), figures["first_s"]
    memory = figures["memory_bytes"]
    milliseconds = {backend: seconds * 1e3 for backend, seconds in steady.items()}
    calls = sum(figures.get("host_calls", {}).values())
    cells = [
        name,
        *(number(milliseconds.get(backend)) for backend in ("eager", "inductor", "mock")),
        ratio(steady.get("mock"), steady.get("inductor")),
        number(first.get("inductor")),
        number(first.get("mock")),
        ratio(first.get("mock"), first.get("inductor")),
        *(
            number(memory[backend] / MEGABYTE if backend in memory else None)
            for backend in ("eager", "inductor", "mock")
        ),
        "; ".join(f"{where} fails" for where in figures["errors"])
        or (str(calls) if calls else "none"),
    ]
    return f"| {' | '.join(cells)} |"


def table(rows: dict[str, dict[str, Any]], threads: int) -> str:
    """One table, in the order of the workloads."""
    title = f"### {threads} thread{'' if threads == 1 else 's'}"
    lines = [row(name, rows[name]) for name in WORKLOADS if name in rows]
    return "\n".join([title, "", *HEAD, *lines, ""])


def machine() -> str:
    """What the figures were measured on."""
    cpu = platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            cpu = line.split(":", 1)[1].strip()
            break
    return f"{cpu}, {os.cpu_count()} processors, Linux, torch {torch.__version__}"


def write_readme(path: Path, results: dict[str, Any]) -> None:
    """Replaces what is between the markers."""
    text = path.read_text()
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    tables = [table(rows, int(threads)) for threads, rows in sorted(results["rows"].items())]
    body = "\n".join([BEGIN, "", f"Measured on: {results['machine']}.", "", *tables, END])
    path.write_text(before + body + after)
