"""The choice of tiles in reports, and results for every number of host threads."""

from __future__ import annotations

import pytest
import torch

import torch_mock


def test_the_report_lists_the_choice_and_the_runners_up() -> None:
    x, w = torch.randn(96, 256), torch.randn(256, 128)
    report = torch_mock.check(lambda x, w: torch.relu(x @ w), x, w)
    (kernel,) = report.kernels
    first, *others = kernel["candidates"]
    assert (first["tiles"], first["cores"]) == (kernel["tiles"], kernel["cores"])
    assert first["cycles"] == kernel["cycles"]
    assert others
    cycles = [candidate["cycles"] for candidate in kernel["candidates"]]
    assert cycles == sorted(cycles)
    assert all(candidate["estimate"] > 0 for candidate in kernel["candidates"])


def test_a_second_compile_chooses_the_same() -> None:
    x = torch.randn(300, 700)
    kernels = [torch_mock.check(lambda x: torch.softmax(x, 1), x).kernels for _ in range(2)]
    choices = [[kernel["candidates"] for kernel in graph] for graph in kernels]
    assert choices[0] == choices[1]


@pytest.fixture
def threads():  # type: ignore[no-untyped-def]
    before = torch.get_num_threads()
    yield torch.set_num_threads
    torch.set_num_threads(before)


def test_results_do_not_depend_on_host_threads(threads) -> None:  # type: ignore[no-untyped-def]
    x, w = torch.randn(700, 900, device="mock"), torch.randn(900, 800, device="mock")

    @torch.compile(backend="mock")
    def model(x: torch.Tensor, w: torch.Tensor) -> tuple[torch.Tensor, ...]:
        y = x @ w
        return y, torch.softmax(y, 1), y.sum()

    results = []
    for count in (1, 2, 4):
        threads(count)
        results.append([value.cpu() for value in model(x, w)])
    for other in results[1:]:
        assert all(torch.equal(a, b) for a, b in zip(results[0], other, strict=True))
