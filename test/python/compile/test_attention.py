"""Scaled dot product attention as one kernel, against eager, in both executions."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

import torch_mock

INFINITY = float("inf")

Sizes = tuple[int, int, int, int, int, int]

#: (batch, heads, heads of key and value, rows, keys, head size)
SIZES: dict[str, Sizes] = {
    "gpt2": (1, 12, 12, 128, 128, 64),
    "odd": (2, 3, 3, 37, 37, 20),
    "one row": (2, 2, 2, 1, 19, 16),
    "one key": (1, 2, 2, 5, 1, 8),
    "more keys": (1, 2, 2, 24, 70, 16),
    "more rows": (1, 2, 2, 70, 24, 16),
    "many keys": (1, 1, 1, 16, 3000, 8),
}


def inputs(sizes: Sizes, dtype: torch.dtype = torch.float32) -> list[torch.Tensor]:
    b, h, k, rows, keys, e = sizes
    torch.manual_seed(0)
    shapes = ((b, h, rows, e), (b, k, keys, e), (b, k, keys, e))
    return [torch.randn(shape, dtype=dtype) for shape in shapes]


def check(
    tensors: list[torch.Tensor], execution: str = "fast", device: str = "mock", **keywords: Any
) -> torch.Tensor:
    """Compiles, compares with eager on the CPU and asserts that nothing ran on the host."""
    torch._dynamo.reset()

    def call(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, mask: Any) -> torch.Tensor:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask, **keywords)

    mask = tensors[3] if len(tensors) > 3 else None
    # The CPU's fused kernel gives 0 where a score is NaN.
    with sdpa_kernel(SDPBackend.MATH):
        expected = call(*tensors[:3], mask)
    there = [tensor.to(device) for tensor in tensors]
    compiled = torch.compile(call, backend="mock", options={"execution": execution})
    torch.mock.reset_host_calls()
    actual = compiled(*there[:3], there[3] if len(there) > 3 else None)
    assert torch.mock.host_calls() == {}
    narrow = tensors[0].dtype != torch.float32
    tolerances = {"rtol": 2e-2, "atol": 2e-2} if narrow else {"rtol": 1e-4, "atol": 1e-5}
    torch.testing.assert_close(actual.cpu(), expected, equal_nan=True, **tolerances)
    return actual.cpu()


@pytest.mark.parametrize("execution", ["fast", "checked"])
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES.keys())
def test_sizes(sizes: Sizes, causal: bool, execution: str) -> None:
    check(inputs(sizes), execution, is_causal=causal)


@pytest.mark.parametrize("execution", ["fast", "checked"])
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_sixteen_bits(dtype: torch.dtype, execution: str) -> None:
    check(inputs((1, 2, 2, 40, 56, 32), dtype), execution, is_causal=True)


@pytest.mark.parametrize("execution", ["fast", "checked"])
def test_grouped_heads(execution: str) -> None:
    check(inputs((2, 6, 2, 20, 28, 16)), execution, enable_gqa=True)


@pytest.mark.parametrize("execution", ["fast", "checked"])
@pytest.mark.parametrize("shape", [(20, 28), (2, 1, 20, 28), (1, 3, 1, 28), (2, 3, 20, 1)])
@pytest.mark.parametrize("kind", ["bool", "float"])
def test_masks(kind: str, shape: tuple[int, ...], execution: str) -> None:
    tensors = inputs((2, 3, 3, 20, 28, 16))
    mask = torch.rand(shape) > 0.3 if kind == "bool" else torch.randn(shape)
    check([*tensors, mask], execution)


@pytest.mark.parametrize("execution", ["fast", "checked"])
def test_rows_without_a_score_are_zero(execution: str) -> None:
    tensors = inputs((1, 2, 2, 12, 16, 8))
    mask = torch.ones(12, 16, dtype=torch.bool)
    mask[3] = False
    result = check([*tensors, mask], execution)
    assert (result[:, :, 3] == 0).all()


@pytest.mark.parametrize("execution", ["fast", "checked"])
def test_nan_and_infinity_reach_their_rows_only(execution: str) -> None:
    tensors = inputs((1, 1, 1, 9, 12, 8))
    tensors[0][0, 0, 2, 3] = torch.nan
    tensors[0][0, 0, 5] = INFINITY
    result = check(tensors, execution)
    assert result[0, 0, 2].isnan().all()
    assert result[0, 0, 0].isfinite().all()


def test_scale_and_strides() -> None:
    q, k, v = (t.transpose(1, 2) for t in inputs((2, 12, 12, 4, 4, 8)))
    check([q, k, v], scale=0.3)
    check([q, k, v], "checked", scale=-2.0)


@pytest.mark.parametrize("device", ["cpu", "mock"])
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("groups", [1, 3])
def test_training(device: str, masked: bool, groups: int) -> None:
    b, h, rows, keys, e = 2, 6, 10, 14, 8
    tensors = inputs((b, h, h // groups, rows, keys, e))
    mask = torch.rand(rows, keys) > 0.3 if masked else None

    def call(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, m: Any) -> torch.Tensor:
        return F.scaled_dot_product_attention(
            q, k, v, attn_mask=m, is_causal=not masked, enable_gqa=groups > 1
        )

    theirs = [t.clone().requires_grad_() for t in tensors]
    (call(*theirs, mask) ** 2).sum().backward()
    mine = [t.to(device).requires_grad_() for t in tensors]
    compiled = torch.compile(call, backend="mock")
    (compiled(*mine, mask.to(device) if masked else None) ** 2).sum().backward()
    for a, e_ in zip(mine, theirs, strict=True):
        torch.testing.assert_close(a.grad.cpu(), e_.grad, rtol=1e-4, atol=1e-5)


def test_a_model_on_the_cpu_uses_the_device() -> None:
    check(inputs((1, 2, 2, 33, 33, 16)), device="cpu", is_causal=True)


def test_dropout_stays_on_the_host() -> None:
    q, k, v = (t.to("mock") for t in inputs((1, 2, 2, 8, 8, 8)))
    compiled = torch.compile(
        lambda *x: F.scaled_dot_product_attention(*x, dropout_p=0.5), backend="mock"
    )
    torch.mock.reset_host_calls()
    assert compiled(q, k, v).shape == q.shape
    assert any("dropout" in name for name in torch.mock.host_calls())


def test_without_the_compiler_training_works() -> None:
    tensors = inputs((1, 2, 2, 6, 6, 8))
    results = []
    for device in ("cpu", "mock"):
        there = [t.clone().to(device).requires_grad_() for t in tensors]
        F.scaled_dot_product_attention(*there, is_causal=True).sum().backward()
        results.append([t.grad.cpu() for t in there])
    torch.testing.assert_close(results[1], results[0])


def test_changed_lengths_and_reports(host_calls) -> None:
    torch._dynamo.reset()
    compiled = torch.compile(F.scaled_dot_product_attention, backend="mock")
    for length in (5, 7, 9):
        q, k, v = (torch.randn(2, 3, length, 8) for _ in range(3))
        result = compiled(q.to("mock"), k.to("mock"), v.to("mock")).cpu()
        torch.testing.assert_close(result, F.scaled_dot_product_attention(q, k, v))
        assert "scaled_dot_product" in torch_mock.last_report().kernels[0]["source"]
    assert host_calls() == {}
