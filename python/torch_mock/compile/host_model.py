"""Models on the CPU: the graph is rewritten for the device, tensors are moved around each call."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import fx
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode, unset_fake_temporarily
from torch.fx.node import map_aggregate
from torch.utils._device import _device_constructors

from torch_mock.compile.resident import copies_on


def rewrite_for(
    gm: fx.GraphModule, device: torch.device, move: Callable[[torch.Tensor], torch.Tensor]
) -> fx.GraphModule:
    """A copy of a Dynamo graph in which ``device`` stands for the CPU: in arguments, in factories that
    name no device, in tensors that the graph carries (through ``move``) and in nested graphs."""
    result = fx.GraphModule(gm, copy.deepcopy(gm.graph))
    result.meta.update(gm.meta)
    for name, child in list(gm.named_children()):
        if isinstance(child, fx.GraphModule):
            setattr(result, name, rewrite_for(child, device, move))
    for node in result.graph.nodes:
        _rewrite_node(node, device)
        if node.op == "get_attr":
            _move_attribute(result, node.target, move)
    result.recompile()
    return result


def _rewrite_node(node: fx.Node, device: torch.device) -> None:
    names_device = node.op == "call_method" and node.target == "to"
    names_device = names_device or getattr(node.target, "__name__", "") == "_enter_autocast"

    def replace(value: Any, is_device: bool) -> Any:
        if isinstance(value, torch.device) and value.type == "cpu":
            return device
        if is_device and isinstance(value, str) and value.split(":")[0] == "cpu":
            return str(device) if node.op == "call_method" else device.type
        return value

    node.args = map_aggregate(node.args, lambda value: replace(value, names_device))
    for key, value in node.kwargs.items():
        is_device = names_device or key == "device"
        node.update_kwarg(
            key, map_aggregate(value, functools.partial(replace, is_device=is_device))
        )
    if node.op == "call_method" and node.target == "cpu":
        node.target, node.args = "to", (node.args[0], device)
    elif (
        node.op == "call_function"
        and node.target in _device_constructors()
        and node.kwargs.get("device") is None
    ):
        node.kwargs = {**node.kwargs, "device": device}


def _move_attribute(
    gm: fx.GraphModule, target: str, move: Callable[[torch.Tensor], torch.Tensor]
) -> None:
    if "." in target:
        return  # a nested module's own: it is rewritten by itself
    value = getattr(gm, target)
    if not isinstance(value, torch.Tensor) or value.device.type != "cpu":
        return
    moved = move(value)
    if isinstance(value, torch.nn.Parameter):
        setattr(gm, target, torch.nn.Parameter(moved.detach(), requires_grad=value.requires_grad))
    else:
        delattr(gm, target)
        gm.register_buffer(target, moved.detach())


def fake_on(device: torch.device, tensor: torch.Tensor, mode: FakeTensorMode) -> torch.Tensor:
    """A fake tensor with the strides that ``tensor.to(device)`` has."""
    sizes, strides = [int(n) for n in tensor.shape], [int(n) for n in tensor.stride()]
    with mode:
        host = torch.empty_strided(sizes, strides, dtype=tensor.dtype, device="cpu")
        result = torch.empty_like(host, device=device)
    return result.requires_grad_(tensor.requires_grad) if tensor.requires_grad else result


def moved_inputs(device: torch.device, inputs: Sequence[Any], mode: FakeTensorMode) -> list[Any]:
    """Example inputs with those on the CPU replaced by fakes on ``device``."""
    return [
        fake_on(device, value, mode)
        if isinstance(value, torch.Tensor) and value.device.type == "cpu"
        else value
        for value in inputs
    ]


def real_move(device: torch.device) -> Callable[[torch.Tensor], torch.Tensor]:
    """Moves a real tensor, also while fake tensors are being traced."""

    def move(tensor: torch.Tensor) -> torch.Tensor:
        with unset_fake_temporarily():
            return tensor.detach().to(device)

    return move


class HostModelCall:
    """Calls a graph compiled for ``device`` with tensors of the CPU.

    Inputs are moved in a way that autograd follows; inputs that the graph mutated are written back;
    results that are inputs, or views of them, are so on the CPU too.

    Args:
        resident: positions of parameters and buffers, which stay on the device between calls. Those that
            the graph mutates do not.
    """

    def __init__(
        self,
        call: Callable[..., Any],
        device: torch.device,
        mutated: Sequence[int],
        resident: Sequence[int] = (),
    ) -> None:
        self._call = call
        self._device = device
        self._mutated = list(mutated)
        self._resident = frozenset(resident) - frozenset(mutated)
        self._copies = copies_on(device)

    def __call__(self, *inputs: Any) -> Any:
        moved = [self._to_device(position, value) for position, value in enumerate(inputs)]
        if self._mutated:
            self._refuse_shared_memory(inputs)
        outputs = self._call(*moved)
        for position in self._mutated:
            _write_back(inputs[position], moved[position])
        return [self._to_host(output, inputs, moved) for output in outputs]

    def _to_device(self, position: int, value: Any) -> Any:
        if (
            isinstance(value, torch.Tensor)
            and value.device.type == "cpu"
            and not isinstance(value, FakeTensor)
        ):
            if position in self._resident:
                return self._copies.get(value)
            return value.to(self._device)
        return value

    def _refuse_shared_memory(self, inputs: Sequence[Any]) -> None:
        owners: dict[int, int] = {}
        for position, value in enumerate(inputs):
            if not isinstance(value, torch.Tensor) or value.numel() == 0:
                continue
            storage = value.untyped_storage().data_ptr()
            other = owners.setdefault(storage, position)
            if other != position and (position in self._mutated or other in self._mutated):
                raise RuntimeError(
                    f"inputs {other} and {position} of the graph share memory and the graph writes to one of them; "
                    "a model on the CPU cannot keep that when its inputs are moved: put the model on the device "
                    '(model.to("mock")) or pass a clone'
                )

    def _to_host(self, output: Any, inputs: Sequence[Any], moved: Sequence[Any]) -> Any:
        if not isinstance(output, torch.Tensor) or output.device.type == "cpu":
            return output
        for source, copied in zip(inputs, moved, strict=True):
            if copied is source or not isinstance(copied, torch.Tensor):
                continue
            if output is copied:
                return source
            if _is_view_of(output, copied) and copied.stride() == source.stride():
                offset = source.storage_offset() + output.storage_offset() - copied.storage_offset()
                return source.as_strided(output.size(), output.stride(), offset)
        return output.to("cpu")


def _is_view_of(output: torch.Tensor, tensor: torch.Tensor) -> bool:
    return (
        output.numel() > 0
        and output.untyped_storage().data_ptr() == tensor.untyped_storage().data_ptr()
    )


def _write_back(host: torch.Tensor, device: torch.Tensor) -> None:
    if host.shape != device.shape:
        raise RuntimeError(
            f"the graph changed the shape of an input on the CPU from {tuple(host.shape)} to {tuple(device.shape)}; "
            'put the model on the device (model.to("mock"))'
        )
    if host.is_leaf and host.requires_grad:
        with torch.no_grad():
            host.copy_(device)
    else:
        host.copy_(device)
