//===- MockDialect.td - The mock dialect, its attributes and types --------===//
#ifndef MOCK_PASSES_DIALECT_MOCK_DIALECT_TD
#define MOCK_PASSES_DIALECT_MOCK_DIALECT_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/DialectBase.td"
include "mlir/IR/EnumAttr.td"

def Mock_Dialect : Dialect {
  let name = "mock";
  let cppNamespace = "::mock::ir";
  let summary = "Kernels, host calls, views and placement of the mock device";
  let description = [{
    The operations between `linalg` and the device's instructions. On tensors (stages 2 to 4 of
    docs/pipeline.md): `view`, `reduce`, `host_call`, `kernel`, `launch`. On buffers (stage 5):
    `alloc`, `semaphore`, `dma`, `dma_gather`, `dma_scatter`, `matmul`, `conv_tile`, `vector`,
    `row_reduce`, `row_scan`, `row_sort`, `fill`, `sync`, `cores_for`, one operation for each
    instruction of docs/isa.md.

    Discardable attributes that the stages use: `mock.target` (module: the profile's name),
    `mock.strides`, `mock.offset` (arguments), `mock.result_strides` (operations), `mock.op` (what
    the user wrote), `mock.node` (its number in the source graph), `mock.implicit` (a rounding
    that is not the user's), `mock.root`, `mock.tiles`, `mock.cores` (kernels), `mock.buffer`
    (results of launches: place in the arena).
  }];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
}

class Mock_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<Mock_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

//===----------------------------------------------------------------------===//
// Enumerations
//===----------------------------------------------------------------------===//

class Mock_Enum<string name, string text, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, text, cases> {
  let cppNamespace = "::mock::ir";
  let genSpecializedAttr = 0;
}

def Mock_ReduceKind : Mock_Enum<"ReduceKind", "what a reduction combines with", [
  I32EnumAttrCase<"Sum", 0, "sum">, I32EnumAttrCase<"Prod", 1, "prod">,
  I32EnumAttrCase<"Max", 2, "max">, I32EnumAttrCase<"Min", 3, "min">,
  I32EnumAttrCase<"ArgMax", 4, "argmax">, I32EnumAttrCase<"ArgMin", 5, "argmin">]>;
def Mock_ReduceKindAttr : EnumAttr<Mock_Dialect, Mock_ReduceKind, "reduce_kind"> {
  let assemblyFormat = "`<` $value `>`";
}

def Mock_ScatterMode : Mock_Enum<"ScatterMode", "what a scatter does with the element at a place", [
  I32EnumAttrCase<"Store", 0, "store">, I32EnumAttrCase<"Add", 1, "add">,
  I32EnumAttrCase<"Mul", 2, "mul">, I32EnumAttrCase<"Min", 3, "min">,
  I32EnumAttrCase<"Max", 4, "max">]>;
def Mock_ScatterModeAttr : EnumAttr<Mock_Dialect, Mock_ScatterMode, "scatter_mode"> {
  let assemblyFormat = "`<` $value `>`";
}

def Mock_Engine : Mock_Enum<"Engine", "an in-order queue of a core", [
  I32EnumAttrCase<"DmaIn", 0, "dma_in">, I32EnumAttrCase<"DmaOut", 1, "dma_out">,
  I32EnumAttrCase<"Matrix", 2, "matrix">, I32EnumAttrCase<"Vector", 3, "vector">]>;
def Mock_EngineAttr : EnumAttr<Mock_Dialect, Mock_Engine, "engine"> {
  let assemblyFormat = "`<` $value `>`";
}

def Mock_AccumulateMode : Mock_Enum<"AccumulateMode",
    "whether a result is combined with what the destination holds", [
  I32EnumAttrCase<"Never", 0, "never">, I32EnumAttrCase<"Always", 1, "always">,
  I32EnumAttrCase<"UnlessFirst", 2, "unless_first">]>;

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

def Mock_MemoryAttr : Mock_Attr<"Memory", "memory"> {
  let summary = "a memory of the device by the profile's name, as a memref's memory space";
  let parameters = (ins StringRefParameter<"name in the profile">:$name);
  let assemblyFormat = "`<` $name `>`";
}

def Mock_TermAttr : Mock_Attr<"Term", "term"> {
  let summary = "stride x induction value, isa::Term";
  let description = [{
    `loop` is a position in the operation's `loops` operands. Without `mod` the term's value is
    stride x induction value. With `mod` N it is stride x (number of times that loop's body was
    entered before on this core since the program began, modulo N): the slot of a multiply
    buffered tile.
  }];
  let parameters = (ins "unsigned":$loop, "int64_t":$stride, DefaultValuedParameter<"unsigned", "0">:$modulus);
  let assemblyFormat = "`<` $loop `:` $stride (`mod` $modulus^)? `>`";
}

def Mock_AddressAttr : Mock_Attr<"Address", "address"> {
  let summary = "where a tile begins: bytes from the start of the buffer operand it belongs to";
  let description = [{
    base + sum of terms. The buffer is a kernel argument (main memory) or the result of a
    `mock.alloc`, whose own offset is added.
  }];
  let parameters = (ins "int64_t":$base, OptionalArrayRefParameter<"TermAttr">:$terms);
  let assemblyFormat = "`<` $base (`,` `[` $terms^ `]`)? `>`";
}

def Mock_ExtentAttr : Mock_Attr<"Extent", "extent"> {
  let summary = "roundUp(min(tile, total - sum of terms), multiple), in elements, isa::Extent";
  let description = [{
    Without terms the extent is roundUp(tile, multiple) and `total` is not read.
  }];
  let parameters = (ins "int64_t":$tile, DefaultValuedParameter<"int64_t", "0">:$total,
                        OptionalArrayRefParameter<"TermAttr">:$terms,
                        DefaultValuedParameter<"unsigned", "1">:$multiple);
  let assemblyFormat = "`<` $tile (`of` $total^)? (`,` `[` $terms^ `]`)? (`multiple` $multiple^)? `>`";
}

def Mock_AccumulateAttr : Mock_Attr<"Accumulate", "accumulate"> {
  let summary = "isa::Accumulate; `loop` is a position in `loops`, read by unless_first only";
  let parameters = (ins EnumParameter<Mock_AccumulateMode>:$mode,
                        DefaultValuedParameter<"unsigned", "0">:$loop);
  let assemblyFormat = "`<` $mode (`,` $loop^)? `>`";
}

/// A signed 64-bit number (ODS's I64Attr reads as unsigned).
def Mock_I64Attr : TypedSignlessIntegerAttrBase<I64, "int64_t", "64-bit integer">;

def Mock_AddressArrayAttr : TypedArrayAttrBase<Mock_AddressAttr, "addresses">;
def Mock_ExtentArrayAttr : TypedArrayAttrBase<Mock_ExtentAttr, "extents">;
def Mock_StridesArrayAttr : TypedArrayAttrBase<DenseI64ArrayAttr, "strides of each operand">;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

def Mock_SemaphoreType : TypeDef<Mock_Dialect, "Semaphore"> {
  let mnemonic = "semaphore";
  let summary = "a counted semaphore of a core";
}

#endif // MOCK_PASSES_DIALECT_MOCK_DIALECT_TD
