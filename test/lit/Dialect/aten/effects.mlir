// RUN: mock-opt %s --cse --canonicalize | FileCheck %s

// Pure operators are merged and removed; random and impure ones stay.
// CHECK-LABEL: func.func @effects
func.func @effects(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-COUNT-1: aten.exp
  // CHECK-NOT: aten.exp
  // CHECK-COUNT-2: aten.rand
  // CHECK: aten.opaque "my.operator_"
  // CHECK-NOT: aten.opaque
  %0 = aten.exp %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = aten.exp %x : (tensor<4xf32>) -> tensor<4xf32>
  %2 = aten.rand {size = array<i64: 4>} : () -> tensor<4xf32>
  %3 = aten.rand {size = array<i64: 4>} : () -> tensor<4xf32>
  aten.opaque "my.operator_"(%x) {impure} : (tensor<4xf32>) -> ()
  %4 = aten.opaque "my.unused"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %5 = aten.mul.Tensor %0, %1 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %5 : tensor<4xf32>
}
