"""From a Dynamo graph to compiled graphs: AOTAutograd with the compiler behind it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import fx
from torch._dynamo import disable as untyped_disable
from torch._functorch.aot_autograd import aot_module_simplified
from torch._functorch.partitioners import default_partition
from torch._guards import TracingContext, detect_fake_mode, tracing
from torch._subclasses.fake_tensor import FakeTensorMode

from torch_mock.compile.decompositions import decomposition_table
from torch_mock.compile.graph import CompiledGraph, compile_graph, next_graph_name
from torch_mock.compile.locations import seq_nr_table
from torch_mock.compile.target import Target
from torch_mock.config import Config
from torch_mock.errors import ConstraintError
from torch_mock.report import Record, Report, set_last_report

disable: Callable[..., Callable[..., Any]] = untyped_disable

#: Where a graph module keeps the result of the partition step, which copies of it keep too.
_COMPILED = "torch_mock_compiled"


class Capture:
    """One Dynamo graph on its way: compiles forward and backward together and makes the report.

    The backward graph is known in the partition step, long before AOTAutograd compiles it, so both
    are compiled there: strict refuses before anything has run.
    """

    def __init__(
        self,
        config: Config,
        target: Target,
        captured: Sequence[Record] = (),
        *,
        check_only: bool = False,
    ) -> None:
        self.config = config
        self.target = target
        self.graphs: list[CompiledGraph] = []
        self._captured = list(captured)
        self._check_only = check_only
        self._kinds: list[tuple[str, str]] = []
        self._name = next_graph_name()

    def compile(
        self, gm: fx.GraphModule, inputs: Sequence[Any]
    ) -> tuple[Callable[..., Any], list[int]]:
        """The callable for the graph and the positions of inputs that it mutates. ConstraintError in
        strict, except for a check."""
        self._kinds = _input_kinds(gm, inputs)
        # The protocol of AOTAutograd types the parameters more closely than it calls them.
        compilers: dict[str, Any] = {
            "fw_compiler": self._take,
            "bw_compiler": self._take_backward,
            "inference_compiler": self._compile_inference,
        }
        with _tracing_context(inputs) as context:
            call = aot_module_simplified(
                gm,
                list(inputs),
                **compilers,
                partition_fn=self._partition,
                decompositions=decomposition_table(),
                # The graph writes to the inputs itself, in place where it can. Partitioned graphs
                # leave that to AOTAutograd.
                keep_inference_input_mutations=not _needs_grad(gm, inputs),
            )
            mutated = _mutated(context)
        carried = _carried(gm)
        call = disable(call, reason="the graph is compiled")
        return call, [position - carried for position in mutated if position >= carried]

    def report(self) -> Report:
        """What has been compiled so far."""
        profile = self.graphs[0].report["profile"] if self.graphs else str(self.target.profile)
        return Report(
            [graph.report for graph in self.graphs],
            profile=profile,
            enforcement=self.config.enforcement,
            captured=self._captured,
        )

    # Steps of AOTAutograd

    def _partition(
        self, joint: fx.GraphModule, joint_inputs: Any, **keywords: Any
    ) -> tuple[Any, Any]:
        # The default partition saves what backward needs. The one that recomputes to save memory would
        # run host calls twice.
        forward, backward = default_partition(joint, joint_inputs, **keywords)
        lines = seq_nr_table(joint.graph)
        self._add(forward, self._name)
        self._add(backward, f"{self._name}.backward", backward=True, lines=lines)
        self._finish()
        return forward, backward

    def _compile_inference(self, gm: fx.GraphModule, inputs: Sequence[Any]) -> Callable[..., Any]:
        self._add(gm, self._name)
        self._finish()
        return self._take(gm, inputs)

    def _take(self, gm: fx.GraphModule, inputs: Sequence[Any]) -> Callable[..., Any]:
        return _boxed(gm.meta[_COMPILED])

    def _take_backward(self, gm: fx.GraphModule, inputs: Sequence[Any]) -> Callable[..., Any]:
        return disable(self._take(gm, inputs), reason="the backward graph is compiled")

    def _add(
        self, gm: fx.GraphModule, name: str, backward: bool = False, lines: Any = None
    ) -> None:
        kinds = _placeholder_kinds(gm, self._kinds, backward)
        graph = compile_graph(
            gm,
            name,
            self.config,
            self.target,
            backward=backward,
            kinds=kinds,
            forward=lines,
            check_only=self._check_only,
        )
        gm.meta[_COMPILED] = graph
        self.graphs.append(graph)

    def _finish(self) -> None:
        report = self.report()
        set_last_report(report)
        self._write_artifacts(report)
        refused = report.refused or any(graph.handle.refused for graph in self.graphs)
        if refused and not self._check_only:
            raise ConstraintError(report)

    def _write_artifacts(self, report: Report) -> None:
        if self.config.artifacts is not None:
            from torch_mock.artifacts import write_graphs

            write_graphs(self.config.artifacts, self.graphs, report, self.config)


def _needs_grad(gm: fx.GraphModule, inputs: Sequence[Any]) -> bool:
    tensors = [*inputs, *gm.parameters(), *gm.buffers()]
    return torch.is_grad_enabled() and any(
        isinstance(value, torch.Tensor) and value.requires_grad for value in tensors
    )


def _mutated(context: TracingContext) -> list[int]:
    """Positions of AOTAutograd's inputs whose data or shape a call changes."""
    if not context.fw_metadata:
        return []
    infos = enumerate(context.fw_metadata.input_info)
    return [i for i, info in infos if info.mutates_data or info.mutates_metadata]


def _boxed(graph: CompiledGraph) -> Callable[[list[Any]], list[Any]]:
    def call(arguments: list[Any]) -> list[Any]:
        given = list(arguments)
        arguments.clear()  # the caller's list would keep the inputs alive
        return graph(*given)

    call._boxed_call = True  # type: ignore[attr-defined]
    return call


@contextlib.contextmanager
def _tracing_context(inputs: Sequence[Any]) -> Iterator[TracingContext]:
    """Dynamo's context, or a new one when a graph is compiled again later."""
    context = TracingContext.try_get()
    if context is not None:
        yield context
        return
    context = TracingContext(detect_fake_mode(list(inputs)) or FakeTensorMode())
    with tracing(context):
        yield context


_NAME_PARTS = re.compile(r"^(?:L|G|l|g)_+(?:self_+)?")


def readable_name(placeholder: str) -> str:
    """``fc.weight`` for ``l_self_modules_fc_parameters_weight_``, ``x`` for ``l_x_``."""
    name = _NAME_PARTS.sub("", placeholder)
    name = re.sub(r"(?:^|_)modules_", ".", name)
    name = re.sub(r"_*(?:parameters|buffers)_", ".", name)
    return name.strip("._") or placeholder


def _carried(gm: fx.GraphModule) -> int:
    """How many tensors the graph carries: inputs of AOTAutograd before the graph's own."""
    return len(list(gm.parameters())) + len(list(gm.buffers()))


def resident_positions(gm: fx.GraphModule, inputs: Sequence[Any]) -> list[int]:
    """Positions of the graph's inputs that are parameters or buffers of the model."""
    kinds = _input_kinds(gm, inputs)[_carried(gm) :]
    return [position for position, (kind, _) in enumerate(kinds) if kind != "activation"]


def _input_kinds(gm: fx.GraphModule, inputs: Sequence[Any]) -> list[tuple[str, str]]:
    """(kind, name) of AOTAutograd's inputs: tensors that the graph carries, then the graph's inputs."""
    kinds = [("parameter", name) for name, _ in gm.named_parameters()]
    kinds += [("buffer", name) for name, _ in gm.named_buffers()]
    placeholders = [node.name for node in gm.graph.nodes if node.op == "placeholder"]
    for name, value in zip(placeholders, inputs, strict=True):
        kind = "activation"
        if isinstance(value, torch.nn.Parameter) or "_parameters_" in name:
            kind = "parameter"
        elif "_buffers_" in name:
            kind = "buffer"
        kinds.append((kind, readable_name(name)))
    return kinds


def _placeholder_kinds(
    gm: fx.GraphModule, kinds: list[tuple[str, str]], backward: bool
) -> dict[str, tuple[str, str]]:
    result = {}
    for node in gm.graph.nodes:
        if node.op != "placeholder":
            continue
        position = _position(node.name)
        if position is not None and position < len(kinds):
            result[node.name] = kinds[position]
        elif backward and not node.name.startswith("tangents"):
            result[node.name] = ("saved", node.name)
    return result


def _position(placeholder: str) -> int | None:
    """AOTAutograd calls input i ``primals_{i+1}`` in training and ``arg{i}_1`` in inference."""
    if match := re.fullmatch(r"primals_(\d+)", placeholder):
        return int(match[1]) - 1
    if match := re.fullmatch(r"arg(\d+)_1", placeholder):
        return int(match[1])
    return None
