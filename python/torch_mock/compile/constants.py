"""Tensors that a graph carries with it, moved to the device once.

``torch.tensor([1, 2], device="mock")`` in a model becomes a CPU tensor attribute of the graph, then
``lift_fresh_copy`` and ``_to_copy``. Run on every call these would cost a host transfer each time, so
chains of copies of constants are evaluated when the graph is bound to a device.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch
from torch import fx

aten = torch.ops.aten

#: Copies and views of one tensor. In a functional graph nothing writes to their results.
_FOLDED = {
    aten.lift_fresh_copy.default,
    aten.lift_fresh.default,
    aten._to_copy.default,
    aten.clone.default,
    aten.detach.default,
    aten.alias.default,
}


def attribute(gm: fx.GraphModule, target: str) -> Any:
    """The attribute of a ``get_attr`` node, which may be dotted."""
    value: Any = gm
    for part in target.split("."):
        value = getattr(value, part)
    return value


class Constants:
    """The constant nodes of a graph; those that other nodes use become inputs."""

    def __init__(self, gm: fx.GraphModule) -> None:
        self._values: dict[fx.Node, Callable[[], torch.Tensor]] = {}
        for node in gm.graph.nodes:
            if node.op == "get_attr" and isinstance(attribute(gm, node.target), torch.Tensor):
                self._values[node] = functools.partial(attribute, gm, node.target)
            elif self._is_copy_of_constant(node):
                self._values[node] = self._copy(node)
        self.inputs = [node for node in self._values if self._is_used(node)]

    def __contains__(self, node: fx.Node) -> bool:
        return node in self._values

    def values(self) -> list[torch.Tensor]:
        """The tensors of ``inputs``; runs the copies."""
        return [self._values[node]() for node in self.inputs]

    def _is_copy_of_constant(self, node: fx.Node) -> bool:
        return (
            node.op == "call_function" and node.target in _FOLDED and node.args[0] in self._values
        )

    def _copy(self, node: fx.Node) -> Callable[[], torch.Tensor]:
        source = self._values[node.args[0]]  # type: ignore[index]
        return lambda: node.target(source(), *node.args[1:], **node.kwargs)  # type: ignore[operator]

    def _is_used(self, node: fx.Node) -> bool:
        return any(user not in self._values for user in node.users)
