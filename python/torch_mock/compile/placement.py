"""Where the tensors of a graph live."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import fx

from torch_mock.compile.capture import readable_name


@dataclasses.dataclass(frozen=True)
class Placement:
    """The device index of a model on the device; None for a model on the CPU."""

    device: int | None


def placement_of(gm: fx.GraphModule, inputs: Sequence[Any]) -> Placement:
    """Looks at inputs, at tensors that the graph carries and at devices that it names.

    Raises RuntimeError naming a tensor on a device that is neither the CPU nor ``mock``, or tensors
    on two devices of ours: one graph runs on one device.
    """
    found: dict[torch.device, str] = {}
    for name, device in _devices(gm, inputs):
        if device.type not in ("cpu", "mock"):
            raise RuntimeError(
                f"backend='mock' compiles models on mock devices or on the CPU, but {name!r} is on {device}; "
                f'move it (.to("mock") or .to("cpu"))'
            )
        if device.type == "mock":
            found.setdefault(torch.device("mock", device.index or 0), name)
    if len(found) > 1:
        places = ", ".join(f"{name!r} on {device}" for device, name in found.items())
        raise RuntimeError(
            f"one graph runs on one device, but this one has {places}; move them to one of these"
        )
    return Placement(next(iter(found)).index if found else None)


def _devices(gm: fx.GraphModule, inputs: Sequence[Any]) -> Iterator[tuple[str, torch.device]]:
    placeholders = [node.name for node in gm.graph.nodes if node.op == "placeholder"]
    for name, value in zip(placeholders, inputs, strict=True):
        if isinstance(value, torch.Tensor):
            yield readable_name(name), value.device
    for name, tensor in (*gm.named_parameters(), *gm.named_buffers()):
        yield name, tensor.device
    for node in gm.graph.nodes:
        for value in (*node.args, *node.kwargs.values()):
            if isinstance(value, torch.device):
                yield node.name, value
