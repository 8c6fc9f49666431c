"""Do both executions of a compiled function agree? They must, within the bounds stated here.

Native code and the interpreted device program fork after the last stage that both share, with the
reduction order fixed and the same deterministic transcendental functions (docs/isa.md), so results
are equal bit by bit. Only a contraction may differ: its micro-kernel adds in another order within a
tile, and what follows it may magnify the difference.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch.utils._pytree import tree_leaves, tree_map_only

from torch_mock import config

if TYPE_CHECKING:
    from torch_mock.report import Report

#: Units in the last place by which a chain of transcendental functions behind a contraction may
#: magnify the difference of their operands.
MAGNIFIED_ULP = 32

_CONTRACTIONS = (
    "mm",
    "bmm",
    "baddbmm",
    "addmm",
    "linear",
    "convolution",
    "dot",
    "mv",
    "addmv",
    "_scaled_dot_product_flash_attention_for_cpu",
)
#: What the names of attention's overloads have in common: two contractions around a softmax.
_ATTENTION = "scaled_dot_product"
_TRANSCENDENTAL = (
    *("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "tanh", "sigmoid", "erf", "sin"),
    *("cos", "pow", "gelu", "silu", "softmax", "log_softmax", "_softmax", "_log_softmax", "rsqrt"),
    *("hardswish", "native_layer_norm", "sqrt", "div", "reciprocal", "mean", "var", "std"),
)


@dataclasses.dataclass(frozen=True)
class Bound:
    """How far two results may be apart: ``ulp`` units in the last place of each element, plus
    ``scaled_ulp`` units in the last place of the largest element."""

    ulp: float = 0.0
    scaled_ulp: float = 0.0


@dataclasses.dataclass(frozen=True)
class Difference:
    """One output whose executions differ by more than the bound."""

    output: int
    position: tuple[int, ...]
    fast: float
    checked: float
    allowed: float


def bound_of(operators: set[str], largest_extent: int) -> Bound:
    """The bound for outputs that these operators (``aten.mm``, ``aten.exp``) had a part in. That of
    contractions grows with the length of the sum, at most the largest extent of an input."""
    names = {name.split(".")[1] if "." in name else name for name in operators}
    attention = any(_ATTENTION in name for name in names)
    if not attention and not names & set(_CONTRACTIONS):
        return Bound()
    ulp = float(MAGNIFIED_ULP) if attention or names & set(_TRANSCENDENTAL) else 0.0
    return Bound(ulp, largest_extent + ulp)


def differences(fast: Any, checked: Any, bound: Bound) -> list[Difference]:
    """Where two results of the same structure are further apart than the bound. Integers, bools and
    NaNs must be equal."""
    pairs = zip(tree_leaves(fast), tree_leaves(checked), strict=True)
    found = (
        _difference(i, a, b, bound) for i, (a, b) in enumerate(pairs) if isinstance(a, torch.Tensor)
    )
    return [difference for difference in found if difference is not None]


def _difference(
    output: int, fast: torch.Tensor, checked: torch.Tensor, bound: Bound
) -> Difference | None:
    a, b = fast.detach().cpu(), checked.detach().cpu()
    if a.shape != b.shape or a.dtype != b.dtype:
        raise ValueError(f"output {output}: {a.dtype}{list(a.shape)} and {b.dtype}{list(b.shape)}")
    allowed = _allowed(a, bound)
    x, y = (
        a.double() if a.dtype.is_floating_point else a,
        b.double() if b.dtype.is_floating_point else b,
    )
    same = (x == y) | (x.isnan() & y.isnan())
    outside = ~same & ~((x - y).abs() <= allowed) if a.dtype.is_floating_point else ~same
    if not bool(outside.any()):
        return None
    position = tuple(int(n) for n in outside.nonzero()[0])
    return Difference(
        output, position, float(a[position]), float(b[position]), float(allowed[position])
    )


def _allowed(value: torch.Tensor, bound: Bound) -> torch.Tensor:
    if not value.dtype.is_floating_point:
        return torch.zeros(value.shape, dtype=torch.float64)
    epsilon = torch.finfo(value.dtype).eps
    magnitude = value.double().abs().nan_to_num(0.0, 0.0, 0.0)
    largest = magnitude.max() if magnitude.numel() else torch.tensor(0.0, dtype=torch.float64)
    return epsilon * (bound.ulp * magnitude + bound.scaled_ulp * largest)


def bound_of_run(report: Report | None, model: Callable[..., Any], inputs: Any) -> Bound:
    """The bound for a compiled call: of the operators of its kernels, and of the longest sum that the
    model's layers and inputs can give."""
    operators: set[str] = set()
    for kernel in report.kernels if report else ():
        operators.update(str(kernel["source"]).replace(",", " ").split())
    extents = [n for t in tree_leaves(inputs) if isinstance(t, torch.Tensor) for n in t.shape]
    if isinstance(model, torch.nn.Module):
        extents += [length for module in model.modules() for length in _sum_lengths(module)]
    return bound_of(operators, max(extents, default=1))


def _sum_lengths(module: torch.nn.Module) -> Iterator[int]:
    """How many products one layer adds up, without its children. An unknown kind of layer may add up
    along any dimension of its parameters."""
    if isinstance(module, torch.nn.Linear):
        yield module.in_features
    elif isinstance(module, torch.nn.modules.conv._ConvNd):
        yield module.weight.numel() // module.weight.shape[int(module.transposed)]
    elif not isinstance(module, torch.nn.Embedding):
        for parameter in module.parameters(recurse=False):
            yield from parameter.shape


def compare(
    model: Callable[..., Any], *args: Any, options: Mapping[str, Any] | None = None, **kwargs: Any
) -> list[Difference]:
    """Runs a function or module in both executions on clones of its inputs and returns where they
    differ by more than the bound: nowhere, unless one of them has a bug. Functions that draw random
    numbers or keep state are not for this."""
    from torch_mock.report import last_report

    results = []
    report = None
    for execution in config.EXECUTIONS:
        compiled = torch.compile(
            model, backend="mock", options={**(options or {}), "execution": execution}
        )
        given = tree_map_only(torch.Tensor, lambda tensor: tensor.detach().clone(), (args, kwargs))
        with torch.no_grad():
            results.append(compiled(*given[0], **given[1]))
        report = last_report()
    return differences(results[0], results[1], bound_of_run(report, model, (args, kwargs)))
