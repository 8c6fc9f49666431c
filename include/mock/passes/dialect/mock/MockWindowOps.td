//===- MockWindowOps.td - Convolution, pooling, windows (stages 2 to 4) ----===//
#ifndef MOCK_PASSES_DIALECT_MOCK_WINDOW_OPS_TD
#define MOCK_PASSES_DIALECT_MOCK_WINDOW_OPS_TD

def Mock_PoolKind : Mock_Enum<"PoolKind", "what a pooling window is combined with", [
  I32EnumAttrCase<"Max", 0, "max">, I32EnumAttrCase<"Sum", 1, "sum">,
  I32EnumAttrCase<"ArgMax", 2, "argmax">]>;
def Mock_PoolKindAttr : EnumAttr<Mock_Dialect, Mock_PoolKind, "pool_kind"> {
  let assemblyFormat = "`<` $value `>`";
}

def Mock_ConvOp : Mock_Op<"conv", [Pure, DestinationStyleOpInterface]> {
  let summary = "convolution (cross-correlation) onto an initial value";
  let description = [{
    ```mlir
    %r = mock.conv ins(%x, %w : tensor<2x8x9x9xf32>, tensor<16x4x3x3xf32>)
                   outs(%init : tensor<2x16x5x5xf32>)
                   stride [2, 2] dilation [1, 1] padding [1, 1] groups 2 -> tensor<2x16x5x5xf32>
    ```
    result[n, f, o...] = init + sum over c, k... of input[n, g c, o x stride - padding + k x dilation]
    x weight[f, c, k...], where g is the group of f. The sum takes c outermost, then k row-major,
    ascending, each a fused multiply-add in f32 (isa::Conv). The input counts as 0 outside of its
    extents, on both sides as far as the result's extents reach. Padding may be negative. There are
    1 to 3 spatial dimensions. Tiles have no dimension n, and a padding of 0: `mock.window` pads.
  }];
  let arguments = (ins AnyRankedTensor:$input, AnyRankedTensor:$weight, AnyRankedTensor:$init,
                       DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$dilation,
                       DenseI64ArrayAttr:$padding, Mock_I64Attr:$groups);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    `ins` `(` $input `,` $weight `:` type($input) `,` type($weight) `)`
    `outs` `(` $init `:` type($init) `)` `stride` $stride `dilation` $dilation `padding` $padding
    `groups` custom<PlainI64>($groups) attr-dict `->` type($result)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitMutable(); }
    int64_t getSpatialRank() { return getStride().size(); }
    /// Extents of the kernel.
    ::llvm::ArrayRef<int64_t> getKernel() {
      return ::mlir::cast<::mlir::RankedTensorType>(getWeight().getType())
          .getShape().take_back(getSpatialRank());
    }
  }];
}

def Mock_PoolOp : Mock_Op<"pool", [Pure, DestinationStyleOpInterface]> {
  let summary = "combines the points of sliding windows over the last dimensions";
  let description = [{
    ```mlir
    %r = mock.pool <max> ins(%x : tensor<2x8x9x9xf32>) outs(%init : tensor<2x8x5x5xf32>)
         kernel [3, 3] stride [2, 2] dilation [1, 1] padding [1, 1] -> tensor<2x8x5x5xf32>
    ```
    Points of a window are taken in row-major order, ascending, and combined from the left: `max`
    and `sum` in f32. Outside of the input's extents lies what changes nothing: -infinity or 0.
    `init` only gives the shape. `max` lets NaN win.

    `argmax` has a second init and result of i64: the position of the greatest point, row-major in
    the input's last dimensions. The first of equal points wins; the last NaN wins over all, as in
    PyTorch; a window of -infinity alone gives its first point inside the input.
  }];
  let arguments = (ins Mock_PoolKindAttr:$kind, AnyRankedTensor:$input,
                       Variadic<AnyRankedTensor>:$inits, DenseI64ArrayAttr:$kernel,
                       DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$dilation,
                       DenseI64ArrayAttr:$padding);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    $kind `ins` `(` $input `:` type($input) `)` `outs` `(` $inits `:` type($inits) `)`
    `kernel` $kernel `stride` $stride `dilation` $dilation `padding` $padding attr-dict
    `->` type($results)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getInitsMutable(); }
    int64_t getSpatialRank() { return getKernel().size(); }
    bool hasPositions() { return getKind() == PoolKind::ArgMax; }
    /// Points of one window.
    int64_t getPoints() {
      int64_t points = 1;
      for (int64_t extent : getKernel())
        points *= extent;
      return points;
    }
  }];
}

def Mock_WindowOp : Mock_Op<"window", [Pure, AttrSizedOperandSegments]> {
  let summary = "a slice that may reach over the edges of its source";
  let description = [{
    ```mlir
    %t = mock.window %x[0, %c, -1, -1] [1, 8, 11, 58] dropped [0] sliding 2 fill(0.0 : f32)
         : tensor<2x64x56x56xf32> to tensor<8x11x58xf32>
    ```
    Elements outside of the source are `fill`. `dropped` are dimensions of size 1 that the result
    does not have. `sliding` is how many of the last dimensions slide. With `inside` no element is outside, whatever the offsets are.
  }];
  let arguments = (ins AnyStaticShapeTensor:$source, Variadic<Index>:$offsets,
                       Variadic<Index>:$sizes, DenseI64ArrayAttr:$static_offsets,
                       DenseI64ArrayAttr:$static_sizes, DenseI64ArrayAttr:$dropped,
                       Mock_I64Attr:$sliding, TypedAttrInterface:$fill, UnitAttr:$inside);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $source `` custom<DynamicIndexList>($offsets, $static_offsets)
    custom<DynamicIndexList>($sizes, $static_sizes) `dropped` $dropped
    `sliding` custom<PlainI64>($sliding) `fill` `(` $fill `)`
    (`inside` $inside^)? attr-dict `:` type($source) `to` type($result)
  }];
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::Value":$source,
      "::llvm::ArrayRef<::mlir::OpFoldResult>":$offsets,
      "::llvm::ArrayRef<::mlir::OpFoldResult>":$sizes, "::llvm::ArrayRef<int64_t>":$dropped,
      "int64_t":$sliding, "::mlir::TypedAttr":$fill, "bool":$inside)>];
  let extraClassDeclaration = [{
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedOffsets();
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedSizes();
    bool isDropped(int64_t dim) { return ::llvm::is_contained(getDropped(), dim); }
  }];
}

#endif // MOCK_PASSES_DIALECT_MOCK_WINDOW_OPS_TD
