//===- AtenBase.td - What all operations of the dialect share --------------===//
#ifndef MOCK_ATEN_BASE
#define MOCK_ATEN_BASE

include "mlir/IR/OpBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Aten_Dialect : Dialect {
  let name = "aten";
  let summary = "PyTorch's operators, functional, one operation per schema";
  let description = [{
    Operations carry the names, operands and attributes of the schemas in PyTorch's operator table
    (`AtenOps.td` is generated from it). Only overloads without side effects on tensors are here;
    everything else a graph may hold is `aten.opaque`.
  }];
  let cppNamespace = "::mock::aten";
}

/// Tensors of any element type that PyTorch has; extents are static.
def Aten_Tensor : TensorOf<[AnyType]>;

/// A number as the schema type `Scalar` takes it.
def Aten_ScalarAttr : AnyAttrOf<[I64Attr, F64Attr, BoolAttr],
                                "an i64, f64 or bool attribute", "::mlir::Attribute">;

class Aten_Op<string mnemonic, list<Trait> traits = []> : Op<Aten_Dialect, mnemonic, traits> {
  // The importer makes operations by name; the typed builders would double the generated code.
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins "::mlir::TypeRange":$results, "::mlir::ValueRange":$operands,
                                 "::llvm::ArrayRef<::mlir::NamedAttribute>":$attributes), [{
    $_state.addTypes(results);
    $_state.addOperands(operands);
    $_state.addAttributes(attributes);
  }]>];
}

def Aten_OpaqueOp : Aten_Op<"opaque", [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "an operator that the dialect does not know";
  let description = [{
    Holds the full schema name and the tensor operands in schema order (lists flattened, None left
    out). The other arguments stay with the graph's node, `mock.node`. With `impure` the operator
    writes to its operands or draws random numbers and is neither moved nor removed.

    ```mlir
    %r = aten.opaque "aten.linalg_svd"(%x) {mock.node = 7 : i64} : (tensor<4x4xf32>) -> tensor<4x4xf32>
    ```
  }];
  let arguments = (ins StrAttr:$schema, Variadic<Aten_Tensor>:$inputs, UnitAttr:$impure);
  let results = (outs Variadic<Aten_Tensor>:$outputs);
  let assemblyFormat = "$schema `(` $inputs `)` attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

#endif // MOCK_ATEN_BASE
