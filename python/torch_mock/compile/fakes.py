"""Fake copies of models and inputs: shapes and types without memory."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import Any

import torch
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode
from torch.utils._pytree import tree_map_only


class FakeCopies:
    """Makes fake copies in one mode; one tensor has one copy."""

    def __init__(self, mode: FakeTensorMode, as_dtype: torch.dtype | None) -> None:
        if as_dtype is not None and not as_dtype.is_floating_point:
            raise ValueError(
                f"as_dtype must be a floating point type such as torch.bfloat16, not {as_dtype}"
            )
        self._mode = mode
        self._as_dtype = as_dtype
        self._copies: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}

    def tensor(self, value: torch.Tensor) -> torch.Tensor:
        """The fake copy of a tensor. The original is kept, so that its id stays its own."""
        if isinstance(value, FakeTensor):
            return value
        if id(value) not in self._copies:
            self._copies[id(value)] = (value, self._new(value))
        return self._copies[id(value)][1]

    def tree(self, value: Any) -> Any:
        """Fake copies of all tensors in nested containers."""
        return tree_map_only(torch.Tensor, self.tensor, value)

    def callable(self, model: Callable[..., Any]) -> Callable[..., Any]:
        """A copy of a module with fake parameters and buffers. A method is copied with its module;
        any other callable stays itself and what it closes over stays real."""
        if isinstance(model, torch.nn.Module):
            return self._module(model)
        if inspect.ismethod(model) and isinstance(model.__self__, torch.nn.Module):
            return getattr(self._module(model.__self__), model.__name__)
        return model

    def _module(self, module: torch.nn.Module) -> torch.nn.Module:
        memo: dict[int, Any] = {}
        for tensor in (*module.parameters(), *module.buffers()):
            memo[id(tensor)] = self.tensor(tensor)
        try:
            return copy.deepcopy(module, memo)
        except Exception as error:
            raise TypeError(
                f"check works on a copy of the model, but {type(module).__name__} cannot be copied: {error}"
            ) from error

    def _new(self, value: torch.Tensor) -> torch.Tensor:
        if value.layout != torch.strided or value.is_quantized:
            raise NotImplementedError(
                f"backend='mock' takes dense (strided) tensors, not {value.layout} {value.dtype}"
            )
        cast = self._as_dtype is not None and value.is_floating_point()
        if not cast:
            return self._mode.from_tensor(value, static_shapes=True)
        with self._mode:
            fake = torch.empty_strided(
                value.shape, value.stride(), dtype=self._as_dtype, device=value.device
            )
        if isinstance(value, torch.nn.Parameter):
            return torch.nn.Parameter(fake, requires_grad=value.requires_grad)
        return fake.requires_grad_(value.requires_grad)
