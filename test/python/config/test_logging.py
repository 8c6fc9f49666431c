"""TORCH_MOCK_LOG: one level and one output for C++ and Python."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

RUN = """
import torch
f = torch.compile(lambda x: torch.linalg.inv(x + 1), backend="mock")
f(torch.eye(8, device="mock")).cpu()
"""


def messages(level: str | None, code: str = RUN) -> str:
    """What a process writes to stderr at a level."""
    environment = {k: v for k, v in os.environ.items() if k != "TORCH_MOCK_LOG"}
    if level is not None:
        environment["TORCH_MOCK_LOG"] = level
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    return result.stderr


def test_nothing_by_default() -> None:
    assert "torch-mock" not in messages(None)


def test_info_names_devices_and_graphs() -> None:
    text = messages("info")
    assert "torch-mock info: mock:0 is a mock-v1 with 8589934592 bytes of dram" in text
    assert " for mock-v1: 1 kernels, 2 host calls, " in text
    assert "launch of" not in text


def test_debug_names_launches_and_host_calls() -> None:
    text = messages("debug")
    assert "mock:0, stream 0: launch of add, " in text
    assert "host call of aten.linalg_inv_ex" in text


@pytest.mark.parametrize("level", ["debgu", "5"])
def test_unknown_level_is_reported_and_the_device_works(level: str) -> None:
    text = messages(level, "import torch; torch.ones(2, device='mock').cpu()")
    assert (
        f"TORCH_MOCK_LOG must be trace, debug, info, warning, error or off, not '{level}'" in text
    )
    assert ("did you mean 'debug'?" in text) == (level == "debgu")


def test_python_messages_take_the_same_way() -> None:
    code = (
        "import logging, torch\n"
        "logging.getLogger('torch_mock.compile').info('from %s', 'Python')\n"
        "logging.getLogger('torch_mock.compile').debug('hidden')\n"
    )
    text = messages("info", code)
    assert "torch-mock info: from Python" in text
    assert "hidden" not in text
