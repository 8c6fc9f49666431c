"""A look at what the compiler made of a model: one kernel as MLIR, and its program."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

from torch import Tensor, nn

import show
from measure import run
from torch_mock.artifacts import list_artifacts

STAGE = "kernels"


def run_tool(name: str, *arguments: Path) -> str:
    """Standard output of one of the package's tools, which are beside its console script."""
    folders = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])
    tool = shutil.which(name, path=folders)
    if tool is None:
        raise FileNotFoundError(f"{name} is in none of {folders}")
    return subprocess.run([tool, *arguments], check=True, capture_output=True, text=True).stdout


def kernel_text(module: str, name: str) -> str:
    """The `mock.kernel` of that name in a module's text, with the attribute aliases that it uses."""
    lines = module.splitlines()
    first = next(i for i, line in enumerate(lines) if f"mock.kernel @{name}(" in line)
    indent = len(lines[first]) - len(lines[first].lstrip())
    last = next(i for i in range(first + 1, len(lines)) if lines[i].startswith(" " * indent + "}"))
    body = [line[indent:] for line in lines[first : last + 1]]
    used = set(re.findall(r"#[a-z_]+\d*", "\n".join(body)))
    aliases = [line for line in lines if line.split(" ", 1)[0] in used]
    return "\n".join([*aliases, *body])


def stage_number(path: Path) -> int:
    return int(path.name.split("-", 1)[0])


def look_inside(model: nn.Module, inputs: Tensor, folder: Path) -> None:
    """Compiles `model` with artifacts in `folder` and prints its first kernel in two forms."""
    _, report, _ = run(model, inputs, artifacts=str(folder))
    artifact = list_artifacts(folder)[-1]
    stages = sorted((artifact.path / "stages").glob("*.mlir"), key=stage_number)
    show.step(f"{artifact.path}/stages: {', '.join(path.name for path in stages)}")
    name = max(report.kernels, key=lambda kernel: kernel["macs"])["name"]
    stage = next(path for path in stages if STAGE in path.name)
    # mock-opt without a pass prints the module without the locations.
    show.listing(f"{name} in {stage.name}", kernel_text(run_tool("mock-opt", stage), name))
    program = artifact.path / "programs" / f"{name}.bin"
    show.listing(f"mock-objdump {program.name}", run_tool("mock-objdump", program))
