"""``torch-mock rules``."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from torch_mock.cli.output import OK, Group, output
from torch_mock.errors import did_you_mean


def all_rules() -> list[dict[str, Any]]:
    """The compiler's rules and those of the capture, sorted by name."""
    from torch_mock import _C
    from torch_mock.capture_rules import CAPTURE_RULES

    captured = [
        {"name": name, "family": "capture", "text": text} for name, text in CAPTURE_RULES.items()
    ]
    compiled = [dict(rule) for rule in json.loads(_C.compiler.rules_json())]
    return sorted(compiled + captured, key=lambda rule: str(rule["name"]))


def _text(rule: dict[str, Any]) -> str:
    """One line: a rule of the compiler has a title, one of the capture a text."""
    return str(rule.get("title") or rule.get("text") or "")


@click.group(cls=Group)
def rules() -> None:
    """The rules that graphs are checked by."""


@rules.command("list")
def list_rules() -> int:
    """Every rule with its family and text."""
    found = all_rules()

    def render(console: Console) -> None:
        table = Table("rule", "family", "text", box=None)
        for rule in found:
            table.add_row(str(rule["name"]), str(rule.get("family", "")), _text(rule))
        console.print(table)

    output().emit(found, render)
    return OK


@rules.command()
@click.argument("name")
def show(name: str) -> int:
    """Everything that is declared about one rule."""
    by_name = {str(rule["name"]): rule for rule in all_rules()}
    if name not in by_name:
        raise click.UsageError(f"unknown rule {name!r}{did_you_mean(name, by_name)}")
    rule = by_name[name]

    def render(console: Console) -> None:
        for key, value in rule.items():
            console.print(f"{key}: {value}", markup=False)

    output().emit(rule, render)
    return OK
