// RUN: mock-opt --mock-choose-tiles --mock-tile --mock-legalize --mock-place %s | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#col = affine_map<(d0, d1) -> (d1)>
#row = affine_map<(d0, d1) -> (d0)>
#v = affine_map<(d0) -> (d0)>
module attributes {mock.target = "mock-v1"} {

// A product with its epilogue: streamed operands have two slots that alternate, the sum over k begins
// anew on the first trip, and each pair of engines has a full and an empty semaphore.
// CHECK-LABEL: mock.kernel @mm(
// CHECK-SAME: %[[X:.*]]: memref<32x48xf32, strided<[48, 1]>>
// CHECK-SAME: %[[W:.*]]: memref<48x20xf32, strided<[1, 48], offset: 4>>
// CHECK-SAME: %[[B:.*]]: memref<20xf32, strided<[1]>>
// CHECK-SAME: %[[Y:.*]]: memref<32x20xf32, strided<[20, 1]>>
// CHECK-DAG: %[[XS:.*]] = mock.alloc offset(0) slots(2) : memref<2x16x24xf32, #mock.memory<"scratchpad">>
// CHECK-DAG: %[[WS:.*]] = mock.alloc offset({{[0-9]+}}) slots(2) : memref<2x24x24xf32, #mock.memory<"scratchpad">>
// CHECK-DAG: %[[ACC:.*]] = mock.alloc offset(0) slots(2) : memref<2x16x24xf32, #mock.memory<"accumulator">>
// CHECK: mock.cores_for %[[I:.*]] = 0 to 2 cores(1, 2) {
// The accumulator is free before the loop over k and full behind it.
// CHECK: mock.sync <matrix> pop(%[[FREE:.*]])
// CHECK: scf.for %[[K:.*]] = %c0{{.*}} to %c2{{.*}} step %c1
// CHECK: mock.dma %[[X]] <0, [<0 : 3072>, <1 : 96>]> to %[[XS]] <0, [<1 : 1536 mod 2>]> loops(%[[I]], %[[K]]) extents [#mock.extent<16>, #mock.extent<24>] strides [192, 4] to [96, 4] pop(%[[XE:.*]]) push(%[[XF:.*]]) :
// Main memory is walked in its own order: along k, where the weight is contiguous. n is padded.
// CHECK: mock.dma %[[W]] <16, [<0 : 96>]> to %[[WS]] <0, [<0 : 2304 mod 2>]> loops(%[[K]]) extents [#mock.extent<20>, #mock.extent<24>] strides [192, 4] to [4, 96] pad [8, 1] with 0.000000e+00 : f32 pop(%[[WE:.*]]) push(%[[WF:.*]]) :
// CHECK: mock.matmul %[[XS]] {{.*}}, %[[WS]] {{.*}} into %[[ACC]] {{.*}} m <16> n <20 multiple 8> k <24> {{.*}} accumulate <unless_first> pop(%[[XF]], %[[WF]]) push(%[[XE]], %[[WE]])
// CHECK: mock.sync <matrix> push(%[[READY:.*]])
// CHECK: mock.dma %[[B]]
// CHECK: mock.vector ins {{.*}}(%[[ACC]], {{.*}} pop(%[[READY]], {{.*}} push(%[[FREE]],
// CHECK: mock.dma {{.*}} to %[[Y]] <0, [<0 : 1280>]>
// CHECK: mock.yield
mock.kernel @mm(%x: tensor<32x48xf32>, %w: tensor<48x20xf32> {mock.strides = array<i64: 1, 48>, mock.offset = 4 : i64}, %b: tensor<20xf32>)
    -> (tensor<32x20xf32> {mock.strides = array<i64: 20, 1>})
    attributes {mock.root = "contraction", mock.tiles = array<i64: 16, 20, 24>, mock.cores = array<i64: 2, 1>} {
  %c = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<32x20xf32>
  %f = linalg.fill ins(%c : f32) outs(%e : tensor<32x20xf32>) -> tensor<32x20xf32>
  %m = linalg.matmul ins(%x, %w : tensor<32x48xf32>, tensor<48x20xf32>) outs(%f : tensor<32x20xf32>) -> tensor<32x20xf32>
  %e1 = tensor.empty() : tensor<32x20xf32>
  %r = linalg.generic {indexing_maps = [#id, #col, #id], iterator_types = ["parallel", "parallel"]}
      ins(%m, %b : tensor<32x20xf32>, tensor<20xf32>) outs(%e1 : tensor<32x20xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<32x20xf32>
  mock.yield %r : tensor<32x20xf32>
}

// One tile: one slot, no empty semaphores, no loop. The copy reads what the offset says and no more.
// CHECK-LABEL: mock.kernel @once(
// CHECK-COUNT-2: mock.semaphore credits(0)
// CHECK-NOT: mock.semaphore
// CHECK-NOT: mock.cores_for
// CHECK: mock.dma %{{.*}} <12> to %{{.*}} <0> extents [#mock.extent<5>] strides [8] to [4] push(%{{.*}}) :
// CHECK: mock.vector {{.*}} pop(%{{.*}}) push(%{{.*}}) {
// CHECK: math.exp
// CHECK: mock.dma %{{.*}} <0> to %{{.*}} <0> extents [#mock.extent<5>] strides [4] to [4] pop(%{{.*}}) :
mock.kernel @once(%x: tensor<5xf32> {mock.strides = array<i64: 2>, mock.offset = 3 : i64}) -> tensor<5xf32>
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 5>, mock.cores = array<i64: 1>} {
  %e = tensor.empty() : tensor<5xf32>
  %r = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%x : tensor<5xf32>) outs(%e : tensor<5xf32>) {
  ^bb0(%p: f32, %o: f32):
    %n = math.exp %p : f32
    linalg.yield %n : f32
  } -> tensor<5xf32>
  mock.yield %r : tensor<5xf32>
}

// A grid of two dimensions: the inner one takes the core number modulo its cores. The last tile of 7
// columns is an extent; rows of tile 1 are no dimension of the copy.
// CHECK-LABEL: mock.kernel @grid(
// CHECK: mock.cores_for %[[I:.*]] = 0 to 3 cores(2, 2) {
// CHECK: mock.cores_for %[[J:.*]] = 0 to 2 cores(1, 2) {
// CHECK: mock.dma %{{.*}} <0, [<0 : 28>, <1 : 16>]> {{.*}} loops(%[[I]], %[[J]]) extents [#mock.extent<4 of 7, [<1 : 4>]>] strides [4] to [4]
mock.kernel @grid(%x: tensor<3x7xf32>) -> tensor<3x7xf32>
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 1, 4>, mock.cores = array<i64: 2, 2>} {
  %e = tensor.empty() : tensor<3x7xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<3x7xf32>) outs(%e : tensor<3x7xf32>) {
  ^bb0(%p: f32, %o: f32):
    %n = arith.negf %p : f32
    linalg.yield %n : f32
  } -> tensor<3x7xf32>
  mock.yield %r : tensor<3x7xf32>
}

// Softmax: maximum and sum are never alive together, so that they share their bytes.
// CHECK-LABEL: mock.kernel @softmax(
// CHECK: mock.alloc offset([[AT:[0-9]+]]) slots(1) : memref<2xf32, #mock.memory<"scratchpad">>
// CHECK: mock.alloc offset({{[0-9]+}}) slots(1) : memref<2x250xf32, #mock.memory<"scratchpad">>
// CHECK: mock.alloc offset([[AT]]) slots(1) : memref<2xf32, #mock.memory<"scratchpad">>
// CHECK: mock.row_reduce <max> {{.*}} accumulate <never> pop(
// CHECK: mock.vector {{.*}} strides [array<i64: 1000, 4>, array<i64: 4, 0>, array<i64: 1000, 4>] push(
// CHECK: mock.row_reduce <sum>
mock.kernel @softmax(%x: tensor<8x250xf32>) -> tensor<8x250xf32>
    attributes {mock.root = "reduction", mock.tiles = array<i64: 2, 250>, mock.cores = array<i64: 4>} {
  %c = arith.constant 0.0 : f32
  %ninf = arith.constant 0xFF800000 : f32
  %e1 = tensor.empty() : tensor<8xf32>
  %f1 = linalg.fill ins(%ninf : f32) outs(%e1 : tensor<8xf32>) -> tensor<8xf32>
  %mx = mock.reduce <max> ins(%x : tensor<8x250xf32>) outs(%f1 : tensor<8xf32>) dimensions = [1] -> tensor<8xf32>
  %e = tensor.empty() : tensor<8x250xf32>
  %ex = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %mx : tensor<8x250xf32>, tensor<8xf32>) outs(%e : tensor<8x250xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.subf %p, %q : f32
    %t = math.exp %s : f32
    linalg.yield %t : f32
  } -> tensor<8x250xf32>
  %f2 = linalg.fill ins(%c : f32) outs(%e1 : tensor<8xf32>) -> tensor<8xf32>
  %sm = mock.reduce <sum> ins(%ex : tensor<8x250xf32>) outs(%f2 : tensor<8xf32>) dimensions = [1] -> tensor<8xf32>
  %dv = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%ex, %sm : tensor<8x250xf32>, tensor<8xf32>) outs(%e : tensor<8x250xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.divf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<8x250xf32>
  mock.yield %dv : tensor<8x250xf32>
}

// An initial value that changes the result is written before the loop and always added to. Positions
// carry where the tile lies in the row.
// CHECK-LABEL: mock.kernel @split_rows(
// CHECK: mock.fill 3.000000e+00 : f32
// CHECK: scf.for %[[P:.*]] =
// CHECK: mock.row_reduce <sum> {{.*}} extents [#mock.extent<8 of 20, [<0 : 8>]>] reduced 1 {{.*}} accumulate <always>
// CHECK: mock.row_reduce <argmax> {{.*}} index <0, [<0 : 8>]> accumulate <unless_first>
mock.kernel @split_rows(%x: tensor<20xf32>) -> (tensor<f32>, tensor<i64>)
    attributes {mock.root = "reduction", mock.tiles = array<i64: 8>, mock.cores = array<i64: 1>} {
  %c = arith.constant 3.0 : f32
  %ninf = arith.constant 0xFF800000 : f32
  %z = arith.constant 0 : i64
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%c : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %s = mock.reduce <sum> ins(%x : tensor<20xf32>) outs(%f : tensor<f32>) dimensions = [0] -> tensor<f32>
  %g = linalg.fill ins(%ninf : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %ei = tensor.empty() : tensor<i64>
  %h = linalg.fill ins(%z : i64) outs(%ei : tensor<i64>) -> tensor<i64>
  %a:2 = mock.reduce <argmax> ins(%x : tensor<20xf32>) outs(%g, %h : tensor<f32>, tensor<i64>) dimensions = [0] -> tensor<f32>, tensor<i64>
  mock.yield %s, %a#1 : tensor<f32>, tensor<i64>
}

// CHECK-LABEL: mock.kernel @index(
// CHECK: mock.vector ins []() outs {{.*}} index [#mock.address<0, [<0 : 4>]>]
// CHECK: mock.index 0
mock.kernel @index() -> tensor<9xi64>
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 4>, mock.cores = array<i64: 3>} {
  %e = tensor.empty() : tensor<9xi64>
  %r = linalg.generic {indexing_maps = [#v], iterator_types = ["parallel"]} outs(%e : tensor<9xi64>) {
  ^bb0(%o: i64):
    %i = linalg.index 0 : index
    %j = arith.index_cast %i : index to i64
    linalg.yield %j : i64
  } -> tensor<9xi64>
  mock.yield %r : tensor<9xi64>
}

// Nothing to compute: no instruction.
// CHECK-LABEL: mock.kernel @nothing(
// CHECK-NEXT: mock.yield
mock.kernel @nothing(%x: tensor<0xf32>) -> tensor<0xf32> attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<0xf32>
  %r = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%x : tensor<0xf32>) outs(%e : tensor<0xf32>) {
  ^bb0(%p: f32, %o: f32):
    linalg.yield %p : f32
  } -> tensor<0xf32>
  mock.yield %r : tensor<0xf32>
}
}
