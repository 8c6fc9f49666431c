"""What all Python tests share. The package is found by PYTHONPATH or its installation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

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


class Isolated:
    """Runs code in a Python process of its own, for what a process can do once only."""

    def run(self, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code)],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def output(self, code: str, **environment: str) -> str:
        """What the code printed; it must succeed."""
        result = self.run(code, **environment)
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()


@pytest.fixture
def isolated() -> Isolated:
    return Isolated()


@pytest.fixture
def scratchpad_profile(tmp_path: Path) -> Callable[[int], str]:
    """Gives the file of a profile: mock-v1 with a scratchpad of so many bytes."""

    def write(size: int) -> str:
        path = tmp_path / f"scratchpad-{size}.json"
        limit = {"value": size, "unit": "bytes", "source": "test", "version": "1"}
        limits = {"memory.scratchpad.size": limit}
        path.write_text(json.dumps({"name": path.stem, "extends": "mock-v1", "limits": limits}))
        return str(path)

    return write
