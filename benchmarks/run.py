"""Side by side: eager CPU, torch.compile with Inductor, and with mock (fast).

    python benchmarks/run.py [--only NAME,NAME] [--threads 1,2] [--write]

Prints a table. With --write the figures go to benchmarks/results.json, where they replace those of the
same workloads and threads, and all of the file's figures into the table of benchmarks/README.md. No time
is asserted. A workload that fails is said to and does not stop the others.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from table import machine, table, write_readme
from worker import BACKENDS
from workloads import WORKLOADS

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
NETWORKS = HERE.parent / "examples" / "demo"
TIMEOUT = 900.0

Figures = dict[str, Any]


def run_worker(arguments: Iterable[str], cache: str) -> Figures:
    """One measuring process with an empty cache folder of its own."""
    path = os.pathsep.join([str(HERE), str(NETWORKS), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path, "TORCHINDUCTOR_CACHE_DIR": cache}
    done = subprocess.run(
        [sys.executable, str(HERE / "worker.py"), *arguments],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    if done.returncode != 0:
        last = [line for line in done.stderr.splitlines() if line.strip()][-1:]
        return {"error": last[0] if last else f"exit code {done.returncode}"}
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def measure(name: str, threads: int) -> Figures:
    """All figures of one workload: {"first_s": {backend: ...}, "steady_s": ..., ...}."""
    common = ["--threads", str(threads)]
    result: Figures = {"first_s": {}, "memory_bytes": {}, "errors": {}}
    for backend in BACKENDS:
        with tempfile.TemporaryDirectory() as cache:
            figures = run_worker([name, "first", "--backend", backend, *common], cache)
        if "error" in figures:
            result["errors"][backend] = figures["error"]
            continue
        for key in ("first_s", "memory_bytes"):
            result[key][backend] = figures[key]
        if backend == "mock":
            result["host_calls"] = figures["host_calls"]
    with tempfile.TemporaryDirectory() as cache:
        steady = run_worker([name, "steady", *common], cache)
    if "error" in steady:
        result["errors"]["steady"] = steady.pop("error")
    return {**result, **steady}


def read_results() -> Figures:
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {"rows": {}}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default=",".join(WORKLOADS), help="workloads, with commas")
    parser.add_argument("--threads", default="1", help="numbers of threads, with commas")
    parser.add_argument("--write", action="store_true", help="results.json and README.md")
    arguments = parser.parse_args()
    names = arguments.only.split(",")
    if unknown := set(names) - WORKLOADS.keys():
        parser.error(f"unknown workload {sorted(unknown)}; there are {', '.join(WORKLOADS)}")
    rows: dict[str, dict[str, Figures]] = {}
    for threads in arguments.threads.split(","):
        for name in names:
            print(f"{name}, {threads} thread(s) ...", file=sys.stderr, flush=True)
            rows.setdefault(threads, {})[name] = measure(name, int(threads))
        print(table(rows[threads], int(threads)))
    if arguments.write:
        results = read_results()
        for threads, measured in rows.items():
            results["rows"].setdefault(threads, {}).update(measured)
        results["machine"] = machine()
        RESULTS.write_text(json.dumps(results, indent=1) + "\n")
        write_readme(HERE / "README.md", results)
    return 0


if __name__ == "__main__":
    sys.exit(main())
