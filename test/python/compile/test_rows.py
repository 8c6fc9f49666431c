"""Norms, reductions, scans and sorts on the device against eager, in both executions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch.utils._pytree import tree_leaves

NAN, INFINITY = float("nan"), float("inf")

#: Name: (operator, input). Every one of them makes no host call.
Case = tuple[Callable[[torch.Tensor], Any], Callable[[], torch.Tensor]]


def odd() -> torch.Tensor:
    return torch.tensor(
        [[1.0, NAN, 3.0, -0.0, 0.0, INFINITY, 3.0], [2.0, 1.0, -INFINITY, 1.0, 2.0, 0.5, 0.5]]
    )


CASES: dict[str, Case] = {
    "batch norm": (
        lambda x: F.batch_norm(
            x, torch.ones(5, device=x.device), torch.ones(5, device=x.device) * 2
        ),
        lambda: torch.randn(3, 5, 4, 7),
    ),
    "batch norm in training": (
        lambda x: F.batch_norm(x, None, None, training=True),
        lambda: torch.randn(3, 5, 4, 7),
    ),
    "batch norm of split rows": (
        lambda x: F.batch_norm(x, None, None, training=True),
        lambda: torch.randn(2, 3, 200, 300),
    ),
    "group norm": (lambda x: F.group_norm(x, 3), lambda: torch.randn(2, 6, 5, 7)),
    "layer norm": (lambda x: F.layer_norm(x, (7,)), lambda: torch.randn(3, 5, 7)),
    "layer norm of a long row": (
        lambda x: F.layer_norm(x, (70000,)),
        lambda: torch.randn(2, 70000),
    ),
    "layer norm in bf16": (lambda x: F.layer_norm(x, (33,)), lambda: torch.randn(4, 33).bfloat16()),
    "sum of all": (lambda x: x.sum(), lambda: torch.randn(700, 301)),
    "sum of a product": (lambda x: (x * x + 1).sum(), lambda: torch.randn(400002)),
    "mean of columns": (lambda x: x.mean(0), lambda: torch.randn(50000, 3)),
    "maximum of all": (lambda x: x.amax(), lambda: torch.randn(3, 40000)),
    "nan in a split maximum": (
        lambda x: x.amax(),
        lambda: torch.randn(100000).index_fill(0, torch.tensor([77777]), NAN),
    ),
    "position in parts": (lambda x: x.argmax(), lambda: torch.randn(100003)),
    "first of equal positions in parts": (
        lambda x: (x.argmin(), x.argmax()),
        lambda: torch.randint(0, 9, (100003,)),
    ),
    "position behind the parts": (
        lambda x: x.max(0),
        lambda: torch.randn(100003).index_fill(0, torch.tensor([100001]), 99),
    ),
    "first nan in parts": (
        lambda x: x.min(0),
        lambda: torch.randn(100001).index_fill(0, torch.tensor([77777, 88888, 100000]), NAN),
    ),
    "positions where all are infinite": (
        lambda x: x.argmax(),
        lambda: torch.full((100000,), -INFINITY),
    ),
    "positions of few columns": (lambda x: x.max(0), lambda: torch.randn(40001, 3)),
    "positions of few rows in bf16": (
        lambda x: (x * 2 + 1).max(1),
        lambda: torch.randint(-99, 99, (2, 70001)).bfloat16(),
    ),
    "norm of all": (lambda x: torch.linalg.vector_norm(x), lambda: torch.randn(300, 401)),
    "norm of order 1": (lambda x: torch.linalg.vector_norm(x, 1, 0), lambda: torch.randn(30, 41)),
    "norm of order 3": (lambda x: torch.linalg.vector_norm(x, 3, 1), lambda: torch.randn(30, 41)),
    "infinite norm": (
        lambda x: torch.linalg.vector_norm(x, INFINITY, 1),
        lambda: torch.randn(3, 4),
    ),
    "norm of nothing": (lambda x: torch.linalg.vector_norm(x, 2, 1), lambda: torch.randn(3, 0)),
    "any of no dimension": (lambda x: torch.any(x, dim=()), lambda: torch.tensor([[0.0, 2.0]])),
    "cumsum": (lambda x: x.cumsum(1), lambda: torch.randn(5, 301)),
    "cumsum of columns": (lambda x: x.cumsum(0), lambda: torch.randn(301, 5)),
    "cumsum in bf16": (lambda x: x.cumsum(-1), lambda: torch.randn(4, 33).bfloat16()),
    "cumsum of i64": (lambda x: x.cumsum(-1), lambda: torch.randint(-9, 9, (4, 33))),
    "cumsum of long rows": (lambda x: x.cumsum(1), lambda: torch.randint(-9, 9, (2, 300001))),
    "cumsum of a row in two blocks": (
        lambda x: x.cumsum(0),
        lambda: torch.randint(-9, 9, (32769,)),
    ),
    "cumsum of whole blocks": (
        lambda x: x.cumsum(-1) + 1,
        lambda: torch.randint(-9, 9, (3, 98304)),
    ),
    "cumsum of long columns": (
        lambda x: x.cumsum(0),
        lambda: torch.randint(-9, 9, (100003, 3), dtype=torch.int32),
    ),
    "cumsum of long rows in bf16": (
        lambda x: x.cumsum(1),
        lambda: (torch.arange(80000) % 2 * 2 - 1).bfloat16().expand(2, 80000),
    ),
    "cumsum of long odd rows": (
        lambda x: x.cumsum(1),
        lambda: torch.cat([torch.ones(2, 60000), odd()[:, 3:], torch.ones(2, 60000)], 1),
    ),
    "cumprod of long rows": (
        lambda x: x.cumprod(1),
        lambda: (torch.randint(0, 2, (2, 90001)) * 2 - 1).float(),
    ),
    "cumsum of nothing": (lambda x: x.cumsum(0), lambda: torch.randn(0, 3)),
    "cumprod": (lambda x: x.cumprod(0), lambda: torch.randn(13, 5)),
    "softmax of a scalar": (lambda x: x.sum().softmax(0), lambda: torch.randn(3)),
    "log softmax of a scalar": (lambda x: x.sum().log_softmax(0), lambda: torch.randn(3)),
    "softmax of nothing": (lambda x: x.softmax(1), lambda: torch.randn(3, 0)),
    "softmax over nothing": (lambda x: x.softmax(0), lambda: torch.randn(0, 3)),
    "kthvalue": (lambda x: x.kthvalue(3, 1), lambda: torch.randn(4, 33)),
    "kthvalue of columns": (lambda x: x.kthvalue(2, 0, True), lambda: torch.randn(7, 3)),
    "median": (lambda x: x.median(), lambda: torch.randn(4, 33)),
    "median of rows": (lambda x: x.median(1), lambda: torch.randn(4, 34)),
    "median of columns": (lambda x: x.median(0, True), lambda: torch.randn(6, 3).bfloat16()),
    "median with nan": (lambda x: x.median(1).values, odd),
    "median of integers": (lambda x: x.median(), lambda: torch.randint(-99, 99, (41,))),
    "cumsum with an epilogue": (lambda x: (x * 2).cumsum(1) + 1, lambda: torch.randn(4, 65)),
    "sort": (lambda x: x.sort(), odd),
    "sort descending": (lambda x: x.sort(descending=True, stable=True), odd),
    "sort along columns": (lambda x: x.sort(0), lambda: torch.randn(19, 4)),
    "sort of bool": (lambda x: x.sort(stable=True), lambda: torch.rand(3, 20) > 0.5),
    "argsort of i64": (
        lambda x: x.argsort(stable=True),
        lambda: torch.randint(0, 5, (3, 40)),
    ),
    "topk": (lambda x: x.topk(3), lambda: torch.randn(4, 50)),
    "smallest in bf16": (
        lambda x: x.topk(2, largest=False).values,
        lambda: torch.randn(4, 50).bfloat16(),
    ),
    "truncated quotient in bf16": (
        lambda x: torch.div(x, 0.7, rounding_mode="trunc"),
        lambda: (torch.randn(500) * 50).bfloat16(),
    ),
    "truncated quotient of tensors in bf16": (
        lambda x: torch.div(x, x.flip(0), rounding_mode="trunc"),
        lambda: (torch.randn(500) * 50).bfloat16(),
    ),
    "quotient by a number rounded down in bf16": (
        lambda x: torch.div(x, 0.7, rounding_mode="floor"),
        lambda: (torch.randn(500) * 50).bfloat16(),
    ),
    "quotient rounded down in bf16": (
        lambda x: torch.div(x, x.flip(0), rounding_mode="floor"),
        lambda: (torch.randn(500) * 50).bfloat16(),
    ),
}


@pytest.mark.parametrize("execution", ["fast", "checked"])
@pytest.mark.parametrize("name", CASES)
def test_agrees_with_eager(name: str, execution: str) -> None:
    call, make = CASES[name]
    torch.manual_seed(0)
    x = make()
    expected = call(x)
    compiled = torch.compile(call, backend="mock", options={"execution": execution})
    there = x.to("mock")
    torch.mock.reset_host_calls()
    actual = compiled(there)
    assert torch.mock.host_calls() == {}
    narrow = x.dtype == torch.bfloat16
    tolerances = {"rtol": 2e-2, "atol": 2e-2} if narrow else {"rtol": 1e-4, "atol": 1e-4}
    for a, b in zip(tree_leaves(actual), tree_leaves(expected), strict=True):
        torch.testing.assert_close(a.cpu(), b, equal_nan=True, **tolerances)


@pytest.mark.parametrize("name", [name for name in CASES if "quotient" in name])
def test_quotients_in_16_bits_are_equal(name: str) -> None:
    call, make = CASES[name]
    x = make()
    actual = torch.compile(call, backend="mock")(x.to("mock"))
    assert torch.equal(actual.cpu(), call(x))


@pytest.mark.parametrize("name", ["cumsum", "cumsum of long odd rows", "sum of a product", "sort"])
def test_executions_give_the_same_bits(name: str) -> None:
    call, make = CASES[name]
    x = make().to("mock")
    results = []
    for execution in ("fast", "checked"):
        torch._dynamo.reset()
        compiled = torch.compile(call, backend="mock", options={"execution": execution})
        results.append([leaf.cpu() for leaf in tree_leaves(compiled(x))])
    for a, b in zip(*results, strict=True):
        assert (
            torch.equal(a.nan_to_num(7), b.nan_to_num(7))
            if a.is_floating_point()
            else torch.equal(a, b)
        )


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_running_statistics_are_updated(dtype: torch.dtype) -> None:
    torch.manual_seed(0)
    x = torch.randn(6, 4, 5, dtype=dtype)
    states = []
    for device in ("cpu", "mock"):
        norm = torch.nn.BatchNorm1d(4, dtype=dtype).to(device)
        model = torch.compile(norm, backend="mock") if device == "mock" else norm
        output = model(x.to(device))
        states.append([output.detach().cpu(), norm.running_mean.cpu(), norm.running_var.cpu()])
    loose = {"rtol": 2e-2, "atol": 2e-2} if dtype == torch.bfloat16 else {}
    for a, b in zip(*states, strict=True):
        torch.testing.assert_close(b, a, **loose)
