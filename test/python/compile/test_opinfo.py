"""Compiled operators against eager ones on PyTorch's own samples, in every element type that the
device computes with, without host calls but those that are listed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch.testing._internal.common_methods_invocations import op_db
from torch.utils._pytree import tree_leaves, tree_map_only

DTYPES = (torch.float32, torch.bfloat16, torch.int32, torch.int64, torch.bool)
SAMPLES = 3
POINTWISE = [
    "abs",
    "add",
    "sub",
    "mul",
    "div",
    "neg",
    "exp",
    "log",
    "sqrt",
    "rsqrt",
    "reciprocal",
    "sin",
    "cos",
    "tan",
    "tanh",
    "sigmoid",
    "erf",
    "clamp",
    "pow",
    "maximum",
    "minimum",
    "fmod",
    "remainder",
    "floor",
    "ceil",
    "round",
    "trunc",
    "sign",
    "eq",
    "ne",
    "lt",
    "le",
    "gt",
    "ge",
    "logical_and",
    "logical_or",
    "logical_not",
    "logical_xor",
    "bitwise_and",
    "bitwise_not",
    "isnan",
    "isinf",
    "where",
    "masked_fill",
    "lerp",
    "addcmul",
    "addcdiv",
    "atan2",
    "expm1",
    "log1p",
    "exp2",
    "sinh",
    "asin",
    "atan",
    "square",
    "copysign",
    "nan_to_num",
    "nn.functional.relu",
    "nn.functional.gelu",
    "nn.functional.silu",
    "nn.functional.hardswish",
    "nn.functional.hardtanh",
    "nn.functional.leaky_relu",
    "nn.functional.elu",
    "nn.functional.softplus",
]
OTHERS = [
    "mm",
    "bmm",
    "addmm",
    "baddbmm",
    "nn.functional.linear",
    "sum",
    "mean",
    "amax",
    "amin",
    "argmax",
    "argmin",
    "prod",
    "var",
    "std",
    "any",
    "all",
    "softmax",
    "log_softmax",
    "nn.functional.layer_norm",
    "nn.functional.rms_norm",
    "nn.functional.group_norm",
    "nn.functional.batch_norm",
    "nn.functional.instance_norm",
    "logsumexp",
    "std_mean",
    "var_mean",
    "aminmax",
    "count_nonzero",
    "nansum",
    "norm",
    "linalg.vector_norm",
    "cumsum",
    "cumprod",
    "msort",
    "sort",
    "topk",
    "median",
    "quantile",
    "diff",
    "nanmean",
    "nn.functional.normalize",
    "nn.functional.softmin",
    "full_like",
    "tril",
    "triu",
    "permute",
    "transpose",
    "expand",
    "contiguous",
    "clone",
    "float",
    "long",
    "bool",
]
#: What makes views, moves elements, or reads and writes them by index.
MOVEMENT = [
    "__getitem__",
    "as_strided_scatter",
    "broadcast_to",
    "cat",
    "chunk",
    "diag_embed",
    "diagonal",
    "diagonal_scatter",
    "flip",
    "fliplr",
    "gather",
    "hstack",
    "index_add",
    "index_copy",
    "index_fill",
    "index_put",
    "index_reduce",
    "index_select",
    "masked_scatter",
    "meshgrid",
    "movedim",
    "narrow",
    "nn.functional.embedding",
    "nn.functional.pad",
    "nn.functional.pixel_shuffle",
    "nn.functional.pixel_unshuffle",
    "put",
    "repeat",
    "repeat_interleave",
    "reshape",
    "roll",
    "rot90",
    "scatter",
    "scatter_add",
    "scatter_reduce",
    "select",
    "select_scatter",
    "slice",
    "slice_scatter",
    "split",
    "split_with_sizes",
    "squeeze",
    "stack",
    "take",
    "take_along_dim",
    "tile",
    "unbind",
    "unbind_copy",
    "unfold",
    "unsqueeze",
    "view",
    "vstack",
]
INTEGERS = (torch.int32, torch.int64)
#: Operators that run on the host in some types, by nature or for want of arithmetic (docs/operators.md):
#: every other sample makes no host call. An entry that is out of date is a failure too.
ON_HOST: dict[str, tuple[torch.dtype, ...]] = {
    # Products of integers.
    **dict.fromkeys(("mm", "bmm", "addmm", "addmm.decomposed"), INTEGERS),
    **dict.fromkeys(("baddbmm", "nn.functional.linear"), INTEGERS),
    # Quotients of integers, a zero among which is an error, and powers.
    **dict.fromkeys(("div.trunc_rounding", "div.floor_rounding", "fmod"), INTEGERS),
    **dict.fromkeys(("remainder", "pow", "scatter_reduce.mean", "index_reduce.mean"), INTEGERS),
    "take_along_dim": DTYPES,  # wraps its index by a remainder
    # More than index arithmetic on i64.
    **dict.fromkeys(("bitwise_and", "bitwise_not"), (torch.int64,)),
    # Computed in f64.
    **dict.fromkeys(("softmax.with_dtype", "log_softmax.with_dtype"), DTYPES),
    "nn.functional.softmin.with_dtype": DTYPES,
    **dict.fromkeys(
        ("round.decimals_0", "round.decimals_3", "round.decimals_neg_3", "norm.nuc"), DTYPES
    ),
}
#: Values and positions, which in eager are any among equal values: test_rows.py compares those.
POSITIONS = ("sort", "topk", "median")


def cases() -> Iterator[Any]:
    wanted = {*POINTWISE, *OTHERS, *MOVEMENT}
    for op, dtype in itertools.product(op_db, DTYPES):
        if op.name not in wanted or dtype not in op.supported_dtypes("cpu"):
            continue
        yield pytest.param(op, dtype, id=f"{op.full_name}-{str(dtype).split('.')[1]}")


def on(device: str, value: Any) -> Any:
    return tree_map_only(torch.Tensor, lambda tensor: tensor.to(device), value)


def tolerances(dtype: torch.dtype) -> dict[str, float]:
    """Those of torch.testing; looser in bf16, where eager rounds after each of its steps."""
    return {"rtol": 3e-2, "atol": 1e-2} if dtype is torch.bfloat16 else {}


def compare(op: Any, actual: Any, expected: Any, dtype: torch.dtype) -> None:
    leaves = list(zip(tree_leaves(on("cpu", actual)), tree_leaves(expected), strict=True))
    for a, b in leaves[:1] if op.name in POSITIONS else leaves:
        torch.testing.assert_close(a, b, equal_nan=True, **tolerances(dtype))


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(("op", "dtype"), list(cases()))
def test_compiled_agrees_with_eager(op: Any, dtype: torch.dtype) -> None:
    on_host: dict[str, int] = {}
    for sample in itertools.islice(op.sample_inputs("cpu", dtype), SAMPLES):
        torch._dynamo.reset()
        torch.mock.reset_host_calls()
        expected = op(sample.input, *sample.args, **sample.kwargs)

        def call(x: Any, args: Any, keywords: Any) -> Any:
            return op(x, *args, **keywords)

        there = on("mock", (sample.input, sample.args, sample.kwargs))
        compare(op, torch.compile(call, backend="mock")(*there), expected, dtype)
        on_host.update(torch.mock.host_calls())
    if dtype in ON_HOST.get(op.full_name, ()):
        assert on_host, "runs on the device now: take it out of ON_HOST"
    else:
        assert on_host == {}
