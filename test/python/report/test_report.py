"""What a report holds, and how it reads."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from torch_mock.errors import ConstraintError
from torch_mock.report import Report


def record(**changes: Any) -> dict[str, Any]:
    where = {"file": "net.py", "line": 41, "function": "forward", "code": "return self.fc(x)"}
    base: dict[str, Any] = {
        "status": "violation",
        "rule": "matrix.extent-multiple",
        "family": "dimension",
        "severity": "warning",
        "stage": "legalize",
        "op": "aten.addmm",
        "where": {**where, "module": "fc", "called_from": []},
        "subject": "result 0",
        "actual": "60",
        "relation": "multiple_of",
        "limit": "8",
        "unit": "elements",
        "slack": -4,
        "limit_source": "docs/isa.md#matrix",
        "action": "padded",
        "cost": {"bytes": 1000, "cycles": 20},
        "remedy": "use 64",
        "message": "60 is no multiple of 8",
    }
    return {**base, **changes}


def graph(*records: dict[str, Any], **changes: Any) -> dict[str, Any]:
    kernel = {
        **{"name": "k", "launches": 2, "bytes_in": 10, "bytes_out": 5, "cycles": 7},
        **{"bound": "matrix", "busy": {"dma.in": 3, "dma.out": 0, "matrix": 14, "vector": 7}},
    }
    memory = {"main_peak_bytes": 100, "arena_bytes": 64, "kernel_peak_bytes": {"scratchpad": 32}}
    base: dict[str, Any] = {
        "name": "graph0",
        "profile": "mock-v1",
        "profile_digest": "abc",
        "cores": 4,
        "refused": False,
        "cycles": 50,
        "preparation_cycles": 5,
        "host_bytes": 12,
        "memory": memory,
        "kernels": [kernel],
        "host_calls": {"aten.svd": 1},
        "records": list(records),
        "timings": [{"stage": "import", "seconds": 0.1}],
    }
    return {**base, **changes}


def report(*graphs: dict[str, Any], enforcement: str = "lenient") -> Report:
    return Report(graphs, profile="mock-v1", enforcement=enforcement)


def test_records_are_sorted_into_their_lists() -> None:
    statuses = ("violation", "near_miss", "passed", "ignored")
    one = report(graph(*(record(status=status) for status in statuses)))
    assert not one.ok
    assert [r.status for r in one.violations] == ["violation"]
    assert [r.status for r in one.near_misses] == ["near_miss"]
    assert [r.status for r in one.checks] == ["near_miss", "passed"]
    assert [r.status for r in one.ignored] == ["ignored"]


def test_an_ignored_rule_does_not_touch_ok() -> None:
    assert report(graph(record(status="ignored"))).ok


def test_a_record_has_every_field_of_the_interface() -> None:
    violation = report(graph(record())).violations[0]
    assert (violation.actual, violation.relation, violation.limit) == (60, "multiple_of", 8)
    assert (violation.where.file, violation.where.line) == ("net.py", 41)
    assert (violation.where.module, violation.where.code) == ("fc", "return self.fc(x)")
    assert (violation.cost.bytes, violation.cost.cycles) == (1000, 20)
    assert violation.graph == "graph0"


def test_sums_over_graphs() -> None:
    both = report(graph(), graph(name="graph0.backward", cycles=1, host_calls={"aten.svd": 2}))
    assert both.cycles == 51
    assert both.host_calls == {"aten.svd": 3}
    assert both.bytes_moved == 2 * 2 * 15
    assert both.host_bytes == 24
    assert both.memory["main_peak_bytes"] == 100
    assert [kernel["graph"] for kernel in both.kernels] == ["graph0", "graph0.backward"]


def test_utilisation_counts_launches_and_cores() -> None:
    idle = {"name": "idle", "launches": 1, "cycles": 14, "bound": "overhead", "busy": {"matrix": 0}}
    both = report(graph(), graph(name="graph1", kernels=[idle], cores=4))
    # 2 launches of 7 cycles and one of 14, on 4 cores; the matrix engine works 2 * 14 of 112 cycles.
    assert both.utilisation["matrix"] == pytest.approx(28 / 112)
    assert both.bound_cycles == {"matrix": 14, "overhead": 14}
    text = str(both)
    assert "matrix 25%" in text
    assert "cycles by bound: matrix 14, overhead 14" in text


def test_a_report_without_kernels_has_no_utilisation() -> None:
    empty = report(graph(kernels=[]))
    assert empty.utilisation == {}
    assert empty.bound_cycles == {}
    assert "engines busy" not in str(empty)


def test_json_has_a_version_and_everything() -> None:
    document = json.loads(report(graph(record())).to_json())
    assert document["schema"] == "torch-mock/report/1"
    assert document["violations"][0]["where"]["line"] == 41
    assert document["violations"][0]["cost"] == {"bytes": 1000, "cycles": 20}
    assert document["ok"] is False


def test_text_groups_by_line() -> None:
    text = str(report(graph(record(), record(rule="other.rule"))))
    assert text.count("net.py:41 in forward  [fc]") == 1
    for part in ("return self.fc(x)", "is 60 elements, must be a multiple of 8, slack -4"):
        assert part in text
    for part in ("docs/isa.md#matrix", "padded (1,000 bytes, 20 cycles)", "use 64", "aten.svd x1"):
        assert part in text


def test_a_refusal_begins_with_its_verdict_and_lists_all() -> None:
    refused = record(action="refused")
    error = ConstraintError(
        report(graph(refused, {**refused, "rule": "second.rule"}), enforcement="strict")
    )
    first, *rest = str(error).splitlines()
    assert "refuses this graph: 2 violations" in first
    assert any("second.rule" in line for line in rest)
    assert error.report.refused


def test_a_constraint_error_is_a_runtime_error_and_pickles() -> None:
    error = pickle.loads(pickle.dumps(ConstraintError(report(graph(record(action="refused"))))))
    assert isinstance(error, RuntimeError)
    assert error.report.violations[0].rule == "matrix.extent-multiple"


@pytest.mark.parametrize(("actual", "expected"), [("-3", -3), ("f64", "f64"), ("1.5", "1.5")])
def test_numbers_become_numbers(actual: str, expected: object) -> None:
    assert report(graph(record(actual=actual))).violations[0].actual == expected
