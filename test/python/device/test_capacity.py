"""Kernels that no tiles let into the scratchpad: host calls in lenient, refused in strict."""

from __future__ import annotations

from collections.abc import Callable
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


Profiles = Callable[[int], str]


def check(profile: str, **options: Any) -> Any:
    names: dict[str, Any] = {}
    exec(MODEL, names)
    x, y = torch.randn(300), torch.randn(300)
    return torch_mock.check(names["model"], x, y, profile=profile, **options)


def broken(report: Any) -> list[Any]:
    return [v for v in report.violations if v.rule == "memory.scratchpad-capacity"]


def test_lenient_calls_the_host_for_the_kernels_operators(scratchpad_profile: Profiles) -> None:
    # Two slots of 64 bytes for each of an argument and a result are 256; a second argument needs 384.
    report = check(scratchpad_profile(256))
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


def test_enough_room_is_no_violation(scratchpad_profile: Profiles) -> None:
    report = check(scratchpad_profile(512))
    assert broken(report) == []
    assert report.host_calls == {}
    assert len(report.kernels) == 2


def test_strict_refuses(scratchpad_profile: Profiles) -> None:
    report = check(scratchpad_profile(256), enforcement="strict")
    (violation,) = broken(report)
    assert violation.action == "refused"


@pytest.mark.parametrize("execution", ["fast", "checked"])
def test_the_result_is_eagers(isolated: Any, scratchpad_profile: Profiles, execution: str) -> None:
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
    calls = isolated.output(code, TORCH_MOCK_DEVICES=scratchpad_profile(256))
    assert calls == "['aten.add.Tensor', 'aten.mul.Tensor', 'aten.sigmoid', 'aten.tanh']"


def test_strict_runs_nothing(isolated: Any, scratchpad_profile: Profiles) -> None:
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
    assert isolated.output(code, TORCH_MOCK_DEVICES=scratchpad_profile(256)) == "['refused']"
