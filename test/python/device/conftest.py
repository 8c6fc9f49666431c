from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest


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
