"""Rules about what PyTorch captures: checked before the compiler sees a graph.

They are declared here because only the capture can check them; ``rules list`` shows them beside the
compiler's own.
"""

from __future__ import annotations

from torch_mock.config import Config
from torch_mock.report import Cost, Location, Record

GRAPH_BREAK = "capture.graph-break"
NO_GRAPH = "capture.no-graph"
RECOMPILE_LIMIT = "capture.recompile-limit"

#: Rule name: what it says.
CAPTURE_RULES = {
    GRAPH_BREAK: "A function is captured as one graph; what stands between graphs runs in Python, operator by operator.",
    NO_GRAPH: "A call captures at least one graph; otherwise all of it runs in Python, operator by operator.",
    RECOMPILE_LIMIT: "A function is recompiled less often than torch._dynamo.config.recompile_limit; beyond it runs in Python.",
}

_REMEDIES = {
    GRAPH_BREAK: "Move the statement out of the model, or express it with tensor operators.",
    NO_GRAPH: "Compile a function or module that PyTorch can trace; wrap library modules such as nn.LSTM in one of your own.",
    RECOMPILE_LIMIT: "Keep shapes and Python values that the function depends on the same, or raise the limit.",
}


def capture_record(
    rule: str,
    config: Config,
    where: Location,
    *,
    op: str = "",
    actual: int | str,
    relation: str,
    limit: int | str,
    message: str,
    broken: bool = True,
) -> Record:
    """A record of a capture rule. In strict a broken one refuses, unless the rule's policy says
    ``warn`` (a near miss) or ``ignore``; in lenient it is kept."""
    policy = dict(config.rules).get(rule)
    status = (
        {"ignore": "ignored", "warn": "near_miss"}.get(policy or "", "violation")
        if broken
        else "near_miss"
    )
    refused = status == "violation" and (config.strict or policy == "error")
    return Record(
        status=status,
        rule=rule,
        family="capture",
        severity="error" if refused else "warning",
        stage="capture",
        op=op,
        where=where,
        subject="",
        actual=actual,
        relation=relation,
        limit=limit,
        unit="",
        slack=None,
        limit_source="PyTorch: torch.compile",
        action=None if status == "near_miss" else ("refused" if refused else "kept"),
        cost=Cost(),
        remedy=_REMEDIES[rule],
        message=message,
    )
