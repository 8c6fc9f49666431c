"""Where in the user's model an FX node comes from."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

#: (file, function, code, line)
Frame = tuple[str, str, str, int]
#: (frames, innermost first; module path), what import/GraphBuilder.h calls a location
LocationTuple = tuple[tuple[Frame, ...], str]

_FRAME = re.compile(r'\s*File "(?P<file>.+?)", line (?P<line>\d+), in (?P<function>.+)')
_TORCH = f"{Path(torch.__file__).parent}{os.sep}"
_OWN = f"{Path(__file__).parent.parent}{os.sep}"

_RESUMED = re.compile(r"torch_dynamo_resume_in_(?P<function>.+)_at_\d+")
_INDEX = re.compile(r"\[\s*'?([^'\]]+)'?\s*\]")


def function_name(name: str) -> str:
    """The user's function of a frame: what follows a graph break runs in one that Dynamo names."""
    match = _RESUMED.fullmatch(name.strip())
    return match["function"] if match else name.strip()


def is_user_file(name: str) -> bool:
    """Whether a file is neither PyTorch's nor ours."""
    return not name.startswith((_TORCH, _OWN, "<"))


@functools.lru_cache(maxsize=4096)
def parse_stack(text: str) -> tuple[Frame, ...]:
    """Frames of a stack trace, innermost first, those inside PyTorch left out where others exist."""
    frames: list[Frame] = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        match = _FRAME.match(line)
        if match:
            after = lines[number + 1].strip() if number + 1 < len(lines) else ""
            code = "" if _FRAME.match(after) else after
            frames.append(
                (match["file"], function_name(match["function"]), code, int(match["line"]))
            )
    frames.reverse()
    user = [frame for frame in frames if is_user_file(frame[0])]
    return tuple(user or frames)


def module_path(stack: Mapping[str, Any] | None) -> str:
    """``layers.0.fc`` from the ``nn_module_stack`` of a node; empty at the top of the model."""
    if not stack:
        return ""
    name = list(stack.values())[-1][0]
    name = _INDEX.sub(r".\1", name).replace("._modules.", ".").replace("..", ".")
    parts = [part for part in name.split(".") if part and part != "_modules"]
    while parts and parts[0] in ("L", "G", "self", "fn"):
        parts.pop(0)
    return ".".join(parts)


def seq_nr_table(graph: torch.fx.Graph) -> dict[int, Mapping[str, Any]]:
    """Metadata of the forward node of each autograd sequence number of a joint graph."""
    table: dict[int, Mapping[str, Any]] = {}
    for node in graph.nodes:
        number = node.meta.get("seq_nr")
        if number is not None and node.meta.get("stack_trace"):
            table.setdefault(number, node.meta)
    return table


def location_of(meta: Mapping[str, Any], forward: Mapping[int, Mapping[str, Any]]) -> LocationTuple:
    """The location of a node; a backward node without one gets that of its forward node."""
    source = meta
    if not meta.get("stack_trace"):
        source = forward.get(meta.get("seq_nr", -1), meta)
    modules = source.get("nn_module_stack") or meta.get("fwd_nn_module_stack")
    return parse_stack(source.get("stack_trace") or ""), module_path(modules)
