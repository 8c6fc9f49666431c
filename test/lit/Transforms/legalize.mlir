// RUN: mock-opt --mock-legalize %s | FileCheck %s

module attributes {mock.target = "mock-v1"} {
// m = 7 is no multiple of 8, n = 16 is, k may be anything.
// CHECK-LABEL: func @padded
// CHECK: linalg.matmul {mock.pad = array<i64: 8, 1, 8>}
func.func @padded(%a: tensor<7x?xf32>, %b: tensor<?x16xf32>, %c: tensor<7x16xf32>) -> tensor<7x16xf32> {
  %r = linalg.matmul ins(%a, %b : tensor<7x?xf32>, tensor<?x16xf32>) outs(%c : tensor<7x16xf32>) -> tensor<7x16xf32>
  return %r : tensor<7x16xf32>
}
// CHECK-LABEL: func @multiples
// CHECK: linalg.matmul ins
func.func @multiples(%a: tensor<8x24xf32>, %b: tensor<24x16xf32>, %c: tensor<8x16xf32>) -> tensor<8x16xf32> {
  %r = linalg.matmul ins(%a, %b : tensor<8x24xf32>, tensor<24x16xf32>) outs(%c : tensor<8x16xf32>) -> tensor<8x16xf32>
  return %r : tensor<8x16xf32>
}
}
