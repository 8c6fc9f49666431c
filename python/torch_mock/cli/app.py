"""The commands and the way from exceptions to exit codes."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

import click

import torch_mock
from torch_mock.artifacts import ArtifactError
from torch_mock.cli.artifacts import artifacts
from torch_mock.cli.check import check
from torch_mock.cli.doctor import doctor
from torch_mock.cli.output import FAILURE, INTERRUPTED, OK, VIOLATIONS, WRONG_USE, Group, Output
from torch_mock.cli.profiles import profiles
from torch_mock.cli.rules import rules
from torch_mock.errors import ConfigError, ConstraintError


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(torch_mock.__version__, prog_name="torch-mock")
def cli() -> None:
    """Would this model run on such a device, and if not, which of its lines is the reason?

    Exit codes: 0 fine, 1 violations or problems found, 2 wrong use, 3 an internal failure or an
    uncaught exception of the model, 130 interrupted.
    """


for command in (check, profiles, rules, artifacts, doctor):
    cli.add_command(command)


def run(arguments: Sequence[str]) -> int:
    """Runs a command line and returns its exit code."""
    settings = Output()
    try:
        result = cli.main(
            list(arguments), prog_name="torch-mock", standalone_mode=False, obj=settings
        )
        return result if isinstance(result, int) else OK
    except click.exceptions.Exit as end:
        return end.exit_code
    except (click.Abort, KeyboardInterrupt):
        settings.messages.print("interrupted", style="red")
        return INTERRUPTED
    except click.UsageError as error:
        error.show()
        return WRONG_USE
    except (click.ClickException, ConfigError, ArtifactError) as error:
        _say(
            settings,
            error.format_message() if isinstance(error, click.ClickException) else str(error),
        )
        return WRONG_USE
    except ConstraintError as error:
        _say(settings, str(error))
        return VIOLATIONS
    except Exception as error:  # noqa: BLE001 (the exit code and the text tell)
        _say(settings, f"{type(error).__name__}: {error}")
        trace = traceback.format_exc()
        settings.messages.print(
            trace if settings.verbosity > 0 else "(-v shows where)", markup=False
        )
        return FAILURE


def _say(settings: Output, text: str) -> None:
    settings.messages.print("error:", style="bold red", end=" ")
    settings.messages.print(text, markup=False)
