"""A look at what the compiler made of a model: one kernel as MLIR, and its program."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from pathlib import Path

import show
from measure import run
from torch import Tensor, nn

from torch_mock.artifacts import list_artifacts

STAGE = "kernels"


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


def disassemble(program: Path) -> str:
    tool = Path(sysconfig.get_path("scripts")) / "mock-objdump"
    result = subprocess.run([tool, program], check=True, capture_output=True, text=True)
    return result.stdout


def look_inside(model: nn.Module, inputs: Tensor, folder: Path) -> None:
    """Compiles `model` with artifacts in `folder` and prints its first kernel in two forms."""
    _, report, _ = run(model, inputs, artifacts=str(folder))
    artifact = list_artifacts(folder)[-1]
    stages = sorted((artifact.path / "stages").iterdir())
    show.step(f"{artifact.path}: {', '.join(path.name for path in stages)}")
    name = report.kernels[0]["name"]
    module = next(path for path in stages if STAGE in path.name).read_text()
    show.listing(f"kernel {name} after stage `{STAGE}`", kernel_text(module, name), "text")
    program = artifact.path / "programs" / f"{name}.bin"
    show.listing(f"mock-objdump {program.name}", disassemble(program), "text")
