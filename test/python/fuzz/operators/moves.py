"""Views, copies and indexing: what moves elements and computes nothing."""

from __future__ import annotations

from fuzz.draw import Draw, Unsuitable, Value
from fuzz.operators import Operator, Table


def other_like(d: Draw, value: Value, dim: int) -> Value:
    """A value that can be concatenated with another one along a dimension."""
    shape = list(value.shape)
    shape[dim] = d.extent()
    return d.input(shape, value.dtype)


def cat(d: Draw, name: str) -> None:
    value = d.floats()
    dim = d.dim(value)
    others = [other_like(d, value, dim) for _ in range(d.between(1, 2))]
    operands = ", ".join(f"{{{i}}}" for i in range(1 + len(others)))
    d.add(name, f"torch.cat(({operands}), {dim})", value, *others, exact=True)


def stack(d: Draw, name: str) -> None:
    value = d.floats()
    other = d.input(value.shape, value.dtype)
    dim = d.between(0, value.rank)
    d.add(name, f"torch.stack(({{0}}, {{1}}, {{0}}), {dim})", value, other, exact=True)


def sliced(d: Draw, value: Value) -> str:
    """Text of an index with a range, a step, a position or nothing in each dimension."""
    parts = []
    for extent in value.shape:
        begin = d.between(0, extent)
        options = [":", f"{begin}:", f":{begin}", f"{begin}::{d.between(1, 3)}"]
        if extent:
            options.append(str(d.between(-extent, extent - 1)))
        parts.append(d.choice(options))
    return ", ".join(parts)


def index_text(d: Draw, name: str) -> None:
    value = d.floats()
    d.add(name, f"{{0}}[{sliced(d, value)}]", value, exact=True)


def permute(d: Draw, name: str) -> None:
    value = d.floats()
    order = list(range(value.rank))
    d.random.shuffle(order)
    d.add(name, f"{{0}}.permute({order})", value, exact=True)


def reshape(d: Draw, name: str) -> None:
    value = d.floats()
    elements = value.tensor.numel()
    first = d.choice(n for n in range(1, 40) if elements % n == 0)
    shapes = ((-1,), (first, elements // first), (1, elements, 1))
    d.add(name, f"{{0}}.reshape({d.choice(shapes)})", value, exact=True)


def expand(d: Draw, name: str) -> None:
    value = d.floats()
    shape = (d.between(1, 3), *(d.between(1, 5) if n == 1 else n for n in value.shape))
    d.add(name, f"{{0}}.expand({shape})", value, exact=True)


def repeat(d: Draw, name: str) -> None:
    value = d.floats()
    counts = tuple(d.between(1, 2) for _ in value.shape)
    d.add(name, f"{{0}}.repeat({counts})", value, exact=True)


def roll(d: Draw, name: str) -> None:
    value = d.floats()
    d.add(name, f"torch.roll({{0}}, {d.between(-4, 4)}, {d.dim(value)})", value, exact=True)


def flip(d: Draw, name: str) -> None:
    value = d.floats()
    d.add(name, f"torch.flip({{0}}, ({d.dim(value)},))", value, exact=True)


def triangle(d: Draw, name: str) -> None:
    value = d.floats()
    if value.rank < 2:
        raise Unsuitable
    code = f"torch.{d.choice(('tril', 'triu'))}({{0}}, {d.between(-2, 2)})"
    d.add(name, code, value, exact=True)


def pad(d: Draw, name: str) -> None:
    value = d.floats()
    count = d.between(1, min(2, value.rank))
    amounts = [d.between(-1, 3) for _ in range(2 * count)]
    fill = d.choice((0.0, 1.5, "float('-inf')"))
    d.add(name, f"F.pad({{0}}, {amounts}, value={fill})", value, exact=True)


def part(d: Draw, name: str) -> None:
    value = d.floats()
    dim = d.dim(value)
    extent = value.shape[dim]
    count = d.between(1, 3)
    codes = [f"{{0}}.chunk({count}, {dim})[0]"]
    if extent:
        codes.append(f"{{0}}.split({d.between(1, extent)}, {dim})[-1]")
        codes.append(f"{{0}}.unbind({dim})[{d.between(0, extent - 1)}]")
        begin = d.between(0, extent - 1)
        codes.append(f"{{0}}.narrow({dim}, {begin}, {d.between(0, extent - begin)})")
    d.add(name, d.choice(codes), value, exact=True)


def embedding(d: Draw, name: str) -> None:
    table = d.floats(rank=2, low=1)
    index = d.index(d.shape(d.between(0, 3)), table.shape[0])
    d.add(name, "F.embedding({1}, {0})", table, index, exact=True)


def index_select(d: Draw, name: str) -> None:
    value = d.floats(low=1)
    dim = d.dim(value)
    index = d.index((d.extent(),), value.shape[dim], d.choice(("int64", "int32")))
    d.add(name, f"{{0}}.index_select({dim}, {{1}})", value, index, exact=True)


def gather(d: Draw, name: str) -> None:
    value = d.floats(low=1)
    dim = d.dim(value)
    shape = [d.between(1, n) for n in value.shape]
    shape[dim] = d.extent()
    index = d.index(shape, value.shape[dim])
    d.add(name, f"torch.gather({{0}}, {dim}, {{1}})", value, index, exact=True)


def index_tensor(d: Draw, name: str) -> None:
    value = d.floats(low=1)
    count = d.between(1, min(2, value.rank))
    shape = d.shape(d.between(1, 2))
    if max(shape, default=0) > 9:
        shape = tuple(min(n, 5) for n in shape)
    indices = [d.index(shape, value.shape[i]) for i in range(count)]
    names = ", ".join(f"{{{i + 1}}}" for i in range(count))
    lead = d.choice(("", ":, ")) if value.rank > count and count == 1 else ""
    if lead:
        indices = [d.index(shape, value.shape[1])]
    d.add(name, f"{{0}}[{lead}{names}]", value, *indices, exact=True)


def scatter(d: Draw, name: str) -> None:
    value = d.floats(low=1)
    dim = d.dim(value)
    shape = [d.between(1, n) for n in value.shape]
    index = d.index(shape, value.shape[dim])
    source = d.input(shape, value.dtype)
    code = d.choice(
        (
            f"torch.scatter_add({{0}}, {dim}, {{1}}, {{2}})",
            f"torch.scatter_reduce({{0}}, {dim}, {{1}}, {{2}}, 'amax')",
            f"torch.index_add({{0}}, {dim}, {{1}}.select({0}, 0).reshape(-1)[:1], "
            f"{{0}}.narrow({dim}, 0, 1))",
            f"torch.scatter({{0}}, {dim}, {{1}}, 0.5)",
        )
    )
    d.add(name, code, value, index, *([source] if "{2}" in code else []))


def index_put(d: Draw, name: str) -> None:
    value = d.floats(low=1)
    count = d.between(1, 5)
    index = d.index((count,), value.shape[0])
    source = d.input((count, *value.shape[1:]), value.dtype)
    code = "torch.index_put({0}, ({1},), {2}, accumulate=True)"
    d.add(name, code, value, index, source)


def masked_fill(d: Draw, name: str) -> None:
    value = d.floats()
    mask = d.input([n if d.chance(0.7) else 1 for n in value.shape], "bool")
    d.add(name, f"{{0}}.masked_fill({{1}}, {d.choice((0.0, -1.5))})", value, mask, exact=True)


def slice_scatter(d: Draw, name: str) -> None:
    value = d.floats(low=1)
    dim = d.between(0, value.rank - 1)
    extent = value.shape[dim]
    begin, step = d.between(0, extent - 1), d.between(1, 2)
    shape = list(value.shape)
    shape[dim] = len(range(begin, extent, step))
    source = d.input(shape, value.dtype)
    code = f"torch.slice_scatter({{0}}, {{1}}, {dim}, {begin}, {extent}, {step})"
    d.add(name, code, value, source, exact=True)


def select_scatter(d: Draw, name: str) -> None:
    value = d.floats(low=1)
    dim = d.between(0, value.rank - 1)
    source = d.input([n for i, n in enumerate(value.shape) if i != dim], value.dtype)
    position = d.between(0, value.shape[dim] - 1)
    d.add(name, f"torch.select_scatter({{0}}, {{1}}, {dim}, {position})", value, source, exact=True)


def update(d: Draw, name: str) -> None:
    """A part written in place, as a KV cache is."""
    value = d.floats(low=1)
    index = d.index((1,), value.shape[0])
    source = d.input((1, *value.shape[1:]), value.dtype)
    copied = d.add(name, "{0}.clone()", value, exact=True)
    d.add(name, "{0}.index_copy(0, {1}, {2})", copied, index, source, exact=True)


def simple(code: str, rank: int | None = None) -> Operator:
    return lambda d, name: d.add(name, code, d.floats(rank=rank), exact=True) and None


TABLE: Table = {
    "cat": cat,
    "stack": stack,
    "slice": index_text,
    "permute": permute,
    "reshape": reshape,
    "expand": expand,
    "repeat": repeat,
    "roll": roll,
    "flip": flip,
    "triangle": triangle,
    "pad": pad,
    "part": part,
    "embedding": embedding,
    "index_select": index_select,
    "gather": gather,
    "index_tensor": index_tensor,
    "scatter": scatter,
    "index_put": index_put,
    "masked_fill": masked_fill,
    "slice_scatter": slice_scatter,
    "select_scatter": select_scatter,
    "update": update,
    "unsqueeze": simple("{0}.unsqueeze(1)"),
    "contiguous": simple("{0}.transpose(0, 1).contiguous()", rank=3),
    "diagonal": simple("torch.diagonal({0})", rank=2),
}
