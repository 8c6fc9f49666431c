"""Runs clang-tidy over the C++ files of a build, several at a time.

With --base only files that differ from that commit, and those whose header beside them differs;
without it all. Exits with 1 when clang-tidy reports anything.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLANG_TIDY = "clang-tidy-22"
# g++ options that clang does not know.
EXTRA = ["--extra-arg=-Wno-unknown-warning-option", "--quiet"]


def sources(build: Path) -> set[Path]:
    """The project's own translation units in the compilation database; generated ones are not."""
    commands = json.loads((build / "compile_commands.json").read_text())
    files = {Path(command["file"]).resolve() for command in commands}
    return {f for f in files if f.is_relative_to(ROOT) and not f.is_relative_to(build)}


def changed(base: str) -> set[Path]:
    """Files that differ from `base` in the work tree, without suffix: a header stands for its source."""
    command = ["git", "diff", "--name-only", base]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {Path(name).with_suffix("") for name in names.splitlines()}


def select(build: Path, base: str) -> list[Path]:
    files = sources(build)
    if not base:
        return sorted(files)
    stems = {stem.name for stem in changed(base)}
    return sorted(f for f in files if f.stem in stems)


def check(build: Path, file: Path) -> bool:
    command = [CLANG_TIDY, "-p", str(build), *EXTRA, str(file)]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    print(
        f"{'ok    ' if result.returncode == 0 else 'FAILED'} {file.relative_to(ROOT)}", flush=True
    )
    if result.returncode != 0:
        print(result.stdout, result.stderr, sep="\n", flush=True)
    return result.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="a configured build folder")
    parser.add_argument("--base", default="", help="commit to compare with; empty checks all")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    files = select(build, arguments.base)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(lambda file: check(build, file), files))
    print(f"{sum(results)} of {len(files)} files clean")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
