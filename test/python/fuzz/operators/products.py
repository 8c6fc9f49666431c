"""Matrix products, attention, convolution, pooling and resizing."""

from __future__ import annotations

from fuzz.draw import Draw, Unsuitable, Value
from fuzz.operators import Operator, Table


def matmul(d: Draw, name: str) -> None:
    value = d.floats(rank=2)
    d.add(name, "{0} @ {1}", value, d.input((value.shape[1], d.extent()), value.dtype))


def bmm(d: Draw, name: str) -> None:
    value = d.floats(rank=3)
    other = d.input((value.shape[0], value.shape[2], d.between(1, 9)), value.dtype)
    d.add(name, d.choice(("torch.bmm({0}, {1})", "{0} @ {1}")), value, other)


def linear(d: Draw, name: str) -> None:
    value = d.floats(low=1)
    outputs = d.extent(1)
    weight = d.input((outputs, value.shape[-1]), value.dtype)
    bias = [d.input((outputs,), value.dtype)] if d.chance(0.6) else []
    d.add(name, "F.linear({0}, {1}" + (", {2})" if bias else ")"), value, weight, *bias)


def addmm(d: Draw, name: str) -> None:
    value = d.floats(rank=2, low=1)
    columns = d.extent(1)
    bias = d.input((d.choice((1, value.shape[0])), columns), value.dtype)
    other = d.input((value.shape[1], columns), value.dtype)
    factors = d.choice(("", ", beta=0.5", ", alpha=2", ", beta=0"))
    d.add(name, f"torch.addmm({{0}}, {{1}}, {{2}}{factors})", bias, value, other)


def einsum(d: Draw, name: str) -> None:
    value = d.floats(rank=3, low=1)
    other = d.input((value.shape[1], d.between(1, 5), value.shape[2]), value.dtype)
    d.add(name, "torch.einsum('abc,bdc->adb', {0}, {1})", value, other)


def attention(d: Draw, name: str) -> None:
    batch, heads, repeats = d.between(1, 2), d.between(1, 3), d.choice((1, 1, 2))
    tokens, keys, width = d.extent(1), d.extent(1), d.choice((1, 4, 5, 8, 16))
    dtype = d.choice(("float32", "float32", "bfloat16"))
    query = d.input((batch, heads * repeats, tokens, width), dtype)
    key = d.input((batch, heads, keys, width), dtype)
    value = d.input((batch, heads, keys, width), dtype)
    group = ", enable_gqa=True" if repeats > 1 else ""
    kind = d.choice(("plain", "causal", "bool", "float"))
    operands = [query, key, value]
    if kind == "bool":
        operands.append(d.input((tokens, keys), "bool"))
    if kind == "float":
        operands.append(d.input(d.choice(((tokens, keys), (batch, 1, tokens, keys))), dtype))
    mask = {"causal": ", is_causal=True", "plain": ""}.get(kind, ", attn_mask={3}")
    d.add(name, f"F.scaled_dot_product_attention({{0}}, {{1}}, {{2}}{mask}{group})", *operands)


def window(d: Draw, extents: tuple[int, ...]) -> tuple[list[int], list[int], list[int], list[int]]:
    """Kernel, stride, padding and dilation that leave at least one window in each dimension."""
    kernel = [d.choice((1, 2, 3, 3, 5)) for _ in extents]
    stride = [d.choice((1, 1, 2, 3)) for _ in extents]
    dilation = [d.choice((1, 1, 2)) for _ in extents]
    padding = [d.between(0, size // 2) for size in kernel]
    for i, extent in enumerate(extents):
        if extent + 2 * padding[i] < dilation[i] * (kernel[i] - 1) + 1:
            kernel[i], dilation[i], padding[i] = 1, 1, 0
    return kernel, stride, padding, dilation


def convolution(rank: int) -> Operator:
    def draw(d: Draw, name: str) -> None:
        value = d.floats(rank=rank + 2, low=1)
        channels = value.shape[1]
        groups = d.choice(n for n in (1, 1, 2, channels) if channels % n == 0)
        filters = groups * d.between(1, 5)
        kernel, stride, padding, dilation = window(d, value.shape[2:])
        weight = d.input((filters, channels // groups, *kernel), value.dtype)
        bias = [d.input((filters,), value.dtype)] if d.chance(0.5) else []
        rest = f"{', {2}' if bias else ', None'}, {stride}, {padding}, {dilation}, {groups}"
        d.add(name, f"F.conv{rank}d({{0}}, {{1}}{rest})", value, weight, *bias)

    return draw


def transposed(rank: int) -> Operator:
    def draw(d: Draw, name: str) -> None:
        value = d.floats(rank=rank + 2, low=1)
        channels = value.shape[1]
        groups = d.choice(n for n in (1, 1, 2, channels) if channels % n == 0)
        kernel = [d.choice((1, 2, 3)) for _ in range(rank)]
        stride = [d.choice((1, 2)) for _ in range(rank)]
        dilation = [d.choice((1, 1, 2)) for _ in range(rank)]
        padding = [d.between(0, (size - 1) // 2) for size in kernel]
        extra = [d.between(0, step - 1) for step in stride]
        weight = d.input((channels, d.between(1, 4), *kernel), value.dtype)
        rest = f"None, {stride}, {padding}, {extra}, {groups}, {dilation}"
        d.add(name, f"F.conv_transpose{rank}d({{0}}, {{1}}, {rest})", value, weight)

    return draw


def max_pool(rank: int) -> Operator:
    def draw(d: Draw, name: str) -> None:
        value = d.floats(rank=rank + 2, low=1)
        kernel, stride, padding, dilation = window(d, value.shape[2:])
        ceil = d.choice((False, False, True))
        rest = f"{kernel}, {stride}, {padding}, {dilation}, {ceil}"
        d.add(name, f"F.max_pool{rank}d({{0}}, {rest})", value, exact=True)

    return draw


def positions(d: Draw, name: str) -> None:
    """Of the greatest of each window; the first of equal ones."""
    value = d.floats(rank=4, low=1)
    kernel, stride, padding, dilation = window(d, value.shape[2:])
    rest = (
        f"{kernel}, {stride}, {padding}, {dilation}, {d.choice((False, True))}, return_indices=True"
    )
    d.add(name, f"F.max_pool2d({{0}}, {rest})[1]", value, exact=True)


def average_pool(rank: int) -> Operator:
    def draw(d: Draw, name: str) -> None:
        value = d.floats(rank=rank + 2, low=1)
        kernel, stride, padding, _ = window(d, value.shape[2:])
        ceil, counts = d.choice((False, True)), d.choice((False, True))
        divisor = f", {d.choice((None, 3))}" if rank > 1 else ""
        rest = f"{kernel}, {stride}, {padding}, {ceil}, {counts}{divisor}"
        d.add(name, f"F.avg_pool{rank}d({{0}}, {rest})", value)

    return draw


def adaptive_pool(d: Draw, name: str) -> None:
    value = d.floats(rank=4, low=1)
    size = tuple(d.between(1, max(1, n)) for n in value.shape[2:])
    d.add(name, f"F.adaptive_avg_pool2d({{0}}, {d.choice((1, size))})", value)


def adaptive_maximum(d: Draw, name: str) -> None:
    value = d.floats(rank=4, low=1)
    size = tuple(d.between(1, max(1, n)) for n in value.shape[2:])
    d.add(name, f"F.adaptive_max_pool2d({{0}}, {d.choice((1, size))})", value, exact=True)


def resize(d: Draw, name: str) -> None:
    value = d.floats(rank=4, low=1)
    if max(value.shape[2:]) > 17:
        raise Unsuitable
    size = tuple(d.between(1, 2 * n) for n in value.shape[2:])
    modes = (
        "mode='nearest'",
        "mode='nearest-exact'",
        "mode='bilinear'",
        "mode='bilinear', align_corners=True",
    )
    d.add(name, f"F.interpolate({{0}}, size={size}, {d.choice(modes)})", value)


def conv_block(d: Draw, name: str) -> None:
    """What networks are made of: convolution, norm, activation, residual sum."""
    value: Value = d.floats(rank=4, low=1)
    channels = value.shape[1]
    weight = d.input((channels, channels, 3, 3), value.dtype)
    result = d.add(name, "F.conv2d({0}, {1}, padding=1)", value, weight)
    mean = d.input((channels,), value.dtype)
    variance = d.add(name, "{0}.abs() + 0.5", d.input((channels,), value.dtype))
    result = d.add(name, "F.relu(F.batch_norm({0}, {1}, {2}))", result, mean, variance)
    d.add(name, "{0} + {1}", result, value)


TABLE: Table = {
    "matmul": matmul,
    "bmm": bmm,
    "linear": linear,
    "addmm": addmm,
    "einsum": einsum,
    "attention": attention,
    "conv1d": convolution(1),
    "conv2d": convolution(2),
    "conv3d": convolution(3),
    "conv_transpose1d": transposed(1),
    "conv_transpose2d": transposed(2),
    "conv_transpose3d": transposed(3),
    "max_pool1d": max_pool(1),
    "max_pool2d": max_pool(2),
    "max_pool3d": max_pool(3),
    "positions": positions,
    "avg_pool1d": average_pool(1),
    "avg_pool2d": average_pool(2),
    "avg_pool3d": average_pool(3),
    "adaptive_pool": adaptive_pool,
    "adaptive_maximum": adaptive_maximum,
    "resize": resize,
    "conv_block": conv_block,
}
