"""One folder per graph: complete, verifiable, and never the reason for a failed compile."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import torch

import torch_mock
from torch_mock import config
from torch_mock.artifacts import ArtifactError, list_artifacts, read_artifact
from torch_mock.artifacts.store import find_artifact


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The artifacts of a forward and a backward graph."""
    options = {"artifacts": str(tmp_path)}
    model = torch.nn.Linear(8, 4)
    torch.compile(model, backend="mock", options=options)(torch.randn(3, 8)).sum().backward()
    return tmp_path


def test_every_graph_has_one(folder: Path) -> None:
    graphs = [artifact.manifest["graph"] for artifact in list_artifacts(folder)]
    assert len(graphs) == 2
    assert graphs[1] == f"{graphs[0]}.backward"
    assert {entry.name for entry in folder.iterdir()} == {a.name for a in list_artifacts(folder)}


def test_a_manifest_names_every_file_with_its_digest(folder: Path) -> None:
    for artifact in list_artifacts(folder):
        listed = {file["path"]: file["sha256"] for file in artifact.manifest["files"]}
        there = {
            str(path.relative_to(artifact.path)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in artifact.path.rglob("*")
            if path.is_file() and path.name != "manifest.json"
        }
        assert listed == there
        assert artifact.manifest["schema"] == "torch-mock/artifact/1"
        assert "records.json" in listed
        assert any(path.startswith("stages/") for path in listed)
        assert artifact.damaged() == []


def test_programs_are_stored_encoded_and_as_text(folder: Path) -> None:
    forward = list_artifacts(folder)[0]
    programs = {path.name for path in (forward.path / "programs").iterdir()}
    assert forward.manifest["kernels"] > 0
    assert {Path(name).suffix for name in programs} == {".bin", ".asm"}
    assert all("halt" in path.read_text() for path in (forward.path / "programs").glob("*.asm"))


def test_a_changed_file_is_found(folder: Path) -> None:
    artifact = list_artifacts(folder)[0]
    (artifact.path / "records.json").write_text("{}")
    assert artifact.damaged() == ["records.json"]


def test_a_second_compile_does_not_collide(tmp_path: Path) -> None:
    for _ in range(3):
        torch._dynamo.reset()
        with torch.no_grad():
            torch.compile(lambda x: x + 1, backend="mock", options={"artifacts": str(tmp_path)})(
                torch.ones(8)
            )
    assert len(list_artifacts(tmp_path)) == 3


def test_a_refused_graph_has_its_artifacts(tmp_path: Path) -> None:
    with config.patch(artifacts=str(tmp_path)):
        report = torch_mock.check(torch.linalg.svdvals, torch.randn(4, 4), enforcement="strict")
    assert report.refused
    assert any(artifact.manifest["refused"] for artifact in list_artifacts(tmp_path))


def test_a_failed_write_is_a_warning(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    compiled = torch.compile(lambda x: x + 1, backend="mock", options={"artifacts": str(blocked)})
    with pytest.warns(UserWarning, match="no artifact of graph.* was written to .*file"):
        out = compiled(torch.ones(4))
    assert out.tolist() == [2.0] * 4


def test_what_is_no_artifact_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="no artifact"):
        read_artifact(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"schema": "torch-mock/artifact/99"}))
    with pytest.raises(ArtifactError, match="artifact/99"):
        read_artifact(tmp_path)


def test_artifacts_are_found_by_prefix(folder: Path) -> None:
    forward = list_artifacts(folder)[0]
    graph = forward.manifest["graph"]
    assert find_artifact(folder, forward.name).name == forward.name
    assert find_artifact(folder, f"{graph}-").name == forward.name
    with pytest.raises(ArtifactError, match="several"):
        find_artifact(folder, graph)
    with pytest.raises(ArtifactError, match="no artifact 'grahp'"):
        find_artifact(folder, "grahp")
