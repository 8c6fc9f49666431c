// RUN: mock-opt %s --convert-mock-to-isa --split-input-file | FileCheck %s

// One instruction for each placed operation, with addresses that count from memories.

#scratchpad = #mock.memory<"scratchpad">
#accumulator = #mock.memory<"accumulator">
module attributes {mock.target = "mock-v1"} {
  // CHECK-LABEL: mock_isa.program @matmul profile "mock-v1" digest "{{[0-9a-f]+}}" cores 4
  // CHECK-SAME: arguments ["x" 188160 read, "arg1" 784000 read, "arg2" 60000 write]
  // CHECK-SAME: semaphores [2, 0]
  mock.kernel @matmul(%x: memref<60x784xf32> {mock.name = "x"}, %w: memref<784x250xf32>,
                      %y: memref<60x250xf32>) {
    %empty = mock.semaphore credits(2)
    %full = mock.semaphore credits(0)
    %xs = mock.alloc offset(0) slots(2) : memref<2x64x256xf32, #scratchpad>
    %ws = mock.alloc offset(131072) slots(1) : memref<256x128xf32, #scratchpad>
    %acc = mock.alloc offset(1024) slots(1) : memref<64x128xf32, #accumulator>
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    // CHECK-NEXT: mock_isa.loop i0 count 2 cores(2, 2) {
    mock.cores_for %j = 0 to 2 cores(2, 2) {
      // CHECK-NEXT: mock_isa.loop i1 count 4 {
      scf.for %k = %c0 to %c4 step %c1 {
        // CHECK-NEXT: mock_isa.dma_in bytes 4 shape [60, min(256, 784 - 256*i1)] from arg0[0 + 1024*i1] strides [3136, 4] to scratchpad[0 + 65536*(i1 mod 2)] strides [1024, 4] pad [8, 8] with 0x0 pop [s0] push [s1]
        mock.dma %x <0, [<0 : 1024>]> to %xs <0, [<0 : 65536 mod 2>]> loops(%k)
          extents [#mock.extent<60>, #mock.extent<256 of 784, [<0 : 256>]>]
          strides [3136, 4] to [1024, 4] pad [8, 8] with 0.0 : f32 pop(%empty) push(%full)
          : memref<60x784xf32> to memref<2x64x256xf32, #scratchpad>
        // CHECK-NEXT: mock_isa.dma_in bytes 4 shape [min(256, 784 - 256*i1), min(128, 250 - 128*i0)] from arg1[0 + 256000*i1 + 512*i0] strides [1000, 4] to scratchpad[131072] strides [512, 4]
        mock.dma %w <0, [<1 : 256000>, <0 : 512>]> to %ws <0> loops(%j, %k)
          extents [#mock.extent<256 of 784, [<1 : 256>]>, #mock.extent<128 of 250, [<0 : 128>]>]
          strides [1000, 4] to [512, 4] : memref<784x250xf32> to memref<256x128xf32, #scratchpad>
        // CHECK-NEXT: mock_isa.matmul f32 -> f32 m 64 n 128 k roundup(min(256, 784 - 256*i1), 8) a scratchpad[0 + 65536*(i1 mod 2)] strides [1024, 4] b scratchpad[131072] strides [512, 4] into accumulator[1024] stride 512 accumulate unless_first i1 pop [s1] push [s0]
        mock.matmul %xs <0, [<1 : 65536 mod 2>]>, %ws <0> into %acc <0> loops(%j, %k)
          m <64> n <128> k <256 of 784, [<1 : 256>] multiple 8>
          strides [1024, 4], [512, 4], 512 accumulate <unless_first, 1> pop(%full) push(%empty)
          : memref<2x64x256xf32, #scratchpad>, memref<256x128xf32, #scratchpad>, memref<64x128xf32, #accumulator>
      }
      // CHECK: mock_isa.dma_out bytes 4 shape [60, min(128, 250 - 128*i0)] from accumulator[1024] strides [512, 4] to arg2[0 + 512*i0] strides [1000, 4]
      mock.dma %acc <0> to %y <0, [<0 : 512>]> loops(%j)
        extents [#mock.extent<60>, #mock.extent<128 of 250, [<0 : 128>]>]
        strides [512, 4] to [1000, 4] : memref<64x128xf32, #accumulator> to memref<60x250xf32>
    }
    // CHECK: mock_isa.wait dma_out pop [s0]
    mock.sync <dma_out> pop(%empty)
    // CHECK-NEXT: mock_isa.halt
    mock.yield
  }
  // CHECK-NOT: mock.kernel
}

// -----

#scratchpad = #mock.memory<"scratchpad">
module attributes {mock.target = "mock-v1"} {
  // CHECK-LABEL: mock_isa.program @reductions
  mock.kernel @reductions() {
    %t = mock.alloc offset(64) slots(1) : memref<16x32xbf16, #scratchpad>
    %v = mock.alloc offset(4096) slots(1) : memref<16xf32, #scratchpad>
    %p = mock.alloc offset(8192) slots(1) : memref<16xi64, #scratchpad>
    // CHECK-NEXT: mock_isa.fill bytes 2 shape [16, 32] to scratchpad[64] strides [64, 2] with 0x3f80
    mock.fill 1.0 : bf16 into %t <0> extents [#mock.extent<16>, #mock.extent<32>] strides [64, 2] : memref<16x32xbf16, #scratchpad>
    // CHECK-NEXT: mock_isa.reduce sum shape [16, 32] reduced 1 in bf16 scratchpad[64] strides [64, 2] out f32 scratchpad[4096] strides [4] accumulate always
    mock.row_reduce <sum> %t <0> into %v <0> extents [#mock.extent<16>, #mock.extent<32>] reduced 1
      strides [64, 2] to [4] accumulate <always> : memref<16x32xbf16, #scratchpad>, memref<16xf32, #scratchpad>
    // CHECK-NEXT: mock_isa.reduce argmin shape [16, 32] reduced 1 in bf16 scratchpad[64] strides [64, 2] out f32 scratchpad[4096] strides [4] positions i64 scratchpad[8192] strides [8] first 96 accumulate never
    mock.row_reduce <argmin> %t <0> into %v <0>, %p <0> extents [#mock.extent<16>, #mock.extent<32>] reduced 1
      strides [64, 2] to [4], [8] index <96> accumulate <never> : memref<16x32xbf16, #scratchpad>, memref<16xf32, #scratchpad>, memref<16xi64, #scratchpad>
    mock.yield
  }
}
