"""The benchmarks' runner: what it measures and how it writes it down. No time is judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[3] / "benchmarks"


@pytest.fixture(autouse=True)
def _on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))


def figures(scale: float, **changes: object) -> dict[str, object]:
    backends = ("eager", "inductor", "mock")
    base = {
        "first_s": {name: scale * (i + 1) for i, name in enumerate(backends)},
        "memory_bytes": {name: (i + 1) << 20 for i, name in enumerate(backends)},
        "steady_s": {name: scale * (i + 1) / 1000 for i, name in enumerate(backends)},
        "host_calls": {},
        "errors": {},
    }
    return {**base, **changes}


def cells(text: str, name: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"| {name} "))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_a_row_has_figures_and_ratios() -> None:
    from table import table

    text = table({"small_ops": figures(2.0)}, 1)
    assert cells(text, "small_ops")[1:] == [
        *("2", "4", "6", "1.50"),
        *("4", "6", "1.50"),
        *("1", "2", "3"),
        "none",
    ]


def test_a_failure_and_host_calls_are_shown() -> None:
    from table import table

    failing = figures(1.0, errors={"steady": "it broke"}, steady_s={})
    text = table({"resnet18": failing, "vit_block": figures(1.0, host_calls={"aten.x": 3})}, 2)
    assert cells(text, "resnet18")[1] == "-"
    assert cells(text, "resnet18")[-1] == "steady fails"
    assert cells(text, "vit_block")[-1] == "3"


def test_the_readme_keeps_what_is_around_the_figures(tmp_path: Path) -> None:
    from table import BEGIN, END, write_readme

    path = tmp_path / "README.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    results = {"machine": "a machine", "rows": {"1": {"small_mm": figures(1.0)}}}
    write_readme(path, results)
    text = path.read_text()
    assert text.startswith(f"before\n{BEGIN}")
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text
    assert "a machine" in text
    assert "| small_mm |" in text
    write_readme(path, results)
    assert path.read_text() == text


@pytest.mark.parametrize("backend", ["eager", "mock"])
def test_a_first_call_is_measured(backend: str) -> None:
    command = [sys.executable, str(FOLDER / "worker.py"), "small_ops", "first"]
    done = subprocess.run(
        [*command, "--backend", backend, "--threads", "1"],
        env=dict(os.environ),
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["first_s"] > 0
    assert result["memory_bytes"] >= 0
    assert result.get("host_calls", {}) == {}


def test_an_unknown_workload_is_refused() -> None:
    command = [sys.executable, str(FOLDER / "run.py"), "--only", "nothing"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "unknown workload" in done.stderr


def test_the_shipped_table_is_that_of_the_figures(tmp_path: Path) -> None:
    from table import write_readme

    path = tmp_path / "README.md"
    path.write_text((FOLDER / "README.md").read_text())
    write_readme(path, json.loads((FOLDER / "results.json").read_text()))
    assert path.read_text() == (FOLDER / "README.md").read_text()
