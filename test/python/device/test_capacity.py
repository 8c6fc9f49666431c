"""Kernels that no tiles let into the scratchpad: host calls in lenient, refused in strict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch

import torch_mock

MODEL = """
import torch

def model(x, y):
    narrow = torch.exp(x * 2)
    wide = x * y + torch.sigmoid(y)
    return narrow, wide.tanh()
"""


def profile(folder: Path, scratchpad: int) -> str:
    """mock-v1 with a scratchpad of that many bytes."""
    path = folder / f"scratchpad-{scratchpad}.json"
    limit = {"value": scratchpad, "unit": "bytes", "source": "test", "version": "1"}
    path.write_text(
        json.dumps(
            {
                "name": path.stem,
                "extends": "mock-v1",
                "limits": {"memory.scratchpad.size": limit},
            }
        )
    )
    return str(path)


def check(folder: Path, scratchpad: int, **options: Any) -> Any:
    names: dict[str, Any] = {}
    exec(MODEL, names)
    x, y = torch.randn(300), torch.randn(300)
    return torch_mock.check(names["model"], x, y, profile=profile(folder, scratchpad), **options)


def broken(report: Any) -> list[Any]:
    return [v for v in report.violations if v.rule == "memory.scratchpad-capacity"]


def test_lenient_calls_the_host_for_the_kernels_operators(tmp_path: Path) -> None:
    # Two slots of 64 bytes for each of an argument and a result are 256; a second argument needs 384.
    report = check(tmp_path, 256)
    (violation,) = broken(report)
    assert violation.action == "host_call"
    assert (int(violation.actual), int(violation.limit), violation.slack) == (384, 256, -128)
    assert violation.cost.bytes > 0
    assert violation.cost.cycles > 0
    assert set(report.host_calls) == {
        "aten.mul.Tensor",
        "aten.add.Tensor",
        "aten.sigmoid",
        "aten.tanh",
    }
    assert ["exp" in kernel["source"] for kernel in report.kernels] == [True]
    assert not report.ok


def test_enough_room_is_no_violation(tmp_path: Path) -> None:
    report = check(tmp_path, 512)
    assert broken(report) == []
    assert report.host_calls == {}
    assert len(report.kernels) == 2


def test_strict_refuses(tmp_path: Path) -> None:
    report = check(tmp_path, 256, enforcement="strict")
    (violation,) = broken(report)
    assert violation.action == "refused"


@pytest.mark.parametrize("execution", ["fast", "checked"])
def test_the_result_is_eagers(isolated: Any, tmp_path: Path, execution: str) -> None:
    code = (
        MODEL
        + f"""
torch.manual_seed(0)
x, y = torch.randn(300), torch.randn(300)
compiled = torch.compile(model, backend="mock", options={{"execution": "{execution}"}})
results = compiled(x.to("mock"), y.to("mock"))
for ours, theirs in zip(results, model(x, y)):
    torch.testing.assert_close(ours.cpu(), theirs)
print(sorted(torch.mock.host_calls()))
"""
    )
    calls = isolated.output(code, TORCH_MOCK_DEVICES=profile(tmp_path, 256))
    assert calls == "['aten.add.Tensor', 'aten.mul.Tensor', 'aten.sigmoid', 'aten.tanh']"


def test_strict_runs_nothing(isolated: Any, tmp_path: Path) -> None:
    code = (
        MODEL
        + """
import torch_mock
x, y = torch.randn(300, device="mock"), torch.randn(300, device="mock")
compiled = torch.compile(model, backend="mock", options={"enforcement": "strict"})
try:
    compiled(x, y)
except torch_mock.ConstraintError as error:
    print([v.action for v in error.report.violations if v.rule == "memory.scratchpad-capacity"])
"""
    )
    assert isolated.output(code, TORCH_MOCK_DEVICES=profile(tmp_path, 256)) == "['refused']"
