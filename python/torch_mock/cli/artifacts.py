"""``torch-mock artifacts``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from torch_mock import config
from torch_mock.artifacts import Artifact, list_artifacts
from torch_mock.artifacts.store import find_artifact
from torch_mock.cli.output import OK, VIOLATIONS, Group, output

_folder = click.option(
    "--dir",
    "folder",
    type=click.Path(file_okay=False),
    help="The folder; default: the configuration's.",
)


def _resolve(folder: str | None) -> Path:
    chosen = folder or config.current().artifacts
    if chosen is None:
        raise click.UsageError(
            "no folder: give --dir, or set TORCH_MOCK_ARTIFACTS or the key artifacts"
        )
    return Path(chosen)


def _summary(artifact: Artifact) -> dict[str, Any]:
    manifest = artifact.manifest
    keys = ("graph", "created", "profile", "ok", "kernels", "cycles")
    return {"name": artifact.name, **{key: manifest[key] for key in keys}, "bytes": artifact.bytes}


@click.group(cls=Group)
def artifacts() -> None:
    """What compiles have written: IR, programs, records."""


@artifacts.command("list")
@_folder
def list_command(folder: str | None) -> int:
    """Every artifact in the folder, oldest first."""
    rows = [_summary(artifact) for artifact in list_artifacts(_resolve(folder))]

    def render(console: Console) -> None:
        table = Table("name", "created", "profile", "ok", "kernels", "cycles", "bytes", box=None)
        for row in rows:
            table.add_row(
                *(
                    str(row[column.header])
                    for column in table.columns
                    if isinstance(column.header, str)
                )
            )
        console.print(table)

    output().emit(rows, render)
    return OK


@artifacts.command()
@click.argument("name")
@_folder
def show(name: str, folder: str | None) -> int:
    """The manifest of an artifact; exit code 1 if files are missing or have changed."""
    artifact = find_artifact(_resolve(folder), name)
    damaged = artifact.damaged()

    def render(console: Console) -> None:
        for key, value in artifact.manifest.items():
            if key != "files":
                console.print(f"{key}: {value}", markup=False)
        for file in artifact.manifest["files"]:
            state = "  (missing or changed)" if file["path"] in damaged else ""
            console.print(f"  {file['bytes']:>10,}  {file['path']}{state}", markup=False)

    output().emit({**artifact.manifest, "damaged": damaged}, render)
    return VIOLATIONS if damaged else OK
