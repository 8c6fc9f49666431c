"""Compiled operators against eager ones on PyTorch's own samples, in every element type that the
device computes with.

An operator may run on the host where the device lacks it, so the last test holds how many samples
made no host call: a change that quietly hands operators to the host fails there.
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
    "msort",  # sort and topk: test_rows.py, since eager's positions of equal values are any
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
native = {"samples": 0, "without host call": 0}


def cases() -> Iterator[Any]:
    wanted = {*POINTWISE, *OTHERS}
    for op, dtype in itertools.product(op_db, DTYPES):
        if op.name not in wanted or dtype not in op.supported_dtypes("cpu"):
            continue
        yield pytest.param(op, dtype, id=f"{op.full_name}-{str(dtype).split('.')[1]}")


def on(device: str, value: Any) -> Any:
    return tree_map_only(torch.Tensor, lambda tensor: tensor.to(device), value)


def tolerances(dtype: torch.dtype) -> dict[str, float]:
    """Those of torch.testing; looser in bf16, where eager rounds after each of its steps."""
    return {"rtol": 3e-2, "atol": 1e-2} if dtype is torch.bfloat16 else {}


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(("op", "dtype"), cases())
def test_compiled_agrees_with_eager(op: Any, dtype: torch.dtype) -> None:
    for sample in itertools.islice(op.sample_inputs("cpu", dtype), SAMPLES):
        torch._dynamo.reset()
        torch.mock.reset_host_calls()
        expected = op(sample.input, *sample.args, **sample.kwargs)

        def call(x: Any, args: Any, keywords: Any) -> Any:
            return op(x, *args, **keywords)

        there = on("mock", (sample.input, sample.args, sample.kwargs))
        actual = torch.compile(call, backend="mock")(*there)
        native["samples"] += 1
        native["without host call"] += not torch.mock.host_calls()
        for a, b in zip(tree_leaves(on("cpu", actual)), tree_leaves(expected), strict=True):
            torch.testing.assert_close(a, b, equal_nan=True, **tolerances(dtype))


def test_most_samples_make_no_host_call() -> None:
    if native["samples"] < 100:
        native["samples"] = 0  # run alone: nothing was counted
    assert native["without host call"] >= 0.75 * native["samples"]
