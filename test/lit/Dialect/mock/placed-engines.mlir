// RUN: mock-opt %s | mock-opt | FileCheck %s

#scratchpad = #mock.memory<"scratchpad">
#accumulator = #mock.memory<"accumulator">

// Bounds of a copy: an origin may be negative and move with a loop.
// CHECK-LABEL: mock.kernel @bounds(
mock.kernel @bounds(%x: memref<8x14x14xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<8x9x16xf32, #scratchpad>
  mock.cores_for %i = 0 to 2 cores(1, 2) {
    // CHECK: mock.dma %{{.*}} <0> to %{{.*}} <0> loops(%{{.*}}) extents [#mock.extent<8>, #mock.extent<9>, #mock.extent<16>] strides [784, 56, 4] to [576, 64, 4] origin [#mock.address<0>, #mock.address<-1, [<0 : 7>]>, #mock.address<-1>] sizes [8, 14, 14] with 0.000000e+00 : f32 :
    mock.dma %x <0> to %t <0> loops(%i) extents [#mock.extent<8>, #mock.extent<9>, #mock.extent<16>]
        strides [784, 56, 4] to [576, 64, 4]
        origin [#mock.address<0>, #mock.address<-1, [<0 : 7>]>, #mock.address<-1>] sizes [8, 14, 14] with 0.0 : f32
        : memref<8x14x14xf32> to memref<8x9x16xf32, #scratchpad>
  }
  // CHECK: mock.dma {{.*}} sizes [8, 14, 14] pad [1, 1, 8] with 0xFF800000 : f32 :
  mock.dma %x <0> to %t <0> extents [#mock.extent<8>, #mock.extent<9>, #mock.extent<15>]
      strides [784, 56, 4] to [576, 64, 4]
      origin [#mock.address<0>, #mock.address<-1>, #mock.address<-1>] sizes [8, 14, 14] pad [1, 1, 8] with 0xFF800000 : f32
      : memref<8x14x14xf32> to memref<8x9x16xf32, #scratchpad>
  mock.yield
}

// CHECK-LABEL: mock.kernel @conv(
mock.kernel @conv() {
  %full = mock.semaphore credits(0)
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %x = mock.alloc offset(0) slots(1) : memref<8x9x16xbf16, #scratchpad>
  %w = mock.alloc offset(4096) slots(1) : memref<32x8x3x3xbf16, #scratchpad>
  %y = mock.alloc offset(0) slots(1) : memref<32x4x7xf32, #accumulator>
  scf.for %c = %c0 to %c4 step %c1 {
    // CHECK: mock.conv_tile %{{.*}} <0>, %{{.*}} <0> into %{{.*}} <0> loops(%{{.*}}) groups <1> filters <32> channels <8 of 30, [<0 : 8>]> out [#mock.extent<4>, #mock.extent<7>] kernel [3, 3] stride [2, 2] dilation [1, 1] strides [0, 288, 32, 2], [0, 144, 18, 6, 2], [0, 112, 28, 4] accumulate <unless_first> pop(%{{.*}}) :
    mock.conv_tile %x <0>, %w <0> into %y <0> loops(%c) groups <1> filters <32> channels <8 of 30, [<0 : 8>]>
        out [#mock.extent<4>, #mock.extent<7>] kernel [3, 3] stride [2, 2] dilation [1, 1]
        strides [0, 288, 32, 2], [0, 144, 18, 6, 2], [0, 112, 28, 4] accumulate <unless_first> pop(%full)
        : memref<8x9x16xbf16, #scratchpad>, memref<32x8x3x3xbf16, #scratchpad>, memref<32x4x7xf32, #accumulator>
  }
  mock.yield
}

// CHECK-LABEL: mock.kernel @indexed(
mock.kernel @indexed(%table: memref<50257x768xf32>, %y: memref<128x768xf32>) {
  %full = mock.semaphore credits(0)
  %ids = mock.alloc offset(0) slots(1) : memref<16xi64, #scratchpad>
  %columns = mock.alloc offset(128) slots(1) : memref<64xi32, #scratchpad>
  %rows = mock.alloc offset(512) slots(1) : memref<16x64xf32, #scratchpad>
  // CHECK: mock.dma_gather %{{.*}} <0> to %{{.*}} <0> indices [#mock.address<0>](%{{.*}} : memref<16xi64, #mock.memory<"scratchpad">>) extents [#mock.extent<16>, #mock.extent<64>] strides [0, 4] to [256, 4], [array<i64: 8, 0>] steps [3072] bounds [50257] push(%{{.*}}) :
  mock.dma_gather %table <0> to %rows <0> indices [#mock.address<0>] (%ids : memref<16xi64, #scratchpad>)
      extents [#mock.extent<16>, #mock.extent<64>] strides [0, 4] to [256, 4], [array<i64: 8, 0>]
      steps [3072] bounds [50257] push(%full) : memref<50257x768xf32> to memref<16x64xf32, #scratchpad>
  // CHECK: mock.dma_scatter <add> %{{.*}} <0> to %{{.*}} <0> indices [#mock.address<0>, #mock.address<0>](%{{.*}}, %{{.*}} : memref<16xi64, #mock.memory<"scratchpad">>, memref<64xi32, #mock.memory<"scratchpad">>) extents [#mock.extent<16>, #mock.extent<64>] strides [256, 4] to [0, 0], [array<i64: 8, 0>, array<i64: 0, 4>] steps [3072, 4] bounds [128, 768] wraps :
  mock.dma_scatter <add> %rows <0> to %y <0> indices [#mock.address<0>, #mock.address<0>]
      (%ids, %columns : memref<16xi64, #scratchpad>, memref<64xi32, #scratchpad>)
      extents [#mock.extent<16>, #mock.extent<64>] strides [256, 4] to [0, 0], [array<i64: 8, 0>, array<i64: 0, 4>]
      steps [3072, 4] bounds [128, 768] wraps : memref<16x64xf32, #scratchpad> to memref<128x768xf32>
  mock.yield
}

// CHECK-LABEL: mock.kernel @rows(
mock.kernel @rows() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %x = mock.alloc offset(0) slots(1) : memref<16x64xf32, #scratchpad>
  %v = mock.alloc offset(4096) slots(1) : memref<16x64xf32, #scratchpad>
  %p = mock.alloc offset(8192) slots(1) : memref<16x64xi64, #scratchpad>
  %carry = mock.alloc offset(16384) slots(1) : memref<16xf32, #scratchpad>
  // CHECK: mock.row_scan <prod> %{{.*}} <0> into %{{.*}} <0> extents [#mock.extent<16>, #mock.extent<64>] strides [256, 4] to [256, 4] accumulate <never> :
  mock.row_scan <prod> %x <0> into %v <0> extents [#mock.extent<16>, #mock.extent<64>]
      strides [256, 4] to [256, 4] accumulate <never> : memref<16x64xf32, #scratchpad>, memref<16x64xf32, #scratchpad>
  scf.for %i = %c0 to %c4 step %c1 {
    // CHECK: mock.row_scan <sum> %{{.*}} <0> into %{{.*}} <0> carry %{{.*}} <0> loops(%{{.*}}) extents [#mock.extent<16>, #mock.extent<64>] strides [256, 4] to [256, 4], [4] accumulate <unless_first> :
    mock.row_scan <sum> %x <0> into %v <0> carry %carry <0> loops(%i) extents [#mock.extent<16>, #mock.extent<64>]
        strides [256, 4] to [256, 4], [4] accumulate <unless_first>
        : memref<16x64xf32, #scratchpad>, memref<16x64xf32, #scratchpad>, memref<16xf32, #scratchpad>
  }
  // CHECK: mock.row_sort %{{.*}} <0> into %{{.*}} <0>, %{{.*}} <0> extents [#mock.extent<16>, #mock.extent<64>] kept 5 descending strides [256, 4] to [20, 4], [40, 8] :
  mock.row_sort %x <0> into %v <0>, %p <0> extents [#mock.extent<16>, #mock.extent<64>] kept 5 descending
      strides [256, 4] to [20, 4], [40, 8]
      : memref<16x64xf32, #scratchpad>, memref<16x64xf32, #scratchpad>, memref<16x64xi64, #scratchpad>
  mock.yield
}
