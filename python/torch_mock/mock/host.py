"""What the host library does for the device."""

from __future__ import annotations

from torch_mock import _C


def host_calls() -> dict[str, int]:
    """Operators that ran on the host library since :func:`reset_host_calls`, with their counts.

    Names are those of the functional overload, ``aten.add.Tensor``, ``aten.svd``; in-place and
    ``out=`` forms count under it. Copies, views, fills and allocations are the device's own.
    """
    return dict(_C.host_calls())


def reset_host_calls() -> None:
    """Empties the counts of :func:`host_calls`."""
    _C.reset_host_calls()


def eager_fallback() -> str:
    """What an eager operator does that the device has no kernel for: allow, warn or error."""
    return _C.eager_fallback()


def set_eager_fallback(policy: str) -> None:
    """Replaces ``TORCH_MOCK_EAGER_FALLBACK`` for this process.

    Args:
        policy: ``allow`` runs it on the host library, ``warn`` too but warns once per operator,
            ``error`` raises NotImplementedError.
    """
    _C.set_eager_fallback(policy)
