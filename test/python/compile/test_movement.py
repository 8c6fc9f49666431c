"""Data movement against eager, in both executions, without any host call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F

DTYPES = [torch.float32, torch.bfloat16, torch.int32, torch.int64, torch.bool]
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


@pytest.mark.parametrize("execution", EXECUTIONS)
def test_a_part_is_written_by_what_computes_it(execution: str) -> None:
    def joined(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        return torch.cat([(x @ w).relu(), x * 2, x.softmax(-1)], -1)

    agrees(joined, numbers(9, 16), numbers(16, 24), execution=execution, rtol=1e-5, atol=1e-5)


# What a graph does to its inputs


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


def test_a_mask_of_unknown_size_is_a_host_call() -> None:
    torch.mock.reset_host_calls()
    x = numbers(4, 8)
    actual = torch.compile(lambda t: t[t > 0] * 2, backend="mock")(x.to("mock"))
    torch.testing.assert_close(actual.cpu(), x[x > 0] * 2)
    assert torch.mock.host_calls()
