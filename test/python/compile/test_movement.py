"""Data movement and indexing against eager, in both executions, without any host call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F

import torch_mock

DTYPES = [
    torch.float32,
    torch.bfloat16,
    torch.float16,
    torch.int32,
    torch.int64,
    torch.bool,
]
EXECUTIONS = ["fast", "checked"]

Function = Callable[..., Any]


def numbers(*shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    if dtype is torch.bool:
        return torch.randint(0, 2, shape).bool()
    if not dtype.is_floating_point:
        return torch.randint(-50, 50, shape, dtype=dtype)
    return torch.randn(shape).to(dtype)


def on(device: str, value: Any) -> Any:
    return torch.utils._pytree.tree_map_only(
        torch.Tensor, lambda tensor: tensor.detach().clone().to(device), value
    )


def agrees(function: Function, *args: Any, execution: str = "fast", **tolerances: float) -> None:
    """Values and mutated arguments of a call are eager's, and nothing ran on the host."""
    expected_args, given = on("cpu", args), on("mock", args)
    expected = function(*expected_args)
    torch.mock.reset_host_calls()
    actual = torch.compile(function, backend="mock", options={"execution": execution})(*given)
    assert torch.mock.host_calls() == {}
    tolerances = tolerances or {"rtol": 0, "atol": 0}
    torch.testing.assert_close(on("cpu", actual), expected, **tolerances, equal_nan=True)
    torch.testing.assert_close(on("cpu", given), expected_args, **tolerances, equal_nan=True)


#: Name: function of one tensor [6, 7, 5].
MOVES: dict[str, Function] = {
    "cat inner": lambda x: torch.cat([x, x[..., :2], x[..., 1:4]], -1),
    "cat outer": lambda x: torch.cat([x[:2], x, x[3:]]),
    "cat with empty": lambda x: torch.cat([x[:0], x, x[:, :0].reshape(0, 7, 5)]),
    "cat of one": lambda x: torch.cat([x.transpose(0, 1)], 1),
    "stack": lambda x: torch.stack([x, x.flip(0)], 1),
    "split": lambda x: torch.cat(x.split([1, 3, 2])[::-1]),
    "chunk": lambda x: torch.cat(x.chunk(3, 1)[::-1], 1),
    "unbind": lambda x: torch.stack(x.unbind(1)[::-1]),
    "slice scatter": lambda x: torch.slice_scatter(x, x[:, 1:3].contiguous(), 1, 2, 6, 2),
    "slice scatter to the end": lambda x: torch.slice_scatter(x, x[1:3].clone(), 0, -2),
    "select scatter": lambda x: torch.select_scatter(x, x[:, 0].clone(), 1, -1),
    "slice assignment": lambda x: _assign(x.clone()),
    "pad": lambda x: F.pad(x, (1, 2, 0, 3), value=1),
    "pad and cut": lambda x: F.pad(x, (-1, 2, 3, -2)),
    "split_copy": lambda x: torch.cat(torch.split_copy(x, 4, 1)[::-1], 1),
    "roll": lambda x: torch.roll(x, (2, -3), (0, 2)),
    "roll all": lambda x: torch.roll(x, 11),
    "flip": lambda x: x.flip(0, 2),
    "flip of a transpose": lambda x: x.transpose(0, 2).flip(1),
    "repeat": lambda x: x.repeat(2, 1, 3, 1),
    "tile": lambda x: torch.tile(x, (2, 2)),
    "expanded copy": lambda x: x[:1].expand(4, 7, 5).contiguous(),
    "tril": lambda x: x.tril(1),
    "triu": lambda x: x.triu(-2),
    "clone": lambda x: x.permute(2, 0, 1).clone(memory_format=torch.contiguous_format),
    "channels last": lambda x: x[None].contiguous(memory_format=torch.channels_last),
    "fill": lambda x: x.clone().fill_(1),
    "rotate half": lambda x: torch.cat([x[..., 3:], x[..., :3]], -1),
}


def _assign(x: torch.Tensor) -> torch.Tensor:
    x[1:4, :, 2] = x[:3, :, 0]
    x[:, 0] = 1
    return x


@pytest.mark.parametrize("execution", EXECUTIONS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", MOVES)
def test_moves(name: str, dtype: torch.dtype, execution: str) -> None:
    agrees(MOVES[name], numbers(6, 7, 5, dtype=dtype), execution=execution)


INDEX = torch.tensor([[3, 0, 5], [1, 1, 4]])
#: The same below 5, for the innermost extent.
INNER = torch.tensor([[3, 0, 0], [1, 1, 4]])

READS: dict[str, Function] = {
    "embedding": lambda x, i, j: F.embedding(i, x[:, :, 0].contiguous()),
    "embedding of a view": lambda x, i, j: F.embedding(i, x[:, 1:, 0].transpose(0, 1)[:6]),
    "index_select": lambda x, i, j: x.index_select(1, i[0]),
    "gather": lambda x, i, j: x.gather(0, i[:, :, None].expand(2, 3, 4)),
    "gather inner": lambda x, i, j: x[0, :2].gather(1, j),
    "take": lambda x, i, j: x.take(i),
    "index": lambda x, i, j: x[i],
    "index in the middle": lambda x, i, j: x[:, i],
    "several indices": lambda x, i, j: x[i, :, j],
    "adjacent indices": lambda x, i, j: x[:, i, j],
    "broadcast indices": lambda x, i, j: x[i[:, :1], i[0]],
    "negative indices": lambda x, i, j: x[-i - 1, i - 5],
    "int32 indices": lambda x, i, j: x.index_select(0, i[1].int()),
    "reversed": lambda x, i, j: x[torch.arange(5, -1, -1, device=x.device)],
}


@pytest.mark.parametrize("execution", EXECUTIONS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", READS)
def test_reads_by_index(name: str, dtype: torch.dtype, execution: str) -> None:
    agrees(READS[name], numbers(6, 7, 5, dtype=dtype), INDEX, INNER, execution=execution)


def _put(x: torch.Tensor, i: torch.Tensor, values: Any, accumulate: bool = False) -> torch.Tensor:
    return x.index_put((i[0], i[1]), values, accumulate)


STORES: dict[str, Function] = {
    "scatter": lambda x, i: x[:, 0].scatter(0, i, x[:3, 1]),
    "scatter of a number": lambda x, i: x[:, :, 0].scatter(1, i, 1),
    "index_put": lambda x, i: x.index_put((i[0],), x[:3] * x[3:]),
    "index_put of one": lambda x, i: _put(x, i, x[0, 0, 0]),
    "index_copy": lambda x, i: x.index_copy(1, i[0], x[:, :3].clone()),
    "index_fill": lambda x, i: x.index_fill(0, i[0], 1),
    "mask": lambda x, i: x.index_put((x[:, :, 0] > 0,), x.new_ones(())),
    "masked_scatter": lambda x, i: x.masked_scatter(x > x[:, :1], x.flip(0)),
    "masked_scatter by rows": lambda x, i: x.masked_scatter(x[0] > x[1], x.flip(0)),
    "put": lambda x, i: x.put(i * 7, x[0, :2, :3]),
    "diagonal": lambda x, i: x[0].clone().fill_diagonal_(1),
    "as_strided": lambda x, i: torch.as_strided_scatter(x, x[0, :2, :3], (2, 3), (50, 7), 4),
    "mask behind a slice": lambda x, i: _assign_by_mask(x.clone(), x[0] > 0, x[2, 0, 0]),
    "mask with rows": lambda x, i: _assign_rows_by_mask(x.clone(), x[:, 0, 0] > 0),
    "assignment": lambda x, i: _assign_by_index(x.clone(), i),
}
ADDS: dict[str, Function] = {
    "put accumulate": lambda x, i: x.put(i * 7 + 1, x[0, :2, :3], True),
    "scatter with add": lambda x, i: x[:, :, 0].scatter(0, i, x[:2, :3, 1], reduce="add"),
    "scatter with multiply": lambda x, i: x[:, :, 0].scatter(1, i, 2, reduce="multiply"),
    "index_reduce": lambda x, i: x.index_reduce(1, i[1], x[:, :3], "amax"),
    "index_reduce without self": lambda x, i: x.index_reduce(
        0, i[0], x[:3], "prod", include_self=x.dtype is torch.bool
    ),
    "scatter_add": lambda x, i: x[:, :, 0].scatter_add(0, i, x[:2, :3, 1]),
    "scatter_add inner": lambda x, i: x[:2, :, 0].scatter_add(1, i, x[2:4, :3, 1]),
    "index_add": lambda x, i: x.index_add(0, i[1], x[:3]),
    "mask": lambda x, i: x.index_put((x[:, 0, 0] > 0,), x[1, 2], True),
    "index_put accumulate": lambda x, i: _put(x, i, x[:3, 2], True),
    "sum": lambda x, i: x[:, :, 0].scatter_reduce(0, i, x[:2, :3, 1], "sum", include_self=False),
    "prod": lambda x, i: x[:, :, 0].scatter_reduce(0, i, x[:2, :3, 1], "prod"),
    "amax": lambda x, i: x[:, :, 0].scatter_reduce(0, i, x[:2, :3, 1], "amax"),
    "amin": lambda x, i: x[:, :, 0].scatter_reduce(0, i, x[:2, :3, 1], "amin", include_self=False),
}


def _assign_by_index(x: torch.Tensor, i: torch.Tensor) -> torch.Tensor:
    x[i[0], 1:3] = x[:3, 3:5]
    x[:, -1] = 0
    return x


def _assign_by_mask(x: torch.Tensor, mask: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    x[:, mask] = value
    return x


def _assign_rows_by_mask(x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    x[mask] = x[1, :, :1].clone()
    return x


@pytest.mark.parametrize("execution", EXECUTIONS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", STORES)
def test_stores_by_index(name: str, dtype: torch.dtype, execution: str) -> None:
    agrees(STORES[name], numbers(6, 7, 5, dtype=dtype), INDEX, execution=execution)


@pytest.mark.parametrize("execution", EXECUTIONS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ADDS)
def test_combines_by_index(name: str, dtype: torch.dtype, execution: str) -> None:
    rounded = dtype in (torch.bfloat16, torch.float16)
    tolerances = {"rtol": 2e-2, "atol": 1e-2} if rounded else {}
    agrees(ADDS[name], numbers(6, 7, 5, dtype=dtype), INDEX, execution=execution, **tolerances)


@pytest.mark.parametrize("execution", EXECUTIONS)
@pytest.mark.parametrize("include_self", [True, False])
def test_scatter_mean(include_self: bool, execution: str) -> None:
    def mean(x: torch.Tensor, i: torch.Tensor) -> torch.Tensor:
        return x.scatter_reduce(0, i, x[:2, :3] * 2, "mean", include_self=include_self)

    agrees(mean, numbers(6, 7), INDEX, execution=execution, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("execution", EXECUTIONS)
def test_a_part_is_written_by_what_computes_it(execution: str) -> None:
    def joined(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        return torch.cat([(x @ w).relu(), x * 2, x.softmax(-1)], -1)

    agrees(joined, numbers(9, 16), numbers(16, 24), execution=execution, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("execution", EXECUTIONS)
def test_scatter_add_is_serial_in_index_order(execution: str) -> None:
    big = torch.tensor([1e8, 1.0, -1e8, 1.0])
    agrees(
        lambda x, i, v: x.scatter_add(0, i, v),
        torch.zeros(2),
        torch.zeros(4, dtype=torch.int64),
        big,
        execution=execution,
    )


NOTHING = torch.zeros(0, dtype=torch.int64)
SCALAR = torch.tensor(2)

#: Name: function of a tensor [6, 7, 5] and an index without elements.
NO_ELEMENTS: dict[str, Function] = {
    "index": lambda x, i: x[i],
    "several indices": lambda x, i: x[:, i, i],
    "of no element": lambda x, i: x[:0, :, i],
    "index_select": lambda x, i: x.index_select(1, i),
    "embedding": lambda x, i: F.embedding(i, x[0]),
    "gather": lambda x, i: x[0, 0].gather(0, i),
    "scatter": lambda x, i: x[0, 0].scatter(0, i, x[1, 1]),
    "scatter_add": lambda x, i: x[0, 0].scatter_add(0, i, x[1, 1]),
    "index_put": lambda x, i: x.index_put((i,), x[:0]),
    "index_add": lambda x, i: x.index_add(0, i, x[:0]),
    "index_copy": lambda x, i: x.index_copy(0, i, x[:0]),
}
#: The same with an index without dimensions; x[0, 0, 0] is a tensor without dimensions.
NO_DIMENSIONS: dict[str, Function] = {
    "index": lambda x, i: x[i],
    "index in the middle": lambda x, i: x[:, -i],
    "index_select": lambda x, i: x.index_select(1, i),
    "embedding": lambda x, i: F.embedding(i, x[0]),
    "gather": lambda x, i: x[0, 0].gather(0, i),
    "gather of a scalar": lambda x, i: x[0, 0, 0].gather(0, i - 2),
    "scatter of a scalar": lambda x, i: x[0, 0, 0].scatter(0, i - 2, x[1, 1, 1]),
    "scatter_add to a scalar": lambda x, i: x[0, 0, 0].scatter_add(0, i - 2, x[1, 1, 1]),
    "mean of scalars": lambda x, i: x[0, 0, 0].scatter_reduce(0, i - 2, x[1, 1, 1], "mean"),
    "index_put": lambda x, i: x.index_put((i, i), x[0, 0]),
    "index_fill": lambda x, i: x.index_fill(0, i, 4),
    "index_copy": lambda x, i: x[0, 0].index_copy(0, i, x[1, 1, 1]),
}


@pytest.mark.parametrize("execution", EXECUTIONS)
@pytest.mark.parametrize("name", NO_ELEMENTS)
def test_an_index_without_elements(name: str, execution: str) -> None:
    agrees(NO_ELEMENTS[name], numbers(6, 7, 5), NOTHING, execution=execution)


@pytest.mark.parametrize("execution", EXECUTIONS)
@pytest.mark.parametrize("name", NO_DIMENSIONS)
def test_an_index_without_dimensions(name: str, execution: str) -> None:
    agrees(NO_DIMENSIONS[name], numbers(6, 7, 5), SCALAR, execution=execution)


@pytest.mark.parametrize("execution", EXECUTIONS)
@pytest.mark.parametrize(
    "function",
    [
        lambda x, i, v: F.embedding(i[:, 0], x),
        lambda x, i, v: x.gather(1, i[:300]),
        lambda x, i, v: x.index_add(0, i[:, 0], v[:, :257]),
        lambda x, i, v: x.scatter_add(0, i[:, :257], v),
        lambda x, i, v: x.take(i * 200),
    ],
)
def test_many_tiles(function: Function, execution: str) -> None:
    index, values = torch.randint(0, 257, (500, 300)), numbers(500, 300)
    agrees(function, numbers(300, 257), index, values, execution=execution)


# What a graph does to its inputs


def _put_at(cache: torch.Tensor, at: torch.Tensor, new: torch.Tensor) -> None:
    cache[:, at] = new


def _put_in_layer(cache: torch.Tensor, at: torch.Tensor, new: torch.Tensor) -> None:
    cache[0][at] = new[1]


def _put_slice(cache: torch.Tensor, at: torch.Tensor, new: torch.Tensor) -> None:
    cache[:, 3:4] = new


#: Ways to write new rows [2, 1, 16] into a cache [2, 8, 16].
CACHE_UPDATES: dict[str, Function] = {
    "index_copy": lambda cache, at, new: cache.index_copy_(1, at, new),
    "index": _put_at,
    "slice": _put_slice,
    "narrow": lambda cache, at, new: cache.narrow(1, 7, 1).copy_(new),
    "scatter": lambda cache, at, new: cache.scatter_(1, at[:, None, None].expand(2, 1, 16), new),
    "index_add": lambda cache, at, new: cache.index_add_(1, at, new),
    "index_copy of one layer": lambda cache, at, new: cache[1].index_copy_(0, at, new[0]),
    "index of one layer": lambda cache, at, new: _put_in_layer(cache, at, new),
    "slice of one layer": lambda cache, at, new: cache[1][2:3].copy_(new[0]),
}


@pytest.mark.parametrize("execution", EXECUTIONS)
@pytest.mark.parametrize("name", CACHE_UPDATES)
def test_a_cache_is_updated_in_place(name: str, execution: str) -> None:
    """The new rows are all that is written to main memory, and later reads see them."""

    def step(cache: torch.Tensor, at: torch.Tensor, new: torch.Tensor) -> torch.Tensor:
        CACHE_UPDATES[name](cache, at, new * 2)
        return cache.amax((0, 1))

    new = numbers(2, 1, 16)
    agrees(step, numbers(2, 8, 16), torch.tensor([5]), new, execution=execution)
    report = torch_mock.last_report()
    assert report is not None
    written = {kernel["source"]: kernel["bytes_out"] for kernel in report.kernels}
    # The product may be a kernel of its own; a copy of the cache would be four times as much.
    assert sum(written.values()) <= 2 * new.nbytes + 16 * 4, written


@pytest.mark.parametrize("execution", EXECUTIONS)
@pytest.mark.parametrize(
    "mutate",
    [
        lambda x: x[:, 2:4].mul_(2),
        lambda x: x.copy_(x.flip(1)),
        lambda x: x[1:].copy_(x[:-1].clone()),
        lambda x: x.add_(1),
        lambda x: x[:, 0].fill_(3),
    ],
)
def test_mutated_inputs(mutate: Function, execution: str) -> None:
    def call(x: torch.Tensor) -> torch.Tensor:
        before = x * 2
        mutate(x)
        return before

    agrees(call, numbers(6, 8), execution=execution)


def test_a_strided_and_a_misaligned_input_are_mutated() -> None:
    def call(x: torch.Tensor) -> None:
        x[1:3] += 1

    for view in (lambda t: t.reshape(8, 6).t(), lambda t: t.reshape(-1)[1:43].view(6, 7)):
        host, there = torch.zeros(48), torch.zeros(48, device="mock")
        call(view(host))
        torch._dynamo.reset()
        torch.compile(call, backend="mock")(view(there))
        torch.testing.assert_close(there.cpu(), host)


# Indices out of range


@pytest.mark.parametrize("execution", EXECUTIONS)
@pytest.mark.parametrize(
    ("function", "wrong"),
    [
        (lambda x, i: x[i], 4),
        (lambda x, i: x[i], -5),
        (lambda x, i: F.embedding(i, x), 4),
        (lambda x, i: F.embedding(i, x), -1),
        (lambda x, i: x.scatter_add(0, i[:, None].expand(3, 8), x[:3]), 7),
        (lambda x, i: x.index_put((i,), x[:3]), -6),
    ],
)
def test_an_index_out_of_range_is_a_fault(function: Function, wrong: int, execution: str) -> None:
    compiled = torch.compile(function, backend="mock", options={"execution": execution})
    x = numbers(4, 8)
    good, bad = torch.tensor([0, 3, 1]), torch.tensor([0, wrong, 1])
    compiled(x.to("mock"), good.to("mock")).cpu()
    with pytest.raises(RuntimeError, match=f"index out of range.*{wrong}"):
        compiled(x.to("mock"), bad.to("mock")).cpu()
    torch.mock.reset()
    torch.testing.assert_close(
        compiled(x.to("mock"), good.to("mock")).cpu(), function(x, good), rtol=0, atol=0
    )


def test_a_mask_of_unknown_size_is_a_host_call() -> None:
    torch.mock.reset_host_calls()
    x = numbers(4, 8)
    actual = torch.compile(lambda t: t[t > 0] * 2, backend="mock")(x.to("mock"))
    torch.testing.assert_close(actual.cpu(), x[x > 0] * 2)
    assert torch.mock.host_calls()
