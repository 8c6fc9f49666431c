"""The command line, ``torch-mock``."""

from __future__ import annotations


def main() -> None:
    """The console script; ends the process with one of the exit codes in ``docs/cli.md``."""
    import sys

    from torch_mock.cli.app import run

    sys.exit(run(sys.argv[1:]))
