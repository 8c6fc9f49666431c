// RUN: mock-opt %s | mock-opt | FileCheck %s

// CHECK-LABEL: mock.kernel @all(
mock.kernel @all(%x: memref<60x784xf32>, %y: memref<60x8xf32>) {
  // CHECK: %[[EMPTY:.*]] = mock.semaphore credits(2)
  %empty = mock.semaphore credits(2)
  // CHECK: %[[FULL:.*]] = mock.semaphore credits(0)
  %full = mock.semaphore credits(0)
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  // CHECK: mock.alloc offset(64) slots(2) : memref<2x64x256xf32, #mock.memory<"scratchpad">>
  %a = mock.alloc offset(64) slots(2) : memref<2x64x256xf32, #mock.memory<"scratchpad">>
  %acc = mock.alloc offset(0) slots(1) : memref<64x128xf32, #mock.memory<"accumulator">>
  %pos = mock.alloc offset(262144) slots(1) : memref<64xi64, #mock.memory<"scratchpad">>
  // CHECK: mock.cores_for %[[I:.*]] = 0 to 4 cores(1, 2) {
  mock.cores_for %i = 0 to 4 cores(1, 2) {
    scf.for %k = %c0 to %c4 step %c1 {
      // CHECK: mock.dma %{{.*}} <0, [<0 : 64>, <1 : 1024>]> to %{{.*}} <0, [<1 : 65536 mod 2>]> loops(%[[I]], %{{.*}}) extents [#mock.extent<60>, #mock.extent<256 of 784, [<1 : 256>]>] strides [3136, 4] to [1024, 4] pad [8, 8] with 0.000000e+00 : f32 pop(%[[EMPTY]]) push(%[[FULL]])
      mock.dma %x <0, [<0 : 64>, <1 : 1024>]> to %a <0, [<1 : 65536 mod 2>]> loops(%i, %k)
          extents [#mock.extent<60>, #mock.extent<256 of 784, [<1 : 256>]>]
          strides [3136, 4] to [1024, 4] pad [8, 8] with 0.0 : f32 pop(%empty) push(%full)
          : memref<60x784xf32> to memref<2x64x256xf32, #mock.memory<"scratchpad">>
      // CHECK: mock.matmul {{.*}} m <60 multiple 8> n <8> k <256 of 784, [<0 : 256>] multiple 8> strides [1024, 4], [32, 4], 32 accumulate <unless_first> pop(%[[FULL]]) push(%[[EMPTY]])
      mock.matmul %a <0>, %a <0> into %acc <0> loops(%k) m <60 multiple 8> n <8>
          k <256 of 784, [<0 : 256>] multiple 8> strides [1024, 4], [32, 4], 32
          accumulate <unless_first> pop(%full) push(%empty)
          : memref<2x64x256xf32, #mock.memory<"scratchpad">>, memref<2x64x256xf32, #mock.memory<"scratchpad">>, memref<64x128xf32, #mock.memory<"accumulator">>
    }
    // CHECK: mock.fill 0.000000e+00 : f32 into %{{.*}} <0> extents [#mock.extent<60>] strides [4]
    mock.fill 0.0 : f32 into %acc <0> extents [#mock.extent<60>] strides [4] : memref<64x128xf32, #mock.memory<"accumulator">>
    // CHECK: mock.vector ins [#mock.address<0>](%{{.*}}) outs [#mock.address<0>](%{{.*}}) loops(%[[I]]) extents [#mock.extent<60>] strides [array<i64: 4>, array<i64: 4>] index [#mock.address<0, [<0 : 60>]>] {
    mock.vector ins [#mock.address<0>] (%acc : memref<64x128xf32, #mock.memory<"accumulator">>)
        outs [#mock.address<0>] (%acc : memref<64x128xf32, #mock.memory<"accumulator">>) loops(%i)
        extents [#mock.extent<60>] strides [array<i64: 4>, array<i64: 4>]
        index [#mock.address<0, [<0 : 60>]>] {
    ^bb0(%v: f32):
      // CHECK: mock.index 0
      %q = mock.index 0
      %z = math.exp %v : f32
      mock.yield %z : f32
    }
    // CHECK: mock.row_reduce <argmax> %{{.*}} <0> into %{{.*}} <64>, %{{.*}} <0> loops(%[[I]]) extents [#mock.extent<8>, #mock.extent<8>] reduced 1 strides [32, 4] to [4], [8] index <0, [<0 : 8>]> accumulate <always>
    mock.row_reduce <argmax> %acc <0> into %acc <64>, %pos <0> loops(%i)
        extents [#mock.extent<8>, #mock.extent<8>] reduced 1 strides [32, 4] to [4], [8]
        index <0, [<0 : 8>]> accumulate <always>
        : memref<64x128xf32, #mock.memory<"accumulator">>, memref<64x128xf32, #mock.memory<"accumulator">>, memref<64xi64, #mock.memory<"scratchpad">>
    // CHECK: mock.sync <vector> pop(%[[FULL]]) push(%[[EMPTY]])
    mock.sync <vector> pop(%full) push(%empty)
  }
  mock.yield
}
