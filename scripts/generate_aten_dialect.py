#!/usr/bin/env python3
"""Generate the operations of the `aten` dialect from PyTorch's operator table.

The table (native_functions.yaml) ships inside the torch wheel. The result is checked in, so that
building the compiler needs no torch; CI runs this script with --check.

    scripts/generate_aten_dialect.py            # rewrite both files
    scripts/generate_aten_dialect.py --check    # exit 1 if they differ from the table
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import torch
import torchgen
import yaml
from torchgen.model import FunctionSchema

ROOT = Path(__file__).resolve().parent.parent
TD_FILE = ROOT / "include/mock/passes/dialect/aten/AtenOps.td"
SCHEMA_FILE = ROOT / "passes/dialect/aten/AtenSchemas.inc"

# Schemas that are not tagged `core` in the table and yet reach the compiler whole: composites that a
# rule or a lowering knows, and what AOTAutograd's decompositions leave. `*` takes all functional
# overloads of a name.
ALSO = """
    std.correction std.dim var_mean.correction var_mean.dim all.dim all.dims new_zeros new_ones
    linear addmm bmm baddbmm gelu silu hardswish hardtanh leaky_relu elu softplus mish threshold
    sigmoid gelu_backward silu_backward tanh_backward sigmoid_backward softmax.int
    log_softmax.int _softmax _safe_softmax _log_softmax _softmax_backward_data
    _log_softmax_backward_data layer_norm native_layer_norm native_layer_norm_backward var
    var_mean std mean sum prod max min amax amin argmax argmin dropout native_dropout
    scaled_dot_product_attention _scaled_dot_product_flash_attention_for_cpu
    _scaled_dot_product_flash_attention _scaled_dot_product_efficient_attention conv2d.*
    convolution _convolution native_group_norm _native_batch_norm_legit_no_training
    max_pool2d_with_indices avg_pool2d adaptive_avg_pool2d _adaptive_avg_pool2d t transpose.int
    permute reshape view _unsafe_view _reshape_alias expand squeeze squeeze.* unsqueeze
    select.int slice.Tensor split.Tensor split_with_sizes unbind.int unfold rsub.* lerp.*
    addcmul addcdiv square masked_fill.* tril triu embedding gather index_select cat stack
    lift_fresh_copy alias detach clone contiguous _to_copy to.dtype full_like zeros_like
    ones_like empty_like zeros ones new_full arange arange.* scalar_tensor add.* sub.* mul.*
    div.* pow.* floor_divide floor_divide.* remainder.* fmod.* maximum minimum fmax fmin clamp
    clamp.* clamp_min clamp_min.* clamp_max clamp_max.* where.* eq.* ne.* lt.* le.* gt.* ge.*
    logical_and logical_or logical_xor logical_not bitwise_and.* bitwise_or.* bitwise_xor.*
    bitwise_not bitwise_left_shift.* bitwise_right_shift.* abs neg sign exp exp2 expm1 log log2
    log10 log1p sqrt rsqrt reciprocal sin cos tan asin acos atan atan2 sinh cosh tanh asinh
    acosh atanh erf erfc floor ceil round trunc relu isnan isinf isfinite cumsum topk sort flip
    index.Tensor index_put scatter.src scatter.value constant_pad_nd select_scatter
    slice_scatter diagonal rand randn randperm upsample_nearest2d.vec upsample_bilinear2d.vec
    as_strided max.dim min.dim fill.Scalar fill.Tensor copy repeat copysign.Tensor hardsigmoid
    threshold_backward leaky_relu_backward hardtanh_backward hardswish_backward nll_loss_forward
    nll_loss_backward any all _native_batch_norm_legit_functional
    _native_batch_norm_legit.no_stats linalg_vector_norm cumprod sort.stable any.dims
"""

# Functional variants of operators that mutate: PyTorch's build derives them and the table lacks them.
DERIVED = (
    "_native_batch_norm_legit_functional(Tensor input, Tensor? weight, Tensor? bias, Tensor "
    "running_mean, Tensor running_var, bool training, float momentum, float eps) -> (Tensor, Tensor, "
    "Tensor, Tensor running_mean_out, Tensor running_var_out)",
)

# Arguments with no meaning on the device; the graph leaves them out.
DROPPED_TYPES = {"Device", "Layout", "Generator", "MemoryFormat"}
DROPPED_NAMES = {"pin_memory", "non_blocking"}

# Schema type -> (ODS constraint, kind in the schema table).
ATTRIBUTES = {
    "int": ("I64Attr", "Int"),
    "SymInt": ("I64Attr", "Int"),
    "float": ("F64Attr", "Float"),
    "bool": ("BoolAttr", "Bool"),
    "Scalar": ("Aten_ScalarAttr", "Scalar"),
    "str": ("StrAttr", "String"),
    "ScalarType": ("TypeAttr", "Type"),
    "int[]": ("DenseI64ArrayAttr", "Ints"),
    "SymInt[]": ("DenseI64ArrayAttr", "Ints"),
    "float[]": ("DenseF64ArrayAttr", "Floats"),
    "bool[]": ("DenseBoolArrayAttr", "Bools"),
}


class Unrepresentable(Exception):
    """The schema has a type that the dialect does not model; it stays `aten.opaque`."""


@dataclass(frozen=True)
class Argument:
    name: str
    kind: str  # Tensor, OptionalTensor, TensorList, OptionalTensorList or an attribute's kind
    constraint: str
    optional: bool

    @property
    def is_operand(self) -> bool:
        return "Tensor" in self.kind


@dataclass(frozen=True)
class Operation:
    schema: str  # "add.Tensor"
    text: str  # the schema's line in the table
    arguments: list[Argument]
    results: list[str]  # "Tensor" or "Tensor[]"
    pure: bool

    @property
    def class_name(self) -> str:
        words = self.schema.replace(".", "_").split("_")
        name = "".join(word[:1].upper() + word[1:] for word in words)
        return ("Private" if self.schema.startswith("_") else "") + name + "Op"

    @property
    def operands(self) -> list[Argument]:
        return [a for a in self.arguments if a.is_operand]


def convert_argument(name: str, schema_type: str) -> Argument:
    optional = schema_type.endswith("?")
    base = schema_type.rstrip("?")
    if base.endswith("]"):
        base = base[: base.index("[")] + "[]"  # int[2] -> int[]
    if base == "Tensor":
        kind = "OptionalTensor" if optional else "Tensor"
        return Argument(
            name, kind, "Optional<Aten_Tensor>" if optional else "Aten_Tensor", optional
        )
    if base in ("Tensor[]", "Tensor?[]"):
        kind = "OptionalTensorList" if "?" in base else "TensorList"
        return Argument(name, kind, "Variadic<Aten_Tensor>", optional)
    if base not in ATTRIBUTES:
        raise Unrepresentable(schema_type)
    constraint, kind = ATTRIBUTES[base]
    return Argument(name, kind, f"OptionalAttr<{constraint}>" if optional else constraint, optional)


def convert(schema: FunctionSchema, text: str, tags: set[str]) -> Operation:
    arguments = []
    for argument in schema.arguments.flat_all:
        schema_type = str(argument.type)
        if schema_type.rstrip("?") in DROPPED_TYPES or argument.name in DROPPED_NAMES:
            continue
        arguments.append(convert_argument(argument.name, schema_type))
        if arguments[-1].kind == "OptionalTensorList":
            # Which entries of the list are tensors; the others are None.
            arguments.append(
                Argument(
                    f"{argument.name}_present", "Bools", "OptionalAttr<DenseBoolArrayAttr>", True
                )
            )
    results = [str(result.type) for result in schema.returns]
    if not results or any(result not in ("Tensor", "Tensor[]") for result in results):
        raise Unrepresentable("results")
    pure = not tags & {"nondeterministic_seeded", "data_dependent_output"}
    return Operation(str(schema.name), text, arguments, results, pure)


def tags_of(entry: dict[str, object]) -> set[str]:
    tags = entry.get("tags", [])
    return {tags} if isinstance(tags, str) else set(tags)  # type: ignore[call-overload]


def functional_schemas(
    table: list[dict[str, object]],
) -> dict[str, tuple[FunctionSchema, str, set[str]]]:
    schemas = {}
    for entry in table:
        text = str(entry["func"])
        schema = FunctionSchema.parse(text)
        mutates = any(a.annotation and a.annotation.is_write for a in schema.arguments.flat_all)
        if not mutates:
            schemas[str(schema.name)] = (schema, text, tags_of(entry))
    for text in DERIVED:
        schemas[text.split("(")[0]] = (FunctionSchema.parse(text), text, set())
    return schemas


def selected_names(schemas: dict[str, tuple[FunctionSchema, str, set[str]]]) -> set[str]:
    selected = {name for name, (_, _, tags) in schemas.items() if "core" in tags}
    for item in ALSO.split():
        matches = {item} & schemas.keys()
        if item.endswith(".*"):
            matches = {
                name for name in schemas if name.startswith(item[:-1]) and "imension" not in name
            }
            matches = {name for name in matches if "name" not in name and "complex" not in name}
        if not matches:
            raise SystemExit(
                f"the operator table of torch {torch.__version__} has no schema {item!r}"
            )
        selected |= matches
    return selected


def read_operations() -> list[Operation]:
    path = Path(torchgen.__file__).parent / "packaged/ATen/native/native_functions.yaml"
    schemas = functional_schemas(yaml.load(path.read_text(), Loader=yaml.CSafeLoader))
    operations = []
    for name in sorted(selected_names(schemas)):
        schema, text, tags = schemas[name]
        try:
            operations.append(convert(schema, text, tags))
        except Unrepresentable:
            continue
    return operations


def operand_format(argument: Argument) -> str:
    if argument.kind == "Tensor":
        return f"${argument.name}"
    if argument.kind == "OptionalTensor":
        return f"(`{argument.name}` `(` ${argument.name}^ `)`)?"
    return f"`[` ${argument.name} `]`"


def assembly_format(operation: Operation) -> str:
    parts = []
    for position, argument in enumerate(operation.operands):
        if position and argument.kind != "OptionalTensor":
            parts.append("`,`")
        parts.append(operand_format(argument))
    return " ".join([*parts, "attr-dict `:` functional-type(operands, results)"])


def result_list(operation: Operation) -> str:
    if len(operation.results) == 1:
        variadic = operation.results[0] == "Tensor[]"
        return "Variadic<Aten_Tensor>:$outputs" if variadic else "Aten_Tensor:$result"
    return ", ".join(f"Aten_Tensor:$result{i}" for i in range(len(operation.results)))


def traits(operation: Operation) -> str:
    flexible = [a for a in operation.operands if a.kind != "Tensor"]
    names = ["Pure"] if operation.pure else []
    if len(flexible) > 1:
        names.append("AttrSizedOperandSegments")
    return f", [{', '.join(names)}]" if names else ""


def definition(operation: Operation) -> str:
    arguments = ", ".join(f"{a.constraint}:${a.name}" for a in operation.arguments)
    return f"""
// {operation.text}
def Aten_{operation.class_name} : Aten_Op<"{operation.schema}"{traits(operation)}> {{
  let arguments = (ins {arguments});
  let results = (outs {result_list(operation)});
  let assemblyFormat = [{{
    {assembly_format(operation)}
  }}];
}}
"""


def schema_entry(operation: Operation) -> str:
    arguments = ", ".join(
        f'{{"{a.name}", ArgumentKind::{a.kind}, {str(a.optional).lower()}}}'
        for a in operation.arguments
    )
    return f'{{"aten.{operation.schema}", {{{arguments}}}}},\n'


def banner(comment: str) -> str:
    return (
        f"{comment} Generated by scripts/generate_aten_dialect.py from the operator table of torch "
        f"{torch.__version__.split('+')[0]}.\n{comment} Do not edit.\n"
    )


def render() -> dict[Path, str]:
    operations = read_operations()
    ods = banner("//") + "\n#ifndef MOCK_ATEN_OPS\n#define MOCK_ATEN_OPS\n\n"
    ods += 'include "mock/passes/dialect/aten/AtenBase.td"\n'
    ods += "".join(map(definition, operations)) + "\n#endif // MOCK_ATEN_OPS\n"
    return {TD_FILE: ods, SCHEMA_FILE: banner("//") + "".join(map(schema_entry, operations))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare instead of writing")
    check = parser.parse_args().check
    stale = []
    for path, text in render().items():
        if check and (not path.exists() or path.read_text() != text):
            stale.append(path)
        elif not check:
            path.write_text(text)
    for path in stale:
        print(f"{path.relative_to(ROOT)} is stale: run {Path(__file__).name}", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
