"""Operators that choose elements by position, in terms of gathers, scatters and scans.

Each takes the element types that the device holds; for others it gives NotImplemented, which leaves the
operator whole.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

aten = torch.ops.aten

DEVICE_TYPES = frozenset(
    {torch.float32, torch.bfloat16, torch.float16, torch.int32, torch.int64, torch.bool}
)
#: The names of scatter's own modes as scatter_reduce has them.
MODES = {"add": "sum", "multiply": "prod"}


def masked_scatter(self: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """The element number n that the mask chooses becomes the source's element n."""
    if self.dtype not in DEVICE_TYPES or not source.numel():
        return NotImplemented
    self, mask = (t.contiguous() for t in torch.broadcast_tensors(self, mask))
    number = mask.reshape(-1).cumsum(0) - 1
    # A fault of the device where the source has too few elements; nothing where none is chosen.
    number = torch.where(mask.reshape(-1), number, 0)
    chosen = source.reshape(-1).index_select(0, number).reshape(self.shape)
    return torch.where(mask, chosen, self)


def take(self: Tensor, index: Tensor) -> Tensor:
    """PyTorch's own decomposition asks for the value of an index without dimensions."""
    return aten.index.Tensor(self.reshape(-1), [index])


def put(self: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """index_put on the elements in row-major order."""
    if self.dtype not in DEVICE_TYPES or not self.is_contiguous():
        return NotImplemented
    flat = aten.index_put(self.reshape(-1), [index.reshape(-1)], source.reshape(-1), accumulate)
    return flat.reshape(self.shape)


def scatter_tensor(self: Tensor, dim: int, index: Tensor, src: Tensor, *, reduce: str) -> Tensor:
    if self.dtype not in DEVICE_TYPES:
        return NotImplemented
    return aten.scatter_reduce.two(self, dim, index, src, MODES[reduce])


def scatter_number(self: Tensor, dim: int, index: Tensor, value: Any, *, reduce: str) -> Tensor:
    if self.dtype not in DEVICE_TYPES:
        return NotImplemented
    source = torch.full(index.shape, value, dtype=self.dtype, device=self.device)
    return aten.scatter_reduce.two(self, dim, index, source, MODES[reduce])


def index_reduce(
    self: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """scatter_reduce whose index is the same along all dimensions but one."""
    if self.dtype not in DEVICE_TYPES:
        return NotImplemented
    if not self.ndim:
        row = index_reduce(
            self.reshape(1), 0, index, source.reshape(1), reduce, include_self=include_self
        )
        return row.reshape(())
    shape = [1] * source.ndim
    shape[dim] = -1
    index = index.reshape(shape).expand(source.shape)
    return aten.scatter_reduce.two(self, dim, index, source, reduce, include_self=include_self)


def as_strided_scatter(
    self: Tensor, src: Tensor, size: list[int], stride: list[int], storage_offset: int | None = None
) -> Tensor:
    """A scatter to positions that the strides give."""
    begin = self.storage_offset() if storage_offset is None else storage_offset
    if self.dtype not in DEVICE_TYPES or not self.is_contiguous() or self.storage_offset():
        return NotImplemented
    places = torch.full((), int(begin), dtype=torch.int64, device=self.device)
    for extent, step in zip(size, stride, strict=True):
        places = places.unsqueeze(-1) + torch.arange(extent, device=self.device) * step
    flat = self.reshape(-1).scatter(0, places.reshape(-1), src.reshape(-1))
    return flat.reshape(self.shape)


def diagonal_scatter(
    self: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1
) -> Tensor:
    if self.dtype not in DEVICE_TYPES:
        return NotImplemented
    place = torch.arange(src.shape[-1], device=self.device)
    index = [place + max(-offset, 0), place + max(offset, 0)]
    front = self.movedim((dim1, dim2), (0, 1))
    updated = aten.index_put(front, index, src.movedim(-1, 0))
    return updated.movedim((0, 1), (dim1, dim2))


def split_copy(self: Tensor, split_size: int, dim: int = 0) -> list[Tensor]:
    return [part.clone() for part in aten.split.Tensor(self, split_size, dim)]


def split_with_sizes_copy(self: Tensor, split_sizes: list[int], dim: int = 0) -> list[Tensor]:
    return [part.clone() for part in aten.split_with_sizes(self, split_sizes, dim)]


def sorted_along(self: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """A tensor without dimensions is its own row."""
    values, positions = (self if self.ndim else self.reshape(1)).sort(dim)
    return values, positions


def without_row(self: Tensor, chosen: Sequence[Tensor], dim: int, keepdim: bool) -> Any:
    """Values and positions with extent 1 along the dimension, as the operator gives them."""
    return tuple(t if keepdim and self.ndim else t.squeeze(dim) for t in chosen)


def kthvalue(self: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> Any:
    if self.dtype not in DEVICE_TYPES:
        return NotImplemented
    chosen = [t.narrow(dim, k - 1, 1) for t in sorted_along(self, dim)]
    return without_row(self, chosen, dim, keepdim)


def median_dim(self: Tensor, dim: int, keepdim: bool = False) -> Any:
    """The lower one of two in the middle; NaN where the row has one."""
    if self.dtype not in DEVICE_TYPES:
        return NotImplemented
    values, positions = sorted_along(self, dim)
    extent = values.shape[dim]
    middle = [t.narrow(dim, (extent - 1) // 2, 1) for t in (values, positions)]
    if self.dtype.is_floating_point:
        last = [t.narrow(dim, extent - 1, 1) for t in (values, positions)]  # NaN is sorted last
        has_nan = last[0].isnan()
        middle = [torch.where(has_nan, a, b) for a, b in zip(last, middle, strict=True)]
    return without_row(self, middle, dim, keepdim)


def median(self: Tensor) -> Tensor:
    if self.dtype not in DEVICE_TYPES or not self.numel():
        return NotImplemented
    return median_dim(self.reshape(-1), 0)[0]


INDEXING: dict[Any, Callable[..., Any]] = {
    aten.masked_scatter.default: masked_scatter,
    aten.take.default: take,
    aten.put.default: put,
    aten.scatter.reduce: scatter_tensor,
    aten.scatter.value_reduce: scatter_number,
    aten.index_reduce.default: index_reduce,
    aten.as_strided_scatter.default: as_strided_scatter,
    aten.diagonal_scatter.default: diagonal_scatter,
    aten.split_copy.Tensor: split_copy,
    aten.split_with_sizes_copy.default: split_with_sizes_copy,
    aten.kthvalue.default: kthvalue,
    aten.median.default: median,
    aten.median.dim: median_dim,
}
