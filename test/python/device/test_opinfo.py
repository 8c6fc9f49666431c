"""PyTorch's own samples of its operators (op_db), on the device against the CPU.

Each entry says by the host calls whether the device or the host library ran it, so that nothing
passes unseen: views, copies and factories must not call the host library, all else must.
"""

from __future__ import annotations

import itertools
import warnings
from typing import Any

import pytest
import torch
from torch.testing._internal.common_methods_invocations import op_db
from torch.utils._pytree import tree_leaves, tree_map

SAMPLES = 2

#: Entries that the device runs itself: metadata, copies and fills.
OWN = {
    "as_strided", "bfloat16", "bool", "byte", "cdouble", "cfloat", "char", "chunk",
    "clone", "conj", "contiguous", "diagonal", "double", "expand", "expand_as", "float", "full",
    "full_like", "half", "imag", "int", "long", "movedim", "narrow", "new_full", "new_ones",
    "new_zeros", "ones", "ones_like", "permute", "ravel", "real", "reshape", "reshape_as",
    "resize_", "resize_as_", "select", "short", "slice", "split", "split_with_sizes", "squeeze",
    "t", "transpose", "T", "mT", "unbind", "unflatten", "unfold", "unsqueeze", "view",
    "view_as", "view_as_real", "zero_", "zeros", "zeros_like",
}  # fmt: skip

#: Entries that cannot be compared by moving the samples to the device, with the reason.
EXCLUDED = {
    "as_strided.partial_views": "reads memory outside the tensor, which a move does not carry",
    "as_strided_copy.partial_views": "reads memory outside the tensor",
    "as_strided_scatter.partial_views": "reads memory outside the tensor",
    "tensor_split.": "its indices belong on the CPU on every device",
    "to.": "some samples go to the CPU by themselves; test_copies.py has the conversions",
    "empty.": "values are arbitrary",
    "empty_like.": "values are arbitrary",
    "empty_permuted.": "values are arbitrary",
    "empty_strided.": "values are arbitrary",
    "new_empty.": "values are arbitrary",
    "new_empty_strided.": "values are arbitrary",
}

#: Entries about sparse tensors, which the device refuses.
SPARSE = {"sparse.sampled_addmm.", "sparse.mm.reduce", "to_sparse."}


def label(op: Any) -> str:
    return f"{op.name}.{op.variant_test_name}"


def to_device(value: Any, device: str) -> Any:
    def move(leaf: Any) -> Any:
        if isinstance(leaf, torch.Tensor) and leaf.layout == torch.strided:
            return leaf.detach().to(device).requires_grad_(leaf.requires_grad)
        return torch.device(device) if isinstance(leaf, torch.device) else leaf

    return tree_map(move, value)


def run(op: Any, sample: Any, device: str) -> Any:
    arguments, options = to_device(((sample.input, *sample.args), sample.kwargs), device)
    if "device" in options:
        options["device"] = device
    torch.manual_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return op.op(*arguments, **options)


def compare(op: Any, expected: Any, actual: Any) -> None:
    for cpu, mock in zip(tree_leaves(expected), tree_leaves(actual), strict=True):
        if not isinstance(cpu, torch.Tensor):
            assert cpu == mock or cpu != cpu
            continue
        assert mock.is_mock, f"{label(op)}: a result is on {mock.device}"
        assert mock.stride() == cpu.stride() or cpu.numel() == 0
        torch.testing.assert_close(
            mock.cpu(), cpu.detach(), rtol=1e-5, atol=1e-5, equal_nan=True, check_stride=False
        )


def samples_of(op: Any, dtype: torch.dtype) -> list[Any]:
    torch.manual_seed(0)
    return list(itertools.islice(op.sample_inputs("cpu", dtype), SAMPLES))


def entries(dtype: torch.dtype) -> list[Any]:
    return [
        pytest.param(op, dtype, id=f"{label(op)}-{str(dtype).removeprefix('torch.')}")
        for op in op_db
        if dtype in op.dtypes
        and label(op) not in EXCLUDED
        and label(op) not in SPARSE
        and not op.name.startswith("jiterator")  # compiles for CUDA only
    ]


OWN_ENTRIES = [
    entry
    for dtype in (torch.float32, torch.int64, torch.complex64, torch.bool)
    for entry in entries(dtype)
    if entry.values[0].name in OWN
]
HOST_ENTRIES = [entry for entry in entries(torch.float32) if entry.values[0].name not in OWN] + [
    entry for entry in entries(torch.complex64) if entry.values[0].name.startswith("linalg.")
]


@pytest.mark.parametrize(("op", "dtype"), OWN_ENTRIES)
def test_the_device_runs_it_itself(op: Any, dtype: torch.dtype, host_calls) -> None:
    for sample in samples_of(op, dtype):
        expected = run(op, sample, "cpu")
        host_calls.reset()
        actual = run(op, sample, "mock")
        assert host_calls() == {}
        compare(op, expected, actual)


@pytest.mark.parametrize(("op", "dtype"), HOST_ENTRIES)
def test_the_host_library_agrees_with_the_cpu(op: Any, dtype: torch.dtype) -> None:
    for sample in samples_of(op, dtype):
        compare(op, run(op, sample, "cpu"), run(op, sample, "mock"))


def test_own_entries_are_real() -> None:
    known = {op.name for op in op_db}
    assert known >= OWN
    assert len(OWN_ENTRIES) > 150
    assert len(HOST_ENTRIES) > 450


def run_sparse(op: Any) -> None:
    for sample in samples_of(op, torch.float32):
        arguments = tree_map(
            lambda leaf: leaf.to("mock") if isinstance(leaf, torch.Tensor) else leaf,
            (sample.input, *sample.args),
        )
        op.op(*arguments, **sample.kwargs)


@pytest.mark.parametrize("name", sorted(SPARSE))
@pytest.mark.filterwarnings("ignore")
def test_sparse_entries_are_refused(name: str) -> None:
    (op,) = [entry for entry in op_db if label(entry) == name]
    with pytest.raises(NotImplementedError, match="sparse"):
        run_sparse(op)
