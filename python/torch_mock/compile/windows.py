"""Adaptive pooling and resizing, taken apart into what the compiler has.

Windows that tile the input exactly are pooling, all others indexing and arithmetic.
``NotImplemented`` leaves an operator as it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch._decomp import get_decompositions

aten = torch.ops.aten

Decomposition = Callable[..., Any]


def _tiles_exactly(extents: Sequence[int], sizes: Sequence[int]) -> bool:
    return all(
        size == 0 or (extent > 0 and extent % size == 0)
        for extent, size in zip(extents, sizes, strict=True)
    )


def _window(position: torch.Tensor, extent: int, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    """First position of each adaptive window and the one behind its last, as f32.

    They are floor(i x extent / size) and ceil((i + 1) x extent / size). Adding a half before the
    division keeps the quotient off whole numbers, so that its rounding does not matter.
    """
    first = ((position * extent + 0.5) / size).floor()
    behind = (((position + 1) * extent + (size - 0.5)) / size).floor()
    return first, behind


def _gathered(x: torch.Tensor, dim: int, size: int, fill: float) -> tuple[torch.Tensor, ...]:
    """Windows along ``dim`` as [..., size, points, ...], their positions and lengths."""
    extent = x.shape[dim]
    points = math.ceil(extent / size) + (0 if extent % size == 0 else 1)
    position = torch.arange(size, device=x.device, dtype=torch.float32)
    first, behind = _window(position, extent, size)
    offsets = torch.arange(points, device=x.device, dtype=torch.float32)
    positions = first.unsqueeze(1) + offsets
    inside = positions < behind.unsqueeze(1)
    index = positions.clamp(max=extent - 1).to(torch.int64).reshape(-1)
    shape = list(x.shape)
    windows = x.index_select(dim, index).reshape(*shape[:dim], size, points, *shape[dim + 1 :])
    mask_shape = [1] * dim + [size, points] + [1] * (x.dim() - dim - 1)
    windows = torch.where(inside.reshape(mask_shape), windows, fill)
    return windows, positions, behind - first


def _adaptive_average(rank: int) -> Decomposition:
    def average(x: torch.Tensor, output_size: Sequence[int]) -> Any:
        if _tiles_exactly(x.shape[-rank:], output_size):
            return NotImplemented
        result = x.to(torch.float32)
        for dim in range(x.dim() - rank, x.dim()):
            size = output_size[dim - (x.dim() - rank)]
            windows, _, lengths = _gathered(result, dim, size, 0.0)
            shape = [1] * dim + [size] + [1] * (x.dim() - dim - 1)
            result = windows.sum(dim + 1) / lengths.reshape(shape)
        return result.to(x.dtype)

    return average


def _greatest(x: torch.Tensor, positions: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The greatest of each row and its position among ``positions`` (f32)."""
    values = x.amax(-1)
    wins = (x == values.unsqueeze(-1)) | x.isnan()
    return values, torch.where(wins, positions, math.inf).amin(-1).to(torch.int64)


def _adaptive_maximum(rank: int, pool: Decomposition) -> Decomposition:
    def maximum(x: torch.Tensor, output_size: Sequence[int]) -> Any:
        lead = x.dim() - rank
        if 0 not in output_size and _tiles_exactly(x.shape[lead:], output_size):
            kernel = [
                extent // size for extent, size in zip(x.shape[lead:], output_size, strict=True)
            ]
            return pool(x, kernel, kernel)
        windows, plane = x, torch.zeros((), device=x.device)
        for number in reversed(range(rank)):
            windows, positions, _ = _gathered(
                windows, lead + number, output_size[number], -math.inf
            )
            shape = [1] * (2 * rank)
            shape[2 * number : 2 * number + 2] = positions.shape
            plane = plane + positions.reshape(shape) * math.prod(x.shape[lead + number + 1 :])
        # [lead..., size, points, size, points] to [lead..., size, size, points x points]
        order = [2 * n for n in range(rank)] + [2 * n + 1 for n in range(rank)]
        windows = windows.permute(*range(lead), *(lead + n for n in order)).flatten(lead + rank)
        return _greatest(windows, plane.permute(*order).flatten(rank))

    return maximum


def window_decompositions() -> dict[Any, Decomposition]:
    """For each overload that may have unequal windows."""
    resizing = [
        aten.upsample_linear1d,
        aten.upsample_bilinear2d,
        aten.upsample_trilinear3d,
        aten.upsample_bicubic2d,
    ]
    table: dict[Any, Decomposition] = dict(get_decompositions([op.default for op in resizing]))
    table[aten._adaptive_avg_pool2d.default] = _adaptive_average(2)
    table[aten._adaptive_avg_pool3d.default] = _adaptive_average(3)
    table[aten.adaptive_max_pool2d.default] = _adaptive_maximum(2, aten.max_pool2d_with_indices)
    table[aten.adaptive_max_pool3d.default] = _adaptive_maximum(3, aten.max_pool3d_with_indices)
    return table
