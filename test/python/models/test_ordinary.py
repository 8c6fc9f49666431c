"""The demo's ordinary models at reduced size: values and buffers as eager's, executions that agree, no
host call."""

from __future__ import annotations

import copy

import pytest
import torch

import torch_mock
from ordinary import CASES, Case
from torch_mock.compile.compare import bound_of_run, differences

RELATIVE_ERROR = 1e-4


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_ordinary_model(case: Case) -> None:
    torch.manual_seed(0)
    small = case.small()
    assert small is not None
    model, inputs, _ = small
    model.eval()
    reference, there = copy.deepcopy(model), [copy.deepcopy(model).to("mock") for _ in range(2)]
    with torch.no_grad():
        expected = reference(*inputs)
        results = [
            _run(on_device, inputs, execution)
            for on_device, execution in zip(there, ("fast", "checked"), strict=True)
        ]
    report = torch_mock.last_report()
    assert report is not None
    assert report.host_calls == {}
    tolerance = RELATIVE_ERROR * float(expected.abs().max())
    torch.testing.assert_close(results[0], expected, rtol=0, atol=tolerance)
    assert differences(*results, bound_of_run(report, model, inputs)) == []
    for buffer, wanted in zip(there[0].buffers(), reference.buffers(), strict=True):
        torch.testing.assert_close(buffer.cpu(), wanted, rtol=1e-4, atol=tolerance)


def _run(model: torch.nn.Module, inputs: tuple[torch.Tensor, ...], execution: str) -> torch.Tensor:
    torch._dynamo.reset()
    torch.mock.reset_host_calls()
    compiled = torch.compile(model, backend="mock", options={"execution": execution})
    result = compiled(*(tensor.to("mock") for tensor in inputs))
    assert torch.mock.host_calls() == {}
    return result.cpu()


@pytest.mark.parametrize("name", ["Llama, prompt", "Llama, next token"])
def test_the_cache_is_written_in_place(name: str) -> None:
    """The kernels that update the KV cache write the new tokens' keys and values, and nothing else."""
    case = next(case for case in CASES if case.name == name)
    small = case.small()
    assert small is not None
    model, (tokens, positions), _ = small
    there = copy.deepcopy(model).eval().to("mock")
    caches = [buffer for name, buffer in there.named_buffers() if "cache" in name]
    places = [cache.data_ptr() for cache in caches]
    with torch.no_grad():
        torch.compile(there, backend="mock")(tokens.to("mock"), positions.to("mock"))
    report = torch_mock.last_report()
    assert report is not None
    updates = [kernel for kernel in report.kernels if kernel["source"] == "aten.index_put"]
    new = tokens.shape[1] * caches[0].nbytes // caches[0].shape[2]
    assert [update["bytes_out"] for update in updates] == [new] * len(updates)
    assert sum(update["launches"] for update in updates) == len(caches)
    copied = [k for k in report.kernels if k["source"] in ("aten.copy", "aten.clone", "aten.copy_")]
    assert not copied
    assert [cache.data_ptr() for cache in caches] == places
