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
  }];
  let arguments = (ins
    Arg<AnyMemRef, "", [MemRead]>:$source, Mock_AddressAttr:$source_address,
    Arg<AnyMemRef, "", [MemWrite]>:$destination, Mock_AddressAttr:$destination_address,
    Variadic<Index>:$loops, Mock_ExtentArrayAttr:$extents,
    DenseI64ArrayAttr:$source_strides, DenseI64ArrayAttr:$destination_strides,
    OptionalAttr<DenseI64ArrayAttr>:$pad, OptionalAttr<TypedAttrInterface>:$pad_value,
    Variadic<Mock_SemaphoreType>:$pop, Variadic<Mock_SemaphoreType>:$push);
  let assemblyFormat = [{
    $source $source_address `to` $destination $destination_address (`loops` `(` $loops^ `)`)?
    `extents` $extents `strides` $source_strides `to` $destination_strides
    (`pad` $pad^)? (`with` $pad_value^)? (`pop` `(` $pop^ `)`)? (`push` `(` $push^ `)`)? attr-dict
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
