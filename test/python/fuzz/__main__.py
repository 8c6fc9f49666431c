"""`make fuzz`: random graphs until the time is up; failing ones are minimised and kept.

The graphs run in a process of their own, so that one that takes the process down is a finding too.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fuzz.case_file import CASES, write_case
from fuzz.check import Problem
from fuzz.generate import generate
from fuzz.graph import Graph
from fuzz.minimise import minimise
from fuzz.worker import BATCH, PROGRESS, RESULT

#: Of one batch of graphs; beyond it one of them hangs.
BATCH_SECONDS = 300.0
#: Of one graph in a process of its own.
CASE_SECONDS = 60.0


def run_batch(seed: int, count: int, seconds: float, folder: Path) -> int:
    """Checks `count` graphs from `seed` on in a worker; returns how many failed."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "fuzz.worker", str(seed), str(count), str(folder)]
        try:
            code = subprocess.run(
                [*command, scratch, str(seconds)], check=False, timeout=BATCH_SECONDS + seconds
            ).returncode
        except subprocess.TimeoutExpired:
            code = -1
        result = Path(scratch) / RESULT
        if result.exists():
            return int(result.read_text())
        crashed = int((Path(scratch) / PROGRESS).read_text())
    print(f"seed {crashed}: the process ended with {code}", flush=True)
    keep_crash(crashed, code, folder)
    rest = seed + count - (crashed + 1)
    return 1 + (run_batch(crashed + 1, rest, seconds, folder) if rest > 0 else 0)


def keep_crash(seed: int, code: int, folder: Path) -> None:
    """Minimises a graph that takes the process down, one process per candidate."""
    problem = Problem("crash", f"the process ended with {code}")
    graph = minimise(generate(seed), problem, _check_apart, seconds=120.0)
    print(f"  kept as {write_case(graph, problem, f'seed_{seed}', folder)}", flush=True)


def _check_apart(graph: Graph) -> Problem | None:
    with tempfile.TemporaryDirectory() as scratch:
        case = write_case(graph, Problem("crash", ""), "candidate", Path(scratch))
        try:
            done = subprocess.run(
                [sys.executable, str(case)], check=False, capture_output=True, timeout=CASE_SECONDS
            )
        except subprocess.TimeoutExpired:
            return Problem("crash", "it hangs")
    return Problem("crash", str(done.returncode)) if done.returncode not in (0, 1) else None


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the first graph")
    parser.add_argument("--count", type=int, default=0, help="graphs; 0: until the time is up")
    parser.add_argument("--seconds", type=float, default=300.0, help="no new batch after these")
    parser.add_argument("--cases", type=Path, default=CASES, help="where failing graphs are kept")
    arguments = parser.parse_args()
    end = time.monotonic() + arguments.seconds
    checked = failed = 0
    while time.monotonic() < end and (not arguments.count or checked < arguments.count):
        count = min(BATCH, arguments.count - checked) if arguments.count else BATCH
        failed += run_batch(
            arguments.seed + checked, count, max(1.0, end - time.monotonic()), arguments.cases
        )
        checked += count
        print(f"{checked} graphs from seed {arguments.seed}, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
