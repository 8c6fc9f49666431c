"""A report as text: grouped by line of the model, worst first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch_mock.report import Location, Record, Report

_RELATIONS = {
    "<=": "must be at most",
    ">=": "must be at least",
    "<": "must be below",
    ">": "must be above",
    "==": "must be",
    "!=": "must not be",
    "multiple_of": "must be a multiple of",
    "in": "must be one of",
    "not_in": "must be none of",
}


def report_text(report: Report) -> str:
    """The whole report: verdict, violations by line, near misses, host calls, cost."""
    sections = [_verdict(report)]
    if report.violations:
        sections.append(_by_line(report.violations))
    if report.ignored:
        sections.append("Ignored by your rules:\n" + _by_line(report.ignored))
    if report.near_misses:
        sections.append(_near_misses(report.near_misses))
    sections.append(_summary(report))
    return "\n\n".join(sections)


def refusal_text(report: Report) -> str:
    """What a refusal says: first the verdict on one line, then every violation."""
    head = (
        f"profile {report.profile!r} refuses this graph: {_count(len(report.violations), 'violation')} "
        "(enforcement is strict; nothing of it has run)"
    )
    return head + "\n\n" + _by_line(report.violations)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _verdict(report: Report) -> str:
    kernels, calls = len(report.kernels), sum(report.host_calls.values())
    head = f"torch-mock: profile {report.profile}, {report.enforcement}: "
    if report.ok:
        head += "fine"
    else:
        head += _count(len(report.violations), "violation") + (
            ", refused" if report.refused else ""
        )
    graphs = f"{_count(len(report.graphs), 'graph')}, {_count(kernels, 'kernel')}"
    return f"{head}\n{graphs}, {_count(calls, 'host call')}, {_count(len(report.checks), 'check')} passed"


def _by_line(records: Iterable[Record]) -> str:
    groups: dict[Location, list[Record]] = {}
    for record in records:
        groups.setdefault(record.where, []).append(record)
    return "\n\n".join(_group(where, members) for where, members in groups.items())


def _group(where: Location, records: list[Record]) -> str:
    lines = [str(where) + (f" in {where.function}" if where.function else "")]
    lines[0] += f"  [{where.module}]" if where.module else ""
    if where.code:
        lines.append(f"    {where.code.strip()}")
    for record in records:
        lines += _entry(record)
    return "\n".join(lines)


def _entry(record: Record) -> list[str]:
    if record.family == "capture":  # what Dynamo says is no comparison
        lines = [f"  - {record.rule}: {record.message}"]
    else:
        what = " ".join(part for part in (record.op, record.subject, _comparison(record)) if part)
        lines = [f"  - {record.rule}: {what}"]
    if record.limit_source:
        lines.append(f"      limit from: {record.limit_source}")
    if record.action:
        cost = str(record.cost)
        lines.append(f"      action: {record.action}" + (f" ({cost})" if cost else ""))
    if record.remedy:
        lines.append(f"      remedy: {record.remedy}")
    return lines


def _comparison(record: Record) -> str:
    if not record.relation:
        return ""
    unit = f" {record.unit}" if record.unit else ""
    relation = _RELATIONS.get(record.relation, record.relation)
    slack = f", slack {record.slack}" if record.slack is not None else ""
    return f"is {record.actual}{unit}, {relation} {record.limit}{slack}"


def _near_misses(records: Iterable[Record]) -> str:
    lines = ["Near misses:"]
    lines += [f"  {r.where}: {r.rule}: {r.op} {r.subject} {_comparison(r)}" for r in records]
    return "\n".join(lines)


def _summary(report: Report) -> str:
    lines = [f"cycles: {report.cycles:,}"]
    if report.preparation_cycles:
        lines += [f"cycles to prepare weights, once: {report.preparation_cycles:,}"]
    if report.kernels:
        lines += [f"engines busy: {_shares(report.utilisation)}"]
        lines += [f"cycles by bound: {_amounts(report.bound_cycles)}"]
    lines += [
        f"main memory traffic: {report.bytes_moved:,} bytes",
        f"peak main memory: {report.memory['main_peak_bytes']:,} bytes",
    ]
    for name, size in report.memory["kernel_peak_bytes"].items():
        lines.append(f"peak {name}: {size:,} bytes")
    if report.host_calls:
        calls = ", ".join(f"{op} x{count}" for op, count in sorted(report.host_calls.items()))
        lines.append(f"host calls: {calls} ({report.host_bytes:,} bytes over the link)")
    return "\n".join(lines)


def _shares(shares: dict[str, float]) -> str:
    return ", ".join(f"{name} {share:.0%}" for name, share in shares.items())


def _amounts(amounts: dict[str, int]) -> str:
    return ", ".join(f"{name} {amount:,}" for name, amount in amounts.items())
