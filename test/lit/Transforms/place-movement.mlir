// RUN: mock-opt --mock-choose-tiles --mock-tile --mock-legalize --mock-place %s | FileCheck %s

#row = affine_map<(d0, d1) -> (d0)>
#id = affine_map<(d0, d1) -> (d0, d1)>
module attributes {mock.target = "mock-v1"} {

// The indices come in first; the rows they name follow in the same queue, the result goes out.
// CHECK-LABEL: mock.kernel @gather
// CHECK-SAME: %[[W:[a-z0-9_]+]]: memref<9x8xf32, {{.*}}>, %[[I:[a-z0-9_]+]]: memref<6xi64, {{.*}}>, %[[Y:[a-z0-9_]+]]: memref<6x8xf32
// CHECK: mock.dma %[[I]] {{.*}} to %[[IS:[a-z0-9_]+]] <
// CHECK: mock.dma_gather %[[W]] <8> to %[[T:[a-z0-9_]+]] <0> indices [#mock.address<0>](%[[IS]] : {{.*}}) extents [#mock.extent<6>, #mock.extent<8>] strides [0, 4] to [32, 4], [array<i64: 8, 0>] steps [32] bounds [9] wraps
// CHECK: mock.dma %[[T]] {{.*}} to %[[Y]]
mock.kernel @gather(%w: tensor<9x8xf32> {mock.strides = array<i64: 8, 1>, mock.offset = 2 : i64}, %i: tensor<6xi64>) -> tensor<6x8xf32>
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 6, 8>, mock.cores = array<i64: 1, 1>} {
  %e = tensor.empty() : tensor<6x8xf32>
  %g = mock.gather ins(%w : tensor<9x8xf32>) indices(%i : tensor<6xi64>) coordinates = [-1, 1] maps = [#row] wraps
       outs(%e : tensor<6x8xf32>) -> tensor<6x8xf32>
  mock.yield %g : tensor<6x8xf32>
}

// Values and indices come in; the scatter writes to the result's memory, which is that of the base.
// CHECK-LABEL: mock.kernel @scatter
// CHECK-SAME: %[[V:[a-z0-9_]+]]: memref<6x8xf32, {{.*}}>, %[[I:[a-z0-9_]+]]: memref<6xi64, {{.*}}>, %[[B:[a-z0-9_]+]]: memref<9x8xf32, {{.*}}>, %[[Y:[a-z0-9_]+]]: memref<9x8xf32
// CHECK-NOT: %[[B]]
// CHECK: scf.for
// CHECK-DAG: mock.dma %[[V]] {{.*}} to %[[VS:[a-z0-9_]+]] <
// CHECK-DAG: mock.dma %[[I]] {{.*}} to %[[IS:[a-z0-9_]+]] <
// CHECK: mock.dma_scatter <add> %[[VS]] {{.*}} to %[[Y]] {{.*}} indices {{.*}}(%[[IS]] : {{.*}} steps [32] bounds [9]
// CHECK-NOT: mock.dma %
// CHECK: mock.yield
mock.kernel @scatter(%v: tensor<6x8xf32>, %i: tensor<6xi64>, %base: tensor<9x8xf32>)
    -> (tensor<9x8xf32> {mock.updates = 2 : i64})
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 8, 2>, mock.cores = array<i64: 1>} {
  %s = mock.scatter <add> ins(%v : tensor<6x8xf32>) indices(%i : tensor<6xi64>) coordinates = [-1, 1]
       values = #id maps = [#row] outs(%base : tensor<9x8xf32>) -> tensor<9x8xf32>
  mock.yield %s : tensor<9x8xf32>
}

// A part of a buffer, written backwards. What came in goes out: no engine computes.
// CHECK-LABEL: mock.kernel @part
// CHECK-SAME: memref<4x8xf32, strided<[16, -1], offset: 15>>
// CHECK: mock.dma %{{.*}} to %[[T:[a-z0-9_]+]] <0>
// CHECK-NOT: mock.vector
// CHECK: mock.dma %[[T]] {{.*}} to %{{.*}} <60> extents [#mock.extent<4>, #mock.extent<8>] strides [32, 4] to [64, -4]
mock.kernel @part(%x: tensor<4x8xf32>)
    -> (tensor<4x8xf32> {mock.strides = array<i64: 16, -1>, mock.offset = 15 : i64})
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 4, 8>, mock.cores = array<i64: 1, 1>} {
  %e = tensor.empty() : tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) {
    ^bb0(%v: f32, %o: f32):
      linalg.yield %v : f32
  } -> tensor<4x8xf32>
  mock.yield %r : tensor<4x8xf32>
}
}
