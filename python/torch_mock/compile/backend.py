"""The entry point of ``torch.compile(backend="mock")``."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import fx
from torch._dynamo.exc import TorchDynamoException

from torch_mock import config
from torch_mock.compile import device_interface, dynamo_state, host_model, layouts, target
from torch_mock.compile.capture import Capture, resident_positions
from torch_mock.compile.placement import Placement, placement_of
from torch_mock.config import Config
from torch_mock.errors import ConfigError, ConstraintError

log = logging.getLogger(__name__)

device_interface.register()
layouts.register()


def mock_backend(
    gm: fx.GraphModule,
    example_inputs: Sequence[Any],
    *,
    options: Mapping[str, Any] | None = None,
    mode: str | None = None,
) -> Callable[..., Any]:
    """Compiles a Dynamo graph for the device.

    Errors in options and models, and the ConstraintError of a refused graph, are raised by the
    returned callable: PyTorch wraps what a backend raises.

    Args:
        gm: the graph.
        example_inputs: fake tensors and numbers, one per placeholder.
        options: keys of ``torch_mock.config.OPTION_KEYS``.
        mode: PyTorch's preset name; the device has none, so it is refused.
    """
    if mode not in (None, "default"):
        options = {**(options or {}), "mode": mode}
    return CompiledFunction(gm, example_inputs, options)


class CompiledFunction:
    """What torch.compile calls. Compiles again when the configuration has changed."""

    def __init__(
        self, gm: fx.GraphModule, inputs: Sequence[Any], options: Mapping[str, Any] | None
    ) -> None:
        self._gm = gm
        self._inputs = [dynamo_state.specialised(value) for value in inputs]
        self._options = dict(options or {})
        self._captured = dynamo_state.CaptureState.current(gm)
        self._entries: dict[Config, Callable[..., Any] | ConstraintError] = {}
        self._first_error: Exception | None = None
        self._lock = threading.RLock()
        try:
            self._entry(config.current())
        except TorchDynamoException:
            raise
        except Exception as error:  # noqa: BLE001 (raised by the first call)
            self._first_error = error

    def __call__(self, *inputs: Any) -> Any:
        error, self._first_error = self._first_error, None
        if error is not None:
            raise error
        entry = self._entry(config.current())
        if isinstance(entry, ConstraintError):
            raise ConstraintError(entry.report)
        return entry(*inputs)

    def _entry(self, base: Config) -> Callable[..., Any] | ConstraintError:
        entry = self._entries.get(base)
        if entry is None:
            with self._lock:
                entry = self._entries.get(base) or self._compile()
                self._entries[base] = entry
        return entry

    def _compile(self) -> Callable[..., Any] | ConstraintError:
        if "mode" in self._options:
            raise ConfigError(
                f"backend='mock' has no modes, {self._options['mode']!r} was given; use options={{...}}"
            )
        effective = config.with_options(self._options)
        placement = placement_of(self._gm, self._inputs)
        with contextlib.ExitStack() as stack:
            if placement.device is None:
                stack.enter_context(host_autocast())
            try:
                return _compile(self._gm, self._inputs, effective, placement, self._captured)
            except ConstraintError as error:
                return error


def _compile(
    gm: fx.GraphModule,
    inputs: list[Any],
    effective: Config,
    placement: Placement,
    state: dynamo_state.CaptureState,
) -> Callable[..., Any]:
    if placement.device is not None:
        where = target.for_device_model(effective, placement.device)
        capture = Capture(effective, where, state.records(effective))
        return capture.compile(gm, inputs)[0]
    where = target.for_host_model(effective, torch.mock.current_device())  # type: ignore[attr-defined]
    capture = Capture(effective, where, state.records(effective))
    device = torch.device("mock", where.index)
    rewritten = host_model.rewrite_for(gm, device, host_model.real_move(device))
    moved = host_model.moved_inputs(device, inputs, dynamo_state.fake_mode_of(inputs))
    call, mutated = capture.compile(rewritten, moved)
    return host_model.HostModelCall(call, device, mutated, resident_positions(gm, inputs))


def host_autocast() -> contextlib.AbstractContextManager[Any]:
    """Autocast of the CPU, as the user set it around the call, holds for the device that stands in."""
    if not torch.is_autocast_enabled("cpu"):
        return contextlib.nullcontext()
    return torch.autocast("mock", dtype=torch.get_autocast_dtype("cpu"))
