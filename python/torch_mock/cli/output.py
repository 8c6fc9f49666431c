"""What every command shares: output as text or JSON, verbosity, colour and exit codes."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
from typing import Any

import click
from rich.console import Console

OK, VIOLATIONS, WRONG_USE, FAILURE, INTERRUPTED = 0, 1, 2, 3, 130


@dataclasses.dataclass
class Output:
    """Where and how a command writes. With ``json`` stdout gets one document and nothing else."""

    json: bool = False
    verbosity: int = 0
    color: bool = True

    @property
    def console(self) -> Console:
        return Console(no_color=not self.color, highlight=False, soft_wrap=True, stderr=False)

    @property
    def messages(self) -> Console:
        """For progress and errors: stderr."""
        return Console(no_color=not self.color, highlight=False, soft_wrap=True, stderr=True)

    def emit(self, document: Any, render: Callable[[Console], None]) -> None:
        """Writes the document as JSON or lets ``render`` write it as text."""
        if self.json:
            click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        elif self.verbosity >= 0:
            render(self.console)

    def note(self, text: str) -> None:
        """A remark for ``-v``."""
        if self.verbosity > 0:
            self.messages.print(text, markup=False)


def output() -> Output:
    """The settings of the command that runs."""
    return click.get_current_context().find_root().ensure_object(Output)


def _set(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    def callback(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        if value:
            setattr(context.find_root().ensure_object(Output), name, value)

    return callback


def _set_color(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value or os.environ.get("NO_COLOR"):
        context.find_root().ensure_object(Output).color = False


def _quiet(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        context.find_root().ensure_object(Output).verbosity = -1


def _common_options() -> list[click.Option]:
    return [
        click.Option(
            ["--json"],
            is_flag=True,
            expose_value=False,
            callback=_set("json"),
            help="Write one JSON document to stdout.",
        ),
        click.Option(
            ["-v", "--verbose"],
            count=True,
            expose_value=False,
            callback=_set("verbosity"),
            help="Say more, on stderr.",
        ),
        click.Option(
            ["-q", "--quiet"],
            is_flag=True,
            expose_value=False,
            callback=_quiet,
            help="Write no text; the exit code tells.",
        ),
        click.Option(
            ["--no-color"],
            is_flag=True,
            expose_value=False,
            callback=_set_color,
            help="No colours (also: NO_COLOR).",
        ),
    ]


class Command(click.Command):
    """A command with the options that all have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += _common_options()


class Group(click.Group):
    """A group whose commands have the options that all have."""

    command_class = Command
    group_class = type
