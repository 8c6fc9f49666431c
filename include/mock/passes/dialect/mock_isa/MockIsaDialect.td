//===- MockIsaDialect.td - The mock_isa dialect and its attributes ---------===//
#ifndef MOCK_PASSES_DIALECT_MOCK_ISA_DIALECT_TD
#define MOCK_PASSES_DIALECT_MOCK_ISA_DIALECT_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/DialectBase.td"
include "mlir/IR/EnumAttr.td"

def MockIsa_Dialect : Dialect {
  let name = "mock_isa";
  let cppNamespace = "::mock::mock_isa";
  let summary = "Programs of the device, one operation for each instruction";
  let description = [{
    Stage 6 of docs/pipeline.md. Operations and attributes have the fields of
    include/mock/runtime/isa/Program.h and read like the assembly of docs/isa.md, but for two
    spellings: `arg0` is the first argument of the program (`%x` in assembly), and the running
    count of a loop is `(i0 mod 2)` instead of `(#i0 % 2)`.
  }];
  let useDefaultAttributePrinterParser = 1;
}

//===----------------------------------------------------------------------===//
// Enumerations: values are those of the enumerators in Program.h
//===----------------------------------------------------------------------===//

class MockIsa_Enum<string name, string text, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, text, cases> {
  let cppNamespace = "::mock::mock_isa";
  let genSpecializedAttr = 0;
}

def MockIsa_Engine : MockIsa_Enum<"Engine", "an in-order queue of a core", [
  I32EnumAttrCase<"DmaIn", 0, "dma_in">, I32EnumAttrCase<"DmaOut", 1, "dma_out">,
  I32EnumAttrCase<"Matrix", 2, "matrix">, I32EnumAttrCase<"Vector", 3, "vector">]>;
def MockIsa_EngineAttr : EnumAttr<MockIsa_Dialect, MockIsa_Engine, "engine">;

def MockIsa_ReduceKind : MockIsa_Enum<"ReduceKind", "what a reduction combines with", [
  I32EnumAttrCase<"Sum", 0, "sum">, I32EnumAttrCase<"Prod", 1, "prod">,
  I32EnumAttrCase<"Max", 2, "max">, I32EnumAttrCase<"Min", 3, "min">,
  I32EnumAttrCase<"ArgMax", 4, "argmax">, I32EnumAttrCase<"ArgMin", 5, "argmin">]>;
def MockIsa_ReduceKindAttr : EnumAttr<MockIsa_Dialect, MockIsa_ReduceKind, "reduce_kind">;

def MockIsa_ScatterMode : MockIsa_Enum<"ScatterMode", "how an element meets its place", [
  I32EnumAttrCase<"Store", 0, "store">, I32EnumAttrCase<"Add", 1, "add">,
  I32EnumAttrCase<"Mul", 2, "mul">, I32EnumAttrCase<"Min", 3, "min">,
  I32EnumAttrCase<"Max", 4, "max">]>;
def MockIsa_ScatterModeAttr : EnumAttr<MockIsa_Dialect, MockIsa_ScatterMode, "scatter_mode">;

def MockIsa_AccumulateMode : MockIsa_Enum<"AccumulateMode",
    "whether a result is combined with what the destination holds", [
  I32EnumAttrCase<"Never", 0, "never">, I32EnumAttrCase<"Always", 1, "always">,
  I32EnumAttrCase<"UnlessFirst", 2, "unless_first">]>;

//===----------------------------------------------------------------------===//
// Attributes; their texts are in Text.cpp
//===----------------------------------------------------------------------===//

class MockIsa_Attr<string name, string attrMnemonic> : AttrDef<MockIsa_Dialect, name> {
  let mnemonic = attrMnemonic;
  let hasCustomAssemblyFormat = 1;
}

def MockIsa_TermAttr : MockIsa_Attr<"Term", "term"> {
  let summary = "isa::Term: `1024*i1`, or `65536*(i1 mod 2)` for the slot of a buffer";
  let parameters = (ins "unsigned":$loop, "int64_t":$stride, "unsigned":$modulus);
}

def MockIsa_AddressAttr : MockIsa_Attr<"Address", "address"> {
  let summary = "isa::Address: `scratchpad[0 + 1024*i1]`, `arg2[64]` in the main memory";
  let description = [{ `memory` is the profile's name; empty is the main memory. }];
  let parameters = (ins StringRefParameter<"name in the profile">:$memory, "unsigned":$argument,
                        "int64_t":$base, ArrayRefParameter<"TermAttr">:$terms);
}

def MockIsa_ExtentAttr : MockIsa_Attr<"Extent", "extent"> {
  let summary = "isa::Extent: `roundup(min(256, 784 - 256*i1), 8)`; what does nothing is left out";
  let parameters = (ins "int64_t":$tile, "int64_t":$total, ArrayRefParameter<"TermAttr">:$terms,
                        "unsigned":$multiple);
}

def MockIsa_IndexBaseAttr : MockIsa_Attr<"IndexBase", "index_base"> {
  let summary = "isa::IndexBase: `0 + 256*i1`";
  let parameters = (ins "int64_t":$base, ArrayRefParameter<"TermAttr">:$terms);
}

def MockIsa_OperandAttr : MockIsa_Attr<"Operand", "operand"> {
  let summary = "isa::Operand: `f32 scratchpad[0] strides [512, 4]`";
  let parameters = (ins "::mlir::Type":$dtype, "AddressAttr":$address,
                        ArrayRefParameter<"int64_t">:$strides);
}

def MockIsa_BoundsAttr : MockIsa_Attr<"Bounds", "bounds"> {
  let summary = "isa::Bounds: `-1 + 7*i1 of 14`";
  let parameters = (ins "IndexBaseAttr":$origin, "int64_t":$size);
}

def MockIsa_IndexOperandAttr : MockIsa_Attr<"IndexOperand", "index_operand"> {
  let summary = "isa::IndexOperand: `i64 scratchpad[0] strides [8, 0] step 3072 bound 50257`";
  let parameters = (ins "OperandAttr":$values, "int64_t":$step, "int64_t":$bound);
}

def MockIsa_AccumulateAttr : MockIsa_Attr<"Accumulate", "accumulate"> {
  let summary = "isa::Accumulate: `never`, `always`, `unless_first i1`";
  let parameters = (ins "AccumulateMode":$mode, "unsigned":$loop);
}

def MockIsa_ArgumentAttr : MockIsa_Attr<"Argument", "argument"> {
  let summary = "isa::Argument: `\"x\" 188160 read`";
  let parameters = (ins StringRefParameter<"for reports">:$name, "int64_t":$bytes, "bool":$read,
                        "bool":$write);
}

def MockIsa_BodyOpAttr : MockIsa_Attr<"BodyOp", "body_op"> {
  let summary = "isa::BodyOp: `r2 = add f32 r0, r1`";
  let parameters = (ins "::mock::isa::BodyOpcode":$opcode, "::mock::isa::RegisterType":$type,
                        "unsigned":$destination, ArrayRefParameter<"unsigned">:$operands,
                        "uint64_t":$immediate);
}

def MockIsa_ExtentArrayAttr : TypedArrayAttrBase<MockIsa_ExtentAttr, "extents">;
def MockIsa_IndexBaseArrayAttr : TypedArrayAttrBase<MockIsa_IndexBaseAttr, "index bases">;
def MockIsa_BoundsArrayAttr : TypedArrayAttrBase<MockIsa_BoundsAttr, "bounds">;
def MockIsa_IndexOperandArrayAttr
    : TypedArrayAttrBase<MockIsa_IndexOperandAttr, "index operands">;
def MockIsa_OperandArrayAttr : TypedArrayAttrBase<MockIsa_OperandAttr, "operands">;
def MockIsa_ArgumentArrayAttr : TypedArrayAttrBase<MockIsa_ArgumentAttr, "arguments">;
def MockIsa_BodyOpArrayAttr : TypedArrayAttrBase<MockIsa_BodyOpAttr, "operations of a body">;

#endif // MOCK_PASSES_DIALECT_MOCK_ISA_DIALECT_TD
