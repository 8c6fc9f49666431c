"""``torch_mock.check``: compiles, never executes, and lets nothing slip past."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import torch_mock
from torch_mock import config
from torch_mock.errors import ConfigError


class Recorder(torch.nn.Module):
    """Notes what its forward was called with."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = torch.nn.Linear(8, 8)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc(x).relu()


def rules(report: Any) -> list[str]:
    return [violation.rule for violation in report.violations]


def test_nothing_is_executed(host_calls: Any) -> None:
    model = Recorder().to("mock")
    x = torch.randn(8, 8, device="mock")
    host_calls.reset()
    before = torch.mock.memory_allocated()
    torch_mock.check(model, x)
    assert host_calls() == {}
    assert torch.mock.memory_allocated() == before


def test_a_model_larger_than_the_memory_of_the_host() -> None:
    with torch.device("meta"):
        model = torch.nn.Linear(8, 8)
    with torch._subclasses.fake_tensor.FakeTensorMode(allow_non_fake_inputs=True) as mode:
        model = model.to_empty(device="cpu")
        huge = torch.empty(1 << 36, 8)
    assert mode is not None
    assert torch_mock.check(torch.relu, huge).graphs
    assert torch_mock.check(model, huge).graphs


def test_forward_and_backward_where_gradients_are_needed() -> None:
    model, x = Recorder(), torch.randn(8, 8)
    assert len(torch_mock.check(model, x).graphs) == 2
    with torch.no_grad():
        assert len(torch_mock.check(model, x).graphs) == 1
    assert len(torch_mock.check(torch.relu, x.requires_grad_()).graphs) == 2


def test_keyword_arguments_callables_and_methods() -> None:
    def function(x: torch.Tensor, *, scale: float) -> torch.Tensor:
        return x * scale

    assert torch_mock.check(function, torch.randn(8), scale=2.0).graphs
    assert torch_mock.check(Recorder().forward, torch.randn(8, 8)).graphs


def test_as_dtype_leaves_the_model_alone() -> None:
    model = Recorder()
    report = torch_mock.check(model, torch.randn(8, 8), as_dtype=torch.float64)
    assert model.fc.weight.dtype == torch.float32
    assert model.fc.weight.grad is None
    assert report.graphs
    with pytest.raises(ValueError, match="as_dtype"):
        torch_mock.check(model, torch.randn(8, 8), as_dtype=torch.int32)


def test_graph_breaks_are_violations_on_their_line() -> None:
    def function(x: torch.Tensor) -> torch.Tensor:
        y = x.relu()
        torch._dynamo.graph_break()
        return y + 1

    report = torch_mock.check(function, torch.randn(8))
    assert "capture.graph-break" in rules(report)
    assert not report.ok
    where = next(v.where for v in report.violations if v.rule == "capture.graph-break")
    assert where.code == "torch._dynamo.graph_break()"
    assert len(report.graphs) == 2


def test_a_value_that_python_needs_is_a_violation() -> None:
    def function(x: torch.Tensor) -> torch.Tensor:
        if x.sum() > 0:
            return x + 1
        return x - 1

    report = torch_mock.check(function, torch.randn(8))
    assert "capture.graph-break" in rules(report)
    assert all(
        v.where.code == "if x.sum() > 0:" for v in report.violations if v.family == "capture"
    )


def test_a_call_without_a_graph_fails() -> None:
    report = torch_mock.check(lambda: 3)
    assert rules(report) == ["capture.no-graph"]


def test_lstm_compiled_directly_fails_and_harms_no_other_check() -> None:
    assert "capture.no-graph" in rules(torch_mock.check(torch.nn.LSTM(4, 4), torch.randn(2, 3, 4)))
    assert "capture.no-graph" not in rules(
        torch_mock.check(torch.nn.Linear(8, 8), torch.randn(8, 8))
    )


def test_more_compiles_than_the_limit_fail() -> None:
    class Layer(torch.nn.Module):
        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y = x * self.number
            torch._dynamo.graph_break()
            return y + self.number

    class Model(torch.nn.Module):
        def __init__(self, count: int) -> None:
            super().__init__()
            self.layers = torch.nn.ModuleList(Layer(number) for number in range(count))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            for layer in self.layers:
                x = layer(x)
            return x

    assert "capture.recompile-limit" not in rules(torch_mock.check(Model(3), torch.randn(8)))
    assert "capture.recompile-limit" in rules(torch_mock.check(Model(12), torch.randn(8)))


def test_many_checks_of_one_model() -> None:
    model = Recorder()
    for _ in range(12):
        report = torch_mock.check(model, torch.randn(8, 8))
        assert not [v for v in report.violations if v.family == "capture"]


@pytest.mark.parametrize(
    ("enforcement", "policy", "status", "action"),
    [
        ("strict", None, "violation", "refused"),
        ("lenient", None, "violation", "kept"),
        ("lenient", "error", "violation", "refused"),
        ("strict", "warn", "near_miss", None),
        ("strict", "ignore", "ignored", "kept"),
    ],
)
def test_policies_of_capture_rules(
    enforcement: str, policy: str | None, status: str, action: str | None
) -> None:
    with config.patch(rules={"capture.no-graph": policy} if policy else {}):
        report = torch_mock.check(lambda: 3, enforcement=enforcement)
    record = next(r for r in report.records if r.rule == "capture.no-graph")
    assert (record.status, record.action) == (status, action)
    assert report.ok == (status != "violation")


def test_wrong_use_is_named() -> None:
    x = torch.randn(8)
    with pytest.raises(ConfigError, match="did you mean 'mock-v1'"):
        torch_mock.check(torch.relu, x, profile="mock-v2")
    with pytest.raises(ConfigError, match="did you mean 'strict'"):
        torch_mock.check(torch.relu, x, enforcement="strct")
    with pytest.raises(NotImplementedError, match="sparse"):
        torch_mock.check(torch.relu, x.to_sparse())
    model = Recorder()
    model.extra = (number for number in range(3))  # generators cannot be copied
    with pytest.raises(TypeError, match="cannot be copied"):
        torch_mock.check(model, torch.randn(8, 8))


def test_what_the_model_raises_arrives() -> None:
    def function(x: torch.Tensor) -> torch.Tensor:
        return x @ torch.ones(3, 3)

    with pytest.raises(RuntimeError, match="8"):
        torch_mock.check(function, torch.randn(8, 8))


def test_a_lambda_model_on_the_device_takes_any_profile() -> None:
    report = torch_mock.check(torch.relu, torch.randn(8, device="mock"), profile="mock-v1")
    assert report.profile == "mock-v1"
    assert torch_mock.last_report() is report
