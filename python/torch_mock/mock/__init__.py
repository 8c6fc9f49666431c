"""``torch.mock``: the device's interface, after the model of ``torch.cuda``."""

from __future__ import annotations

import torch

from torch_mock import _C
from torch_mock.mock.devices import (
    DeviceProperties,
    configure,
    current_device,
    device,
    device_count,
    device_of,
    get_device_capability,
    get_device_name,
    get_device_properties,
    is_available,
    reset,
    set_device,
    synchronize,
)
from torch_mock.mock.host import (
    eager_fallback,
    host_calls,
    reset_host_calls,
    set_eager_fallback,
)
from torch_mock.mock.memory import (
    empty_cache,
    max_memory_allocated,
    max_memory_reserved,
    mem_get_info,
    memory_allocated,
    memory_reserved,
    memory_stats,
    memory_summary,
    reset_accumulated_memory_stats,
    reset_peak_memory_stats,
    set_per_process_memory_fraction,
)
from torch_mock.mock.random import (
    get_rng_state,
    get_rng_state_all,
    initial_seed,
    manual_seed,
    manual_seed_all,
    seed,
    seed_all,
    set_rng_state,
    set_rng_state_all,
)
from torch_mock.mock.streams import (
    Event,
    Stream,
    StreamContext,
    current_stream,
    default_stream,
    set_stream,
    stream,
)

__all__ = [
    "DeviceProperties",
    "Event",
    "Stream",
    "StreamContext",
    "configure",
    "current_device",
    "current_stream",
    "default_stream",
    "device",
    "device_count",
    "device_of",
    "eager_fallback",
    "empty_cache",
    "get_amp_supported_dtype",
    "get_device_capability",
    "get_device_name",
    "get_device_properties",
    "get_rng_state",
    "get_rng_state_all",
    "host_calls",
    "init",
    "initial_seed",
    "is_available",
    "is_bf16_supported",
    "is_initialized",
    "manual_seed",
    "manual_seed_all",
    "max_memory_allocated",
    "max_memory_reserved",
    "mem_get_info",
    "memory_allocated",
    "memory_reserved",
    "memory_stats",
    "memory_summary",
    "reset",
    "reset_accumulated_memory_stats",
    "reset_host_calls",
    "reset_peak_memory_stats",
    "seed",
    "seed_all",
    "set_device",
    "set_eager_fallback",
    "set_per_process_memory_fraction",
    "set_rng_state",
    "set_rng_state_all",
    "set_stream",
    "stream",
    "synchronize",
]


def init() -> None:
    """Initialises the current device. It happens by itself at the first use."""
    _C.initialise()


def is_initialized() -> bool:
    """Whether any device of this process has been initialised."""
    return _C.is_initialised()


def _lazy_init() -> None:
    init()


def _is_in_bad_fork() -> bool:
    return _C.in_bad_fork()


def get_amp_supported_dtype() -> list[torch.dtype]:
    """The types that ``torch.autocast("mock")`` takes."""
    return [torch.bfloat16, torch.float16]


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """Whether tensors of bfloat16 can be computed with: always."""
    return True
