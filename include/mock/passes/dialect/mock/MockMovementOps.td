//===- MockMovementOps.td - Data movement on tensors (stages 2 to 4) -------===//
#ifndef MOCK_PASSES_DIALECT_MOCK_MOVEMENT_OPS_TD
#define MOCK_PASSES_DIALECT_MOCK_MOVEMENT_OPS_TD

def Mock_InsertOp : Mock_Op<"insert", [AllTypesMatch<["base", "result"]>,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "a buffer with a strided part overwritten";
  let description = [{
    The result is `base` but for the elements at offset + sum of position x stride, which are those
    of `part`. Offset and strides are elements from the start of the buffer, as those of `mock.view`;
    a stride may be negative. `base` is a buffer, no view; a `tensor.empty` is a new one. The result
    is laid out as `base` unless `mock.result_strides` says otherwise.

    ```mlir
    %e = tensor.empty() : tensor<4x16xf32>
    %0 = mock.insert %a into %e offset(0) strides([16, 1]) : tensor<4x8xf32> into tensor<4x16xf32>
    %1 = mock.insert %b into %0 offset(8) strides([16, 1]) : tensor<4x8xf32> into tensor<4x16xf32>
    ```

    With `mutates` the base is an argument of the graph whose memory the caller sees change.
    Behind `mock-plan-updates` every base may be written in place. Stage 2 only: kernels write their
    results straight into the part.
  }];
  let arguments = (ins AnyStaticShapeTensor:$part, AnyStaticShapeTensor:$base, Mock_I64Attr:$offset,
                       DenseI64ArrayAttr:$strides, UnitAttr:$mutates);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = [{
    $part `into` $base `offset` `(` custom<PlainI64>($offset) `)` `strides` `(` $strides `)`
    (`mutates` $mutates^)? attr-dict `:` type($part) `into` type($base)
  }];
  let hasVerifier = 1;
}

def Mock_GatherOp : Mock_Op<"gather", [Pure, DestinationStyleOpInterface]> {
  let summary = "elements of a tensor at positions that other tensors hold";
  let description = [{
    result[p] = source[c0(p), c1(p), ...]. `coordinates` has an entry for each dimension of the source:
    d >= 0 is dimension d of p; -1 - j is the value of index operand j at the point that
    `index_maps[j]` (a projected permutation) makes of p. Index operands are i64 or i32. A value
    outside [0, extent) of the source's dimension is a fault of the device; with `wraps` values in
    [-extent, 0) count from the end.

    ```mlir
    // rows of a table: result[i, j] = table[ids[i], j]
    %r = mock.gather ins(%table : tensor<100x64xf32>) indices(%ids : tensor<8xi64>)
         coordinates = [-1, 1] maps = [affine_map<(d0, d1) -> (d0)>] outs(%e : tensor<8x64xf32>)
         -> tensor<8x64xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$source, Variadic<AnyRankedTensor>:$indices,
                       DenseI64ArrayAttr:$coordinates, AffineMapArrayAttr:$index_maps, UnitAttr:$wraps,
                       AnyRankedTensor:$init);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    `ins` `(` $source `:` type($source) `)` `indices` `(` $indices `:` type($indices) `)`
    `coordinates` `=` $coordinates `maps` `=` $index_maps (`wraps` $wraps^)?
    `outs` `(` $init `:` type($init) `)` attr-dict `->` type($result)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }
  }];
}

def Mock_ScatterOp : Mock_Op<"scatter", [DestinationStyleOpInterface,
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "a tensor with values stored to or combined at positions that other tensors hold";
  let description = [{
    For each point p of its loops, in row-major order, base[c0(p), c1(p), ...] becomes the value, or is
    combined with it (base element on the left). `coordinates`, `index_maps` and `wraps` are those of
    `mock.gather`, with the dimensions of the base; `value_map` makes the position of the value of p.
    The number of loops is that of the maps' dimensions. Every loop is a coordinate or read by an
    index. Loops that are no coordinate are taken in order, by one core.

    With `mutates` the base is an argument of the graph whose memory the caller sees change.
  }];
  let arguments = (ins Mock_ScatterModeAttr:$mode, AnyRankedTensor:$values,
                       Variadic<AnyRankedTensor>:$indices, DenseI64ArrayAttr:$coordinates,
                       AffineMapAttr:$value_map, AffineMapArrayAttr:$index_maps, UnitAttr:$wraps,
                       UnitAttr:$mutates, AnyRankedTensor:$base);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $mode `ins` `(` $values `:` type($values) `)` `indices` `(` $indices `:` type($indices) `)`
    `coordinates` `=` $coordinates `values` `=` $value_map `maps` `=` $index_maps
    (`wraps` $wraps^)? (`mutates` $mutates^)? `outs` `(` $base `:` type($base) `)` attr-dict `->` type($result)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getBaseMutable(); }
    /// Extents of the loops.
    ::llvm::SmallVector<int64_t> getLoopExtents();
  }];
}

#endif // MOCK_PASSES_DIALECT_MOCK_MOVEMENT_OPS_TD
