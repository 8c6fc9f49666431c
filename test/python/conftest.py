"""What all Python tests share. The package is found by PYTHONPATH or its installation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch


class HostCalls:
    """What ran on the host library since the test began, or since :meth:`reset`."""

    def reset(self) -> None:
        torch.mock.reset_host_calls()

    def __call__(self) -> dict[str, int]:
        return torch.mock.host_calls()

    def expect(self, **counts: int) -> None:
        """Asserts the exact counts; keywords leave out ``aten.`` and write ``__`` for a dot."""
        expected = {"aten." + name.replace("__", "."): count for name, count in counts.items()}
        assert self() == expected


@pytest.fixture
def host_calls() -> HostCalls:
    """The counted host calls of this test; a test of native work asserts that there are none."""
    torch.mock.reset_host_calls()
    return HostCalls()


@pytest.fixture
def strict_eager() -> Iterator[None]:
    """Operators of the host library raise."""
    previous = torch.mock.eager_fallback()
    torch.mock.set_eager_fallback("error")
    yield
    torch.mock.set_eager_fallback(previous)
