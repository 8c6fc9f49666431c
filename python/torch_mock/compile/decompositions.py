"""Which operators are taken apart before the compiler sees them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch
from torch._decomp import core_aten_decompositions

#: Operators that PyTorch would decompose and the compiler takes whole: a rule or a lowering knows
#: them. Names as ``aten`` packets; every overload stays.
KEPT_WHOLE = (
    "addmm",
    "gelu",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "leaky_relu",
    "log_softmax",
    "_log_softmax",
    "mean",
    "native_layer_norm",
    "silu",
    "softmax",
    "_softmax",
    "std",
    "var",
)


@functools.cache
def decomposition_table() -> dict[Any, Callable[..., Any]]:
    """PyTorch's core decompositions without the operators in ``KEPT_WHOLE``."""
    kept = {getattr(torch.ops.aten, name) for name in KEPT_WHOLE}
    table: dict[Any, Callable[..., Any]] = dict(core_aten_decompositions())
    return {op: body for op, body in table.items() if getattr(op, "overloadpacket", op) not in kept}
