"""The command line: output, exit codes, one JSON document."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from torch_mock.cli.app import run

MODEL = """
import torch

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(8, 8)

    def forward(self, x):
        return torch.linalg.svdvals(self.fc(x))

def breaks():
    print("the model prints")
    return Net(), (torch.randn(8, 8),)

def named():
    return (lambda x, scale: x * scale), (torch.randn(8),), {"scale": 2.0}

fine = (torch.nn.ReLU(), (torch.randn(8, 8),))
wrong = 3

def raises():
    raise ValueError("from the model")
"""


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with models, in the working folder."""
    path = tmp_path / "model_of_test.py"
    path.write_text(MODEL)
    monkeypatch.chdir(tmp_path)
    return path


def document(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_check_of_a_fine_model(model: Path) -> None:
    assert run(["check", f"{model}:fine"]) == 0


def test_check_reports_the_line(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", f"{model}:breaks"]) == 1
    captured = capsys.readouterr()
    assert "model_of_test.py:10 in forward" in captured.out
    assert "the model prints" in captured.err


def test_json_is_one_document(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", f"{model}:breaks", "--json"]) == 1
    report = document(capsys)
    assert report["schema"] == "torch-mock/report/1"
    assert report["violations"]


def test_modules_and_keyword_arguments(model: Path) -> None:
    assert run(["check", "model_of_test:named", "--quiet"]) == 0


def test_strict_and_a_policy(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", f"{model}:breaks", "--enforcement", "strict", "--json"]) == 1
    assert {v["action"] for v in document(capsys)["violations"]} == {"refused"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "model_of_test.py"], "FILE_OR_MODULE:ATTR"),
        (["check", "no_file.py:x"], "no_file.py"),
        (["check", "no_module_here:x"], "no_module_here"),
        (["check", "model_of_test.py:breakz"], "did you mean 'breaks'"),
        (["check", "model_of_test.py:wrong"], "not int"),
        (["check", "model_of_test.py:fine", "--profile", "mock-v2"], "mock-v1"),
        (["check", "model_of_test.py:fine", "--enforcement", "strct"], "strict"),
        (["check", "model_of_test.py:fine", "--rule", "nothing"], "RULE=POLICY"),
        (
            ["check", "model_of_test.py:fine", "--rule", "capture.graph-brake=ignore"],
            "did you mean 'capture.graph-break'",
        ),
        (["profiles", "show", "mock-v2"], "mock-v1"),
        (["rules", "show", "capture.no-grap"], "did you mean 'capture.no-graph'"),
        (["artifacts", "list"], "--dir"),
        (["artifacts", "list", "--dir", "nowhere"], "nowhere"),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_wrong_use(
    model: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert words in captured.err.replace("\n", " ")
    assert captured.out == ""


def test_an_exception_of_the_model(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", f"{model}:raises"]) == 3
    captured = capsys.readouterr().err
    assert "ValueError: from the model" in captured
    assert "Traceback" not in captured
    assert run(["check", f"{model}:raises", "-v"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("torch_mock.cli.rules.all_rules", interrupt)
    assert run(["rules", "list"]) == 130


def test_profiles(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["profiles", "list", "--json"]) == 0
    assert "mock-v1" in [profile["name"] for profile in document(capsys)]
    assert run(["profiles", "show", "mock-v1", "--json"]) == 0
    shown = document(capsys)
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(shown))
    bad.write_text("{]")
    assert run(["profiles", "validate", str(good)]) == 0
    capsys.readouterr()
    assert run(["profiles", "validate", "--json", str(good), str(bad)]) == 1
    assert [result["valid"] for result in document(capsys)] == [True, False]


def test_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "list", "--json"]) == 0
    names = [rule["name"] for rule in document(capsys)]
    assert names == sorted(names)
    assert "capture.no-graph" in names
    assert len(names) > 5
    assert run(["rules", "show", names[-1]]) == 0


def test_artifacts(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "out"
    assert run(["check", f"{model}:fine", "--artifacts", str(folder), "-q"]) == 0
    assert run(["artifacts", "list", "--dir", str(folder), "--json"]) == 0
    listed = document(capsys)
    assert len(listed) == 1
    assert run(["artifacts", "show", listed[0]["name"], "--dir", str(folder)]) == 0
    (folder / listed[0]["name"] / "records.json").write_text("{}")
    capsys.readouterr()
    assert run(["artifacts", "show", listed[0]["name"], "--dir", str(folder), "--json"]) == 1
    assert document(capsys)["damaged"] == ["records.json"]


def test_doctor(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--json"]) == 0
    checks = {check["name"]: check for check in document(capsys)["checks"]}
    assert set(checks) >= {"versions", "profiles", "devices", "device", "compiler", "configuration"}
    assert all(check["ok"] for check in checks.values())


def test_no_color(model: Path) -> None:
    environment = {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "1"}
    command = [sys.executable, "-m", "torch_mock", "doctor"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "\x1b[3" not in result.stdout


def test_the_process_ends_with_the_code(model: Path) -> None:
    command = [sys.executable, "-m", "torch_mock", "check", f"{model}:breaks", "--json"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1, result.stderr
    assert json.loads(result.stdout)["ok"] is False


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    assert "Exit codes" in capsys.readouterr().out
    assert run(["--version"]) == 0


def test_the_page_of_the_commands_is_up_to_date() -> None:
    from torch_mock.cli.reference import reference

    page = Path(__file__).parents[3] / "docs" / "cli.md"
    assert page.read_text(encoding="utf-8") == reference(), (
        "run `python -m torch_mock.cli.reference > docs/cli.md`"
    )
