// RUN: mock-opt %s --convert-mock-to-isa --split-input-file | FileCheck %s

// Convolution, indexing and rows: placed operations to instructions, field by field.

#scratchpad = #mock.memory<"scratchpad">
#accumulator = #mock.memory<"accumulator">
module attributes {mock.target = "mock-v1"} {
  // CHECK-LABEL: mock_isa.program @conv
  // CHECK-SAME: arguments ["arg0" 6272 read, "arg1" 9216 read, "arg2" 1024 write]
  mock.kernel @conv(%x: memref<8x14x14xf32>, %w: memref<32x8x3x3xf32>, %y: memref<256xf32>) {
    %full = mock.semaphore credits(0)
    %xs = mock.alloc offset(0) slots(1) : memref<8x9x16xf32, #scratchpad>
    %ws = mock.alloc offset(8192) slots(1) : memref<32x8x3x3xf32, #scratchpad>
    %acc = mock.alloc offset(64) slots(1) : memref<32x4x7xf32, #accumulator>
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    // CHECK: mock_isa.loop i0 count 4 {
    scf.for %c = %c0 to %c4 step %c1 {
      // CHECK-NEXT: mock_isa.dma_in bytes 4 shape [8, 9, 16] from arg0[0] strides [784, 56, 4] to scratchpad[0] strides [576, 64, 4] bounds [0 of 8, -1 + 7*i0 of 14, -1 of 14] with 0xff800000 push [s0]
      mock.dma %x <0> to %xs <0> loops(%c) extents [#mock.extent<8>, #mock.extent<9>, #mock.extent<16>]
        strides [784, 56, 4] to [576, 64, 4]
        origin [#mock.address<0>, #mock.address<-1, [<0 : 7>]>, #mock.address<-1>] sizes [8, 14, 14] with 0xFF800000 : f32
        push(%full) : memref<8x14x14xf32> to memref<8x9x16xf32, #scratchpad>
      // CHECK-NEXT: mock_isa.dma_in bytes 4 shape [2304] from arg1[0]
      mock.dma %w <0> to %ws <0> extents [#mock.extent<2304>] strides [4] to [4]
        : memref<32x8x3x3xf32> to memref<32x8x3x3xf32, #scratchpad>
      // CHECK-NEXT: mock_isa.conv f32 -> f32 groups 1 filters 32 channels min(2, 8 - 2*i0) out [4, 7] kernel [3, 3] stride [2, 2] dilation [1, 1] input scratchpad[0 + 1152*i0] strides [0, 576, 64, 4] weight scratchpad[8192] strides [0, 288, 36, 12, 4] into accumulator[64] strides [0, 112, 28, 4] accumulate unless_first i0 pop [s0]
      mock.conv_tile %xs <0, [<0 : 1152>]>, %ws <0> into %acc <0> loops(%c) groups <1> filters <32>
        channels <2 of 8, [<0 : 2>]> out [#mock.extent<4>, #mock.extent<7>] kernel [3, 3] stride [2, 2] dilation [1, 1]
        strides [0, 576, 64, 4], [0, 288, 36, 12, 4], [0, 112, 28, 4] accumulate <unless_first> pop(%full)
        : memref<8x9x16xf32, #scratchpad>, memref<32x8x3x3xf32, #scratchpad>, memref<32x4x7xf32, #accumulator>
    }
    mock.dma %acc <0> to %y <0> extents [#mock.extent<256>] strides [4] to [4]
      : memref<32x4x7xf32, #accumulator> to memref<256xf32>
    mock.yield
  }
}

// -----

#scratchpad = #mock.memory<"scratchpad">
module attributes {mock.target = "mock-v1"} {
  // A scatter that combines reads its argument too.
  // CHECK-LABEL: mock_isa.program @indexed
  // CHECK-SAME: arguments ["arg0" 1024 read, "arg1" 1024 read write, "arg2" 1024 write]
  mock.kernel @indexed(%x: memref<32x8xf32>, %y: memref<32x8xf32>, %z: memref<32x8xf32>) {
    %ids = mock.alloc offset(0) slots(1) : memref<16xi64, #scratchpad>
    %columns = mock.alloc offset(128) slots(1) : memref<8xi32, #scratchpad>
    %rows = mock.alloc offset(256) slots(1) : memref<16x8xf32, #scratchpad>
    // CHECK: mock_isa.gather bytes 4 shape [16, 8] from arg0[0] strides [0, 4] to scratchpad[256] strides [32, 4] at [i64 scratchpad[0] strides [8, 0] step 32 bound 32] wraps
    mock.dma_gather %x <0> to %rows <0> indices [#mock.address<0>] (%ids : memref<16xi64, #scratchpad>)
      extents [#mock.extent<16>, #mock.extent<8>] strides [0, 4] to [32, 4], [array<i64: 8, 0>] steps [32] bounds [32] wraps
      : memref<32x8xf32> to memref<16x8xf32, #scratchpad>
    // CHECK-NEXT: mock_isa.scatter add f32 shape [16, 8] from scratchpad[256] strides [32, 4] to arg1[0] strides [0, 0] at [i64 scratchpad[0] strides [8, 0] step 32 bound 32, i32 scratchpad[128] strides [0, 4] step 4 bound 8]
    mock.dma_scatter <add> %rows <0> to %y <0> indices [#mock.address<0>, #mock.address<0>]
      (%ids, %columns : memref<16xi64, #scratchpad>, memref<8xi32, #scratchpad>)
      extents [#mock.extent<16>, #mock.extent<8>] strides [32, 4] to [0, 0], [array<i64: 8, 0>, array<i64: 0, 4>]
      steps [32, 4] bounds [32, 8] : memref<16x8xf32, #scratchpad> to memref<32x8xf32>
    mock.dma %rows <0> to %z <0> extents [#mock.extent<128>] strides [4] to [4]
      : memref<16x8xf32, #scratchpad> to memref<32x8xf32>
    mock.yield
  }
}

// -----

#scratchpad = #mock.memory<"scratchpad">
module attributes {mock.target = "mock-v1"} {
  // CHECK-LABEL: mock_isa.program @rows
  mock.kernel @rows() {
    %x = mock.alloc offset(0) slots(1) : memref<16x64xbf16, #scratchpad>
    %v = mock.alloc offset(2048) slots(1) : memref<16x64xbf16, #scratchpad>
    %p = mock.alloc offset(4096) slots(1) : memref<16x64xi64, #scratchpad>
    %carry = mock.alloc offset(16384) slots(1) : memref<16xf32, #scratchpad>
    // CHECK-NEXT: mock_isa.scan prod shape [16, 64] in bf16 scratchpad[0] strides [128, 2] out bf16 scratchpad[2048] strides [128, 2] accumulate never
    mock.row_scan <prod> %x <0> into %v <0> extents [#mock.extent<16>, #mock.extent<64>]
      strides [128, 2] to [128, 2] accumulate <never> : memref<16x64xbf16, #scratchpad>, memref<16x64xbf16, #scratchpad>
    // CHECK-NEXT: mock_isa.scan max shape [16, 64] in bf16 scratchpad[0] strides [128, 2] out bf16 scratchpad[2048] strides [128, 2] carry f32 scratchpad[16384] strides [4] accumulate always
    mock.row_scan <max> %x <0> into %v <0> carry %carry <0> extents [#mock.extent<16>, #mock.extent<64>]
      strides [128, 2] to [128, 2], [4] accumulate <always>
      : memref<16x64xbf16, #scratchpad>, memref<16x64xbf16, #scratchpad>, memref<16xf32, #scratchpad>
    // CHECK-NEXT: mock_isa.sort descending shape [16, 64] kept 5 in bf16 scratchpad[0] strides [128, 2] out bf16 scratchpad[2048] strides [10, 2] positions i64 scratchpad[4096] strides [40, 8]
    mock.row_sort %x <0> into %v <0>, %p <0> extents [#mock.extent<16>, #mock.extent<64>] kept 5 descending
      strides [128, 2] to [10, 2], [40, 8]
      : memref<16x64xbf16, #scratchpad>, memref<16x64xbf16, #scratchpad>, memref<16x64xi64, #scratchpad>
    mock.yield
  }
}
