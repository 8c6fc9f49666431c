"""Reading artifacts back."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

from torch_mock.errors import did_you_mean

MANIFEST = "manifest.json"
#: Name and version of the manifest; the number grows with every incompatible change.
SCHEMA = "torch-mock/artifact/1"


class ArtifactError(ValueError):
    """A folder that is no artifact, of another version, or whose files have changed."""


@dataclasses.dataclass(frozen=True)
class Artifact:
    """One graph's folder. ``manifest`` is its manifest.json."""

    path: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def bytes(self) -> int:
        """Of all files that the manifest lists."""
        return sum(int(file["bytes"]) for file in self.manifest["files"])

    def damaged(self) -> list[str]:
        """Paths of files that are missing or whose SHA-256 is another."""
        return [file["path"] for file in self.manifest["files"] if not _is_intact(self.path, file)]


def _is_intact(folder: Path, file: dict[str, Any]) -> bool:
    try:
        content = (folder / file["path"]).read_bytes()
    except OSError:
        return False
    return hashlib.sha256(content).hexdigest() == file["sha256"]


def read_artifact(path: Path) -> Artifact:
    """The artifact in a folder; ArtifactError says what is wrong with it."""
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtifactError(f"{path} is no artifact: {error}") from None
    schema = manifest.get("schema") if isinstance(manifest, dict) else None
    if schema != SCHEMA:
        raise ArtifactError(f"{path} has the schema {schema!r}; this version reads {SCHEMA!r}")
    return Artifact(path, manifest)


def list_artifacts(folder: Path) -> list[Artifact]:
    """The artifacts in a folder, oldest first. Other entries are left out."""
    if not folder.is_dir():
        raise ArtifactError(f"{folder} is no folder")
    found = [read_artifact(entry.parent) for entry in folder.glob(f"*/{MANIFEST}")]
    return sorted(found, key=lambda artifact: (artifact.manifest["created"], artifact.name))


def find_artifact(folder: Path, name: str) -> Artifact:
    """The artifact of that name, or the only one whose name starts so."""
    names = {artifact.name: artifact for artifact in list_artifacts(folder)}
    if name in names:
        return names[name]
    matching = [known for known in names if known.startswith(name)]
    if len(matching) == 1:
        return names[matching[0]]
    if matching:
        raise ArtifactError(f"{name!r} names several artifacts: {', '.join(sorted(matching))}")
    raise ArtifactError(f"no artifact {name!r} in {folder}{did_you_mean(name, names)}")
