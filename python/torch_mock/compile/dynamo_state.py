"""What Dynamo knows about the graph that it hands over: breaks, recompiles, shapes."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence
from typing import Any

import torch
from torch import fx
from torch._guards import CompileContext, TracingContext, detect_fake_mode
from torch._subclasses.fake_tensor import FakeTensorMode

from torch_mock.capture_rules import GRAPH_BREAK, RECOMPILE_LIMIT, capture_record
from torch_mock.compile.locations import function_name, is_user_file
from torch_mock.config import Config
from torch_mock.report import Location, Record

log = logging.getLogger(__name__)


def specialised(value: Any) -> Any:
    """A symbolic number as a plain one. Asking a symbolic shape for its value fixes it, for forward
    and backward, and makes Dynamo compile again for another shape."""
    if isinstance(value, torch.SymInt):
        return int(value)
    if isinstance(value, torch.SymFloat):
        return float(value)
    if isinstance(value, torch.SymBool):
        return bool(value)
    if isinstance(value, torch.Tensor) and value.layout == torch.strided:
        for number in (*value.shape, *value.stride(), value.storage_offset()):
            int(number)
    return value


def fake_mode_of(inputs: Sequence[Any]) -> FakeTensorMode:
    """The mode of the example inputs, or Dynamo's, or a new one."""
    context = TracingContext.try_get()
    mode = detect_fake_mode(list(inputs)) or (context.fake_mode if context else None)
    return mode or FakeTensorMode()


@dataclasses.dataclass(frozen=True)
class CaptureState:
    """What ended the graph, and how often its function was compiled.

    Attributes:
        break_reason: why the graph ends before its function does; None if it does not.
        break_location: the line of the break.
        compiles: how often Dynamo has compiled the function, this time included.
        limit: how often it may.
        function: the function, or an empty location.
    """

    break_reason: str | None
    break_location: Location
    compiles: int
    limit: int

    @classmethod
    def current(cls, gm: fx.GraphModule) -> CaptureState:
        """The state while a backend is being called."""
        reason = getattr(gm, "compile_subgraph_reason", None)
        if reason is not None and not reason.graph_break:
            reason = None
        compile_id = CompileContext.current_compile_id()
        attempt = getattr(compile_id, "frame_compile_id", None) or 0
        return cls(
            break_reason=first_lines(reason.reason) if reason is not None else None,
            break_location=break_location(reason) if reason is not None else Location(),
            compiles=attempt + 1,
            limit=int(torch._dynamo.config.recompile_limit),
        )

    def records(self, config: Config) -> list[Record]:
        """Records of the capture rules under a configuration."""
        result = []
        if self.break_reason is not None:
            result.append(break_record(config, self.break_reason, self.break_location))
        if self.compiles >= self.limit:
            result.append(self._limit_record(config))
        return result

    def _limit_record(self, config: Config) -> Record:
        if config.strict:
            # What Dynamo would do at the next shape is to run eager, silently: past strict.
            torch._dynamo.config.fail_on_recompile_limit_hit = True
        message = (
            f"This is compile {self.compiles} of at most {self.limit} of the same function. Another one "
            + ("raises." if config.strict else "runs eagerly, outside the compiler.")
        )
        log.warning("torch-mock: %s", message)
        return capture_record(
            RECOMPILE_LIMIT,
            config,
            Location(),
            actual=self.compiles,
            relation="<",
            limit=self.limit,
            message=message,
            broken=False,
        )


def break_record(config: Config, reason: str, where: Location) -> Record:
    """The record of one graph break."""
    return capture_record(
        GRAPH_BREAK, config, where, actual="break", relation="==", limit="one graph", message=reason
    )


def break_location(reason: Any) -> Location:
    """The innermost user's line of a Dynamo GraphCompileReason; unknown if there is none."""
    for frame in reversed(reason.user_stack):
        if is_user_file(frame.filename):
            name, code = function_name(frame.name), (frame.line or "").strip()
            return Location(file=frame.filename, line=frame.lineno or 0, function=name, code=code)
    return Location()


def first_lines(text: str) -> str:
    """What Dynamo says first, on one line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " ".join(lines[:3])
