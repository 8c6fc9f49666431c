"""Artifacts: one folder per compiled graph, with everything that the compiler made of it.

    graph0-5f2c.../
        manifest.json       version, configuration, profile, SHA-256 of every file
        records.json        the graph's records, kernels, cycles and memory
        stages/1-aten.mlir  the IR after each stage, and the native code
        programs/NAME.bin   the device program, and NAME.asm, its text

Folders appear complete or not at all.
"""

from __future__ import annotations

from torch_mock.artifacts.store import Artifact, ArtifactError, list_artifacts, read_artifact
from torch_mock.artifacts.writer import write_graphs

__all__ = ["Artifact", "ArtifactError", "list_artifacts", "read_artifact", "write_graphs"]
