"""Weights of a model on the CPU move to the device once."""

from __future__ import annotations

import copy
import gc

import pytest
import torch
from torch import nn

from torch_mock.compile.resident import DeviceCopies, copies_on

DEVICE = torch.device("mock", 0)


@pytest.fixture
def copies() -> DeviceCopies:
    shared = copies_on(DEVICE)
    shared.clear()
    return shared


def _model() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4))


def test_the_same_copy_serves_every_call(copies: DeviceCopies) -> None:
    weight = torch.randn(3, 4)
    first = copies.get(weight)
    assert first.device == DEVICE
    assert copies.get(weight) is first
    assert torch.equal(first.cpu(), weight)


def test_a_changed_tensor_is_moved_again(copies: DeviceCopies) -> None:
    weight = torch.zeros(3)
    old = copies.get(weight)
    weight.add_(1)
    assert copies.get(weight) is not old
    assert copies.get(weight).tolist() == [1.0, 1.0, 1.0]
    weight.data = torch.full((2,), 5.0)
    assert copies.get(weight).tolist() == [5.0, 5.0]


@pytest.mark.parametrize("count", [1, 3, 1 << 16])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.bool])
def test_a_write_without_a_version_is_found(
    copies: DeviceCopies, count: int, dtype: torch.dtype
) -> None:
    weight = torch.zeros(count, dtype=dtype)
    copies.get(weight)
    version = weight._version
    weight.data.fill_(1)
    assert weight._version == version
    assert bool((copies.get(weight).cpu() == 1).all())


def test_clearing_moves_again(copies: DeviceCopies) -> None:
    weight = torch.zeros(1 << 16)
    old = copies.get(weight)
    weight.data[3] = 1  # between two words of the sample
    copies.clear()
    assert copies.get(weight) is not old
    assert copies.get(weight)[3].item() == 1


def test_copies_are_freed_with_the_model(copies: DeviceCopies) -> None:
    weight = torch.zeros(1 << 16)
    before = torch.mock.memory_allocated()
    copies.get(weight)
    assert len(copies) == 1
    assert torch.mock.memory_allocated() > before
    del weight
    gc.collect()
    torch.mock.synchronize()
    assert len(copies) == 0
    assert torch.mock.memory_allocated() == before


def test_inference_tensors_are_always_moved(copies: DeviceCopies) -> None:
    with torch.inference_mode():
        weight = torch.ones(2)
        assert copies.get(weight) is not copies.get(weight)
        assert copies.get(weight).tolist() == [1.0, 1.0]


def test_gradients_reach_the_hosts_tensor(copies: DeviceCopies) -> None:
    weight = torch.randn(4, requires_grad=True)
    (copies.get(weight) * 3).sum().backward()
    assert weight.grad is not None
    assert weight.grad.tolist() == [3.0] * 4
    assert weight.grad.device.type == "cpu"


def test_a_compiled_model_sees_new_weights(copies: DeviceCopies) -> None:
    model, x = _model(), torch.randn(2, 8)
    compiled = torch.compile(model, backend="mock")
    with torch.no_grad():
        torch.testing.assert_close(compiled(x), model(x))
        held = len(copies)
        assert held == 4
        torch.testing.assert_close(compiled(x + 1), model(x + 1))
        assert len(copies) == held
        model[0].weight.mul_(2)
        torch.testing.assert_close(compiled(x), model(x))
        model.load_state_dict({name: value + 1 for name, value in model.state_dict().items()})
        torch.testing.assert_close(compiled(x), model(x))


def test_training_follows_the_optimizer(copies: DeviceCopies) -> None:
    model = _model()
    reference = copy.deepcopy(model)
    compiled = torch.compile(model, backend="mock")
    x, y = torch.randn(6, 8), torch.randn(6, 4)
    for net, call in ((model, compiled), (reference, reference)):
        optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
        for _ in range(3):
            optimizer.zero_grad()
            nn.functional.mse_loss(call(x), y).backward()
            optimizer.step()
    for ours, theirs in zip(model.parameters(), reference.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs)


def test_running_statistics_stay_the_models(copies: DeviceCopies) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4)).train()
    reference = copy.deepcopy(model)
    compiled = torch.compile(model, backend="mock")
    for _ in range(3):
        x = torch.randn(8, 4)
        torch.testing.assert_close(compiled(x), reference(x))
    torch.testing.assert_close(model[1].running_mean, reference[1].running_mean)
    assert model[1].num_batches_tracked == reference[1].num_batches_tracked == 3
