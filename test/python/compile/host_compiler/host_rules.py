"""Enforcement with the one rule of this compiler: the operator aten.erfinv breaks it.

Not collected by itself: test_host_compiler.py runs it in a process with this compiler.
"""

from __future__ import annotations

from typing import Any

import pytest
import torch

import torch_mock
from torch_mock import ConstraintError, config


def breaks(x: torch.Tensor) -> torch.Tensor:
    y = x * 0.5
    return torch.erfinv(y)


def test_strict_refuses_before_anything_runs(host_calls: Any) -> None:
    x = torch.zeros(3, device="mock")
    compiled = torch.compile(breaks, backend="mock", options={"enforcement": "strict"})
    host_calls.reset()
    with pytest.raises(ConstraintError) as caught:
        compiled(x)
    assert type(caught.value) is ConstraintError
    assert host_calls() == {}
    violation = caught.value.report.violations[0]
    assert (violation.rule, violation.action) == ("operator.supported", "refused")
    assert violation.where.code == "return torch.erfinv(y)"
    assert violation.where.function == "breaks"


def test_a_violation_of_the_backward_refuses_the_forward(host_calls: Any) -> None:
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx: Any, *grads: Any) -> Any:
            return torch.erfinv(ctx.saved_tensors[0] * 0.1) * grads[0]

    x = torch.full((3,), 0.25, device="mock", requires_grad=True)
    compiled = torch.compile(Square.apply, backend="mock", options={"enforcement": "strict"})
    host_calls.reset()
    with pytest.raises(ConstraintError) as caught:
        compiled(x)
    assert host_calls() == {}
    assert caught.value.report.violations[0].graph.endswith(".backward")


def test_lenient_runs_and_itemises(host_calls: Any) -> None:
    x = torch.full((3,), 0.5, device="mock")
    out = torch.compile(breaks, backend="mock")(x)
    torch.testing.assert_close(out.cpu(), breaks(x.cpu()))
    assert host_calls()["aten.erfinv"] == 1
    report = torch_mock.last_report()
    assert report is not None
    assert [v.action for v in report.violations] == ["host_call"]


def test_an_ignored_rule_is_recorded_and_runs() -> None:
    options = {"enforcement": "strict", "rules": {"operator.supported": "ignore"}}
    torch.compile(breaks, backend="mock", options=options)(torch.zeros(3, device="mock"))
    report = torch_mock.last_report()
    assert report is not None
    assert report.ok
    assert [r.rule for r in report.ignored] == ["operator.supported"]


def test_a_changed_configuration_takes_effect_at_the_next_call() -> None:
    compiled = torch.compile(breaks, backend="mock")
    x = torch.zeros(3, device="mock")
    compiled(x)
    with config.patch(enforcement="strict"), pytest.raises(ConstraintError):
        compiled(x)
    compiled(x)


def test_options_are_stronger_than_a_patch() -> None:
    compiled = torch.compile(breaks, backend="mock", options={"enforcement": "lenient"})
    with config.patch(enforcement="strict"):
        compiled(torch.zeros(3, device="mock"))


def test_an_unknown_rule_is_refused_by_the_compiler() -> None:
    options = {"rules": {"operator.suported": "ignore"}}
    with pytest.raises(ValueError, match=r"operator\.supported"):
        torch.compile(breaks, backend="mock", options=options)(torch.zeros(3, device="mock"))
