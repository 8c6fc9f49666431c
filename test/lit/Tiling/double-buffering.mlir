// A product that the copies bound: the chosen tiles stream both ways through two slots each, which
// alternate by trips, so that a copy runs while the tile before it is multiplied. How much that gains is
// held by DoubleBufferingTest.
// RUN: mock-opt --mock-choose-tiles --mock-tile --mock-legalize --mock-place %s | FileCheck %s

// All four cores share the long dimension.
// CHECK: mock.kernel @mm(
// CHECK-DAG: %[[W:.*]] = mock.alloc offset({{[0-9]+}}) slots(2) : memref<2x{{[0-9]+}}x{{[0-9]+}}xf32, #mock.memory<"scratchpad">>
// CHECK-DAG: mock.alloc offset(0) slots(2) : memref<2x32x{{[0-9]+}}xf32, #mock.memory<"accumulator">>
// CHECK: mock.cores_for {{.*}} cores(1, 4)
// CHECK: mock.dma {{.*}} to %{{.*}} <{{.*}} mod 2>]>
// CHECK-SAME: pop(%[[FREE:[^)]*]]) push(%[[FULL:[^)]*]])
// CHECK: mock.matmul
// CHECK-SAME: <{{.*}} mod 2>]>
// CHECK-SAME: %[[FULL]]
// CHECK-SAME: %[[FREE]]
module attributes {mock.target = "mock-v1"} {
mock.kernel @mm(%x: tensor<32x4096xf32>, %w: tensor<4096x4096xf32>) -> tensor<32x4096xf32>
    attributes {mock.root = "contraction"} {
  %c = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<32x4096xf32>
  %f = linalg.fill ins(%c : f32) outs(%e : tensor<32x4096xf32>) -> tensor<32x4096xf32>
  %m = linalg.matmul ins(%x, %w : tensor<32x4096xf32>, tensor<4096x4096xf32>) outs(%f : tensor<32x4096xf32>) -> tensor<32x4096xf32>
  mock.yield %m : tensor<32x4096xf32>
}
}
