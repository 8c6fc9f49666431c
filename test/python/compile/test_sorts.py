"""Sorts and selections of rows that no core's memory holds, against eager, in both executions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

NAN, INFINITY = float("nan"), float("inf")

#: mock-v1's scratchpad holds 32756 elements of 32 bits with what a sort makes of them.
LONG = 70001


def odd(*sizes: int) -> torch.Tensor:
    """Few different values, NaN, infinities and zeros of both signs among them."""
    values = torch.tensor([NAN, INFINITY, -INFINITY, 0.0, -0.0, 1.5, -1.5, 2.5, 1e-40])
    return values[torch.randint(0, len(values), sizes)]


INPUTS: dict[str, Callable[[], torch.Tensor]] = {
    "floats": lambda: torch.randn(LONG),
    "equal and odd floats": lambda: odd(2, LONG),
    "columns": lambda: odd(LONG, 3).t().contiguous().t(),
    "middle dimension": lambda: torch.randn(2, LONG, 2),
    "i64": lambda: torch.randint(-(2**62), 2**62, (LONG,)),
    "the ends of i32": lambda: torch.tensor([2**31 - 1, -(2**31), 0], dtype=torch.int32)[
        torch.randint(0, 3, (LONG,))
    ],
    "bf16": lambda: torch.randn(LONG).bfloat16(),
    "bool": lambda: torch.rand(LONG) > 0.5,
    "presorted": lambda: torch.arange(LONG, dtype=torch.float32),
    "reversed": lambda: torch.arange(LONG, 0, -1, dtype=torch.float32),
}


def equal(ours: torch.Tensor, theirs: torch.Tensor) -> None:
    torch.testing.assert_close(ours.cpu(), theirs, rtol=0, atol=0, equal_nan=True)


@pytest.mark.parametrize("execution", ["fast", "checked"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", INPUTS)
def test_sort_is_eagers(name: str, descending: bool, execution: str, host_calls: Any) -> None:
    x = INPUTS[name]()
    dim = max(range(x.ndim), key=lambda d: x.shape[d])

    def sort(x: torch.Tensor) -> Any:
        return x.sort(dim=dim, descending=descending, stable=True)

    compiled = torch.compile(sort, backend="mock", options={"execution": execution})
    host_calls.reset()
    ours = compiled(x.to("mock"))
    host_calls.expect()
    theirs = sort(x)
    for mine, expected in zip(ours, theirs, strict=True):
        assert mine.stride() == expected.stride()
        equal(mine, expected)


#: Few come from the first of blocks, many from a sort.
@pytest.mark.parametrize("execution", ["fast", "checked"])
@pytest.mark.parametrize("largest", [False, True])
@pytest.mark.parametrize("kept", [1, 100, LONG // 2, LONG])
def test_topk_is_eagers(kept: int, largest: bool, execution: str, host_calls: Any) -> None:
    x = torch.stack([torch.randperm(LONG) for _ in range(2)]).float()
    x[1, 5] = NAN

    def topk(x: torch.Tensor) -> Any:
        return x.topk(kept, largest=largest)

    compiled = torch.compile(topk, backend="mock", options={"execution": execution})
    host_calls.reset()
    ours = compiled(x.to("mock"))
    host_calls.expect()
    for mine, expected in zip(ours, topk(x), strict=True):
        equal(mine, expected)


# The first holds as many elements as a tile's extent may count, the second one more.
@pytest.mark.parametrize("length", [65527, 65528, 65535, 65536])
def test_few_of_rows_about_as_long_as_an_extent(length: int, host_calls: Any) -> None:
    x = torch.randperm(length).float()
    compiled = torch.compile(lambda x: x.topk(3), backend="mock")
    host_calls.reset()
    ours = compiled(x.to("mock"))
    host_calls.expect()
    for mine, expected in zip(ours, x.topk(3), strict=True):
        equal(mine, expected)


def test_positions_of_equal_candidates_are_those_of_the_first_ones(host_calls: Any) -> None:
    x = torch.zeros(LONG)
    x[60000:60003] = 1
    compiled = torch.compile(lambda x: x.topk(5), backend="mock")
    host_calls.reset()
    values, positions = compiled(x.to("mock"))
    host_calls.expect()
    assert values.tolist() == [1, 1, 1, 0, 0]
    assert positions.tolist() == [60000, 60001, 60002, 0, 1]


# 2048 bytes hold 52 floats or 34 integers, 2560 hold 68 or 45: odd and even blocks, up to 30 runs.
@pytest.mark.parametrize("scratchpad", [2048, 2560])
@pytest.mark.parametrize("dtype", ["float32", "int64"])
def test_a_tiny_scratchpad_merges_many_runs(
    isolated: Any, scratchpad_profile: Callable[[int], str], scratchpad: int, dtype: str
) -> None:
    code = f"""
        import torch
        torch.manual_seed(0)
        for execution in ("fast", "checked"):
            for length in (53, 106, 107, 190, 311, 997):
                for kept in (2, 20, length // 3, length):
                    x = torch.randint(0, 9, (3, length)).to(torch.{dtype})
                    if x.is_floating_point():
                        x[torch.rand(3, length) < 0.1] = float("nan")
                    options = {{"execution": execution}}
                    sort = lambda x: x.sort(stable=True, descending=True)
                    compiled = torch.compile(sort, backend="mock", options=options)
                    for ours, theirs in zip(compiled(x.to("mock")), sort(x)):
                        torch.testing.assert_close(ours.cpu(), theirs, rtol=0, atol=0, equal_nan=True)
                    topk = lambda x: x.topk(kept, largest=False).values
                    ours = torch.compile(topk, backend="mock", options=options)(x.to("mock"))
                    torch.testing.assert_close(ours.cpu(), topk(x), rtol=0, atol=0, equal_nan=True)
                    torch._dynamo.reset()
        print(torch.mock.host_calls())
        """
    assert isolated.output(code, TORCH_MOCK_DEVICES=scratchpad_profile(scratchpad)) == "{}"
