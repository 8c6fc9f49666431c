"""``torch-mock check``."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

import click

from torch_mock import config
from torch_mock.cli.loading import load_model
from torch_mock.cli.output import OK, VIOLATIONS, Command, output
from torch_mock.cli.rules import all_rules
from torch_mock.errors import did_you_mean

_DTYPES = ("float32", "float16", "bfloat16", "float64")


def _rules(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    rules = {}
    for value in values:
        name, separator, policy = value.partition("=")
        if not separator:
            raise click.BadParameter(f"{value!r} must have the form RULE=POLICY")
        if name not in (known := [str(rule["name"]) for rule in all_rules()]):
            raise click.BadParameter(f"unknown rule {name!r}{did_you_mean(name, known)}")
        rules[name] = policy
    return rules


@click.command(cls=Command)
@click.argument("target", metavar="FILE_OR_MODULE:ATTR")
@click.option(
    "--profile",
    metavar="NAME_OR_FILE",
    help="The device profile; default: the configuration's, else mock-v1.",
)
@click.option(
    "--enforcement",
    type=click.Choice(config.ENFORCEMENTS),
    help="Whether violations refuse or are legalized.",
)
@click.option(
    "--as-dtype",
    type=click.Choice(_DTYPES),
    help="Check as if floating point tensors had this type.",
)
@click.option(
    "--rule",
    "rules",
    multiple=True,
    callback=_rules,
    metavar="RULE=POLICY",
    help=f"Policy of a rule: {', '.join(config.POLICIES)}.",
)
@click.option(
    "--artifacts", type=click.Path(file_okay=False), help="Folder for the artifacts of each graph."
)
def check(
    target: str,
    profile: str | None,
    enforcement: str | None,
    as_dtype: str | None,
    rules: dict[str, str],
    artifacts: str | None,
) -> int:
    """Compile a model and report every limit that it breaks, without executing it.

    ATTR is, or returns, (model, args) or (model, args, kwargs). Exit code 1 means violations, in
    either enforcement.
    """
    import torch

    from torch_mock.checking import check as run_check

    patches: dict[str, Any] = {"rules": rules or None, "artifacts": artifacts}
    with contextlib.redirect_stdout(sys.stderr):  # what the model prints is not ours
        model, args, kwargs = load_model(target)
        with config.patch(**{key: value for key, value in patches.items() if value is not None}):
            dtype = getattr(torch, as_dtype) if as_dtype else None
            report = run_check(
                model, *args, profile=profile, enforcement=enforcement, as_dtype=dtype, **kwargs
            )
    output().emit(report.to_dict(), lambda console: console.print(str(report), markup=False))
    return OK if report.ok else VIOLATIONS
