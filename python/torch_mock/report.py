"""The report of a compile or a check: every record, kernel and host call of its graphs."""

from __future__ import annotations

import dataclasses
import json
import re
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

#: Name and version of the JSON document; the number grows with every incompatible change.
SCHEMA = "torch-mock/report/1"


@dataclasses.dataclass(frozen=True)
class Location:
    """A line of the user's model; ``file`` is empty where it is unknown."""

    file: str = ""
    line: int = 0
    function: str = ""
    code: str = ""
    module: str = ""
    called_from: tuple[Location, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Location:
        outer = tuple(cls.from_json(frame) for frame in data.get("called_from", ()))
        names = ("file", "line", "function", "code", "module")
        return cls(**{name: data[name] for name in names if name in data}, called_from=outer)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.file else "an unknown line"


@dataclasses.dataclass(frozen=True)
class Cost:
    """What an action costs in one call; None where it has no such cost."""

    bytes: int | None = None
    cycles: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.bytes:,} bytes"] if self.bytes is not None else []
        parts += [f"{self.cycles:,} cycles"] if self.cycles is not None else []
        return ", ".join(parts)


@dataclasses.dataclass(frozen=True)
class Record:
    """One check of one rule: what was found, what is allowed, and what was done about it.

    ``status`` is ``passed``, ``near_miss``, ``violation`` or ``ignored``; ``action`` is ``refused``,
    ``padded``, ``cast``, ``split``, ``retiled``, ``transposed``, ``host_call``, ``kept`` or None.
    """

    status: str
    rule: str
    family: str
    severity: str
    stage: str
    op: str
    where: Location
    subject: str
    actual: int | str
    relation: str
    limit: int | str
    unit: str
    slack: int | None
    limit_source: str
    action: str | None
    cost: Cost
    remedy: str
    message: str
    graph: str = ""

    @classmethod
    def from_json(cls, data: Mapping[str, Any], graph: str = "") -> Record:
        values = dict(data)
        values["where"] = Location.from_json(data["where"])
        values["cost"] = Cost(**data["cost"])
        values["actual"] = _number_or_text(data["actual"])
        values["limit"] = _number_or_text(data["limit"])
        values.setdefault("graph", graph)
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        """The record as plain data."""
        return dataclasses.asdict(self)


def _number_or_text(value: object) -> int | str:
    text = str(value)
    return int(text) if re.fullmatch(r"-?\d+", text) else text


class Report:
    """What happened to the graphs of one compiled function, or of one check.

    Attributes:
        profile: name of the device profile.
        enforcement: ``strict`` or ``lenient``.
        records: all records in the order in which they were made.
        kernels: one mapping per kernel: name, source, tiles, cycles, bytes, bound, busy cycles by
            engine (summed over cores).
        graphs: one mapping per compiled graph: name, cores, cycles, preparation_cycles,
            host_bytes, memory, refused.
        timings: seconds by graph and stage of the compiler.
    """

    def __init__(
        self,
        graphs: Iterable[Mapping[str, Any]],
        *,
        profile: str,
        enforcement: str,
        captured: Iterable[Record] = (),
    ) -> None:
        self.profile = profile
        self.enforcement = enforcement
        self.graphs = [dict(graph) for graph in graphs]
        self.records: list[Record] = list(captured)
        for graph in self.graphs:
            self.records += [Record.from_json(r, graph["name"]) for r in graph["records"]]

    @property
    def violations(self) -> list[Record]:
        """What broke a limit, whatever was done about it."""
        return self._with_status("violation")

    @property
    def near_misses(self) -> list[Record]:
        """Checks that held by a small slack."""
        return self._with_status("near_miss")

    @property
    def checks(self) -> list[Record]:
        """Checks that held, near misses among them."""
        return self._with_status("passed", "near_miss")

    @property
    def ignored(self) -> list[Record]:
        """What broke a limit whose rule is set to ``ignore``."""
        return self._with_status("ignored")

    @property
    def ok(self) -> bool:
        """Whether nothing broke a limit."""
        return not self.violations

    @property
    def refused(self) -> bool:
        """Whether the graphs were refused: they cannot be called."""
        return any(v.action == "refused" for v in self.violations)

    @property
    def kernels(self) -> list[dict[str, Any]]:
        return [
            {**kernel, "graph": graph["name"]}
            for graph in self.graphs
            for kernel in graph["kernels"]
        ]

    @property
    def host_calls(self) -> dict[str, int]:
        """Operators that run on the host, with calls per call of the compiled function."""
        calls: Counter[str] = Counter()
        for graph in self.graphs:
            calls.update(graph["host_calls"])
        return dict(calls)

    @property
    def cycles(self) -> int:
        """Simulated cycles of one call of every graph, host transfers included."""
        return sum(int(graph["cycles"]) for graph in self.graphs)

    @property
    def preparation_cycles(self) -> int:
        """Simulated cycles of what is computed from weights alone: once, and again after a weight changes."""
        return sum(int(graph["preparation_cycles"]) for graph in self.graphs)

    @property
    def utilisation(self) -> dict[str, float]:
        """Share of the kernels' time that each engine works, 0 to 1, averaged over all cores."""
        cores = {graph["name"]: graph["cores"] for graph in self.graphs}
        available = 0
        busy: Counter[str] = Counter()
        for kernel in self.kernels:
            launches = kernel["launches"]
            available += launches * kernel.get("cycles", 0) * cores[kernel["graph"]]
            for engine, cycles in kernel.get("busy", {}).items():
                busy[engine] += launches * cycles
        return {engine: cycles / max(available, 1) for engine, cycles in busy.items()}

    @property
    def bound_cycles(self) -> dict[str, int]:
        """Cycles of the kernels by what bounds them, most first: an engine, or ``overhead``."""
        cycles: Counter[str] = Counter()
        for kernel in self.kernels:
            if "bound" in kernel:
                cycles[kernel["bound"]] += kernel["launches"] * kernel["cycles"]
        return dict(cycles.most_common())

    @property
    def bytes_moved(self) -> int:
        """Main memory traffic of the kernels, in bytes."""
        return sum(
            k.get("launches", 1) * (k.get("bytes_in", 0) + k.get("bytes_out", 0))
            for k in self.kernels
        )

    @property
    def host_bytes(self) -> int:
        """Bytes over the host link for host calls."""
        return sum(int(graph["host_bytes"]) for graph in self.graphs)

    @property
    def memory(self) -> dict[str, Any]:
        """``main_peak_bytes``: the largest graph; ``arena_bytes``; ``kernel_peak_bytes`` by memory."""
        memories = [graph["memory"] for graph in self.graphs]
        peaks: dict[str, int] = {}
        for memory in memories:
            for name, size in memory["kernel_peak_bytes"].items():
                peaks[name] = max(peaks.get(name, 0), size)
        return {
            "main_peak_bytes": max((m["main_peak_bytes"] for m in memories), default=0),
            "arena_bytes": max((m["arena_bytes"] for m in memories), default=0),
            "kernel_peak_bytes": peaks,
        }

    @property
    def timings(self) -> list[dict[str, Any]]:
        return [
            {**timing, "graph": graph["name"]}
            for graph in self.graphs
            for timing in graph["timings"]
        ]

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data, in the form of ``SCHEMA``."""
        summary_keys = (
            "name",
            "profile_digest",
            "cores",
            "refused",
            "cycles",
            "preparation_cycles",
            "host_bytes",
            "memory",
        )
        return {
            "schema": SCHEMA,
            "ok": self.ok,
            "profile": self.profile,
            "enforcement": self.enforcement,
            "violations": [r.to_json() for r in self.violations],
            "near_misses": [r.to_json() for r in self.near_misses],
            "checks": [r.to_json() for r in self.checks],
            "ignored": [r.to_json() for r in self.ignored],
            "host_calls": self.host_calls,
            "kernels": self.kernels,
            "cycles": self.cycles,
            "preparation_cycles": self.preparation_cycles,
            "utilisation": self.utilisation,
            "bound_cycles": self.bound_cycles,
            "bytes_moved": self.bytes_moved,
            "host_bytes": self.host_bytes,
            "memory": self.memory,
            "graphs": [{key: graph[key] for key in summary_keys} for graph in self.graphs],
            "timings": self.timings,
        }

    def to_json(self, indent: int | None = 2) -> str:
        """The report as a JSON document."""
        return json.dumps(self.to_dict(), indent=indent, ensure_ascii=False)

    def refusal(self) -> str:
        """The message of a ConstraintError."""
        from torch_mock.report_text import refusal_text

        return refusal_text(self)

    def __str__(self) -> str:
        from torch_mock.report_text import report_text

        return report_text(self)

    def __repr__(self) -> str:
        state = "ok" if self.ok else f"{len(self.violations)} violations"
        return f"<Report {state}, {len(self.graphs)} graphs, profile {self.profile!r}>"

    def _with_status(self, *statuses: str) -> list[Record]:
        return [record for record in self.records if record.status in statuses]


_last: Report | None = None
_last_lock = threading.Lock()


def last_report() -> Report | None:
    """The report of the graph that was compiled last in this process; None before the first."""
    with _last_lock:
        return _last


def set_last_report(report: Report) -> None:
    global _last
    with _last_lock:
        _last = report
