"""Elementwise operators, casts and factories."""

from __future__ import annotations

from fuzz.draw import FLOATS, INTEGERS, Draw, Unsuitable, Value
from fuzz.operators import Table

ROUNDED = {
    "tanh": "torch.tanh({0})",
    "sigmoid": "torch.sigmoid({0})",
    "gelu": "F.gelu({0})",
    "gelu_tanh": "F.gelu({0}, approximate='tanh')",
    "silu": "F.silu({0})",
    "hardswish": "F.hardswish({0})",
    "hardsigmoid": "F.hardsigmoid({0})",
    "softplus": "F.softplus({0})",
    "elu": "F.elu({0})",
    "mish": "F.mish({0})",
    "exp": "torch.exp(-{0}.abs())",
    "sqrt": "{0}.abs().sqrt()",
    "rsqrt": "torch.rsqrt({0}.abs() + 1)",
    "log1p": "torch.log1p({0}.abs())",
    "erf": "torch.erf({0})",
    "sin": "torch.sin({0})",
    "square": "torch.square({0})",
    "scale": "{0} * 0.5 + 0.25",
    "pow": "{0} ** 2",
    "reciprocal": "1 / ({0}.abs() + 0.5)",
}
EXACT = {
    "relu": "torch.relu({0})",
    "neg": "-{0}",
    "abs": "{0}.abs()",
    "clamp": "{0}.clamp(-1, 1)",
    "hardtanh": "F.relu6({0})",
    "clone": "{0}.clone()",
    "nan_to_num": "torch.nan_to_num({0})",
}
BINARY_ROUNDED = {
    "add": "{0} + {1}",
    "sub": "{0} - {1}",
    "mul": "{0} * {1}",
    "div": "{0} / ({1}.abs() + 0.5)",
    "lerp": "torch.lerp({0}, {1}, 0.25)",
    "addcmul": "torch.addcmul({0}, {1}, {1}, value=0.5)",
}
BINARY_EXACT = {
    "maximum": "torch.maximum({0}, {1})",
    "minimum": "torch.minimum({0}, {1})",
}
COMPARISONS = ("{0} > {1}", "{0} <= {1}", "{0} == {1}", "{0} != {1}")
INTEGER_BINARY = ("{0} + {1}", "{0} - {1}", "{0} * {1}", "torch.maximum({0}, {1})")


def unary(code: str, exact: bool) -> object:
    return lambda d, name: d.add(name, code, d.floats(), exact=exact)


def broadcast(d: Draw, value: Value) -> Value:
    """Another operand that broadcasts with `value`, of the same type."""

    def suits(other: Value) -> bool:
        pairs = zip(reversed(other.shape), reversed(value.shape), strict=False)
        return other.dtype == value.dtype and all(1 in (a, b) or a == b for a, b in pairs)

    if d.chance(0.4):
        return d.pick(suits)
    kept = [n if d.chance(0.6) else 1 for n in value.shape]
    return d.input(kept[d.between(0, len(kept)) :] if d.chance(0.4) else kept, value.dtype)


def binary(code: str, exact: bool) -> object:
    def draw(d: Draw, name: str) -> None:
        value = d.floats()
        other = broadcast(d, value)
        operands = (value, other) if d.chance(0.7) else (other, value)
        d.add(name, code, *operands, exact=exact)

    return draw


def where(d: Draw, name: str) -> None:
    value = d.floats(exact=True)
    other = broadcast(d, value)
    mask = d.add(name, d.choice(COMPARISONS), value, other, exact=True)
    d.add(name, "torch.where({0}, {1}, {2})", mask, value, other, exact=True)


def integers(d: Draw, name: str) -> None:
    value = d.input(d.shape(d.between(1, 3)), d.choice(INTEGERS))
    result = d.add(name, d.choice(INTEGER_BINARY), value, broadcast(d, value), exact=True)
    d.add(name, d.choice(("{0} > 0", "{0} * 2 + 1", "{0}.float()", "-{0}")), result, exact=True)


def logical(d: Draw, name: str) -> None:
    value = d.floats(exact=True)
    other = broadcast(d, value)
    a = d.add(name, d.choice(COMPARISONS), value, other, exact=True)
    b = d.add(name, d.choice(COMPARISONS), other, value, exact=True)
    code = d.choice(("{0} & {1}", "{0} | {1}", "{0} ^ {1}", "torch.logical_not({0}) & {1}"))
    d.add(name, code, a, b, exact=True)


def cast(d: Draw, name: str) -> None:
    value = d.pick(lambda v: v.exact or v.is_float)
    if value.is_float:
        d.add(name, f"{{0}}.to(torch.{d.choice(FLOATS)})", value)
    elif value.dtype in ("bool", *INTEGERS):
        to = d.choice(("float32", "int32", "int64"))
        d.add(name, f"{{0}}.to(torch.{to})", value, exact=True)
    else:
        raise Unsuitable


def factories(d: Draw, name: str) -> None:
    value = d.floats(low=1)
    last = value.shape[-1]
    codes = {
        f"{{0}} + torch.arange({last}, device={{0}}.device)": False,
        "{0} * torch.full_like({0}, 0.5)": False,
        "torch.where({0} == {0}, torch.zeros_like({0}), torch.ones_like({0}))": True,
    }
    code = d.choice(sorted(codes))
    d.add(name, code, value, exact=codes[code])


TABLE: Table = {
    **{name: unary(code, False) for name, code in ROUNDED.items()},
    **{name: unary(code, True) for name, code in EXACT.items()},
    **{name: binary(code, False) for name, code in BINARY_ROUNDED.items()},
    **{name: binary(code, True) for name, code in BINARY_EXACT.items()},
    "where": where,
    "integers": integers,
    "logical": logical,
    "cast": cast,
    "factories": factories,
}
