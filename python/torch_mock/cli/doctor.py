"""``torch-mock doctor``."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from typing import Any

import click
from rich.console import Console

from torch_mock import config
from torch_mock.cli.output import OK, VIOLATIONS, Command, output


def _versions() -> dict[str, str]:
    import torch

    import torch_mock

    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "torch_mock": torch_mock.__version__,
    }


def _devices() -> list[dict[str, Any]]:
    from torch_mock import _C

    profiles = _C.compiler.configured_profiles()
    return [{"index": index, "profile": profile} for index, profile in enumerate(profiles)]


def _device_runs() -> str:
    import torch

    total = torch.arange(4.0, device="mock").add(1).sum().item()
    if total != 10.0:
        raise RuntimeError(f"the sum of 1 to 4 on the device is {total}, not 10")
    return "allocates, computes and copies back"


def _compiler() -> str:
    from torch_mock import _C

    return f"loads, with {len(json.loads(_C.compiler.rules_json()))} rules"


def _profiles() -> list[str]:
    from torch_mock import _C

    return list(_C.compiler.available_profiles())


def _configuration() -> dict[str, Any]:
    path = config.find_file()
    return {"file": str(path) if path else None, **config.current().as_dict()}


def _environment() -> dict[str, str]:
    prefixes = ("TORCH_MOCK_", "MOCK_")
    return {name: value for name, value in sorted(os.environ.items()) if name.startswith(prefixes)}


_CHECKS: tuple[tuple[str, Callable[[], Any]], ...] = (
    ("versions", _versions),
    ("profiles", _profiles),
    ("devices", _devices),
    ("device", _device_runs),
    ("compiler", _compiler),
    ("configuration", _configuration),
    ("environment", _environment),
)


@click.command(cls=Command)
def doctor() -> int:
    """Check the installation: versions, profiles, devices, compiler, configuration."""
    results = []
    for name, examine in _CHECKS:
        try:
            results.append({"name": name, "ok": True, "value": examine()})
        except Exception as error:  # noqa: BLE001 (what is wrong is the result)
            results.append({"name": name, "ok": False, "value": f"{type(error).__name__}: {error}"})
    healthy = all(result["ok"] for result in results)

    def render(console: Console) -> None:
        for result in results:
            mark = "[green]ok[/green]  " if result["ok"] else "[red]fail[/red]"
            console.print(f"{mark} {result['name']}:", end=" ")
            console.print(str(result["value"]), markup=False)

    output().emit({"ok": healthy, "checks": results}, render)
    return OK if healthy else VIOLATIONS
