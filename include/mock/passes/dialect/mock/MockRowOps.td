//===- MockRowOps.td - Whole-row operators on tensors (stages 2 to 4) -------===//
//
// Their classes are in a header of their own (MockRowOps.h): few sources need them.
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_PASSES_DIALECT_MOCK_ROW_OPS_TD
#define MOCK_PASSES_DIALECT_MOCK_ROW_OPS_TD

include "mock/passes/dialect/mock/MockOps.td"

def Mock_AttentionOp : Mock_Op<"attention", [AttrSizedOperandSegments, DestinationStyleOpInterface,
    Pure]> {
  let summary = "softmax(scale x query x key + mask) x value, one row of scores at a time";
  let description = [{
    `maps` has one projected permutation for the query, key, value, mask (if there is one) and
    each init, over the loops (batch..., l, s, e, v): query [batch..., l, e], key [..., e, s] (a view
    transposes it), value [..., s, v], mask a subset of (batch..., l, s), output [batch..., l, v], and
    the optional second result, the logarithm of the row sums [batch..., l], in f32. Key and value may
    leave batch dimensions out, which broadcasts them (grouped heads).

    A float mask is added, a mask of bool removes the scores where it is false. `causal` removes
    those with s > l. A row whose scores are all removed gives 0 and -infinity. Inits are not
    read. `mock-tile` turns it into a loop over tiles of s that carries the maximum and the sum of each
    row (Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018; Rabe and Staats,
    "Self-attention does not need O(n^2) memory", 2021).
  }];
  let arguments = (ins AnyStaticShapeTensor:$query, AnyStaticShapeTensor:$key,
                       AnyStaticShapeTensor:$value, Optional<AnyStaticShapeTensor>:$mask,
                       Variadic<AnyStaticShapeTensor>:$inits, F64Attr:$scale, UnitAttr:$causal,
                       AffineMapArrayAttr:$maps);
  let results = (outs Variadic<AnyStaticShapeTensor>:$results);
  let assemblyFormat = [{
    `ins` `(` $query `,` $key `,` $value `:` type($query) `,` type($key) `,` type($value) `)`
    (`mask` `(` $mask^ `:` type($mask) `)`)? `outs` `(` $inits `:` type($inits) `)`
    `scale` `(` $scale `)` (`causal` $causal^)? `maps` `=` $maps attr-dict `->` type($results)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitsMutable(); }
    /// The map of an operand.
    ::mlir::AffineMap mapOf(unsigned operand) {
      return ::mlir::cast<::mlir::AffineMapAttr>(getMaps()[operand]).getValue();
    }
    unsigned getNumLoops() { return mapOf(0).getNumDims(); }
    unsigned getNumBatchLoops() { return getNumLoops() - 4; }
    // Loops behind the batch.
    unsigned getRowLoop() { return getNumLoops() - 4; }
    unsigned getKeyLoop() { return getNumLoops() - 3; }
    unsigned getHeadLoop() { return getNumLoops() - 2; }
    unsigned getValueLoop() { return getNumLoops() - 1; }
    /// Extents of the loops.
    ::llvm::SmallVector<int64_t> getExtents();
  }];
}

def Mock_ScanOp : Mock_Op<"scan", [DestinationStyleOpInterface, Pure]> {
  let summary = "running sum, product, maximum or minimum along the last dimension";
  let description = [{
    result[..., i] = result[..., i - 1] op input[..., i], ascending, in the order and the types of
    isa::Scan (docs/isa.md). The init is not read.

    ```mlir
    %r = mock.scan <sum> ins(%x : tensor<4x8xf32>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
    ```
  }];
  let arguments = (ins Mock_ReduceKindAttr:$kind, AnyRankedTensor:$input,
                       AnyRankedTensor:$init);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $kind `ins` `(` $input `:` type($input) `)` `outs` `(` $init `:` type($init) `)` attr-dict
    `->` type($result)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }
  }];
}

def Mock_SortOp : Mock_Op<"sort", [DestinationStyleOpInterface, Pure]> {
  let summary = "the first values of each sorted row, and where they were";
  let description = [{
    Sorts the rows along the last dimension, stably; NaN counts as greatest. The two inits (values and
    i64 positions, whose contents are not read) have as last extent how many of a row are kept.

    ```mlir
    %v, %p = mock.sort ins(%x : tensor<4x8xf32>) outs(%a, %b : tensor<4x3xf32>, tensor<4x3xi64>)
        descending -> tensor<4x3xf32>, tensor<4x3xi64>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$input, Variadic<AnyRankedTensor>:$inits,
                       UnitAttr:$descending);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    `ins` `(` $input `:` type($input) `)` `outs` `(` $inits `:` type($inits) `)`
    (`descending` $descending^)? attr-dict `->` type($results)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitsMutable(); }
  }];
}

#endif // MOCK_PASSES_DIALECT_MOCK_ROW_OPS_TD
