"""Compiled functions against eager ones on the CPU.

With MOCK_TEST_COMPILER_LIBRARY the tests run with the compiler in that file; test_host_compiler.py
runs them so with one that makes every node a host call.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from torch_mock import _C

LIBRARY = os.environ.get("MOCK_TEST_COMPILER_LIBRARY")
if LIBRARY and not _C.compiler.is_compiler_loaded():
    _C.compiler.set_compiler_library(LIBRARY)


@pytest.fixture(autouse=True)
def _fresh_dynamo() -> Iterator[None]:
    torch.manual_seed(0)
    yield
    torch._dynamo.reset()


@pytest.fixture
def on_host_compiler() -> bool:
    """Whether the compiler makes every node a host call."""
    return LIBRARY is not None


def _copy(value: Any, device: str) -> Any:
    def one(tensor: torch.Tensor) -> torch.Tensor:
        return tensor.detach().clone().to(device).requires_grad_(tensor.requires_grad)

    return torch.utils._pytree.tree_map_only(torch.Tensor, one, value)


Matches = Callable[..., Any]


@pytest.fixture(params=["cpu", "mock"])
def matches_eager(request: pytest.FixtureRequest) -> Matches:
    """Calls a function or module eagerly on the CPU and compiled, for a model on either device, and
    asserts equal results, mutated inputs and gradients. Returns the compiled results."""
    device = str(request.param)

    def assert_matches(model: Any, *args: Any, backward: bool = False, **options: Any) -> Any:
        eager_model, eager_args = copy.deepcopy(model), _copy(args, "cpu")
        mock_model, mock_args = copy.deepcopy(model), _copy(args, device)
        if isinstance(model, torch.nn.Module):
            mock_model = mock_model.to(device)
        compiled = torch.compile(mock_model, backend="mock", options=options or None)
        expected, actual = eager_model(*eager_args), compiled(*mock_args)
        torch.testing.assert_close(_copy(actual, "cpu"), _copy(expected, "cpu"))
        if backward:
            expected.sum().backward()
            actual.sum().backward()
        for mine, theirs in zip(mock_args, eager_args, strict=True):
            _assert_same_state(mine, theirs)
        if isinstance(model, torch.nn.Module):
            for mine, theirs in zip(
                [*mock_model.parameters(), *mock_model.buffers()],
                [*eager_model.parameters(), *eager_model.buffers()],
                strict=True,
            ):
                _assert_same_state(mine, theirs)
        return actual

    return assert_matches


def _assert_same_state(mine: Any, theirs: Any) -> None:
    if not isinstance(mine, torch.Tensor):
        return
    torch.testing.assert_close(mine.detach().cpu(), theirs.detach())
    assert (mine.grad is None) == (theirs.grad is None)
    if theirs.grad is not None:
        torch.testing.assert_close(mine.grad.cpu(), theirs.grad)
