//===- MockOps.td - Operations of the mock dialect -------------------------===//
#ifndef MOCK_PASSES_DIALECT_MOCK_OPS_TD
#define MOCK_PASSES_DIALECT_MOCK_OPS_TD

include "mock/passes/dialect/mock/MockDialect.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Mock_Op<string mnemonic, list<Trait> traits = []> : Op<Mock_Dialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// Tensors: graphs and kernels (stages 2 to 4)
//===----------------------------------------------------------------------===//

def Mock_KernelOp : Mock_Op<"kernel", [FunctionOpInterface, IsolatedFromAbove, SingleBlock, Symbol]> {
  let summary = "code of the device that a graph launches";
  let description = [{
    ```mlir
    mock.kernel @relu(%x: tensor<4x8xf32> {mock.strides = array<i64: 1, 4>, mock.offset = 0 : i64})
        -> (tensor<4x8xf32> {mock.strides = array<i64: 8, 1>}) attributes {mock.root = "elementwise"} {
      ...
      mock.yield %r : tensor<4x8xf32>
    }
    ```
    Strides and offset are elements. In stage 5 (`placed`) the arguments are memrefs in the main
    memory, the results have become arguments behind them in their order, and nothing is yielded:
    argument number i is argument i of the program.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<FunctionType>:$function_type,
                       OptionalAttr<StrAttr>:$sym_visibility,
                       OptionalAttr<DictArrayAttr>:$arg_attrs, OptionalAttr<DictArrayAttr>:$res_attrs);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins "::llvm::StringRef":$name, "::mlir::FunctionType":$type)>];
  let extraClassDeclaration = [{
    ::mlir::ArrayRef<::mlir::Type> getArgumentTypes() { return getFunctionType().getInputs(); }
    ::mlir::ArrayRef<::mlir::Type> getResultTypes() { return getFunctionType().getResults(); }
    ::mlir::Region *getCallableRegion() { return &getBody(); }
    /// The yield that ends the body.
    ::mlir::Operation *getYield() { return getBody().front().getTerminator(); }
  }];
}

def Mock_YieldOp : Mock_Op<"yield", [Pure, Terminator, ReturnLike,
    ParentOneOf<["KernelOp", "VectorOp", "CoresForOp"]>]> {
  let summary = "ends a kernel, a vector body or a loop over cores";
  let arguments = (ins Variadic<AnyType>:$values);
  let builders = [OpBuilder<(ins), [{ build($_builder, $_state, ::mlir::ValueRange()); }]>];
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
}

def Mock_LaunchOp : Mock_Op<"launch", [DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "runs a kernel on buffers";
  let description = [{
    Operands are root buffers: the kernel's arguments say which strided part they read, so shapes
    may differ from the arguments', element types may not. Each result is a new buffer, or that of
    operand `updates[i]` where this is not -1: the kernel overwrites a part of it, and nobody reads
    the operand as it was any more. A result of the kernel that has an offset is a part of that
    of the launch.
  }];
  let arguments = (ins FlatSymbolRefAttr:$kernel, Variadic<AnyRankedTensor>:$operands,
                       OptionalAttr<DenseI64ArrayAttr>:$updates);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let builders = [OpBuilder<(ins "::mlir::TypeRange":$results, "::llvm::StringRef":$kernel,
                                 "::mlir::ValueRange":$operands),
                            [{ build($_builder, $_state, results, kernel, operands, nullptr); }]>];
  let extraClassDeclaration = [{
    /// The operand whose buffer result `result` takes over; null: a new buffer.
    ::mlir::Value getUpdated(unsigned result);
  }];
  let assemblyFormat = "$kernel `(` $operands `)` attr-dict `:` functional-type($operands, $results)";
}

def Mock_ViewOp : Mock_Op<"view", [Pure]> {
  let summary = "another shape, strides and offset over the same buffer";
  let description = [{
    Metadata only. Offset and strides are elements counted from the start of the root buffer, not
    of `base`: a view of a view is a view of the root with the same numbers. Stride 0 repeats.
  }];
  let arguments = (ins AnyStaticShapeTensor:$base, Mock_I64Attr:$offset, DenseI64ArrayAttr:$strides);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = [{
    $base `offset` `(` custom<PlainI64>($offset) `)` `strides` `(` $strides `)` attr-dict
    `:` type($base) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Mock_ReduceOp : Mock_Op<"reduce", [AttrSizedOperandSegments, DestinationStyleOpInterface,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "reduces the last dimensions in the device's fixed order";
  let description = [{
    result = init op reduce(input), in the order of isa::Reduce (docs/isa.md). Kinds argmax and
    argmin have two inits and results: the value and the i64 position. `offset` is the position of
    the input's first element within the whole row (row-major over the reduced dimensions), for
    tiles of a row; absent means 0. They replace the init only by a value that beats it, so that the
    first position wins ties.
  }];
  let arguments = (ins Mock_ReduceKindAttr:$kind, AnyShaped:$input, Variadic<AnyShaped>:$inits,
                       Optional<Index>:$offset, DenseI64ArrayAttr:$dimensions);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    $kind `ins` `(` $input `:` type($input) `)` `outs` `(` $inits `:` type($inits) `)`
    (`offset` `(` $offset^ `)`)? `dimensions` `=` $dimensions attr-dict (`->` type($results)^)?
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitsMutable(); }
    /// argmax or argmin: a second init and result hold positions.
    bool hasPositions() {
      return getKind() == ReduceKind::ArgMax || getKind() == ReduceKind::ArgMin;
    }
  }];
}

def Mock_HostCallOp : Mock_Op<"host_call"> {
  let summary = "an operator that ATen runs on the host library";
  let description = [{
    `node` is the number of the source graph's node, which holds the other arguments. It may have
    side effects and is never removed unless a pass knows that the node is pure (`pure`).
  }];
  let arguments = (ins StrAttr:$callee, Variadic<AnyRankedTensor>:$operands, Mock_I64Attr:$node,
                       UnitAttr:$pure);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = "$callee `(` $operands `)` attr-dict `:` functional-type($operands, $results)";
}

include "mock/passes/dialect/mock/MockMovementOps.td"
include "mock/passes/dialect/mock/MockWindowOps.td"
include "mock/passes/dialect/mock/MockPlacedOps.td"

#endif // MOCK_PASSES_DIALECT_MOCK_OPS_TD
