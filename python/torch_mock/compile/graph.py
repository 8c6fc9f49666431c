"""One compiled graph: forward, backward or inference."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Mapping
from typing import Any

import torch
from torch import fx

from torch_mock import _C
from torch_mock.capture_rules import CAPTURE_RULES
from torch_mock.compile.flatten import FlatGraph, flatten
from torch_mock.compile.target import Target
from torch_mock.config import Config

_numbers = itertools.count()


def next_graph_name() -> str:
    """``graph0``, ``graph1``, ... unique in the process."""
    return f"graph{next(_numbers)}"


def compiler_options(config: Config, target: Target, check_only: bool) -> dict[str, Any]:
    """The options of one compile as ``_C.compiler.compile_graph`` takes them."""
    return {
        "profile": target.profile,
        "device": target.device,
        "strict": config.strict,
        "rules": {rule: policy for rule, policy in config.rules if rule not in CAPTURE_RULES},
        "alignment": config.alignment,
        "max_memory": config.max_memory,
        "keep_stages": config.artifacts is not None,
        "verify_stages": False,
        "check_only": check_only,
    }


class CompiledGraph:
    """A graph that the compiler has seen. Bound to its device at the first call.

    Attributes:
        report: the compiler's report of this graph, as plain data.
        execution: ``fast`` or ``checked``. Both are in the same graph, so it may change between calls.
    """

    def __init__(
        self, flat: FlatGraph, config: Config, target: Target, *, check_only: bool = False
    ) -> None:
        self.flat = flat
        self.handle = _C.compiler.compile_graph(
            flat.description, compiler_options(config, target, check_only)
        )
        self.report: dict[str, Any] = json.loads(self.handle.report_json())
        self._target = target
        self.execution = config.execution
        self._executor: Any = None
        self._constants: list[torch.Tensor] = []
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return str(self.flat.description[0])

    def __deepcopy__(self, memo: dict[int, Any]) -> CompiledGraph:
        return self  # AOTAutograd copies the graph module that carries this; it does not change

    def statistics(self) -> dict[str, int]:
        """Launches, preparations, host calls and staged copies over all calls so far."""
        return dict(self._executor.statistics()) if self._executor else {}

    def __call__(self, *arguments: Any) -> list[Any]:
        executor = self._executor or self._bind()
        inputs = [arguments[position] for position in self.flat.inputs]
        results = executor.run(inputs + self._constants, self.execution == "checked")
        return [results[value] if is_tensor else value for is_tensor, value in self.flat.outputs]

    def _bind(self) -> Any:
        with self._lock:
            if self._executor is None:
                self._constants = self.flat.constants.values()
                self._executor = _C.compiler.make_executor(
                    self.handle, self.flat.host_arguments, self._target.device
                )
        return self._executor


def compile_graph(
    gm: fx.GraphModule,
    name: str,
    config: Config,
    target: Target,
    *,
    backward: bool = False,
    kinds: Mapping[str, tuple[str, str]] | None = None,
    forward: Mapping[int, Any] | None = None,
    check_only: bool = False,
) -> CompiledGraph:
    """Flattens and compiles. Violations are in the result's report, refused or not."""
    flat = flatten(gm, name, backward=backward, kinds=kinds, forward=forward)
    return CompiledGraph(flat, config, target, check_only=check_only)
