"""Writing artifacts: complete or not at all, and never the reason for a failed compile."""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import itertools
import json
import logging
import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from torch_mock.artifacts.store import MANIFEST, SCHEMA
from torch_mock.config import Config

if TYPE_CHECKING:
    from torch_mock.compile.graph import CompiledGraph
    from torch_mock.report import Report

log = logging.getLogger(__name__)


def write_graphs(
    folder: str, graphs: Iterable[CompiledGraph], report: Report, config: Config
) -> list[Path]:
    """Writes one artifact per graph and returns their folders. A failed write is a warning."""
    written = []
    for graph in graphs:
        try:
            written.append(_write(Path(folder), graph, report, config))
        except OSError as error:
            warnings.warn(
                f"torch-mock: no artifact of {graph.name} was written to {folder}: {error}",
                stacklevel=2,
            )
    return written


def _write(folder: Path, graph: CompiledGraph, report: Report, config: Config) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
    try:
        files = [_write_file(temporary, path, content) for path, content in _contents(graph)]
        manifest = _manifest(graph, report, config, files)
        _write_file(temporary, MANIFEST, json.dumps(manifest, indent=2).encode())
        temporary.chmod(0o777 & ~_umask())
        final = _move(temporary, folder, f"{graph.name}-{_digest(files)[:12]}")
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    log.info("torch-mock: artifact of %s in %s", graph.name, final)
    return final


def _contents(graph: CompiledGraph) -> Iterable[tuple[str, bytes]]:
    from torch_mock import _C

    yield "records.json", json.dumps(graph.report, indent=2).encode()
    for name, extension, text in _C.compiler.stages(graph.handle):
        yield f"stages/{_file_name(name)}.{_file_name(extension)}", text
    taken: set[str] = set()
    for name, program, assembly in _C.compiler.programs(graph.handle):
        unique = _unique(_file_name(name), taken)
        yield f"programs/{unique}.bin", program
        yield f"programs/{unique}.asm", assembly


def _file_name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "_", text).lstrip(".")[:120] or "unnamed"


def _unique(name: str, taken: set[str]) -> str:
    candidates = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    result = next(candidate for candidate in candidates if candidate not in taken)
    taken.add(result)
    return result


def _write_file(folder: Path, path: str, content: bytes) -> dict[str, Any]:
    target = folder / path
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(content)
    return {"path": path, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _manifest(
    graph: CompiledGraph, report: Report, config: Config, files: list[dict[str, Any]]
) -> dict[str, Any]:
    import torch

    import torch_mock

    return {
        "schema": SCHEMA,
        "graph": graph.name,
        "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds"),
        "torch_mock": torch_mock.__version__,
        "torch": torch.__version__,
        "profile": report.profile,
        "profile_digest": graph.report["profile_digest"],
        "config": config.as_dict(),
        "ok": not any(record["status"] == "violation" for record in graph.report["records"]),
        "refused": graph.report["refused"],
        "kernels": len(graph.report["kernels"]),
        "host_calls": graph.report["host_calls"],
        "cycles": graph.report["cycles"],
        "files": files,
    }


def _digest(files: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()


def _move(temporary: Path, folder: Path, name: str) -> Path:
    """Renames to the first free name: a second compile of the same graph makes a second artifact."""
    for suffix in itertools.chain([""], (f"-{number}" for number in itertools.count(2))):
        final = folder / (name + suffix)
        if final.exists():
            continue
        with contextlib.suppress(FileExistsError):
            temporary.rename(final)  # fails on a folder that another process has just filled
            return final
    raise AssertionError("unreachable: the names are endless")


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
