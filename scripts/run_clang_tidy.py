"""Runs clang-tidy over the C++ files of a build, several at a time.

A file that was clean is not checked again until it, a header of the project that it includes, its
compile command, .clang-tidy or clang-tidy itself changes: clean results are remembered in the
user's cache folder by a hash of all these. Exits with 1 when clang-tidy reports anything.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CLANG_TIDY = "clang-tidy-22"
# g++ options that clang does not know.
EXTRA = ["--extra-arg=-Wno-unknown-warning-option", "--quiet"]
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "torch-mock" / "clang-tidy"


@cache
def included(file: Path, build: Path) -> frozenset[Path]:
    """The project's and the build's files that `file` includes directly."""
    folders = [file.parent, ROOT / "include", build / "include", ROOT]
    names = INCLUDE.findall(file.read_text(errors="replace"))
    found = (next((f / n for f in folders if (f / n).is_file()), None) for n in names)
    return frozenset(path.resolve() for path in found if path)


def closure(file: Path, build: Path) -> list[Path]:
    """`file` and everything of the project that it includes, directly or not."""
    seen, rest = {file}, [file]
    while rest:
        for header in included(rest.pop(), build) - seen:
            seen.add(header)
            rest.append(header)
    return sorted(seen)


@cache
def settings() -> bytes:
    version = subprocess.run([CLANG_TIDY, "--version"], check=True, capture_output=True).stdout
    return version + (ROOT / ".clang-tidy").read_bytes() + " ".join(EXTRA).encode()


def key(file: Path, command: str, build: Path) -> str:
    """Equal for equal inputs in any checkout."""
    digest = hashlib.sha256(settings())
    digest.update(command.replace(str(build), "BUILD").replace(str(ROOT), "ROOT").encode())
    for path in closure(file, build):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def sources(build: Path) -> dict[Path, str]:
    """The project's own translation units with their commands; generated ones are not."""
    commands = json.loads((build / "compile_commands.json").read_text())
    files = {Path(command["file"]).resolve(): command["command"] for command in commands}
    return {
        f: c for f, c in files.items() if f.is_relative_to(ROOT) and not f.is_relative_to(build)
    }


def check(build: Path, file: Path, command: str) -> bool:
    """Whether `file` is clean; prints what clang-tidy reports."""
    known = cache_folder() / key(file, command, build)
    if known.exists():
        return True
    run = [CLANG_TIDY, "-p", str(build), *EXTRA, str(file)]
    result = subprocess.run(run, check=False, capture_output=True, text=True)
    clean = result.returncode == 0
    print(f"{'ok    ' if clean else 'FAILED'} {file.relative_to(ROOT)}", flush=True)
    if clean:
        known.parent.mkdir(parents=True, exist_ok=True)
        known.touch()
    else:
        print(result.stdout, result.stderr, sep="\n", flush=True)
    return clean


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="a built folder")
    parser.add_argument("--only", default="", help="paths that begin with this, e.g. runtime/")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    build = arguments.build.resolve()
    files = [
        (file, command)
        for file, command in sorted(sources(build).items())
        if str(file.relative_to(ROOT)).startswith(arguments.only)
    ]
    if not files:
        parser.error(f"no translation unit of {build} begins with {arguments.only!r}")
    with ThreadPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(lambda pair: check(build, *pair), files))
    print(f"{sum(results)} of {len(files)} files clean")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
