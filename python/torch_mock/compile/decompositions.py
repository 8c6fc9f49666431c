"""Which operators are taken apart before the compiler sees them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch._decomp import core_aten_decompositions, get_decompositions

from torch_mock.compile.attention import ATTENTION
from torch_mock.compile.indexing import INDEXING
from torch_mock.compile.windows import window_decompositions

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
    "_scaled_dot_product_flash_attention_for_cpu",
    "mean",
    "native_layer_norm",
    "rsub",
    "select_scatter",
    "silu",
    "softmax",
    "_softmax",
    "std",
    "var",
)

#: Not of PyTorch's core set, and made of operators that the compiler has.
ALSO_DECOMPOSED = ("addmv", "ldexp", "unbind_copy")


def empty_permuted(
    size: Sequence[int], physical_layout: Sequence[int], **keywords: Any
) -> torch.Tensor:
    """An empty tensor whose dimensions lie in memory in the order of the layout."""
    empty = torch.empty([size[dim] for dim in physical_layout], **keywords)
    inverse = [list(physical_layout).index(dim) for dim in range(len(size))]
    return empty.permute(inverse)


def subtract(self: Any, other: torch.Tensor, *, alpha: Any = 1) -> torch.Tensor:
    """PyTorch's own decompositions leave `1 - x` as the overload for two tensors."""
    if isinstance(self, torch.Tensor):
        return NotImplemented
    return torch.ops.aten.rsub.Scalar(other, self, alpha)


def roll(self: torch.Tensor, shifts: Sequence[int], dims: Sequence[int] = ()) -> torch.Tensor:
    """Two slices change places; PyTorch's own decomposition computes indices and gathers."""
    if not dims:
        return roll(self.reshape(-1), shifts, [0]).reshape(self.shape)
    result = self
    for shift, dim in zip(shifts, dims, strict=True):
        extent = self.shape[dim]
        split = extent - shift % extent if extent else 0
        if 0 < split < extent:
            parts = [result.narrow(dim, split, extent - split), result.narrow(dim, 0, split)]
            result = torch.cat(parts, dim)
    return result.clone() if result is self else result


@functools.cache
def decomposition_table() -> dict[Any, Callable[..., Any]]:
    """PyTorch's core decompositions without the operators in ``KEPT_WHOLE``, and our own."""
    kept = {getattr(torch.ops.aten, name) for name in KEPT_WHOLE}
    table: dict[Any, Callable[..., Any]] = dict(core_aten_decompositions())
    table.update(get_decompositions([getattr(torch.ops.aten, name) for name in ALSO_DECOMPOSED]))
    table[torch.ops.aten.roll.default] = roll
    table[torch.ops.aten.sub.Tensor] = subtract
    table[torch.ops.aten.empty_permuted.default] = empty_permuted
    table.update(window_decompositions())
    ours = {op: body for op, body in table.items() if getattr(op, "overloadpacket", op) not in kept}
    return {**ours, **ATTENTION, **INDEXING}
