"""``torch-mock profiles``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from torch_mock.cli.output import OK, VIOLATIONS, Group, output


def _load(name: str) -> dict[str, Any]:
    from torch_mock import _C

    return dict(json.loads(_C.compiler.profile_json(name)))


@click.group(cls=Group)
def profiles() -> None:
    """The device profiles: limits as data."""


@profiles.command("list")
def list_profiles() -> int:
    """Name, kind and description of every profile in the search path."""
    from torch_mock import _C

    keys = ("name", "kind", "description")
    documents = [_load(name) for name in _C.compiler.available_profiles()]
    rows = [{key: document.get(key, "") for key in keys} for document in documents]

    def render(console: Console) -> None:
        table = Table(*keys, box=None)
        for row in rows:
            table.add_row(*(str(row[key]) for key in keys))
        console.print(table)

    output().emit(rows, render)
    return OK


@profiles.command()
@click.argument("name", metavar="NAME_OR_FILE")
def show(name: str) -> int:
    """A profile with everything that it extends resolved, as JSON."""
    try:
        document = _load(name)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    output().emit(document, lambda console: console.print_json(json.dumps(document)))
    return OK


@profiles.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
def validate(files: tuple[str, ...]) -> int:
    """Check profile files; exit code 1 if one of them is not valid."""
    results = [_validate(file) for file in files]

    def render(console: Console) -> None:
        for result in results:
            verdict = "valid" if result["valid"] else f"not valid: {result['error']}"
            console.print(f"{result['file']}: {verdict}", markup=False)

    output().emit(results, render)
    return OK if all(result["valid"] for result in results) else VIOLATIONS


def _validate(file: str) -> dict[str, Any]:
    try:
        _load(file if file.endswith(".json") else str(Path(file).resolve()))
    except (ValueError, RuntimeError) as error:
        return {"file": file, "valid": False, "error": str(error)}
    return {"file": file, "valid": True, "error": None}
