"""What depends on weights alone is computed once, and again after a weight was written to."""

from __future__ import annotations

import copy
import gc
import threading
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import nn

import torch_mock
from torch_mock.compile.graph import CompiledGraph


class Folded(nn.Module):
    """A product with a transposed weight, and a scale that is computed from parameters and a buffer."""

    variance: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(24, 40)
        self.scale = nn.Parameter(torch.randn(40))
        self.register_buffer("variance", torch.rand(40) + 0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.linear(x) * (self.scale / torch.sqrt(self.variance + 1e-5))


class Run:
    """A model on the device, its twin on the CPU, and how often the compiled graph prepared weights."""

    def __init__(self, graphs: list[CompiledGraph], model: nn.Module, **options: Any) -> None:
        self._graphs = graphs
        self.twin = copy.deepcopy(model).eval()
        self.model = model.to("mock").eval()
        self.compiled = torch.compile(self.model, backend="mock", options=options or None)
        self.x = torch.randn(5, 24)

    def check(self) -> None:
        with torch.no_grad():
            actual = self.compiled(self.x.to("mock"))
            torch.testing.assert_close(actual.cpu(), self.twin(self.x))
        assert torch_mock.last_report().host_calls == {}

    def change(self, change: Callable[[Any], object]) -> None:
        with torch.no_grad():
            change(self.model)
            change(self.twin)

    @property
    def graphs(self) -> int:
        return len(self._graphs)

    @property
    def preparations(self) -> int:
        return sum(graph.statistics()["preparations"] for graph in self._graphs)


MakeRun = Callable[..., Run]


@pytest.fixture
def make_run(monkeypatch: pytest.MonkeyPatch, on_host_compiler: bool) -> MakeRun:
    if on_host_compiler:
        pytest.skip("a compiler that makes every node a host call prepares nothing")
    graphs: list[CompiledGraph] = []
    bind = CompiledGraph._bind

    def noted(self: CompiledGraph) -> Any:
        graphs.append(self)
        return bind(self)

    monkeypatch.setattr(CompiledGraph, "_bind", noted)

    def make(model: nn.Module | None = None, **options: Any) -> Run:
        return Run(graphs, model or Folded(), **options)

    return make


@pytest.mark.parametrize("execution", ["fast", "checked"])
def test_one_preparation_serves_all_calls(make_run: MakeRun, execution: str) -> None:
    run = make_run(execution=execution)
    for _ in range(3):
        run.check()
    assert run.preparations == 1
    report = torch_mock.last_report()
    assert report.preparation_cycles > 0
    assert sum(kernel["preparations"] for kernel in report.kernels) == 2
    assert "cycles to prepare weights, once" in str(report)


def _new_data(model: Folded) -> None:
    model.linear.weight.data = torch.ones_like(model.linear.weight) * 2


CHANGES: dict[str, Callable[[Any], object]] = {
    "in place": lambda model: model.linear.weight.mul_(2),
    "a part of it": lambda model: model.linear.weight[3, 5].fill_(7),
    "through data": lambda model: model.linear.weight.data.add_(1),
    "through a row of data": lambda model: model.linear.weight.data[2].zero_(),
    "copied from the host": lambda model: model.scale.copy_(torch.arange(40.0)),
    "through a detached alias": lambda model: model.scale.detach().neg_(),
    "other data": _new_data,
    "a buffer": lambda model: model.variance.fill_(3),
    "through a set storage": lambda model: model.scale.set_(model.scale.clone() + 1),
    "an out argument": lambda model: torch.add(model.variance, 1, out=model.variance),
    "a list of tensors": lambda model: torch._foreach_mul_(list(model.parameters()), 3),
    "a state that is loaded": lambda model: model.load_state_dict(
        {name: tensor.cpu() + 0.25 for name, tensor in model.state_dict().items()}
    ),
}


@pytest.mark.parametrize("change", list(CHANGES))
def test_a_write_prepares_again(make_run: MakeRun, change: str) -> None:
    run = make_run()
    run.check()
    run.change(CHANGES[change])
    run.check()
    run.check()
    assert run.preparations == 2


def test_another_weight_at_the_same_address_is_another(make_run: MakeRun) -> None:
    run = make_run()
    run.check()
    for factor in (2.0, 3.0, 4.0):
        values = run.twin.linear.weight.detach() * factor
        run.model.linear.weight = None
        run.model.linear.weight = nn.Parameter(values.to("mock"))
        run.twin.linear.weight = nn.Parameter(values)
        run.check()


def test_what_a_compiled_graph_writes_prepares_again(make_run: MakeRun) -> None:
    run = make_run()
    run.check()

    @torch.compile(backend="mock")
    def halve(weight: torch.Tensor) -> None:
        weight.mul_(0.5)

    with torch.no_grad():
        halve(run.model.scale)
        run.twin.scale.mul_(0.5)
    run.check()
    assert run.preparations == 2


def test_an_optimizer_step_prepares_again(make_run: MakeRun) -> None:
    run = make_run()
    optimizers = [torch.optim.SGD(m.parameters(), lr=0.1) for m in (run.model, run.twin)]
    for _ in range(3):
        for function, x, optimizer in (
            (run.compiled, run.x.to("mock"), optimizers[0]),
            (run.twin, run.x, optimizers[1]),
        ):
            optimizer.zero_grad()
            function(x).square().mean().backward()
            optimizer.step()
        for mine, other in zip(run.model.parameters(), run.twin.parameters(), strict=True):
            torch.testing.assert_close(mine.cpu(), other)
    run.check()


class Counting(nn.Module):
    """Writes to a buffer that a product reads, so that the buffer is no constant."""

    cache: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("cache", torch.randn(40, 24))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        result = x @ self.cache.t()
        self.cache.add_(1)
        return result


def test_a_buffer_that_the_graph_writes_is_not_held(make_run: MakeRun) -> None:
    run = make_run(Counting())
    for _ in range(3):
        run.check()
    assert run.preparations == 0


class Returned(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(24))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        squared = self.weight * self.weight
        return x + squared, squared


def test_a_returned_value_is_not_shared_by_calls(make_run: MakeRun) -> None:
    run = make_run(Returned())
    with torch.no_grad():
        x = run.x.to("mock")
        first, second = run.compiled(x)[1], run.compiled(x)[1]
        first.zero_()
        torch.testing.assert_close(second.cpu(), run.twin.weight.detach() ** 2)


def test_streams_and_threads_share_a_preparation(make_run: MakeRun) -> None:
    run = make_run()
    run.check()
    x, failures = run.x.to("mock"), []
    torch.mock.synchronize()
    expected = run.twin(run.x)

    def calls() -> None:
        with torch.no_grad(), torch.mock.stream(torch.mock.Stream()):
            for _ in range(5):
                actual = run.compiled(x).cpu()
                if not torch.allclose(actual, expected, rtol=1e-4, atol=1e-5):
                    failures.append(actual)

    threads = [threading.Thread(target=calls) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    # Dynamo may compile again for a thread, whose global state differs from the main thread's.
    assert run.preparations == run.graphs


def test_the_memory_is_given_back(make_run: MakeRun) -> None:
    run = make_run()
    gc.collect()
    torch.mock.synchronize()
    before = torch.mock.memory_allocated()
    run.check()
    torch.mock.synchronize()
    held = torch.mock.memory_allocated() - before
    assert held >= 24 * 40 * 4
    run.change(CHANGES["in place"])
    run.check()
    torch.mock.synchronize()
    assert torch.mock.memory_allocated() - before == held


def test_a_product_of_weights_only(make_run: MakeRun) -> None:
    class Products(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a = nn.Parameter(torch.randn(24, 16))
            self.b = nn.Parameter(torch.randn(24, 16))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x @ (self.a @ self.b.t()).softmax(-1)

    run = make_run(Products(), execution="checked")
    run.check()
    run.check()
    assert run.preparations == 1
    run.change(lambda model: model.a.mul_(0.5))
    run.check()
    assert run.preparations == 2
