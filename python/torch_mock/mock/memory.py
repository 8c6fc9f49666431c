"""The device's main memory."""

from __future__ import annotations

from typing import Any

import torch

from torch_mock import _C
from torch_mock.mock._index import device_index


def memory_stats(device: Any = None) -> dict[str, Any]:
    """Counters of the allocator, named as ``torch.cuda.memory_stats`` names them."""
    return dict(torch.accelerator.memory_stats(device_index(device)))


def memory_allocated(device: Any = None) -> int:
    """Bytes that tensors occupy."""
    return torch.accelerator.memory_allocated(device_index(device))


def max_memory_allocated(device: Any = None) -> int:
    """The most that :func:`memory_allocated` was since the last reset of the peak."""
    return torch.accelerator.max_memory_allocated(device_index(device))


def memory_reserved(device: Any = None) -> int:
    """Bytes that the allocator holds: allocated, or cached for the next allocation."""
    return torch.accelerator.memory_reserved(device_index(device))


def max_memory_reserved(device: Any = None) -> int:
    """The most that :func:`memory_reserved` was since the last reset of the peak."""
    return torch.accelerator.max_memory_reserved(device_index(device))


def mem_get_info(device: Any = None) -> tuple[int, int]:
    """Free and total bytes of main memory."""
    return torch.accelerator.get_memory_info(device_index(device))


def empty_cache() -> None:
    """Gives the pages of cached blocks back to the host, for all devices."""
    torch.accelerator.empty_cache()


def reset_peak_memory_stats(device: Any = None) -> None:
    """Starts the peaks anew from what is in use."""
    torch.accelerator.reset_peak_memory_stats(device_index(device))


def reset_accumulated_memory_stats(device: Any = None) -> None:
    """Starts the totals of allocated and freed anew from zero."""
    torch.accelerator.reset_accumulated_memory_stats(device_index(device))


def set_per_process_memory_fraction(fraction: float, device: Any = None) -> None:
    """Limits allocations to a part of main memory.

    Args:
        fraction: above 0 and at most 1.
        device: the device that is limited.

    Raises:
        ValueError: the fraction is out of range.
    """
    if not isinstance(fraction, (int, float)):
        raise TypeError(f"Invalid type for fraction argument, must be `float`, got {fraction!r}")
    _C.set_memory_fraction(float(fraction), device_index(device))


#: Rows of memory_summary: title, key in memory_stats, whether it counts bytes.
_SUMMARY_ROWS = (
    ("Allocated memory", "allocated_bytes.all", True),
    ("Requested memory", "requested_bytes.all", True),
    ("Reserved memory", "reserved_bytes.all", True),
    ("Allocations", "allocation.all", False),
)
_SUMMARY_COLUMNS = ("current", "peak", "allocated", "freed")


def _size(value: int) -> str:
    amount = float(value)
    for unit in ("B", "KiB", "MiB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GiB"


def memory_summary(device: Any = None, abbreviated: bool = False) -> str:
    """A table of :func:`memory_stats` for people to read.

    Args:
        device: the device.
        abbreviated: leave out the rows about requested bytes and the largest free block.
    """
    index = device_index(device)
    stats = memory_stats(index)
    lines = [
        f"Memory of mock:{index}",
        f"{'':<20}" + "".join(f"{column:>14}" for column in ("now", "peak", "total", "freed")),
    ]
    for title, key, is_bytes in _SUMMARY_ROWS:
        if abbreviated and key.startswith("requested"):
            continue
        values = [stats.get(f"{key}.{column}", 0) for column in _SUMMARY_COLUMNS]
        cells = [_size(value) if is_bytes else str(value) for value in values]
        lines.append(f"{title:<20}" + "".join(f"{cell:>14}" for cell in cells))
    lines.append(f"{'Out of memory':<20}{stats.get('num_ooms', 0):>14}")
    if not abbreviated:
        lines.append(f"{'Largest free block':<20}{_size(_C.largest_free_block(index)):>14}")
    return "\n".join(lines)
