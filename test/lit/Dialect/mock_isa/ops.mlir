// RUN: mock-opt %s --allow-unregistered-dialect | mock-opt --allow-unregistered-dialect | FileCheck %s
// RUN: mock-opt %s --allow-unregistered-dialect --mlir-print-op-generic | mock-opt --allow-unregistered-dialect | FileCheck %s

// Every operation and every attribute in the form that it prints in.

// CHECK-LABEL: mock_isa.program @every profile "mock-v1" digest "ab12" cores 4
// CHECK-SAME: arguments ["x" 188160 read, "w" 784000 read, "y" 60000 read write] semaphores [2, 0]
mock_isa.program @every profile "mock-v1" digest "ab12" cores 4
    arguments ["x" 188160 read, "w" 784000 read, "y" 60000 read write] semaphores [2, 0] {
  // CHECK-NEXT: mock_isa.body {
  // CHECK-NEXT: r0 = in f32 0
  // CHECK-NEXT: r1 = const f32 0.707106769
  // CHECK-NEXT: r2 = const i32 -7
  // CHECK-NEXT: r3 = const i64 9000000000
  // CHECK-NEXT: r4 = const pred 1
  // CHECK-NEXT: r5 = const f32 0x7F800000
  // CHECK-NEXT: r0 = mul f32 r0, r1
  // CHECK-NEXT: r6 = index i64 1
  // CHECK-NEXT: r6 = cvt f32 r6, i64
  // CHECK-NEXT: r7 = cmp.lt f32 r0, r6
  // CHECK-NEXT: r0 = select f32 r7, r0, r6
  // CHECK-NEXT: r0 = round.bf16 f32 r0
  // CHECK-NEXT: out f32 r0, 0
  // CHECK-NEXT: }
  mock_isa.body {
    r0 = in f32 0
    r1 = const f32 0.707106769
    r2 = const i32 -7
    r3 = const i64 9000000000
    r4 = const pred 1
    r5 = const f32 0x7F800000
    r0 = mul f32 r0, r1
    r6 = index i64 1
    r6 = cvt f32 r6, i64
    r7 = cmp.lt f32 r0, r6
    r0 = select f32 r7, r0, r6
    r0 = round.bf16 f32 r0
    out f32 r0, 0
  }
  // CHECK: mock_isa.loop i0 count 4 cores(2, 4) {
  mock_isa.loop i0 count 4 cores(2, 4) {
    // CHECK-NEXT: mock_isa.loop i1 count 4 {
    mock_isa.loop i1 count 4 {
      // CHECK-NEXT: mock_isa.dma_in bytes 4 shape [60, min(256, 784 - 256*i1)] from arg0[0 + 1024*i1] strides [3136, 4] to scratchpad[0 + 65536*(i1 mod 2)] strides [1024, 4] pad [8, 8] with 0x3f800000 pop [s0] push [s1]
      mock_isa.dma_in bytes 4 shape [60, min(256, 784 - 256*i1)] from arg0[0 + 1024*i1] strides [3136, 4] to scratchpad[0 + 65536*(i1 mod 2)] strides [1024, 4] pad [8, 8] with 0x3f800000 pop [s0] push [s1]
      // CHECK-NEXT: mock_isa.matmul f32 -> f32 m roundup(60, 8) n 128 k roundup(min(256, 784 - 256*i1), 8) a scratchpad[0] strides [1024, 4] b scratchpad[131072] strides [512, 4] into accumulator[0] stride 512 accumulate unless_first i1 pop [s1] push [s0]
      mock_isa.matmul f32 -> f32 m roundup(60, 8) n 128 k roundup(min(256, 784 - 256*i1), 8) a scratchpad[0] strides [1024, 4] b scratchpad[131072] strides [512, 4] into accumulator[0] stride 512 accumulate unless_first i1 pop [s1] push [s0]
    // CHECK-NEXT: }
    }
    // CHECK-NEXT: mock_isa.vector body 0 shape [60, 128] in [f32 accumulator[0] strides [512, 4], i1 scratchpad[0] strides [0, 1]] out [bf16 scratchpad[393216] strides [256, 2]] index [0 + 60*i0, 128]
    mock_isa.vector body 0 shape [60, 128] in [f32 accumulator[0] strides [512, 4], i1 scratchpad[0] strides [0, 1]] out [bf16 scratchpad[393216] strides [256, 2]] index [0 + 60*i0, 128]
    // CHECK-NEXT: mock_isa.reduce sum shape [60, 128] reduced 1 in f32 accumulator[0] strides [512, 4] out f32 scratchpad[0] strides [4] accumulate always
    mock_isa.reduce sum shape [60, 128] reduced 1 in f32 accumulator[0] strides [512, 4] out f32 scratchpad[0] strides [4] accumulate always
    // CHECK-NEXT: mock_isa.reduce argmax shape [60, 128] reduced 1 in f32 accumulator[0] strides [512, 4] out f32 scratchpad[0] strides [4] positions i64 scratchpad[512] strides [8] first 0 + 128*i0 accumulate never
    mock_isa.reduce argmax shape [60, 128] reduced 1 in f32 accumulator[0] strides [512, 4] out f32 scratchpad[0] strides [4] positions i64 scratchpad[512] strides [8] first 0 + 128*i0 accumulate never
    // CHECK-NEXT: mock_isa.fill bytes 8 shape [16] to scratchpad[0] strides [8] with 0xfff0000000000000
    mock_isa.fill bytes 8 shape [16] to scratchpad[0] strides [8] with 0xfff0000000000000
    // CHECK-NEXT: mock_isa.wait vector pop [s0, s1]
    mock_isa.wait vector pop [s0, s1]
    // CHECK-NEXT: mock_isa.dma_out bytes 2 shape [60] from scratchpad[393216] strides [2] to arg2[64] strides [2]
    mock_isa.dma_out bytes 2 shape [60] from scratchpad[393216] strides [2] to arg2[64] strides [2]
  // CHECK-NEXT: }
  }
  // CHECK-NEXT: mock_isa.barrier
  mock_isa.barrier
  // CHECK-NEXT: mock_isa.halt
  mock_isa.halt
}

// Attributes stand alone with their mnemonics.
// CHECK: "test.attributes"
module {
  "test.attributes"() {
    // CHECK-SAME: a0 = #mock_isa.term<1024*i1>
    a0 = #mock_isa.term<1024*i1>,
    // CHECK-SAME: a1 = #mock_isa.address<scratchpad[0 + 4*(i0 mod 2)]>
    a1 = #mock_isa.address<scratchpad[0 + 4*(i0 mod 2)]>,
    // CHECK-SAME: a2 = #mock_isa.extent<min(8, 60 - 8*i0 - 4*i1)>
    a2 = #mock_isa.extent<min(8, 60 - 8*i0 - 4*i1)>,
    // CHECK-SAME: a3 = #mock_isa.index_base<3 + 8*i0>
    a3 = #mock_isa.index_base<3 + 8*i0>,
    // CHECK-SAME: a4 = #mock_isa.operand<f32 scratchpad[0] strides []>
    a4 = #mock_isa.operand<f32 scratchpad[0] strides []>,
    // CHECK-SAME: a5 = #mock_isa.accumulate<unless_first i2>
    a5 = #mock_isa.accumulate<unless_first i2>,
    // CHECK-SAME: a6 = #mock_isa.argument<"the x" 16 write>
    a6 = #mock_isa.argument<"the x" 16 write>,
    // CHECK-SAME: a7 = #mock_isa.body_op<r2 = add f32 r0, r1>
    a7 = #mock_isa.body_op<r2 = add f32 r0, r1>
  } : () -> ()
}
