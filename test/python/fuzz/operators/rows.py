"""Reductions, norms, scans and sorts: what works along whole rows."""

from __future__ import annotations

from fuzz.draw import Draw, Unsuitable, Value
from fuzz.operators import Operator, Table

SUMS = ("sum", "mean", "logsumexp")
SPREADS = ("var", "std")
EXTREMA = ("amax", "amin")


def dims(d: Draw, value: Value) -> str:
    """One dimension, or several."""
    count = d.between(1, value.rank)
    return f"{tuple(sorted(d.random.sample(range(value.rank), count)))}"


def along(code: str, low: int = 0, exact: bool = False) -> Operator:
    """An operator with one dimension, written DIM in its code."""

    def draw(d: Draw, name: str) -> None:
        value = d.floats(low=low, exact=exact)
        d.add(name, code.replace("DIM", str(d.dim(value))), value, exact=exact)

    return draw


def reduction(method: str, low: int, exact: bool = False) -> Operator:
    def draw(d: Draw, name: str) -> None:
        value = d.floats(low=low)
        keep = d.choice((True, False))
        d.add(name, f"{{0}}.{method}(dim={dims(d, value)}, keepdim={keep})", value, exact=exact)

    return draw


def spread(method: str) -> Operator:
    def draw(d: Draw, name: str) -> None:
        value = d.floats(low=2)
        correction = d.choice((0, 1))
        code = f"{{0}}.{method}(dim={dims(d, value)}, correction={correction}, keepdim=True)"
        d.add(name, code, value)

    return draw


def var_mean(d: Draw, name: str) -> None:
    value = d.floats(low=2)
    part = d.choice((0, 1))
    d.add(name, f"torch.var_mean({{0}}, dim={d.dim(value)}, keepdim=True)[{part}]", value)


def norm(d: Draw, name: str) -> None:
    value = d.floats(low=1)
    order = d.choice((1, 2, "float('inf')"))
    d.add(name, f"torch.linalg.vector_norm({{0}}, {order}, dim={dims(d, value)})", value)


def full_sum(d: Draw, name: str) -> None:
    d.add(name, d.choice(("{0}.sum()", "{0}.mean()")), d.floats(low=1))


def arg(d: Draw, name: str) -> None:
    value = d.floats(low=1, exact=True)
    code = d.choice(("argmax", "argmin"))
    keep = d.choice((True, False))
    d.add(name, f"{{0}}.{code}({d.dim(value)}, keepdim={keep})", value, exact=True)


def extremum_with_index(d: Draw, name: str) -> None:
    value = d.floats(low=1, exact=True)
    code = f"{{0}}.{d.choice(('max', 'min'))}({d.dim(value)})[{d.choice((0, 1))}]"
    d.add(name, code, value, exact=True)


def any_all(d: Draw, name: str) -> None:
    value = d.floats(exact=True)
    mask = d.add(name, "{0} > 0", value, exact=True)
    d.add(name, f"{{0}}.{d.choice(('any', 'all'))}({d.dim(value)})", mask, exact=True)


def sort(d: Draw, name: str) -> None:
    value = d.floats(low=1, exact=True)
    descending = d.choice((True, False))
    part = d.choice((0, 1))
    code = f"torch.sort({{0}}, dim={d.dim(value)}, descending={descending}, stable=True)[{part}]"
    d.add(name, code, value, exact=True)


def topk(d: Draw, name: str) -> None:
    value = d.floats(low=1, exact=True)
    dim = d.dim(value)
    count = d.between(1, value.shape[dim])
    # Which of several equal elements comes first is not said, so only values are compared.
    code = f"torch.topk({{0}}, {count}, dim={dim}, largest={d.choice((True, False))})[0]"
    d.add(name, code, value, exact=True)


def affine(d: Draw, extents: tuple[int, ...], dtype: str) -> list[Value]:
    """Weight and bias, or neither."""
    return [d.input(extents, dtype), d.input(extents, dtype)] if d.chance(0.6) else []


def layer_norm(d: Draw, name: str) -> None:
    value = d.floats(low=1)
    shape = value.shape[d.between(0, value.rank - 1) :]
    rest = affine(d, shape, value.dtype)
    names = "".join(f", {{{i + 1}}}" for i in range(len(rest)))
    d.add(name, f"F.layer_norm({{0}}, {shape}{names})", value, *rest)


def rms_norm(d: Draw, name: str) -> None:
    value = d.floats(low=1)
    shape = value.shape[-1:]
    rest = affine(d, shape, value.dtype)[:1]
    weight = "{1}" if rest else "None"
    d.add(name, f"F.rms_norm({{0}}, {shape}, {weight}, 1e-5)", value, *rest)


def images(d: Draw, low: int = 1) -> Value:
    return d.floats(rank=d.choice((3, 4)), low=low)


def batch_norm(d: Draw, name: str) -> None:
    value = images(d)
    channels = (value.shape[1],)
    mean = d.input(channels, value.dtype)
    variance = d.add(name, "{0}.abs() + 0.5", d.input(channels, value.dtype))
    rest = affine(d, channels, value.dtype)
    names = "".join(f", {{{i + 3}}}" for i in range(len(rest)))
    d.add(name, f"F.batch_norm({{0}}, {{1}}, {{2}}{names})", value, mean, variance, *rest)


def batch_statistics(d: Draw, name: str) -> None:
    value = images(d, low=2)
    d.add(name, "F.batch_norm({0}, None, None, training=True)", value)


def group_norm(d: Draw, name: str) -> None:
    value = images(d, low=2)
    groups = d.choice(n for n in range(1, value.shape[1] + 1) if value.shape[1] % n == 0)
    rest = affine(d, (value.shape[1],), value.dtype)
    names = "".join(f", {{{i + 1}}}" for i in range(len(rest)))
    d.add(name, f"F.group_norm({{0}}, {groups}{names})", value, *rest)


def instance_norm(d: Draw, name: str) -> None:
    d.add(name, "F.instance_norm({0})", images(d, low=2))


def cumprod(d: Draw, name: str) -> None:
    value = d.floats()
    if max(value.shape) > 9:  # products of more factors leave the range of 16-bit floats
        raise Unsuitable
    d.add(name, f"torch.cumprod({{0}}, {d.dim(value)})", value)


TABLE: Table = {
    "softmax": along("torch.softmax({0}, DIM)"),
    "log_softmax": along("torch.log_softmax({0}, DIM)"),
    "cumsum": along("torch.cumsum({0}, DIM)"),
    "cummax": along("torch.cummax({0}, DIM)[0]", low=1, exact=True),
    "cumprod": cumprod,
    "prod": along("({0}.tanh() + 1).prod(DIM)"),
    **{name: reduction(name, low=0 if name == "sum" else 1) for name in SUMS},
    **{name: reduction(name, low=1, exact=True) for name in EXTREMA},
    **{name: spread(name) for name in SPREADS},
    "var_mean": var_mean,
    "norm": norm,
    "full_sum": full_sum,
    "argmax": arg,
    "max_dim": extremum_with_index,
    "any_all": any_all,
    "sort": sort,
    "topk": topk,
    "layer_norm": layer_norm,
    "rms_norm": rms_norm,
    "batch_norm": batch_norm,
    "batch_statistics": batch_statistics,
    "group_norm": group_norm,
    "instance_norm": instance_norm,
}
