// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s
module attributes {mock.target = "mock-v1"} {

// CHECK-LABEL: func.func @full
func.func @full(%x: tensor<4xi1>) -> (tensor<2x3xf32>, tensor<i64>, tensor<4xi1>) {
  // CHECK-DAG: arith.constant {{.*}}-2.500000e+00 : f32
  // CHECK: linalg.fill {{.*}} -> tensor<2x3xf32>
  %0 = aten.full {fill_value = -2.5 : f64, size = array<i64: 2, 3>} : () -> tensor<2x3xf32>
  // CHECK: linalg.fill {{.*}} -> tensor<i64>
  %1 = aten.scalar_tensor {s = 7 : i64} : () -> tensor<i64>
  // CHECK: arith.constant {{.*}}true
  // CHECK: linalg.fill {{.*}} -> tensor<4xi1>
  %2 = aten.full_like %x {fill_value = 3 : i64} : (tensor<4xi1>) -> tensor<4xi1>
  return %0, %1, %2 : tensor<2x3xf32>, tensor<i64>, tensor<4xi1>
}

// CHECK-LABEL: func.func @arange
func.func @arange() -> tensor<5xi64> {
  // CHECK: %[[I:.*]] = linalg.index 0
  // CHECK: %[[P:.*]] = arith.index_cast %[[I]] : index to i64
  // CHECK: %[[C2:.*]] = arith.constant 2 : i64
  // CHECK: arith.muli %[[P]], %[[C2]]
  // CHECK: arith.addi
  %0 = aten.arange.start_step {start = 1 : i64, end = 11 : i64, step = 2 : i64} : () -> tensor<5xi64>
  return %0 : tensor<5xi64>
}

// CHECK-LABEL: func.func @triangle
func.func @triangle(%x: tensor<2x4x4xf32>) -> tensor<2x4x4xf32> {
  // CHECK-DAG: linalg.index 2
  // CHECK-DAG: linalg.index 1
  // CHECK: arith.cmpi sle
  // CHECK: arith.select
  %0 = aten.tril %x {diagonal = -1 : i64} : (tensor<2x4x4xf32>) -> tensor<2x4x4xf32>
  return %0 : tensor<2x4x4xf32>
}
}
