//===- MockPlacedOps.td - Operations on device memories (stage 5) ----------===//
//
// Contract of the `placed` stage, which mock_isa takes over one to one:
//
// - A kernel's arguments are memrefs without memory space: main memory, argument i of the program.
//   Their addresses count bytes from the argument's base (a view's offset is in the base).
// - `mock.semaphore` operations come first in the kernel; the n-th of them is semaphore n.
// - `mock.alloc` operations come next. An operand's isa::Address is
//   {memory: the memref's memory space, base: alloc.offset + address.base, terms}.
// - Loops are `scf.for %i = %c0 to %count step %c1` (constants; isa: coreModulus 1) and
//   `mock.cores_for`. An operation names the loops that its terms use in `loops`; these are
//   induction variables of enclosing loops, and terms refer to them by position.
// - Strides of dma and vector operands are in bytes, one per extent; of matmul in bytes too.
// - Every other operation is one instruction with the fields of the same name.
//
//===----------------------------------------------------------------------===//
#ifndef MOCK_PASSES_DIALECT_MOCK_PLACED_OPS_TD
#define MOCK_PASSES_DIALECT_MOCK_PLACED_OPS_TD

class Mock_PlacedOp<string mnemonic, list<Trait> traits = []>
    : Mock_Op<mnemonic, !listconcat([AttrSizedOperandSegments], traits)> {
  let hasVerifier = 1;
}

def Mock_SemaphoreOp : Mock_Op<"semaphore", [HasParent<"KernelOp">]> {
  let summary = "a counted semaphore with its initial credits";
  let arguments = (ins Mock_I64Attr:$credits);
  let results = (outs Mock_SemaphoreType:$result);
  let assemblyFormat = "`credits` `(` custom<PlainI64>($credits) `)` attr-dict";
  let hasVerifier = 1;
}

def Mock_AllocOp : Mock_Op<"alloc", [HasParent<"KernelOp">]> {
  let summary = "a buffer in a core's memory";
  let description = [{
    `offset` is its first byte in that memory; `slots` is how many tiles it holds, one behind the
    other: the first dimension of the type when more than 1.
  }];
  let arguments = (ins Mock_I64Attr:$offset, Mock_I64Attr:$slots);
  let results = (outs AnyMemRef:$result);
  let assemblyFormat = [{
    `offset` `(` custom<PlainI64>($offset) `)` `slots` `(` custom<PlainI64>($slots) `)` attr-dict
    `:` type($result)
  }];
  let hasVerifier = 1;
}

def Mock_DmaOp : Mock_PlacedOp<"dma"> {
  let summary = "copies a box between the main memory and a core's memory, isa::Dma";
  let description = [{
    In when the destination is a core's memory, out otherwise. `pad` (in only) has one multiple for
    each dimension: the destination extends to roundUp(extent, multiple), the rest is filled with
    `pad_value`.

    With `origin` and `sizes` (in only, one for each extent) the source has bounds: element i of
    dimension d has coordinate origin d + i and lies at source + sum of coordinate x stride. Where
    any coordinate is outside of [0, size d) nothing is read and `pad_value` is written. An origin
    counts elements and may be negative. This is how windows of a convolution and padding of a
    tensor reach over an edge.
  }];
  let arguments = (ins
    Arg<AnyMemRef, "", [MemRead]>:$source, Mock_AddressAttr:$source_address,
    Arg<AnyMemRef, "", [MemWrite]>:$destination, Mock_AddressAttr:$destination_address,
    Variadic<Index>:$loops, Mock_ExtentArrayAttr:$extents,
    DenseI64ArrayAttr:$source_strides, DenseI64ArrayAttr:$destination_strides,
    OptionalAttr<Mock_AddressArrayAttr>:$origin, OptionalAttr<DenseI64ArrayAttr>:$sizes,
    OptionalAttr<DenseI64ArrayAttr>:$pad, OptionalAttr<TypedAttrInterface>:$pad_value,
    Variadic<Mock_SemaphoreType>:$pop, Variadic<Mock_SemaphoreType>:$push);
  let assemblyFormat = [{
    $source $source_address `to` $destination $destination_address (`loops` `(` $loops^ `)`)?
    `extents` $extents `strides` $source_strides `to` $destination_strides
    (`origin` $origin^)? (`sizes` $sizes^)? (`pad` $pad^)? (`with` $pad_value^)? (`pop` `(` $pop^ `)`)? (`push` `(` $push^ `)`)? attr-dict
    `:` type($source) `to` type($destination)
  }];
  let extraClassDeclaration = [{
    /// From the main memory into a core's memory.
    bool isIn() {
      return static_cast<bool>(
          ::mlir::cast<::mlir::MemRefType>(getDestination().getType()).getMemorySpace());
    }
  }];
}

def Mock_MatMulOp : Mock_PlacedOp<"matmul"> {
  let summary = "destination[m, n] (+)= sum over k of a[m, k] x b[k, n], isa::MatMul";
  let description = [{
    `a_strides` are those of m and k, `b_strides` of k and n, `destination_stride` of m, in bytes.
    Element types of the memrefs are `input` and `accumulator`.
  }];
  let arguments = (ins
    Arg<AnyMemRef, "", [MemRead]>:$a, Mock_AddressAttr:$a_address,
    Arg<AnyMemRef, "", [MemRead]>:$b, Mock_AddressAttr:$b_address,
    Arg<AnyMemRef, "", [MemRead, MemWrite]>:$destination, Mock_AddressAttr:$destination_address,
    Variadic<Index>:$loops, Mock_ExtentAttr:$m, Mock_ExtentAttr:$n, Mock_ExtentAttr:$k,
    DenseI64ArrayAttr:$a_strides, DenseI64ArrayAttr:$b_strides, Mock_I64Attr:$destination_stride,
    Mock_AccumulateAttr:$accumulate,
    Variadic<Mock_SemaphoreType>:$pop, Variadic<Mock_SemaphoreType>:$push);
  let assemblyFormat = [{
    $a $a_address `,` $b $b_address `into` $destination $destination_address
    (`loops` `(` $loops^ `)`)? `m` $m `n` $n `k` $k
    `strides` $a_strides `,` $b_strides `,` custom<PlainI64>($destination_stride)
    `accumulate` $accumulate (`pop` `(` $pop^ `)`)? (`push` `(` $push^ `)`)? attr-dict
    `:` type($a) `,` type($b) `,` type($destination)
  }];
}

def Mock_ConvTileOp : Mock_PlacedOp<"conv_tile"> {
  let summary = "convolution of a tile in the matrix engine, isa::Conv";
  let description = [{
    destination[g, f, o...] (+)= sum over c, k... of input[g, c, o x stride + k x dilation] x
    weight[g, f, c, k...], c outermost, then k row-major. `kernel`, `stride` and `dilation` are the
    forward operator's, one for each of the 1 to 3 extents of `out`; `channels` are those of one
    group. The input tile is the window that the `out` extents need, padded already.

    Strides are in bytes: of the input by [g, c, i...], of the weight by [g, f, c, k...], of the
    destination by [g, f, o...]. Element types are those of mock.matmul.
  }];
  let arguments = (ins
    Arg<AnyMemRef, "", [MemRead]>:$input, Mock_AddressAttr:$input_address,
    Arg<AnyMemRef, "", [MemRead]>:$weight, Mock_AddressAttr:$weight_address,
    Arg<AnyMemRef, "", [MemRead, MemWrite]>:$destination, Mock_AddressAttr:$destination_address,
    Variadic<Index>:$loops, Mock_ExtentAttr:$groups, Mock_ExtentAttr:$filters,
    Mock_ExtentAttr:$channels, Mock_ExtentArrayAttr:$out,
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$dilation,
    DenseI64ArrayAttr:$input_strides, DenseI64ArrayAttr:$weight_strides,
    DenseI64ArrayAttr:$destination_strides, Mock_AccumulateAttr:$accumulate,
    Variadic<Mock_SemaphoreType>:$pop, Variadic<Mock_SemaphoreType>:$push);
  let assemblyFormat = [{
    $input $input_address `,` $weight $weight_address `into` $destination $destination_address
    (`loops` `(` $loops^ `)`)? `groups` $groups `filters` $filters `channels` $channels `out` $out
    `kernel` $kernel `stride` $stride `dilation` $dilation
    `strides` $input_strides `,` $weight_strides `,` $destination_strides
    `accumulate` $accumulate (`pop` `(` $pop^ `)`)? (`push` `(` $push^ `)`)? attr-dict
    `:` type($input) `,` type($weight) `,` type($destination)
  }];
}

def Mock_DmaGatherOp : Mock_PlacedOp<"dma_gather"> {
  let summary = "copies elements that indices name into a core's memory, isa::Gather";
  let description = [{
    Runs in the queue dma.in. The destination's element at box point p is the main memory's element
    at source + sum of p d x source stride d + sum over index operands j of value j(p) x step j.
    `steps` are bytes. Index operands are i64 or i32 tiles of a core's memory with one stride for
    each extent in `index_strides` (0 repeats). A value outside of [0, bound) is a fault; with
    `wraps` values in [-bound, 0) count from the end.
  }];
  let arguments = (ins
    Arg<AnyMemRef, "", [MemRead]>:$source, Mock_AddressAttr:$source_address,
    Arg<AnyMemRef, "", [MemWrite]>:$destination, Mock_AddressAttr:$destination_address,
    Arg<Variadic<AnyMemRef>, "", [MemRead]>:$indices, Mock_AddressArrayAttr:$index_addresses,
    Variadic<Index>:$loops, Mock_ExtentArrayAttr:$extents,
    DenseI64ArrayAttr:$source_strides, DenseI64ArrayAttr:$destination_strides,
    Mock_StridesArrayAttr:$index_strides, DenseI64ArrayAttr:$steps, DenseI64ArrayAttr:$bounds,
    UnitAttr:$wraps, Variadic<Mock_SemaphoreType>:$pop, Variadic<Mock_SemaphoreType>:$push);
  let assemblyFormat = [{
    $source $source_address `to` $destination $destination_address
    `indices` $index_addresses `(` $indices `:` type($indices) `)` (`loops` `(` $loops^ `)`)?
    `extents` $extents `strides` $source_strides `to` $destination_strides `,` $index_strides
    `steps` $steps `bounds` $bounds (`wraps` $wraps^)?
    (`pop` `(` $pop^ `)`)? (`push` `(` $push^ `)`)? attr-dict
    `:` type($source) `to` type($destination)
  }];
}

def Mock_DmaScatterOp : Mock_PlacedOp<"dma_scatter"> {
  let summary = "combines elements of a core's memory into places that indices name, isa::Scatter";
  let description = [{
    Runs in the queue dma.out: mock.dma_gather with the direction reversed. Points of the box are
    taken one after the other in row-major order; each stores its element, or reads the place,
    combines (place op element) and writes it back, rounded to the element type.
  }];
  let arguments = (ins Mock_ScatterModeAttr:$mode,
    Arg<AnyMemRef, "", [MemRead]>:$source, Mock_AddressAttr:$source_address,
    Arg<AnyMemRef, "", [MemRead, MemWrite]>:$destination, Mock_AddressAttr:$destination_address,
    Arg<Variadic<AnyMemRef>, "", [MemRead]>:$indices, Mock_AddressArrayAttr:$index_addresses,
    Variadic<Index>:$loops, Mock_ExtentArrayAttr:$extents,
    DenseI64ArrayAttr:$source_strides, DenseI64ArrayAttr:$destination_strides,
    Mock_StridesArrayAttr:$index_strides, DenseI64ArrayAttr:$steps, DenseI64ArrayAttr:$bounds,
    UnitAttr:$wraps, Variadic<Mock_SemaphoreType>:$pop, Variadic<Mock_SemaphoreType>:$push);
  let assemblyFormat = [{
    $mode $source $source_address `to` $destination $destination_address
    `indices` $index_addresses `(` $indices `:` type($indices) `)` (`loops` `(` $loops^ `)`)?
    `extents` $extents `strides` $source_strides `to` $destination_strides `,` $index_strides
    `steps` $steps `bounds` $bounds (`wraps` $wraps^)?
    (`pop` `(` $pop^ `)`)? (`push` `(` $push^ `)`)? attr-dict
    `:` type($source) `to` type($destination)
  }];
}

def Mock_VectorOp : Mock_PlacedOp<"vector", [SingleBlock]> {
  let summary = "applies a body of scalar operations to every point of a box, isa::Vector";
  let description = [{
    The block has one argument for each input, of its element type; `mock.yield` gives one value for
    each output, of its element type. The body holds `arith` and `math` operations on scalars and
    `mock.index`. `strides` has one array for each input, then for each output. `index_bases` is
    empty or has one address for each extent: where the tile begins in the kernel's iteration space,
    in elements.
  }];
  let arguments = (ins
    Arg<Variadic<AnyMemRef>, "", [MemRead]>:$inputs, Arg<Variadic<AnyMemRef>, "", [MemWrite]>:$outputs,
    Mock_AddressArrayAttr:$input_addresses, Mock_AddressArrayAttr:$output_addresses,
    Variadic<Index>:$loops, Mock_ExtentArrayAttr:$extents, Mock_StridesArrayAttr:$strides,
    OptionalAttr<Mock_AddressArrayAttr>:$index_bases,
    Variadic<Mock_SemaphoreType>:$pop, Variadic<Mock_SemaphoreType>:$push);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    `ins` $input_addresses `(` ($inputs^ `:` type($inputs))? `)`
    `outs` $output_addresses `(` $outputs `:` type($outputs) `)` (`loops` `(` $loops^ `)`)?
    `extents` $extents `strides` $strides (`index` $index_bases^)?
    (`pop` `(` $pop^ `)`)? (`push` `(` $push^ `)`)? attr-dict-with-keyword $body
  }];
}

def Mock_IndexOp : Mock_Op<"index", [Pure, ParentOneOf<["VectorOp"]>]> {
  let summary = "position along an extent of the vector operation, index base included";
  let arguments = (ins Mock_I64Attr:$dim);
  let results = (outs Index:$result);
  let assemblyFormat = "custom<PlainI64>($dim) attr-dict";
  let hasVerifier = 1;
}

def Mock_RowReduceOp : Mock_PlacedOp<"row_reduce"> {
  let summary = "reduces the last `reduced_dims` extents of a tile, isa::Reduce";
  let description = [{
    `input_strides` has one stride for each extent, `output_strides` (and `index_strides`) one for
    each kept extent. Kinds argmax and argmin write positions of type i64 to `index_output`;
    `index_base` is the position of the tile's first element within the row, in elements.
  }];
  let arguments = (ins Mock_ReduceKindAttr:$kind,
    Arg<AnyMemRef, "", [MemRead]>:$input, Mock_AddressAttr:$input_address,
    Arg<AnyMemRef, "", [MemRead, MemWrite]>:$output, Mock_AddressAttr:$output_address,
    Arg<Optional<AnyMemRef>, "", [MemRead, MemWrite]>:$index_output,
    OptionalAttr<Mock_AddressAttr>:$index_address,
    Variadic<Index>:$loops, Mock_ExtentArrayAttr:$extents, Mock_I64Attr:$reduced_dims,
    DenseI64ArrayAttr:$input_strides, DenseI64ArrayAttr:$output_strides,
    OptionalAttr<DenseI64ArrayAttr>:$index_strides, OptionalAttr<Mock_AddressAttr>:$index_base,
    Mock_AccumulateAttr:$accumulate,
    Variadic<Mock_SemaphoreType>:$pop, Variadic<Mock_SemaphoreType>:$push);
  let assemblyFormat = [{
    $kind $input $input_address `into` $output $output_address
    (`,` $index_output^ $index_address)? (`loops` `(` $loops^ `)`)?
    `extents` $extents `reduced` custom<PlainI64>($reduced_dims)
    `strides` $input_strides `to` $output_strides (`,` $index_strides^)?
    (`index` $index_base^)? `accumulate` $accumulate
    (`pop` `(` $pop^ `)`)? (`push` `(` $push^ `)`)? attr-dict
    `:` type($input) `,` type($output) (`,` type($index_output)^)?
  }];
}

def Mock_RowScanOp : Mock_PlacedOp<"row_scan"> {
  let summary = "running sum, product, maximum or minimum along the last extent, isa::Scan";
  let description = [{
    output[r, i] = output[r, i - 1] op input[r, i], ascending. A row begins with the identity, or,
    when accumulating, with its element of `carry`; the last value of the row is left in `carry`.
    So a row may be split over trips of a loop. `carry_strides` has one stride for each extent but
    the last.
  }];
  let arguments = (ins Mock_ReduceKindAttr:$kind,
    Arg<AnyMemRef, "", [MemRead]>:$input, Mock_AddressAttr:$input_address,
    Arg<AnyMemRef, "", [MemWrite]>:$output, Mock_AddressAttr:$output_address,
    Arg<Optional<AnyMemRef>, "", [MemRead, MemWrite]>:$carry,
    OptionalAttr<Mock_AddressAttr>:$carry_address,
    Variadic<Index>:$loops, Mock_ExtentArrayAttr:$extents,
    DenseI64ArrayAttr:$input_strides, DenseI64ArrayAttr:$output_strides,
    OptionalAttr<DenseI64ArrayAttr>:$carry_strides, Mock_AccumulateAttr:$accumulate,
    Variadic<Mock_SemaphoreType>:$pop, Variadic<Mock_SemaphoreType>:$push);
  let assemblyFormat = [{
    $kind $input $input_address `into` $output $output_address
    (`carry` $carry^ $carry_address)? (`loops` `(` $loops^ `)`)?
    `extents` $extents `strides` $input_strides `to` $output_strides (`,` $carry_strides^)?
    `accumulate` $accumulate (`pop` `(` $pop^ `)`)? (`push` `(` $push^ `)`)? attr-dict
    `:` type($input) `,` type($output) (`,` type($carry)^)?
  }];
}

def Mock_RowSortOp : Mock_PlacedOp<"row_sort"> {
  let summary = "stable sort of rows along the last extent, isa::Sort";
  let description = [{
    Writes the first `kept` values of each sorted row and the i64 positions that they had. NaN
    counts as the greatest value; equal values (-0 and 0, and NaNs, are equal) keep their order,
    with `descending` too. All strides have one entry for each extent.
  }];
  let arguments = (ins
    Arg<AnyMemRef, "", [MemRead]>:$input, Mock_AddressAttr:$input_address,
    Arg<AnyMemRef, "", [MemWrite]>:$values, Mock_AddressAttr:$values_address,
    Arg<AnyMemRef, "", [MemWrite]>:$positions, Mock_AddressAttr:$positions_address,
    Variadic<Index>:$loops, Mock_ExtentArrayAttr:$extents, Mock_I64Attr:$kept, UnitAttr:$descending,
    DenseI64ArrayAttr:$input_strides, DenseI64ArrayAttr:$values_strides,
    DenseI64ArrayAttr:$positions_strides,
    Variadic<Mock_SemaphoreType>:$pop, Variadic<Mock_SemaphoreType>:$push);
  let assemblyFormat = [{
    $input $input_address `into` $values $values_address `,` $positions $positions_address
    (`loops` `(` $loops^ `)`)? `extents` $extents `kept` custom<PlainI64>($kept)
    (`descending` $descending^)? `strides` $input_strides `to` $values_strides `,`
    $positions_strides (`pop` `(` $pop^ `)`)? (`push` `(` $push^ `)`)? attr-dict
    `:` type($input) `,` type($values) `,` type($positions)
  }];
}

def Mock_FillOp : Mock_PlacedOp<"fill"> {
  let summary = "fills a box of a core's memory with one value, isa::Fill";
  let description = [{ Runs in the vector engine. `value` has the element type of the memref. }];
  let arguments = (ins TypedAttrInterface:$value,
    Arg<AnyMemRef, "", [MemWrite]>:$destination, Mock_AddressAttr:$destination_address,
    Variadic<Index>:$loops, Mock_ExtentArrayAttr:$extents, DenseI64ArrayAttr:$strides,
    Variadic<Mock_SemaphoreType>:$pop, Variadic<Mock_SemaphoreType>:$push);
  let assemblyFormat = [{
    $value `into` $destination $destination_address (`loops` `(` $loops^ `)`)?
    `extents` $extents `strides` $strides (`pop` `(` $pop^ `)`)? (`push` `(` $push^ `)`)?
    attr-dict `:` type($destination)
  }];
}

def Mock_SyncOp : Mock_Op<"sync", [AttrSizedOperandSegments]> {
  let summary = "pops and pushes in the queue of an engine, isa::Wait";
  let arguments = (ins Mock_EngineAttr:$engine, Variadic<Mock_SemaphoreType>:$pop,
                       Variadic<Mock_SemaphoreType>:$push);
  let assemblyFormat = "$engine (`pop` `(` $pop^ `)`)? (`push` `(` $push^ `)`)? attr-dict";
}

def Mock_CoresForOp : Mock_Op<"cores_for", [SingleBlockImplicitTerminator<"YieldOp">,
    RecursiveMemoryEffects]> {
  let summary = "a loop that the cores share, isa::LoopBegin";
  let description = [{
    for (iv = (core / divisor) % modulus; iv < count; iv += modulus)
  }];
  let arguments = (ins Mock_I64Attr:$count, Mock_I64Attr:$divisor, Mock_I64Attr:$modulus);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins "int64_t":$count, "int64_t":$divisor, "int64_t":$modulus)>];
  let extraClassDeclaration = [{
    ::mlir::BlockArgument getInductionVar() { return getBody().getArgument(0); }
  }];
}

#endif // MOCK_PASSES_DIALECT_MOCK_PLACED_OPS_TD
