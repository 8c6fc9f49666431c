"""Strides of results where PyTorch asks for the device's kernels.

Shape functions of convolutions ask which library a device uses, and whether that library keeps
``channels_last``. Of a device that PyTorch does not know they say that it never does. ``mock`` runs eager
convolutions in the host's library, so the host's answer is the right one, and a compiled model
has the strides of an eager one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch._subclasses import fake_impls
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode
from torch.utils._pytree import tree_leaves, tree_map_only

ShapeFunction = Callable[..., Any]

_CONVOLUTIONS = (torch.ops.aten.convolution.default, torch.ops.aten.convolution_backward.default)


def register() -> None:
    """Puts the host's strides into the shape functions of convolutions on ``mock``; other devices keep
    theirs. Calls after the first change nothing."""
    table = fake_impls.op_implementations_dict
    for operator in _CONVOLUTIONS:
        if not hasattr(table[operator], "torch_mock_upstream"):
            table[operator] = _as_on_the_host(table[operator])


def _as_on_the_host(upstream: ShapeFunction) -> ShapeFunction:
    def shape_function(mode: FakeTensorMode, operator: Any, *args: Any, **kwargs: Any) -> Any:
        devices = {tensor.device for tensor in _tensors(args, kwargs)}
        if {device.type for device in devices} != {"mock"} or len(devices) != 1:
            return upstream(mode, operator, *args, **kwargs)
        device = devices.pop()
        args, kwargs = tree_map_only(FakeTensor, lambda t: _moved(mode, t, "cpu"), (args, kwargs))
        results = upstream(mode, operator, *args, **kwargs)
        return tree_map_only(FakeTensor, lambda t: _moved(mode, t, device), results)

    shape_function.torch_mock_upstream = upstream  # type: ignore[attr-defined]
    return shape_function


def _tensors(args: Any, kwargs: Any) -> list[FakeTensor]:
    return [value for value in tree_leaves((args, kwargs)) if isinstance(value, FakeTensor)]


def _moved(mode: FakeTensorMode, tensor: FakeTensor, device: torch.device | str) -> FakeTensor:
    """A fake tensor of the same sizes and strides on another device."""
    with mode:
        moved = torch.empty_strided(
            tensor.shape, tensor.stride(), dtype=tensor.dtype, device=device
        )
    assert isinstance(moved, FakeTensor)
    return moved
