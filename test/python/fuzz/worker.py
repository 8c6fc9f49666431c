"""The process that checks graphs for `make fuzz`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from fuzz.case_file import write_case
from fuzz.check import check
from fuzz.generate import generate
from fuzz.minimise import minimise

#: Graphs per process.
BATCH = 100
#: Files in the scratch folder: the seed under check, and at the end how many failed.
PROGRESS, RESULT = "seed", "failed"


def main() -> int:
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    folder, scratch, seconds = Path(sys.argv[3]), Path(sys.argv[4]), float(sys.argv[5])
    end = time.monotonic() + seconds
    failed = 0
    for current in range(seed, seed + count):
        if time.monotonic() > end:
            break
        (scratch / PROGRESS).write_text(str(current))
        graph = generate(current)
        problem = check(graph)
        if problem is None:
            continue
        failed += 1
        print(f"seed {current}: {problem.kind}: {problem.text[:400]}", flush=True)
        small = minimise(graph, problem, check)
        found = check(small) or problem
        print(f"  kept as {write_case(small, found, f'seed_{current}', folder)}", flush=True)
    (scratch / RESULT).write_text(str(failed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
