"""Copies between the host and devices, of every type and stride."""

from __future__ import annotations

import pytest
import torch

DTYPES = [
    torch.bool,
    torch.uint8,
    torch.int8,
    torch.int16,
    torch.int32,
    torch.int64,
    torch.uint16,
    torch.float16,
    torch.bfloat16,
    torch.float32,
    torch.float64,
    torch.complex64,
    torch.complex128,
    torch.float8_e4m3fn,
]

LAYOUTS = {
    "contiguous": lambda x: x,
    "transposed": lambda x: x.transpose(0, 2),
    "sliced": lambda x: x[1:, ::2, 1:],
    "offset": lambda x: x[2],
    "permuted": lambda x: x.permute(2, 0, 1),
    "expanded": lambda x: x[:, :1].expand(-1, 5, -1),
    "scalar": lambda x: x[0, 0, 0],
    "empty": lambda x: x[:0],
}


def values(dtype: torch.dtype) -> torch.Tensor:
    numbers = torch.arange(3 * 4 * 6).reshape(3, 4, 6) % 7
    return numbers.to(torch.float32).to(dtype)


def bits(x: torch.Tensor) -> torch.Tensor:
    """Values in a type that every comparison has."""
    return x.cpu().contiguous().view(torch.uint8) if x.dtype.itemsize == 1 else x.cpu()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_there_and_back(dtype: torch.dtype, layout: str, host_calls) -> None:
    source = LAYOUTS[layout](values(dtype))
    there = source.to("mock")
    assert there.device == torch.device("mock:0")
    assert there.dtype == dtype
    back = there.cpu()
    assert torch.equal(bits(back), bits(source))
    assert back.shape == source.shape
    assert there.stride() == source.to("meta", copy=True).stride()
    assert host_calls() == {}


# Writing to expanded memory is an error, tested below.
@pytest.mark.parametrize("target", [layout for layout in LAYOUTS if layout != "expanded"])
@pytest.mark.parametrize("direction", ["to device", "to host", "across", "within"])
def test_copy_into_strided(direction: str, target: str) -> None:
    places = {
        "to device": ("cpu", "mock:0"),
        "to host": ("mock:0", "cpu"),
        "across": ("mock:0", "mock:1"),
        "within": ("mock:1", "mock:1"),
    }
    source_device, target_device = places[direction]
    expected_base, base = values(torch.float32), values(torch.float32).to(target_device)
    expected_view, view = LAYOUTS[target](expected_base), LAYOUTS[target](base)
    new = torch.randn(expected_view.shape)
    expected_view.copy_(new)
    view.copy_(new.to(source_device))
    assert torch.equal(base.cpu(), expected_base), "the view is written and nothing else"


def test_writing_to_expanded_memory_is_refused() -> None:
    target = torch.zeros(3, 1, device="mock").expand(3, 4)
    with pytest.raises(RuntimeError, match="more than one element of the written-to tensor"):
        target.copy_(torch.ones(3, 4))


@pytest.mark.parametrize("source_dtype", [torch.float32, torch.int64, torch.bfloat16, torch.bool])
@pytest.mark.parametrize("target_dtype", [torch.float64, torch.int32, torch.float16, torch.bool])
@pytest.mark.parametrize("source_device", ["cpu", "mock:0", "mock:1"])
def test_conversion(
    source_dtype: torch.dtype, target_dtype: torch.dtype, source_device: str, host_calls
) -> None:
    source = values(torch.float32).sub(3).to(source_dtype)
    result = source.to(source_device).to("mock:0", target_dtype)
    assert torch.equal(result.cpu(), source.to(target_dtype))
    assert host_calls() == {}


def test_broadcast_source() -> None:
    target = torch.zeros(3, 4, device="mock")
    target.copy_(torch.arange(4.0))
    assert torch.equal(target.cpu(), torch.arange(4.0).expand(3, 4))


@pytest.mark.parametrize("lazy", ["conj", "neg", "both"])
def test_lazy_bits(lazy: str) -> None:
    source = torch.randn(3, 4, dtype=torch.complex64)
    lazily = {
        "conj": lambda x: x.conj(),
        "neg": lambda x: torch._neg_view(x),
        "both": lambda x: torch._neg_view(x.conj()),
    }[lazy]
    expected = lazily(source).resolve_conj().resolve_neg()
    assert torch.equal(lazily(source).to("mock").cpu(), expected)
    on_device = lazily(source.to("mock"))
    assert on_device.is_conj() == (lazy != "neg")
    assert torch.equal(on_device.cpu(), expected)
    assert torch.equal(
        torch.empty(3, 4, dtype=torch.complex64, device="mock").copy_(on_device).cpu(), expected
    )
    assert torch.equal((on_device * 2).cpu(), expected * 2)


def test_overlapping_copy_within_a_tensor() -> None:
    x = torch.arange(10.0, device="mock")
    x[1:].copy_(x[:-1].clone())
    assert x.tolist() == [0.0, *range(9)]


def test_non_blocking_copies_keep_the_streams_order() -> None:
    source = torch.zeros(1 << 16).pin_memory()
    result = torch.empty(1 << 16).pin_memory()
    device = torch.empty(1 << 16, device="mock")
    for value in range(20):
        source.fill_(value)
        device.copy_(source, non_blocking=True)
        result.copy_(device, non_blocking=True)
        torch.mock.synchronize()
        assert (result == value).all()


def test_a_pinned_source_may_die_before_its_copy() -> None:
    copies = []
    for value in range(50):
        pinned = torch.full((1 << 14,), float(value)).pin_memory()
        copies.append(pinned.to("mock", non_blocking=True))
        del pinned
    for value, copy in enumerate(copies):
        assert (copy.cpu() == value).all()


def test_pageable_sources_are_copied_before_the_call_returns() -> None:
    source = torch.ones(1 << 16)
    device = source.to("mock", non_blocking=True)
    source.zero_()
    assert (device.cpu() == 1).all()


def test_a_copy_across_devices_waits_for_both_streams() -> None:
    for value in range(20):
        first = torch.full((1 << 14,), float(value), device="mock:0")
        second = first.to("mock:1", non_blocking=True)
        first.fill_(-1)
        assert (second.cpu() == value).all()


def test_copy_and_resize_and_clone() -> None:
    x = torch.randn(2, 3, device="mock")
    assert torch.equal(x.clone().cpu(), x.cpu())
    assert torch.equal(x.t().contiguous().cpu(), x.cpu().t())
    channels_last = torch.randn(1, 2, 3, 4, device="mock").to(memory_format=torch.channels_last)
    assert channels_last.is_contiguous(memory_format=torch.channels_last)
