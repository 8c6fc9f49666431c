//===- MockIsaOps.td - Instructions of the device --------------------------===//
#ifndef MOCK_PASSES_DIALECT_MOCK_ISA_OPS_TD
#define MOCK_PASSES_DIALECT_MOCK_ISA_OPS_TD

include "mock/passes/dialect/mock_isa/MockIsaDialect.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"

class MockIsa_Op<string mnemonic, list<Trait> traits = []> : Op<MockIsa_Dialect, mnemonic, traits>;

/// An integer attribute that prints without its type.
def MockIsa_Number : TypedSignlessIntegerAttrBase<I64, "int64_t", "a number">;

//===----------------------------------------------------------------------===//
// Program
//===----------------------------------------------------------------------===//

def MockIsa_ProgramOp : MockIsa_Op<"program", [IsolatedFromAbove, NoRegionArguments, SingleBlock,
                                               Symbol]> {
  let summary = "a program, isa::Program";
  let description = [{
    ```mlir
    mock_isa.program @relu profile "mock-v1" digest "1f0a..." cores 4
        arguments ["x" 188160 read, "y" 60000 write] semaphores [2, 0] {
      mock_isa.body {
        r0 = in f32 0
        out f32 r0, 0
      }
      mock_isa.loop i0 count 4 {
        mock_isa.dma_in bytes 4 shape [60] from arg0[0 + 240*i0] strides [4]
            to scratchpad[0] strides [4] push [s1]
      }
      mock_isa.halt
    }
    ```
    Bodies come first; the n-th of them is body n. `semaphores` are the initial credits.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$profile, StrAttr:$digest,
                       MockIsa_Number:$cores, MockIsa_ArgumentArrayAttr:$program_arguments,
                       DenseI64ArrayAttr:$semaphores);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $sym_name `profile` $profile `digest` $digest `cores` custom<Number>($cores)
    `arguments` custom<Arguments>($program_arguments) `semaphores` $semaphores
    attr-dict-with-keyword $body
  }];
  let hasVerifier = 1;
}

def MockIsa_BodyOp : MockIsa_Op<"body", [HasParent<"ProgramOp">]> {
  let summary = "operations of vector instructions, isa::Body";
  let arguments = (ins MockIsa_BodyOpArrayAttr:$ops);
  let assemblyFormat = "custom<BodyOps>($ops) attr-dict";
}

//===----------------------------------------------------------------------===//
// Instructions of the engines
//===----------------------------------------------------------------------===//

class MockIsa_EngineOp<string mnemonic> : MockIsa_Op<mnemonic> {
  let hasVerifier = 1;
  dag sync = (ins DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$pop,
                  DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$push);
}

class MockIsa_DmaOp<string mnemonic> : MockIsa_EngineOp<mnemonic> {
  let arguments = !con((ins
    MockIsa_Number:$element_bytes, MockIsa_ExtentArrayAttr:$extents,
    MockIsa_AddressAttr:$source, DenseI64ArrayAttr:$source_strides,
    MockIsa_AddressAttr:$destination, DenseI64ArrayAttr:$destination_strides,
    OptionalAttr<MockIsa_BoundsArrayAttr>:$bounds,
    DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$pad_multiples,
    DefaultValuedAttr<MockIsa_Number, "0">:$pad_value), sync);
  let assemblyFormat = [{
    `bytes` custom<Number>($element_bytes) `shape` custom<Extents>($extents)
    `from` custom<Address>($source) `strides` $source_strides
    `to` custom<Address>($destination) `strides` $destination_strides
    custom<Padding>($bounds, $pad_multiples, $pad_value) custom<Sync>($pop, $push) attr-dict
  }];
}

def MockIsa_DmaInOp : MockIsa_DmaOp<"dma_in"> {
  let summary = "copies a box from the main memory to a core's memory, isa::Dma";
}

def MockIsa_DmaOutOp : MockIsa_DmaOp<"dma_out"> {
  let summary = "copies a box from a core's memory to the main memory, isa::Dma";
}

def MockIsa_MatMulOp : MockIsa_EngineOp<"matmul"> {
  let summary = "destination[m, n] (+)= sum over k of a[m, k] x b[k, n], isa::MatMul";
  let arguments = !con((ins
    TypeAttr:$input, TypeAttr:$accumulator, MockIsa_ExtentAttr:$m, MockIsa_ExtentAttr:$n,
    MockIsa_ExtentAttr:$k, MockIsa_AddressAttr:$a, DenseI64ArrayAttr:$a_strides,
    MockIsa_AddressAttr:$b, DenseI64ArrayAttr:$b_strides, MockIsa_AddressAttr:$destination,
    MockIsa_Number:$destination_stride, MockIsa_AccumulateAttr:$accumulate), sync);
  let assemblyFormat = [{
    $input `->` $accumulator `m` custom<Extent>($m) `n` custom<Extent>($n) `k` custom<Extent>($k)
    `a` custom<Address>($a) `strides` $a_strides `b` custom<Address>($b) `strides` $b_strides
    `into` custom<Address>($destination) `stride` custom<Number>($destination_stride)
    `accumulate` custom<Accumulate>($accumulate) custom<Sync>($pop, $push) attr-dict
  }];
}

def MockIsa_ConvOp : MockIsa_EngineOp<"conv"> {
  let summary = "convolution of a tile, isa::Conv";
  let arguments = !con((ins
    TypeAttr:$input_type, TypeAttr:$accumulator, MockIsa_ExtentAttr:$groups,
    MockIsa_ExtentAttr:$filters, MockIsa_ExtentAttr:$channels, MockIsa_ExtentArrayAttr:$out,
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$dilation,
    MockIsa_AddressAttr:$input, DenseI64ArrayAttr:$input_strides,
    MockIsa_AddressAttr:$weight, DenseI64ArrayAttr:$weight_strides,
    MockIsa_AddressAttr:$destination, DenseI64ArrayAttr:$destination_strides,
    MockIsa_AccumulateAttr:$accumulate), sync);
  let assemblyFormat = [{
    $input_type `->` $accumulator `groups` custom<Extent>($groups)
    `filters` custom<Extent>($filters) `channels` custom<Extent>($channels)
    `out` custom<Extents>($out) `kernel` $kernel `stride` $stride `dilation` $dilation
    `input` custom<Address>($input) `strides` $input_strides
    `weight` custom<Address>($weight) `strides` $weight_strides
    `into` custom<Address>($destination) `strides` $destination_strides
    `accumulate` custom<Accumulate>($accumulate) custom<Sync>($pop, $push) attr-dict
  }];
}

def MockIsa_GatherOp : MockIsa_EngineOp<"gather"> {
  let summary = "copies elements that indices name to a core's memory, isa::Gather";
  let arguments = !con((ins
    MockIsa_Number:$element_bytes, MockIsa_ExtentArrayAttr:$extents,
    MockIsa_AddressAttr:$source, DenseI64ArrayAttr:$source_strides,
    MockIsa_AddressAttr:$destination, DenseI64ArrayAttr:$destination_strides,
    MockIsa_IndexOperandArrayAttr:$indices, UnitAttr:$wraps), sync);
  let assemblyFormat = [{
    `bytes` custom<Number>($element_bytes) `shape` custom<Extents>($extents)
    `from` custom<Address>($source) `strides` $source_strides
    `to` custom<Address>($destination) `strides` $destination_strides
    `at` custom<IndexOperands>($indices) (`wraps` $wraps^)? custom<Sync>($pop, $push) attr-dict
  }];
}

def MockIsa_ScatterOp : MockIsa_EngineOp<"scatter"> {
  let summary = "combines elements into places that indices name, isa::Scatter";
  let arguments = !con((ins
    MockIsa_ScatterModeAttr:$mode, TypeAttr:$dtype, MockIsa_ExtentArrayAttr:$extents,
    MockIsa_AddressAttr:$source, DenseI64ArrayAttr:$source_strides,
    MockIsa_AddressAttr:$destination, DenseI64ArrayAttr:$destination_strides,
    MockIsa_IndexOperandArrayAttr:$indices, UnitAttr:$wraps), sync);
  let assemblyFormat = [{
    $mode $dtype `shape` custom<Extents>($extents)
    `from` custom<Address>($source) `strides` $source_strides
    `to` custom<Address>($destination) `strides` $destination_strides
    `at` custom<IndexOperands>($indices) (`wraps` $wraps^)? custom<Sync>($pop, $push) attr-dict
  }];
}

def MockIsa_VectorOp : MockIsa_EngineOp<"vector"> {
  let summary = "applies a body to every point of a box, isa::Vector";
  let arguments = !con((ins
    MockIsa_Number:$body, MockIsa_ExtentArrayAttr:$extents, MockIsa_OperandArrayAttr:$inputs,
    MockIsa_OperandArrayAttr:$outputs, OptionalAttr<MockIsa_IndexBaseArrayAttr>:$index_bases), sync);
  let assemblyFormat = [{
    `body` custom<Number>($body) `shape` custom<Extents>($extents)
    `in` custom<Operands>($inputs) `out` custom<Operands>($outputs)
    (`index` custom<IndexBases>($index_bases)^)? custom<Sync>($pop, $push) attr-dict
  }];
}

def MockIsa_ReduceOp : MockIsa_EngineOp<"reduce"> {
  let summary = "reduces the last extents of a tile, isa::Reduce";
  let arguments = !con((ins
    MockIsa_ReduceKindAttr:$kind, MockIsa_ExtentArrayAttr:$extents, MockIsa_Number:$reduced_dims,
    MockIsa_OperandAttr:$input, MockIsa_OperandAttr:$output,
    OptionalAttr<MockIsa_OperandAttr>:$positions, OptionalAttr<MockIsa_IndexBaseAttr>:$first,
    MockIsa_AccumulateAttr:$accumulate), sync);
  let assemblyFormat = [{
    $kind `shape` custom<Extents>($extents) `reduced` custom<Number>($reduced_dims)
    `in` custom<Operand>($input) `out` custom<Operand>($output)
    (`positions` custom<Operand>($positions)^ `first` custom<IndexBase>($first))?
    `accumulate` custom<Accumulate>($accumulate) custom<Sync>($pop, $push) attr-dict
  }];
}

def MockIsa_ScanOp : MockIsa_EngineOp<"scan"> {
  let summary = "running reduction along the last extent, isa::Scan";
  let arguments = !con((ins
    MockIsa_ReduceKindAttr:$kind, MockIsa_ExtentArrayAttr:$extents, MockIsa_OperandAttr:$input,
    MockIsa_OperandAttr:$output, OptionalAttr<MockIsa_OperandAttr>:$carry,
    MockIsa_AccumulateAttr:$accumulate), sync);
  let assemblyFormat = [{
    $kind `shape` custom<Extents>($extents) `in` custom<Operand>($input)
    `out` custom<Operand>($output) (`carry` custom<Operand>($carry)^)?
    `accumulate` custom<Accumulate>($accumulate) custom<Sync>($pop, $push) attr-dict
  }];
}

def MockIsa_SortOp : MockIsa_EngineOp<"sort"> {
  let summary = "stable sort of rows along the last extent, isa::Sort";
  let arguments = !con((ins
    UnitAttr:$descending, MockIsa_ExtentArrayAttr:$extents, MockIsa_Number:$kept,
    MockIsa_OperandAttr:$input, MockIsa_OperandAttr:$values, MockIsa_OperandAttr:$positions), sync);
  let assemblyFormat = [{
    (`descending` $descending^)? `shape` custom<Extents>($extents) `kept` custom<Number>($kept)
    `in` custom<Operand>($input) `out` custom<Operand>($values)
    `positions` custom<Operand>($positions) custom<Sync>($pop, $push) attr-dict
  }];
}

def MockIsa_FillOp : MockIsa_EngineOp<"fill"> {
  let summary = "fills a box of a core's memory with one bit pattern, isa::Fill";
  let arguments = !con((ins
    MockIsa_Number:$element_bytes, MockIsa_ExtentArrayAttr:$extents,
    MockIsa_AddressAttr:$destination, DenseI64ArrayAttr:$strides, MockIsa_Number:$value), sync);
  let assemblyFormat = [{
    `bytes` custom<Number>($element_bytes) `shape` custom<Extents>($extents)
    `to` custom<Address>($destination) `strides` $strides `with` custom<Bits>($value)
    custom<Sync>($pop, $push) attr-dict
  }];
}

def MockIsa_WaitOp : MockIsa_EngineOp<"wait"> {
  let summary = "pops and pushes in the queue of an engine, isa::Wait";
  let arguments = !con((ins MockIsa_EngineAttr:$engine), sync);
  let assemblyFormat = "$engine custom<Sync>($pop, $push) attr-dict";
}

//===----------------------------------------------------------------------===//
// Control
//===----------------------------------------------------------------------===//

def MockIsa_LoopOp : MockIsa_Op<"loop", [NoRegionArguments,
                                         SingleBlockImplicitTerminator<"EndOp">]> {
  let summary = "a loop, shared by the cores when `cores(divisor, modulus)` is there";
  let description = [{
    for (iv = (core / divisor) % modulus; iv < count; iv += modulus); isa::LoopBegin. `id` is the
    name of the induction variable in terms of the instructions inside.
  }];
  let arguments = (ins MockIsa_Number:$id, MockIsa_Number:$count,
                       DefaultValuedAttr<MockIsa_Number, "1">:$core_divisor,
                       DefaultValuedAttr<MockIsa_Number, "1">:$core_modulus);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    custom<LoopId>($id) `count` custom<Number>($count) custom<Cores>($core_divisor, $core_modulus)
    custom<LoopBody>($body) attr-dict
  }];
  let hasVerifier = 1;
}

def MockIsa_EndOp : MockIsa_Op<"end", [Terminator, HasParent<"LoopOp">]> {
  let summary = "ends a loop, isa::LoopEnd";
  let assemblyFormat = "attr-dict";
}

def MockIsa_BarrierOp : MockIsa_Op<"barrier"> {
  let summary = "all engines of all cores meet, isa::Barrier";
  let assemblyFormat = "attr-dict";
}

def MockIsa_HaltOp : MockIsa_Op<"halt", [Terminator, HasParent<"ProgramOp">]> {
  let summary = "ends the program, isa::Halt";
  let assemblyFormat = "attr-dict";
}

#endif // MOCK_PASSES_DIALECT_MOCK_ISA_OPS_TD
