"""Training eagerly on the device: autograd, convolution, attention, recurrent cells, AMP."""

from __future__ import annotations

import copy

import pytest
import torch
import torch.nn.functional as F
from torch import nn


def compare_training(module: nn.Module, *inputs: torch.Tensor) -> None:
    """One forward and backward pass on both devices from the same state."""
    twin = copy.deepcopy(module).to("mock")
    results = []
    for model, device in ((module, "cpu"), (twin, "mock")):
        arguments = [x.detach().to(device).requires_grad_(x.requires_grad) for x in inputs]
        output = model(*arguments)
        output = output[0] if isinstance(output, tuple) else output
        output.sin().sum().backward()
        gradients = [p.grad for p in model.parameters()] + [x.grad for x in arguments]
        results.append([output, *gradients])
    for expected, actual in zip(*results, strict=True):
        if expected is None:
            assert actual is None
        else:
            assert actual.is_mock
            torch.testing.assert_close(actual.cpu(), expected)


@pytest.mark.parametrize(
    ("make", "shape"),
    [
        (lambda: nn.Conv1d(4, 6, 3, padding=1), (2, 4, 9)),
        (lambda: nn.Conv2d(4, 6, 3, stride=2, groups=2), (2, 4, 9, 9)),
        (lambda: nn.Conv2d(4, 6, 3, dilation=2, bias=False), (2, 4, 9, 9)),
        (lambda: nn.ConvTranspose2d(4, 6, 3, stride=2, output_padding=1), (2, 4, 5, 5)),
        (lambda: nn.Conv3d(2, 3, 2), (1, 2, 4, 4, 4)),
        (lambda: nn.BatchNorm2d(4), (3, 4, 5, 5)),
        (lambda: nn.LayerNorm(5), (3, 4, 5)),
        (lambda: nn.GroupNorm(2, 4), (3, 4, 5)),
        (lambda: nn.LSTM(5, 7, 2, batch_first=True), (3, 4, 5)),
        (lambda: nn.LSTM(5, 7, bidirectional=True, bias=False), (3, 4, 5)),
        (lambda: nn.GRU(5, 7, 2), (3, 4, 5)),
        (lambda: nn.RNN(5, 7), (3, 4, 5)),
        (lambda: nn.MaxPool2d(2), (1, 2, 6, 6)),
        (lambda: nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0), (3, 4, 8)),
    ],
)
def test_modules_agree_with_the_cpu(make, shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    compare_training(make(), torch.randn(shape, requires_grad=True))


def test_convolutions_are_counted(host_calls) -> None:
    layer = nn.Conv2d(2, 3, 3, device="mock")
    image = torch.randn(1, 2, 8, 8, device="mock", requires_grad=True)
    host_calls.reset()
    layer(image).sum().backward()
    calls = host_calls()
    assert calls["aten.convolution"] == 1
    assert calls["aten.convolution_backward"] == 1


FORWARD = "aten._scaled_dot_product_fused_attention_overrideable"


@pytest.mark.parametrize("mask", ["none", "causal", "float", "bool"])
@pytest.mark.parametrize("heads", [4, 2])
def test_attention_is_one_operator(mask: str, heads: int, host_calls) -> None:
    query = torch.randn(2, 4, 6, 8, requires_grad=True)
    key, value = (torch.randn(2, heads, 6, 8, requires_grad=True) for _ in range(2))
    options = {
        "none": {},
        "causal": {"is_causal": True},
        "float": {"attn_mask": torch.randn(6, 6)},
        "bool": {"attn_mask": torch.ones(6, 6, dtype=torch.bool).tril()},
    }[mask]
    gqa = {"enable_gqa": True} if heads != 4 else {}
    expected = F.scaled_dot_product_attention(query, key, value, **options, **gqa)
    expected.sin().sum().backward()
    twins = [x.detach().mock().requires_grad_() for x in (query, key, value)]
    options = {k: v.mock() if isinstance(v, torch.Tensor) else v for k, v in options.items()}
    actual = F.scaled_dot_product_attention(*twins, **options, **gqa)
    actual.sin().sum().backward()
    torch.testing.assert_close(actual.cpu(), expected)
    for twin, original in zip(twins, (query, key, value), strict=True):
        torch.testing.assert_close(twin.grad.cpu(), original.grad)
    assert host_calls()[FORWARD] == 1
    assert host_calls()[FORWARD + "_backward"] == 1


def test_attention_falls_apart_where_the_fused_kernel_does_not_serve(host_calls) -> None:
    query, key = (torch.randn(1, 2, 4, 8, device="mock") for _ in range(2))
    value = torch.randn(1, 2, 4, 6, device="mock")
    result = F.scaled_dot_product_attention(query, key, value)
    expected = F.scaled_dot_product_attention(query.cpu(), key.cpu(), value.cpu())
    torch.testing.assert_close(result.cpu(), expected)
    assert FORWARD not in host_calls()
    bias = torch.zeros(4, 4, device="mock", requires_grad=True)
    F.scaled_dot_product_attention(query, key, key, attn_mask=bias).sum().backward()
    assert bias.grad is not None


def test_a_network_learns_on_the_second_device() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1)).to("mock:1")
    x = torch.randn(64, 2, device="mock:1")
    y = x[:, :1] * x[:, 1:]
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    losses = []
    for _ in range(60):
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 4
    assert all(p.grad.device == torch.device("mock:1") for p in model.parameters())


def test_higher_derivatives_and_transforms() -> None:
    x = torch.randn(3, dtype=torch.float64, device="mock", requires_grad=True)
    assert torch.autograd.gradcheck(lambda t: (t.exp() * t).sum(), x)
    assert torch.autograd.gradgradcheck(lambda t: (t.sin() * t).sum(), x)
    hessian = torch.func.hessian(lambda t: (t**3).sum())(x.detach())
    torch.testing.assert_close(hessian.cpu(), torch.diag(6 * x.detach().cpu()))
    tangent = torch.func.jvp(torch.sin, (x.detach(),), (torch.ones_like(x),))[1]
    torch.testing.assert_close(tangent.cpu(), x.detach().cpu().cos())


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_autocast(dtype: torch.dtype) -> None:
    model = nn.Linear(4, 4, device="mock")
    x = torch.randn(2, 4, device="mock")
    with torch.autocast("mock", dtype=dtype):
        product = model(x)
        assert product.dtype == dtype
        assert product.softmax(-1).dtype == torch.float32
        with torch.autocast("mock", enabled=False):
            assert model(x).dtype == torch.float32
        with pytest.raises(RuntimeError, match="unsafe to autocast"):
            F.binary_cross_entropy(x.sigmoid(), x.sigmoid())
    product.float().sum().backward()
    assert model.weight.grad.dtype == torch.float32


def test_autocast_of_the_cpu_does_not_reach_the_device() -> None:
    x = torch.randn(2, 2, device="mock")
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert (x @ x).dtype == torch.float32


def test_gradient_scaling() -> None:
    parameter = nn.Parameter(torch.ones(2, device="mock"))
    optimizer = torch.optim.SGD([parameter], lr=0.5)
    scaler = torch.amp.GradScaler("mock", init_scale=8.0)
    scaler.scale(parameter.sum()).backward()
    scaler.step(optimizer)
    scaler.update()
    assert parameter.tolist() == [0.5, 0.5]
