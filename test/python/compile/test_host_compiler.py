"""The capture tests once more, with a compiler that makes every node a host call.

What a compiler cannot lower must still run, so this path is tested by itself.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiler in host_compiler/, built."""
    result = tmp_path_factory.mktemp("host_compiler") / "libhost_compiler.so"
    source = HERE / "host_compiler" / "HostCompiler.cpp"
    compiler = os.environ.get("CXX", "c++")
    command = [compiler, "-std=c++20", "-shared", "-fPIC", "-O1", f"-I{ROOT / 'include'}"]
    subprocess.run([*command, str(source), "-o", str(result)], check=True)
    return result


@pytest.mark.parametrize("file", ["test_capture.py", "host_compiler/host_rules.py"])
def test_everything_as_host_calls(library: Path, file: str) -> None:
    environment = {**os.environ, "MOCK_TEST_COMPILER_LIBRARY": str(library)}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        str(HERE / file),
    ]
    run = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
