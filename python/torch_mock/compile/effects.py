"""Operators with side effects, which PyTorch threads tokens through.

``with_effects(token, op, *args)`` gives ``(next token, *results of op)`` so that passes keep such
operators in order. The compiler keeps host calls without results in program order by itself, so the
operators stand on their own here and a token is passed through unchanged.
"""

from __future__ import annotations

import operator

from torch import fx
from torch._higher_order_ops.effects import with_effects


def unthread(graph: fx.Graph) -> None:
    """Replaces every ``with_effects`` of the graph by the operator that it runs, in place."""
    for node in graph.nodes:
        if node.op == "call_function" and node.target is with_effects:
            _replace(graph, node)


def _replace(graph: fx.Graph, node: fx.Node) -> None:
    token, target, *arguments = node.args
    assert isinstance(token, fx.Node), "tokens are placeholders"
    token.meta["val"] = None  # what a call passes for it
    with graph.inserting_before(node):
        plain = graph.call_function(target, tuple(arguments), node.kwargs)  # type: ignore[arg-type]
    results = node.meta["val"][1:]
    is_single = len(target._schema.returns) == 1  # type: ignore[union-attr]
    plain.meta = {**node.meta, "val": results[0] if is_single else tuple(results)}
    for user in list(node.users):
        _redirect(graph, user, token, plain, is_single)
    graph.erase_node(node)


def _redirect(
    graph: fx.Graph, user: fx.Node, token: fx.Node, plain: fx.Node, is_single: bool
) -> None:
    assert user.target is operator.getitem, "results of with_effects are taken one by one"
    position = int(user.args[1])  # type: ignore[arg-type]
    if position == 0:
        user.replace_all_uses_with(token)
    elif is_single:
        user.replace_all_uses_with(plain)
    else:
        user.args = (plain, position - 1)
        return
    graph.erase_node(user)
