// Comparisons, logic and selection.
// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s
module attributes {mock.target = "mock-v1"} {

// CHECK-LABEL: func.func @eq(
func.func @eq(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: arith.cmpf oeq
  %0 = aten.eq.Tensor %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @eq_integer(
func.func @eq_integer(%x: tensor<4xi64>, %y: tensor<4xi64>) -> tensor<4xi1> {
  // CHECK: arith.cmpi eq
  %0 = aten.eq.Tensor %x, %y : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @lt(
func.func @lt(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: arith.cmpf olt
  %0 = aten.lt.Tensor %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @lt_integer(
func.func @lt_integer(%x: tensor<4xi64>, %y: tensor<4xi64>) -> tensor<4xi1> {
  // CHECK: arith.cmpi slt
  %0 = aten.lt.Tensor %x, %y : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @le(
func.func @le(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: arith.cmpf ole
  %0 = aten.le.Tensor %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @le_integer(
func.func @le_integer(%x: tensor<4xi64>, %y: tensor<4xi64>) -> tensor<4xi1> {
  // CHECK: arith.cmpi sle
  %0 = aten.le.Tensor %x, %y : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @gt(
func.func @gt(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: ^bb0(%[[X:.*]]: f32, %[[Y:.*]]: f32, %{{.*}}: i1):
  // CHECK: arith.cmpf olt, %[[Y]], %[[X]]
  %0 = aten.gt.Tensor %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @gt_integer(
func.func @gt_integer(%x: tensor<4xi64>, %y: tensor<4xi64>) -> tensor<4xi1> {
  // CHECK: ^bb0(%[[X:.*]]: i64, %[[Y:.*]]: i64, %{{.*}}: i1):
  // CHECK: arith.cmpi slt, %[[Y]], %[[X]]
  %0 = aten.gt.Tensor %x, %y : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @ge(
func.func @ge(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: ^bb0(%[[X:.*]]: f32, %[[Y:.*]]: f32, %{{.*}}: i1):
  // CHECK: arith.cmpf ole, %[[Y]], %[[X]]
  %0 = aten.ge.Tensor %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @ge_integer(
func.func @ge_integer(%x: tensor<4xi64>, %y: tensor<4xi64>) -> tensor<4xi1> {
  // CHECK: ^bb0(%[[X:.*]]: i64, %[[Y:.*]]: i64, %{{.*}}: i1):
  // CHECK: arith.cmpi sle, %[[Y]], %[[X]]
  %0 = aten.ge.Tensor %x, %y : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// NaN is unequal to everything.
// CHECK-LABEL: func.func @ne(
func.func @ne(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: arith.cmpf une
  %0 = aten.ne.Tensor %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @isnan(
func.func @isnan(%x: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: arith.cmpf une
  %0 = aten.isnan %x : (tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @isinf(
func.func @isinf(%x: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: math.absf
  // CHECK: arith.cmpf oeq
  %0 = aten.isinf %x : (tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @isfinite(
func.func @isfinite(%x: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: math.absf
  // CHECK: arith.cmpf
  %0 = aten.isfinite %x : (tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// Not zero counts as true.
// CHECK-LABEL: func.func @logical_xor(
func.func @logical_xor(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: arith.cmpf une
  // CHECK: arith.cmpf une
  // CHECK: arith.xori
  %0 = aten.logical_xor %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @bitwise_and(
func.func @bitwise_and(%x: tensor<4xi32>, %y: tensor<4xi32>) -> tensor<4xi32> {
  // CHECK: arith.andi %{{.*}} : i32
  %0 = aten.bitwise_and.Tensor %x, %y : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// CHECK-LABEL: func.func @bitwise_or_bool(
func.func @bitwise_or_bool(%x: tensor<4xi1>, %y: tensor<4xi1>) -> tensor<4xi1> {
  // CHECK: arith.ori %{{.*}} : i1
  %0 = aten.bitwise_or.Tensor %x, %y : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @bitwise_not(
func.func @bitwise_not(%x: tensor<4xi32>) -> tensor<4xi32> {
  // CHECK: arith.xori
  %0 = aten.bitwise_not %x : (tensor<4xi32>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// CHECK-LABEL: func.func @where(
func.func @where(%c: tensor<4xi1>, %x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.select
  %0 = aten.where.self %c, %x, %y : (tensor<4xi1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @masked_fill(
func.func @masked_fill(%x: tensor<4xf32>, %m: tensor<4xi1>) -> tensor<4xf32> {
  // CHECK-DAG: %[[V:.*]] = arith.constant 3.000000e+00
  // CHECK: arith.select %{{.*}}, %[[V]], %{{.*}}
  %0 = aten.masked_fill.Scalar %x, %m {value = 3.0 : f64} : (tensor<4xf32>, tensor<4xi1>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
// i64 is for indices: comparing and selecting are native, arithmetic on bits is not.
// CHECK-LABEL: func.func @bitwise_and_index(
func.func @bitwise_and_index(%x: tensor<4xi64>, %y: tensor<4xi64>) -> tensor<4xi64> {
  // CHECK: mock.host_call "aten.bitwise_and.Tensor"
  %0 = aten.bitwise_and.Tensor %x, %y : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  return %0 : tensor<4xi64>
}
}
