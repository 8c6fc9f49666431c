"""Real models: results as eager's, host calls asserted, both executions compared."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
import torch.nn.functional as F

import torch_mock
from torch_mock.compile.compare import compare


class Mlp(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(64, 96), torch.nn.ReLU(), torch.nn.Linear(96, 50), torch.nn.GELU()
        )
        self.head = torch.nn.Linear(50, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.layers(x)).softmax(-1)


class Cnn(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.first = torch.nn.Conv2d(1, 8, 3, padding=1)
        self.second = torch.nn.Conv2d(8, 16, 3, padding=1)
        self.head = torch.nn.Linear(16 * 4, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.max_pool2d(self.first(x).relu(), 2)
        x = F.max_pool2d(self.second(x).relu(), 2)
        return self.head(x.flatten(1))


def gpt2() -> torch.nn.Module:
    transformers = pytest.importorskip("transformers")
    config = transformers.GPT2Config(
        vocab_size=256, n_positions=32, n_embd=32, n_layer=2, n_head=2, use_cache=False
    )
    return transformers.GPT2LMHeadModel(config).eval()


CASES = {
    "mlp": (Mlp, lambda: torch.randn(30, 64)),
    "cnn": (Cnn, lambda: torch.randn(4, 1, 8, 8)),
    "gpt2": (gpt2, lambda: torch.arange(24).reshape(2, 12)),
}


def logits(output: Any) -> torch.Tensor:
    return output if isinstance(output, torch.Tensor) else output.logits


@pytest.fixture(params=list(CASES))
def case(request: pytest.FixtureRequest) -> tuple[torch.nn.Module, torch.Tensor]:
    torch.manual_seed(0)
    make, inputs = CASES[request.param]
    return make(), inputs()


@pytest.mark.parametrize("device", ["cpu", "mock"])
def test_forward(case: tuple[torch.nn.Module, torch.Tensor], device: str) -> None:
    model, x = case
    with torch.no_grad():
        expected = logits(model(x))
        on_device = copy.deepcopy(model).to(device)
        actual = logits(torch.compile(on_device, backend="mock")(x.to(device)))
    assert actual.device.type == device
    torch.testing.assert_close(actual.cpu(), expected, rtol=1e-4, atol=1e-5)


def test_both_executions(case: tuple[torch.nn.Module, torch.Tensor]) -> None:
    model, x = case
    model = model.to("mock")
    assert compare(lambda t: logits(model(t)), x.to("mock")) == []


def test_the_mlp_makes_no_host_call(host_calls: Any) -> None:
    model, x = Mlp().to("mock"), torch.randn(30, 64, device="mock")
    compiled = torch.compile(model, backend="mock")
    with torch.no_grad():
        compiled(x)
        host_calls.reset()
        compiled(x)
    assert host_calls() == {}
    report = torch_mock.last_report()
    assert report is not None
    assert report.host_calls == {}
    assert report.kernels
    assert report.cycles > 0


@pytest.mark.parametrize("make", [Mlp, Cnn])
def test_training_follows_eager(make: type[torch.nn.Module]) -> None:
    torch.manual_seed(0)
    model = make()
    x = torch.randn(16, 64) if make is Mlp else torch.randn(16, 1, 8, 8)
    target = torch.randint(0, 10, (16,))
    losses = [
        _train(copy.deepcopy(model), x, target, compiled=compiled) for compiled in (False, True)
    ]
    torch.testing.assert_close(losses[1], losses[0], rtol=1e-4, atol=1e-5)


def _train(
    model: torch.nn.Module, x: torch.Tensor, target: torch.Tensor, compiled: bool
) -> list[float]:
    device = "mock" if compiled else "cpu"
    model, x, target = model.to(device), x.to(device), target.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    forward = torch.compile(model, backend="mock") if compiled else model
    losses = []
    for _ in range(4):
        optimizer.zero_grad()
        loss = F.cross_entropy(forward(x), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
