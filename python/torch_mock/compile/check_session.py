"""One check: Dynamo over fake tensors, every graph compiled, none executed."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import fx
from torch._dynamo.exc import TorchDynamoException
from torch._guards import CompileContext
from torch._subclasses.fake_tensor import (
    DataDependentOutputException,
    DynamicOutputShapeException,
    FakeTensorMode,
)

from torch_mock.capture_rules import NO_GRAPH, RECOMPILE_LIMIT, capture_record
from torch_mock.compile import device_interface, dynamo_state, host_model, target
from torch_mock.compile.backend import host_autocast
from torch_mock.compile.capture import Capture
from torch_mock.compile.fakes import FakeCopies
from torch_mock.compile.placement import placement_of
from torch_mock.config import Config
from torch_mock.report import Location, Record, Report, set_last_report

device_interface.register()

#: Compiles of one function are counted here per check, not over the life of the process.
_NO_LIMIT = 1_000_000


class CheckSession:
    """Collects the graphs and records of one call of a model."""

    def __init__(self, config: Config, as_dtype: torch.dtype | None) -> None:
        self._config = config
        self._mode = FakeTensorMode(allow_non_fake_inputs=True)
        self._copies = FakeCopies(self._mode, as_dtype)
        self._captures: list[Capture] = []
        self._records: list[Record] = []
        self._compiles: Counter[Any] = Counter()
        self._error: Exception | None = None
        self._limit = int(torch._dynamo.config.recompile_limit)

    def run(self, model: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Report:
        """The report of ``model(*args, **kwargs)``. Raises the first error of the compiler."""
        fake_model = self._copies.callable(model)
        fake_args, fake_kwargs = self._copies.tree(tuple(args)), self._copies.tree(dict(kwargs))
        self._call(fake_model, fake_args, fake_kwargs, _definition(model))
        if self._error is not None:
            raise self._error
        if not self._captures:
            self._records.append(self._no_graph(model))
        report = self._report()
        set_last_report(report)
        return report

    def _call(
        self,
        model: Callable[..., Any],
        args: Sequence[Any],
        kwargs: dict[str, Any],
        defined: Location,
    ) -> None:
        unlimited = torch._dynamo.config.patch(
            recompile_limit=_NO_LIMIT, accumulated_recompile_limit=_NO_LIMIT
        )
        # The stub of torch.compile does not know isolate_recompiles.
        compiled = torch.compile(  # type: ignore[call-overload]
            _caller(model), backend=self._backend, dynamic=False, isolate_recompiles=True
        )
        reasons = torch._dynamo.output_graph.graph_break_reasons
        reasons.clear()
        with unlimited, self._mode:
            try:
                compiled(*args, **kwargs)
            except (DataDependentOutputException, DynamicOutputShapeException) as error:
                self._records.append(self._needs_values(error))
        self._add_breaks(reasons, defined)

    def _backend(self, gm: fx.GraphModule, inputs: Sequence[Any]) -> Callable[..., Any]:
        self._count_compile()
        try:
            self._compile(gm, [dynamo_state.specialised(value) for value in inputs])
        except TorchDynamoException:
            raise
        except Exception as error:  # noqa: BLE001 (run() raises it)
            self._error = self._error or error
        return gm.forward

    def _compile(self, gm: fx.GraphModule, inputs: list[Any]) -> None:
        placement = placement_of(gm, inputs)
        where = target.for_check(self._config, placement.device)
        capture = Capture(self._config, where, check_only=True)
        self._captures.append(capture)
        if placement.device is not None:
            capture.compile(gm, inputs)
            return
        device = torch.device("mock", where.index)
        mode = dynamo_state.fake_mode_of(inputs)
        rewritten = host_model.rewrite_for(
            gm, device, lambda value: host_model.fake_on(device, value, mode)
        )
        with host_autocast():
            capture.compile(rewritten, host_model.moved_inputs(device, inputs, mode))

    def _report(self) -> Report:
        graphs = [graph.report for capture in self._captures for graph in capture.graphs]
        profile = graphs[0]["profile"] if graphs else target.for_check(self._config, None).profile
        return Report(
            graphs,
            profile=str(profile),
            enforcement=self._config.enforcement,
            captured=self._records,
        )

    # Records

    def _count_compile(self) -> None:
        compile_id = CompileContext.current_compile_id()
        frame = getattr(compile_id, "frame_id", None)
        self._compiles[frame] += 1
        if self._compiles[frame] == self._limit + 1:
            self._records.append(self._over_limit())

    def _over_limit(self) -> Record:
        return capture_record(
            RECOMPILE_LIMIT,
            self._config,
            Location(),
            actual=self._limit + 1,
            relation="<=",
            limit=self._limit,
            message=f"One function is compiled more than {self._limit} times; PyTorch then runs it eagerly.",
        )

    def _add_breaks(self, reasons: Sequence[Any], defined: Location) -> None:
        breaks = [(r.reason, dynamo_state.break_location(r)) for r in reasons if r.graph_break]
        for reason, where in dict.fromkeys(breaks):
            text, where = dynamo_state.first_lines(reason), where if where.file else defined
            self._records.append(dynamo_state.break_record(self._config, text, where))

    def _needs_values(self, error: Exception) -> Record:
        message = (
            "What follows depends on the values of tensors, which a check does not compute: "
            f"the rest of the model is unchecked ({type(error).__name__}: {error})."
        )
        return dynamo_state.break_record(self._config, message, _innermost_user_frame(error))

    def _no_graph(self, model: Callable[..., Any]) -> Record:
        message = "PyTorch captured no graph of this call: all of it would run eagerly, outside the compiler."
        return capture_record(
            NO_GRAPH,
            self._config,
            _definition(model),
            actual=0,
            relation=">=",
            limit=1,
            message=message,
        )


def _caller(model: Callable[..., Any]) -> Callable[..., Any]:
    """A function of its own that calls the model. Compiled directly, library modules share one
    wrapper of Dynamo's, and a module that it cannot trace (nn.LSTM) has the wrapper skipped for all
    others of the process. For the same reason each check has its own code object."""

    def call(*args: Any, **kwargs: Any) -> Any:
        return model(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_name="call")
    return call


def _innermost_user_frame(error: BaseException) -> Location:
    from torch_mock.compile.locations import is_user_file

    result, trace = Location(), error.__traceback__
    while trace is not None:
        frame = inspect.getframeinfo(trace, context=1)
        if is_user_file(frame.filename):
            code = (frame.code_context or [""])[0].strip()
            result = Location(
                file=frame.filename, line=frame.lineno, function=frame.function, code=code
            )
        trace = trace.tb_next
    return result


def _definition(model: Callable[..., Any]) -> Location:
    """Where a callable is defined; unknown for builtins."""
    function = type(model).forward if isinstance(model, torch.nn.Module) else model
    try:
        lines, number = inspect.getsourcelines(function)
        file = inspect.getsourcefile(function) or ""
    except (OSError, TypeError):
        return Location(function=getattr(model, "__name__", type(model).__name__))
    return Location(file=file, line=number, function=function.__qualname__, code=lines[0].strip())
