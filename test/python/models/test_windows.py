"""Convolution, pooling and resizing: as eager's in both executions, nothing on the host."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
import torch
import torch.nn.functional as F

import torch_mock


def check(
    function: Callable[..., Any],
    *inputs: torch.Tensor,
    native: bool = True,
    tolerance: float = 1e-4,
) -> None:
    """``function`` gives the same on the CPU and, compiled, on the device in both executions."""
    expected = function(*inputs)
    for execution in ("fast", "checked"):
        torch._dynamo.reset()
        compiled = torch.compile(function, backend="mock", options={"execution": execution})
        with torch.no_grad():
            actual = compiled(*(x.to("mock") for x in inputs))
        report = torch_mock.last_report()
        assert report is not None
        assert not native or report.host_calls == {}
        for a, e in zip(as_tuple(actual), as_tuple(expected), strict=True):
            assert a.stride() == e.stride()
            torch.testing.assert_close(a.cpu(), e, rtol=tolerance, atol=tolerance, equal_nan=True)


def as_tuple(value: Any) -> tuple[torch.Tensor, ...]:
    return value if isinstance(value, tuple) else (value,)


CONVOLUTIONS: dict[str, tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = {
    "1d": ((2, 3, 17), (5, 3, 4), {"stride": 2, "padding": 1}),
    "2d": ((2, 3, 9, 11), (5, 3, 3, 3), {"padding": 1}),
    "3d": ((1, 3, 5, 6, 7), (4, 3, 2, 3, 3), {"padding": (1, 0, 1), "stride": (1, 2, 1)}),
    "pointwise": ((2, 16, 7, 9), (24, 16, 1, 1), {}),
    "pointwise stride": ((1, 8, 7, 9), (8, 8, 1, 1), {"stride": 2}),
    "dilation": ((1, 4, 19, 17), (6, 4, 3, 3), {"dilation": (2, 8), "padding": (2, 8)}),
    "stride 4": ((1, 4, 19, 17), (6, 4, 5, 5), {"stride": (4, 3), "padding": 2}),
    "stride over kernel": ((1, 4, 19, 17), (6, 4, 2, 2), {"stride": (4, 3)}),
    "groups": ((2, 8, 9, 9), (12, 4, 3, 3), {"groups": 2, "padding": 1}),
    "many groups": ((1, 24, 6, 6), (48, 3, 3, 3), {"groups": 8}),
    "depthwise": ((2, 10, 13, 13), (10, 1, 3, 3), {"groups": 10, "padding": 1}),
    "depthwise stride": ((1, 20, 14, 14), (20, 1, 5, 5), {"groups": 20, "stride": 2, "padding": 2}),
    "depthwise multiplier": ((1, 6, 9, 9), (12, 1, 3, 3), {"groups": 6}),
    "one pixel": ((1, 3, 5, 5), (4, 3, 5, 5), {"stride": 3}),
    "large": ((1, 64, 28, 28), (64, 64, 3, 3), {"padding": 1}),
    "channels split": ((1, 256, 7, 7), (128, 256, 3, 3), {"padding": 1}),
    "same": ((1, 3, 9, 9), (4, 3, 3, 3), {"padding": "same"}),
}


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("case", list(CONVOLUTIONS))
def test_convolution(case: str, bias: bool) -> None:
    input_size, weight_size, arguments = CONVOLUTIONS[case]
    convolve = (F.conv1d, F.conv2d, F.conv3d)[len(input_size) - 3]
    tensors = [torch.randn(input_size), torch.randn(weight_size)]
    if bias:
        tensors.append(torch.randn(weight_size[0]))
    check(lambda *t: convolve(*t, **arguments), *tensors, tolerance=1e-3)


def test_unbatched() -> None:
    check(lambda x, w: F.conv2d(x, w, padding=1), torch.randn(3, 9, 9), torch.randn(4, 3, 3, 3))


def test_empty_batch() -> None:
    check(lambda x, w: F.conv2d(x, w, padding=1), torch.randn(0, 3, 9, 9), torch.randn(4, 3, 3, 3))
    check(lambda x: F.max_pool2d(x, 2), torch.randn(0, 3, 9, 9))
    check(lambda x: F.avg_pool2d(x, 2), torch.randn(0, 3, 9, 9))


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_sixteen_bits(dtype: torch.dtype) -> None:
    x, w, b = (torch.randn(s, dtype=dtype) for s in ((2, 8, 9, 9), (16, 8, 3, 3), (16,)))
    check(lambda x, w, b: F.conv2d(x, w, b, padding=1).relu(), x, w, b, tolerance=5e-2)
    check(lambda x: F.max_pool2d(x, 3, 2, 1), x)
    check(lambda x: F.avg_pool2d(x, 3, 2, 1), x, tolerance=1e-2)


@pytest.mark.parametrize("case", ["2d", "groups", "depthwise", "pointwise", "large"])
def test_channels_last(case: str) -> None:
    input_size, weight_size, arguments = CONVOLUTIONS[case]
    x = torch.randn(input_size).to(memory_format=torch.channels_last)
    w = torch.randn(weight_size).to(memory_format=torch.channels_last)
    check(lambda x, w: F.conv2d(x, w, **arguments).relu(), x, w, tolerance=1e-3)


def test_sliced_input() -> None:
    x = torch.randn(2, 6, 20, 20)[:, ::2, 1::2, 2:15]
    check(lambda x, w: F.conv2d(x, w, padding=1), x, torch.randn(4, 3, 3, 3))


TRANSPOSED: dict[str, tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]] = {
    "1d": ((2, 3, 7), (3, 5, 4), {"stride": 2, "padding": 1}),
    "plain": ((1, 4, 5, 6), (4, 3, 3, 3), {}),
    "stride": ((2, 4, 5, 6), (4, 3, 3, 3), {"stride": 2, "padding": 1, "output_padding": 1}),
    "cropped": ((1, 4, 6, 6), (4, 3, 2, 2), {"stride": 2, "padding": 1}),
    "padding over kernel": ((1, 2, 8, 8), (2, 3, 1, 1), {"padding": 2}),
    "dilation": ((1, 4, 5, 5), (4, 3, 3, 3), {"dilation": 2, "stride": 3, "output_padding": 2}),
    "groups": ((1, 6, 5, 5), (6, 2, 3, 3), {"groups": 3, "stride": 2}),
    "3d": ((1, 2, 3, 4, 3), (2, 3, 2, 2, 2), {"stride": 2}),
}


@pytest.mark.parametrize("case", list(TRANSPOSED))
def test_transposed_convolution(case: str) -> None:
    input_size, weight_size, arguments = TRANSPOSED[case]
    convolve = (F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d)[len(input_size) - 3]
    bias = torch.randn(weight_size[1] * arguments.get("groups", 1))
    check(
        lambda x, w, b: convolve(x, w, b, **arguments),
        torch.randn(input_size),
        torch.randn(weight_size),
        bias,
    )


def test_epilogue_is_one_kernel() -> None:
    convolution, norm = torch.nn.Conv2d(3, 8, 3, padding=1, bias=False), torch.nn.BatchNorm2d(8)
    norm.running_mean = torch.randn(8)
    norm.running_var = torch.rand(8) + 0.5
    model = torch.nn.Sequential(convolution, norm).eval().requires_grad_(False)
    x, residual = torch.randn(2, 3, 9, 9), torch.randn(2, 8, 9, 9)
    expected = (model(x) + residual).relu()
    model = model.to("mock")
    compiled = torch.compile(lambda x, r: (model(x) + r).relu(), backend="mock")
    actual = compiled(x.to("mock"), residual.to("mock"))
    torch.testing.assert_close(actual.cpu(), expected, rtol=1e-4, atol=1e-4)
    report = torch_mock.last_report()
    assert report is not None
    assert report.host_calls == {}
    names = [kernel["name"] for kernel in report.kernels]
    assert sum("convolution" in name and "relu" in name for name in names) == 1


def test_stride_over_the_limit_is_split_or_runs_on_the_host() -> None:
    patches = torch.randn(1, 3, 32, 32), torch.randn(16, 3, 8, 8)
    check(lambda x, w: F.conv2d(x, w, stride=8), *patches)
    report = torch_mock.last_report()
    assert report is not None
    assert [(v.rule, v.action) for v in report.violations if v.rule.startswith("conv.")] == [
        ("conv.stride-range", "split")
    ]
    check(lambda x, w: F.conv2d(x, w, stride=5), *patches, native=False)
    report = torch_mock.last_report()
    assert report is not None
    assert [(v.rule, v.action) for v in report.violations if v.rule.startswith("conv.")] == [
        ("conv.stride-range", "host_call")
    ]


def special(*size: int) -> torch.Tensor:
    """Random numbers with NaN, infinities and windows of -infinity."""
    x = torch.randn(size)
    flat = x.reshape(-1)
    flat[::17] = float("nan")
    flat[5::23] = float("inf")
    x[..., : size[-1] // 2] = float("-inf")
    return x


def pools() -> Iterable[tuple[str, Callable[[torch.Tensor], Any], tuple[int, ...]]]:
    yield "max 1d", lambda x: F.max_pool1d(x, 3, 2, 1), (2, 5, 17)
    yield "max 2d", lambda x: F.max_pool2d(x, 3, 2, 1), (2, 5, 17, 19)
    yield "max 2x2", lambda x: F.max_pool2d(x, 2), (2, 5, 17, 19)
    yield "max 3d", lambda x: F.max_pool3d(x, 2, 2), (1, 3, 6, 7, 8)
    yield "max dilated", lambda x: F.max_pool2d(x, 2, 1, 1, 3), (1, 3, 9, 9)
    yield "max ceil", lambda x: F.max_pool2d(x, 3, 2, ceil_mode=True), (1, 3, 10, 12)
    yield "max 5x5", lambda x: F.max_pool2d(x, 5, 1, 2), (1, 16, 9, 9)
    yield "max 13x13", lambda x: F.max_pool2d(x, 13, 1, 6), (1, 4, 14, 14)
    yield "max stride over kernel", lambda x: F.max_pool2d(x, 2, 5), (1, 4, 14, 14)
    yield "max unbatched", lambda x: F.max_pool2d(x, 2), (4, 9, 9)


@pytest.mark.parametrize("values", [torch.randn, special])
@pytest.mark.parametrize(("name", "function", "size"), list(pools()), ids=[p[0] for p in pools()])
def test_max_pooling(
    name: str,
    function: Callable[[torch.Tensor], Any],
    size: tuple[int, ...],
    values: Callable[..., torch.Tensor],
) -> None:
    check(function, values(*size), tolerance=0)


@pytest.mark.parametrize("values", [torch.randn, special])
@pytest.mark.parametrize(
    "function",
    [
        lambda x: F.max_pool2d(x, 3, 2, 1, return_indices=True),
        lambda x: F.max_pool2d(x, (2, 3), (1, 2), return_indices=True),
        lambda x: F.max_pool2d(x, 2, 1, 1, dilation=3, return_indices=True),
        lambda x: F.max_pool2d(x, 5, 2, 2, ceil_mode=True, return_indices=True),
    ],
)
def test_positions(
    function: Callable[[torch.Tensor], Any], values: Callable[..., torch.Tensor]
) -> None:
    check(function, values(2, 5, 13, 11), tolerance=0)


AVERAGES: dict[str, tuple[Callable[[torch.Tensor], Any], tuple[int, ...]]] = {
    "1d": (lambda x: F.avg_pool1d(x, 3, 2, 1), (2, 5, 17)),
    "2d": (lambda x: F.avg_pool2d(x, 3, 2, 1), (2, 5, 17, 19)),
    "without padding": (
        lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False),
        (2, 5, 17, 19),
    ),
    "ceil": (lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True), (1, 3, 10, 12)),
    "ceil without padding": (
        lambda x: F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=False),
        (1, 3, 10, 12),
    ),
    "divisor": (lambda x: F.avg_pool2d(x, 2, divisor_override=3), (1, 3, 10, 12)),
    "3d": (lambda x: F.avg_pool3d(x, 2, 1, 1), (1, 3, 5, 6, 7)),
    "rows": (lambda x: F.avg_pool2d(x, 7), (2, 16, 14, 14)),
    "large": (lambda x: F.avg_pool2d(x, 11, 3), (2, 4, 20, 20)),
    "adaptive": (lambda x: F.adaptive_avg_pool2d(x, 4), (2, 8, 12, 12)),
    "adaptive 1": (lambda x: F.adaptive_avg_pool2d(x, 1), (2, 8, 7, 7)),
    "adaptive 1d": (lambda x: F.adaptive_avg_pool1d(x, 3), (2, 8, 12)),
    "adaptive 3d": (lambda x: F.adaptive_avg_pool3d(x, (2, 3, 1)), (1, 4, 4, 6, 5)),
}


@pytest.mark.parametrize("case", list(AVERAGES))
def test_averages(case: str) -> None:
    function, size = AVERAGES[case]
    check(function, torch.randn(size))


ADAPTIVE_MAXIMA: dict[str, tuple[Callable[[torch.Tensor], Any], tuple[int, ...]]] = {
    "1d": (lambda x: F.adaptive_max_pool1d(x, 4), (2, 3, 12)),
    "2d": (lambda x: F.adaptive_max_pool2d(x, (4, 3)), (2, 3, 12, 9)),
    "positions": (lambda x: F.adaptive_max_pool2d(x, 4, return_indices=True), (2, 3, 12, 8)),
    "3d": (lambda x: F.adaptive_max_pool3d(x, 2), (1, 2, 4, 6, 8)),
}


@pytest.mark.parametrize("case", list(ADAPTIVE_MAXIMA))
def test_adaptive_maxima(case: str) -> None:
    function, size = ADAPTIVE_MAXIMA[case]
    check(function, torch.randn(size), tolerance=0)


UNEQUAL: dict[str, tuple[Callable[[torch.Tensor], Any], tuple[int, ...]]] = {
    "average": (lambda x: F.adaptive_avg_pool2d(x, (5, 7)), (2, 3, 12, 9)),
    "average 3d": (lambda x: F.adaptive_avg_pool3d(x, (2, 3, 4)), (1, 2, 5, 6, 7)),
    "maximum": (lambda x: F.adaptive_max_pool2d(x, (5, 7), return_indices=True), (2, 3, 12, 9)),
    "nearest": (lambda x: F.interpolate(x, size=(17, 20)), (2, 3, 12, 12)),
    "nearest 2d": (lambda x: F.interpolate(x, scale_factor=2), (2, 3, 7, 5)),
    "nearest 1d": (lambda x: F.interpolate(x, size=21), (2, 3, 7)),
    "nearest 3d": (lambda x: F.interpolate(x, scale_factor=2), (1, 2, 3, 4, 5)),
    "nearest exact": (
        lambda x: F.interpolate(x, scale_factor=3, mode="nearest-exact"),
        (1, 2, 4, 5),
    ),
    "linear": (lambda x: F.interpolate(x, scale_factor=2, mode="linear"), (2, 3, 12)),
    "bilinear": (lambda x: F.interpolate(x, size=(17, 20), mode="bilinear"), (2, 3, 12, 12)),
    "corners": (
        lambda x: F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=True),
        (2, 3, 6, 6),
    ),
    "trilinear": (lambda x: F.interpolate(x, scale_factor=2, mode="trilinear"), (1, 2, 3, 4, 5)),
}


@pytest.mark.parametrize("case", list(UNEQUAL))
def test_unequal_windows(case: str) -> None:
    """Taken apart into indexing and arithmetic."""
    function, size = UNEQUAL[case]
    check(function, torch.randn(size))
