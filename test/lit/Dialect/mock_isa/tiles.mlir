// RUN: mock-opt %s | mock-opt | FileCheck %s
// RUN: mock-opt %s --mlir-print-op-generic | mock-opt | FileCheck %s

// Convolution, indexing, rows and bounds in the form that they print in.

// CHECK-LABEL: mock_isa.program @tiles
mock_isa.program @tiles profile "mock-v1" digest "ab12" cores 1 arguments ["x" 4096 read, "y" 4096 read write] semaphores [2, 0] {
  // CHECK: mock_isa.loop i0 count 4 {
  mock_isa.loop i0 count 4 {
    // CHECK-NEXT: mock_isa.dma_in bytes 4 shape [8, 16] from arg0[0] strides [64, 4] to scratchpad[0] strides [64, 4] bounds [-1 + 7*i0 of 14, 0 of 16] with 0xff800000 pop [s0] push [s1]
    mock_isa.dma_in bytes 4 shape [8, 16] from arg0[0] strides [64, 4] to scratchpad[0] strides [64, 4] bounds [-1 + 7*i0 of 14, 0 of 16] with 0xff800000 pop [s0] push [s1]
    // CHECK-NEXT: mock_isa.dma_in bytes 4 shape [8] from arg0[0] strides [4] to scratchpad[0] strides [4] bounds [-3 of 8] pad [16] with 0x0
    mock_isa.dma_in bytes 4 shape [8] from arg0[0] strides [4] to scratchpad[0] strides [4] bounds [-3 of 8] pad [16] with 0x0
    // CHECK-NEXT: mock_isa.conv bf16 -> f32 groups 1 filters 32 channels min(8, 30 - 8*i0) out [4, 7] kernel [3, 3] stride [2, 2] dilation [1, 1] input scratchpad[0] strides [0, 288, 32, 2] weight scratchpad[4096] strides [0, 144, 18, 6, 2] into accumulator[0] strides [0, 112, 28, 4] accumulate unless_first i0 pop [s1]
    mock_isa.conv bf16 -> f32 groups 1 filters 32 channels min(8, 30 - 8*i0) out [4, 7] kernel [3, 3] stride [2, 2] dilation [1, 1] input scratchpad[0] strides [0, 288, 32, 2] weight scratchpad[4096] strides [0, 144, 18, 6, 2] into accumulator[0] strides [0, 112, 28, 4] accumulate unless_first i0 pop [s1]
    // CHECK-NEXT: mock_isa.scan sum shape [4, 16] in f32 scratchpad[0] strides [64, 4] out f32 scratchpad[0] strides [64, 4] carry f32 scratchpad[1024] strides [4] accumulate unless_first i0
    mock_isa.scan sum shape [4, 16] in f32 scratchpad[0] strides [64, 4] out f32 scratchpad[0] strides [64, 4] carry f32 scratchpad[1024] strides [4] accumulate unless_first i0
  }
  // CHECK: mock_isa.gather bytes 4 shape [16, 8] from arg0[0] strides [0, 4] to scratchpad[0] strides [32, 4] at [i64 scratchpad[2048] strides [8, 0] step 32 bound 32] wraps push [s1]
  mock_isa.gather bytes 4 shape [16, 8] from arg0[0] strides [0, 4] to scratchpad[0] strides [32, 4] at [i64 scratchpad[2048] strides [8, 0] step 32 bound 32] wraps push [s1]
  // CHECK-NEXT: mock_isa.scatter max i32 shape [16, 8] from scratchpad[0] strides [32, 4] to arg1[0] strides [0, 0] at [i64 scratchpad[2048] strides [8, 0] step 32 bound 32, i32 scratchpad[3072] strides [0, 4] step 4 bound 8]
  mock_isa.scatter max i32 shape [16, 8] from scratchpad[0] strides [32, 4] to arg1[0] strides [0, 0] at [i64 scratchpad[2048] strides [8, 0] step 32 bound 32, i32 scratchpad[3072] strides [0, 4] step 4 bound 8]
  // CHECK-NEXT: mock_isa.scan prod shape [16] in f32 scratchpad[0] strides [4] out f32 scratchpad[64] strides [4] accumulate never
  mock_isa.scan prod shape [16] in f32 scratchpad[0] strides [4] out f32 scratchpad[64] strides [4] accumulate never
  // CHECK-NEXT: mock_isa.sort descending shape [4, 16] kept 5 in f32 scratchpad[0] strides [64, 4] out f32 scratchpad[512] strides [20, 4] positions i64 scratchpad[1024] strides [40, 8]
  mock_isa.sort descending shape [4, 16] kept 5 in f32 scratchpad[0] strides [64, 4] out f32 scratchpad[512] strides [20, 4] positions i64 scratchpad[1024] strides [40, 8]
  // CHECK-NEXT: mock_isa.sort shape [16] kept 16 in i64 scratchpad[0] strides [8] out i64 scratchpad[512] strides [8] positions i64 scratchpad[1024] strides [8]
  mock_isa.sort shape [16] kept 16 in i64 scratchpad[0] strides [8] out i64 scratchpad[512] strides [8] positions i64 scratchpad[1024] strides [8]
  mock_isa.halt
}
