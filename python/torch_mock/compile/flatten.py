"""An FX graph of ATen operators as tuples, for one crossing into C++.

include/mock/backend/import/GraphBuilder.h describes the tuples.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import fx

from torch_mock.compile.constants import Constants
from torch_mock.compile.dtypes import name_of
from torch_mock.compile.effects import unthread
from torch_mock.compile.locations import location_of

NONE = -1

#: Arguments that say where and how memory is laid out; results carry that themselves.
_WITHOUT_MEANING = frozenset(
    {"device", "layout", "pin_memory", "generator", "memory_format", "non_blocking"}
)


@dataclasses.dataclass
class FlatGraph:
    """What ``_C.compiler.compile_graph`` takes, and what a call of the result needs.

    Attributes:
        description: the graph as tuples.
        host_arguments: for each node its operator, the arguments for ATen, and which results are
            tensors.
        inputs: positions of the tensors among the arguments of a call.
        constants: further inputs, after those.
        outputs: for each output an index into the graph's tensor outputs, or a plain value.
        argument_count: of a call.
    """

    description: tuple[Any, ...]
    host_arguments: list[tuple[str, tuple[Any, ...], list[int]]]
    inputs: list[int]
    constants: Constants
    outputs: list[tuple[bool, Any]]
    argument_count: int


def unsupported(what: str) -> NotImplementedError:
    return NotImplementedError(f"backend='mock' cannot compile {what}")


class Flattener:
    """Numbers the values of one graph and translates its nodes."""

    def __init__(
        self, gm: fx.GraphModule, kinds: Mapping[str, tuple[str, str]], forward: Mapping[int, Any]
    ) -> None:
        self._gm = gm
        self._kinds = kinds
        self._forward = forward
        self._values: dict[fx.Node, Any] = {}  # id, list of ids, or a plain number
        self._roots: dict[int, tuple[int, int]] = {}  # id: root id and the root's own offset
        self._count = 0
        self._constants = Constants(gm)
        self._inputs: list[tuple[Any, ...]] = []
        self._nodes: list[tuple[Any, ...]] = []
        self._host: list[tuple[str, tuple[Any, ...], list[int]]] = []

    def flatten(self, name: str, backward: bool) -> FlatGraph:
        """Translates the graph. Raises NotImplementedError naming what cannot be compiled."""
        placeholders = [node for node in self._gm.graph.nodes if node.op == "placeholder"]
        positions = [i for i, node in enumerate(placeholders) if self._add_input(node)]
        for node in self._constants.inputs:
            self._add_tensor_input(node, node.name, "constant")
        outputs: Any = ()
        for node in self._gm.graph.nodes:
            if node.op == "call_function" and node not in self._constants:
                self._add_node(node)
            elif node.op == "output":
                outputs = node.args[0]
            elif node.op in ("call_module", "call_method"):
                raise unsupported(
                    f"{node.op} {node.target!r}: the graph is not made of ATen operators"
                )
        ids, specification = self._outputs(outputs)
        description = (name, backward, tuple(self._inputs), tuple(self._nodes), ids)
        return FlatGraph(
            description, self._host, positions, self._constants, specification, len(placeholders)
        )

    # Inputs and outputs

    def _add_input(self, node: fx.Node) -> bool:
        value = node.meta.get("val")
        if not isinstance(value, torch.Tensor):
            self._values[node] = _plain(value)
            return False
        kind, name = self._kinds.get(node.name, ("activation", node.name))
        self._add_tensor_input(node, name, kind)
        return True

    def _add_tensor_input(self, node: fx.Node, name: str, kind: str) -> None:
        value = node.meta["val"] if "val" in node.meta else self._constant_value(node)
        self._values[node] = self._new_id(NONE, value)
        self._inputs.append((name, self._type(value, node, 0), kind))

    def _constant_value(self, node: fx.Node) -> torch.Tensor:
        return self._constants.values()[self._constants.inputs.index(node)]

    def _outputs(self, outputs: Any) -> tuple[list[int], list[tuple[bool, Any]]]:
        ids: list[int] = []
        specification: list[tuple[bool, Any]] = []
        for output in outputs if isinstance(outputs, (list, tuple)) else (outputs,):
            value = self._values[output] if isinstance(output, fx.Node) else _plain(output)
            if isinstance(output, fx.Node) and isinstance(output.meta.get("val"), torch.Tensor):
                specification.append((True, len(ids)))
                ids.append(value)
            else:
                specification.append((False, value))
        return ids, specification

    # Values

    def _new_id(self, alias: int, value: torch.Tensor) -> int:
        identifier = self._count
        self._count += 1
        self._roots[identifier] = (
            self._roots[alias] if alias != NONE else (identifier, _offset(value))
        )
        return identifier

    def _type(self, value: torch.Tensor, node: fx.Node, offset: int) -> tuple[Any, ...]:
        if value.layout != torch.strided:
            raise unsupported(f"{node.name}: layout {value.layout}; only dense (strided) tensors")
        if value.is_quantized:
            raise unsupported(f"{node.name}: quantized tensors")
        sizes, strides = [int(n) for n in value.shape], [int(n) for n in value.stride()]
        return (name_of(value.dtype, node.name), sizes, strides, offset, value.device.type == "cpu")

    # Nodes

    def _add_node(self, node: fx.Node) -> None:
        if node.target is operator.getitem:
            source = self._values[node.args[0]]  # type: ignore[index]
            self._values[node] = source[node.args[1]]
            return
        value = node.meta.get("val")
        if isinstance(value, (int, float, bool, torch.SymInt, torch.SymFloat, torch.SymBool)):
            self._values[node] = _plain(value)
            return
        if not isinstance(node.target, torch._ops.OpOverload):
            raise unsupported(f"operator {node.target} ({node.name}): it is not an ATen operator")
        arguments = self._arguments(node)
        results = list(value) if isinstance(value, (list, tuple)) else [value]
        positions = _tensor_positions(results)
        self._host.append((_name(node.target), self._host_arguments(arguments), positions))
        self._nodes.append(self._description(node, arguments, results))

    def _description(
        self, node: fx.Node, arguments: list[tuple[Any, Any]], results: list[Any]
    ) -> tuple[Any, ...]:
        target = node.target
        assert isinstance(target, torch._ops.OpOverload)
        alias_ids = self._alias_of_results(target, arguments, len(results))
        ids, types, aliases = [], [], []
        for value, alias in zip(results, alias_ids, strict=True):
            if not isinstance(value, torch.Tensor):
                ids.append(NONE)
                continue
            identifier = self._new_id(alias, value)
            offset = _offset(value) - (self._roots[identifier][1] if alias != NONE else 0)
            types.append(self._type(value, node, offset))
            aliases.append(alias)
            ids.append(identifier)
        self._values[node] = ids if isinstance(node.meta.get("val"), (list, tuple)) else ids[0]
        tagged = [
            (argument.name, *self._tagged(argument, value))
            for argument, value in arguments
            if argument.name not in _WITHOUT_MEANING
        ]
        location = location_of(node.meta, self._forward)
        return (node.name, _name(target), tagged, types, aliases, _is_pure(target, types), location)

    def _arguments(self, node: fx.Node) -> list[tuple[Any, Any]]:
        """(schema argument, value) with defaults filled in, values of the graph resolved."""
        result = []
        for position, argument in enumerate(node.target._schema.arguments):  # type: ignore[union-attr]
            if position < len(node.args):
                value: Any = node.args[position]
            else:
                value = node.kwargs.get(argument.name, argument.default_value)
            result.append((argument, value))
        return result

    def _alias_of_results(
        self, target: Any, arguments: list[tuple[Any, Any]], count: int
    ) -> list[int]:
        returns = target._schema.returns
        aliases = [self._alias(r, arguments) for r in returns]
        if len(returns) == count:
            return aliases
        return [aliases[0] if aliases else NONE] * count  # a list of tensors is one return

    def _alias(self, returned: Any, arguments: list[tuple[Any, Any]]) -> int:
        if returned.alias_info is None:
            return NONE
        for argument, value in arguments:
            info = argument.alias_info
            if (
                info
                and not info.is_write
                and isinstance(value, fx.Node)
                and _share(info, returned.alias_info)
            ):
                return int(self._values[value])
        return NONE

    # Arguments

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, fx.Node):
            return self._values[value]
        return _plain(value)

    def _tagged(self, argument: Any, value: Any) -> tuple[str, Any]:
        kind, element = _kind(argument.type)
        if value is None:
            return "n", None
        if element == "TensorType":
            if kind == "ListType":
                return "V", [NONE if item is None else self._resolve(item) for item in value]
            if _is_tensor(value):
                return "v", self._resolve(value)
            return _tagged_scalar(element, self._resolve(value))  # x * 0.5 is mul.Tensor(x, 0.5)
        if kind == "ListType":
            items = value if isinstance(value, (list, tuple)) else [value]
            return _tagged_list(element, [self._resolve(item) for item in items])
        return _tagged_scalar(element, self._resolve(value))

    def _host_arguments(self, arguments: list[tuple[Any, Any]]) -> tuple[Any, ...]:
        return tuple(self._host_argument(argument, value) for argument, value in arguments)

    def _host_argument(self, argument: Any, value: Any) -> tuple[str, Any]:
        kind, element = _kind(argument.type)
        if element == "TensorType" and kind == "ListType" and value is not None:
            return "T", [item is not None for item in value]
        if element == "TensorType" and (value is None or _is_tensor(value)):
            return ("t" if value is not None else "n"), None
        if isinstance(value, (list, tuple)):
            return "o", [self._resolve(item) for item in value]
        return "o", self._resolve(value)


def _is_tensor(value: Any) -> bool:
    return isinstance(value, fx.Node) and isinstance(value.meta.get("val"), torch.Tensor)


def _plain(value: Any) -> Any:
    """Symbolic numbers as plain ones; the graph is specialised to them."""
    if isinstance(value, torch.SymBool):
        return bool(value)
    if isinstance(value, torch.SymInt):
        return int(value)
    if isinstance(value, torch.SymFloat):
        return float(value)
    return value


def _kind(declared: Any) -> tuple[str, str]:
    """The kind of a schema type without Optional, and that of its elements."""
    while declared.kind() == "OptionalType":
        declared = declared.getElementType()
    kind = declared.kind()
    element = declared
    while element.kind() in ("ListType", "OptionalType"):
        element = element.getElementType()
    return kind, element.kind()


def _tagged_scalar(kind: str, value: Any) -> tuple[str, Any]:
    if isinstance(value, torch.dtype):
        return "d", name_of(value, "an argument")
    if isinstance(value, bool):
        return "b", value
    if isinstance(value, int):
        return ("f", float(value)) if kind == "FloatType" else ("i", value)
    if isinstance(value, float):
        return "f", value
    return "s", str(value)


def _tagged_list(element: str, items: list[Any]) -> tuple[str, Any]:
    if element == "BoolType":
        return "B", items
    if element == "FloatType" or any(isinstance(item, float) for item in items):
        return "F", [float(item) for item in items]
    if all(isinstance(item, int) for item in items):
        return "I", items
    return "s", str(items)


def _offset(value: torch.Tensor) -> int:
    return int(value.storage_offset())


def _share(argument: Any, returned: Any) -> bool:
    # A list of views (split, unbind) names the set on its elements, which Python does not see.
    return not returned.before_set or bool(set(argument.before_set) & set(returned.before_set))


def _tensor_positions(results: Sequence[Any]) -> list[int]:
    return [i for i, value in enumerate(results) if isinstance(value, torch.Tensor)]


def _is_pure(target: torch._ops.OpOverload, types: list[Any]) -> bool:
    random = torch.Tag.nondeterministic_seeded in target.tags
    return bool(types) and not random and not target._schema.is_mutable


def _name(target: torch._ops.OpOverload) -> str:
    # A default overload has no suffix.
    return str(target.name()).replace("::", ".")


def flatten(
    gm: fx.GraphModule,
    name: str,
    *,
    backward: bool = False,
    kinds: Mapping[str, tuple[str, str]] | None = None,
    forward: Mapping[int, Any] | None = None,
) -> FlatGraph:
    """Flattens ``gm``. ``kinds`` gives kind and name of placeholders, ``forward`` the metadata of
    forward nodes by autograd sequence number."""
    unthread(gm.graph)
    return Flattener(gm, kinds or {}, forward or {}).flatten(name, backward)
