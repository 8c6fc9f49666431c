"""The process that measures one workload; prints one JSON object. Started by run.py.

`first BACKEND` times the first call from cold caches. `steady` holds all backends in one process and
lets them take turns, so that what else the machine does hits all of them alike.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import torch._inductor.config

from workloads import WORKLOADS, Inputs, Workload

BACKENDS = ("eager", "inductor", "mock")
TURNS = 9
TURN_SECONDS = 0.15  # of one backend
PAGE = os.sysconf("SC_PAGE_SIZE")

Step = Callable[[], None]


def use_threads(count: int) -> None:
    """On that many processors, so that no backend can take more than it is given."""
    torch.set_num_threads(count)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def place(workload: Workload, backend: str) -> tuple[Any, list[Inputs]]:
    """The model and its inputs where the backend runs them."""
    torch.manual_seed(0)
    model, inputs = workload.make(), workload.inputs()
    device = "mock" if backend == "mock" else "cpu"
    if isinstance(model, torch.nn.Module):
        model = model.eval().to(device)
    return model, [tuple(tensor.to(device) for tensor in call) for call in inputs]


def step_of(backend: str, model: Any, inputs: list[Inputs]) -> Step:
    """One timed step. The device is waited for once per step, as a caller does who reads the result."""
    call = model if backend == "eager" else torch.compile(model, backend=backend)

    def step() -> None:
        with torch.no_grad():
            for arguments in inputs:
                call(*arguments)
            if backend == "mock":
                torch.mock.synchronize()  # type: ignore[attr-defined]

    return step


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def peak_bytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure_first(workload: Workload, backend: str) -> dict[str, Any]:
    """From torch.compile to the first result, imports of torch not included; and how much more memory
    the process has needed by the end of a few calls."""
    model, inputs = place(workload, backend)
    before = resident_bytes()
    start = time.perf_counter()
    step = step_of(backend, model, inputs)
    step()
    seconds = time.perf_counter() - start
    for _ in range(3):
        step()
    result: dict[str, Any] = {"first_s": seconds, "memory_bytes": max(0, peak_bytes() - before)}
    if backend == "mock":
        result["host_calls"] = torch.mock.host_calls()  # type: ignore[attr-defined]
    return result


def seconds_per_step(step: Step) -> float:
    """The median over as many steps as fit into a turn, at least one."""
    times: list[float] = []
    end = time.perf_counter() + TURN_SECONDS
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def measure_steady(workload: Workload) -> dict[str, Any]:
    """The median of each backend's turns, in seconds."""
    steps = {backend: step_of(backend, *place(workload, backend)) for backend in BACKENDS}
    for step in steps.values():
        step()
        step()
    turns: dict[str, list[float]] = {backend: [] for backend in BACKENDS}
    for _ in range(TURNS):
        for backend, step in steps.items():
            turns[backend].append(seconds_per_step(step))
    return {
        "steady_s": {backend: statistics.median(times) for backend, times in turns.items()},
        "turns_s": turns,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workload", choices=WORKLOADS)
    parser.add_argument("what", choices=("first", "steady"))
    parser.add_argument("--backend", choices=BACKENDS)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    use_threads(arguments.threads)
    torch._inductor.config.fx_graph_cache = False
    torch._inductor.config.force_disable_caches = arguments.what == "first"
    workload = WORKLOADS[arguments.workload]
    if arguments.what == "first":
        result = measure_first(workload, arguments.backend)
    else:
        result = measure_steady(workload)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
