// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s
module attributes {mock.target = "mock-v1"} {

// Unit dimensions that broadcast are dropped by a view; the map leaves them out.
// CHECK-LABEL: func.func @broadcast
// CHECK-SAME: %[[A:[^:]*]]: tensor<4x8xf32>, %[[B:[^:]*]]: tensor<1x8xf32>
func.func @broadcast(%a: tensor<4x8xf32>, %b: tensor<1x8xf32>) -> tensor<4x8xf32> {
  // CHECK: %[[V:.*]] = mock.view %[[B]] offset(0) strides([1]) {{.*}} : tensor<1x8xf32> -> tensor<8xf32>
  // CHECK: linalg.generic {indexing_maps = [#[[ID:.*]], #[[COL:.*]], #[[ID]]], iterator_types = ["parallel", "parallel"]} ins(%[[A]], %[[V]] : tensor<4x8xf32>, tensor<8xf32>)
  // CHECK-SAME: mock.op = "aten.add.Tensor"
  // CHECK: arith.addf
  %0 = aten.add.Tensor %a, %b {alpha = 1 : i64} : (tensor<4x8xf32>, tensor<1x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// CHECK-LABEL: func.func @alpha
func.func @alpha(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[C:.*]] = arith.constant 2.500000e+00 : f32
  // CHECK: %[[M:.*]] = arith.mulf %{{.*}}, %[[C]]
  // CHECK: arith.subf %{{.*}}, %[[M]]
  %0 = aten.sub.Tensor %a, %b {alpha = 2.5 : f64} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// 16-bit floats are computed in f32; the rounding is not the user's.
// CHECK-LABEL: func.func @bf16
func.func @bf16(%a: tensor<4xbf16>) -> tensor<4xbf16> {
  // CHECK: %[[E:.*]] = arith.extf %{{.*}} : bf16 to f32
  // CHECK: %[[X:.*]] = math.exp %[[E]] : f32
  // CHECK: arith.truncf %[[X]] {mock.implicit} : f32 to bf16
  %0 = aten.exp %a : (tensor<4xbf16>) -> tensor<4xbf16>
  return %0 : tensor<4xbf16>
}

// A cast that the user wrote carries no mark.
// CHECK-LABEL: func.func @user_cast
func.func @user_cast(%a: tensor<4xf32>) -> tensor<4xbf16> {
  // CHECK: arith.truncf %{{.*}} : f32 to bf16
  %0 = aten._to_copy %a {dtype = bf16} : (tensor<4xf32>) -> tensor<4xbf16>
  return %0 : tensor<4xbf16>
}

// A 0-dimensional f32 tensor does not promote a bf16 tensor.
// CHECK-LABEL: func.func @zero_dimensional
func.func @zero_dimensional(%a: tensor<4xbf16>, %s: tensor<f32>) -> tensor<4xbf16> {
  // CHECK: linalg.generic {{.*}} ins(%{{.*}}, %{{.*}} : tensor<4xbf16>, tensor<f32>) outs(%{{.*}} : tensor<4xbf16>)
  %0 = aten.mul.Tensor %a, %s : (tensor<4xbf16>, tensor<f32>) -> tensor<4xbf16>
  return %0 : tensor<4xbf16>
}

// Integers divide as floats.
// CHECK-LABEL: func.func @true_division
func.func @true_division(%a: tensor<4xi32>, %b: tensor<4xi64>) -> tensor<4xf32> {
  // CHECK: arith.sitofp %{{.*}} : i32 to f32
  // CHECK: arith.sitofp %{{.*}} : i64 to f32
  // CHECK: arith.divf
  %0 = aten.div.Tensor %a, %b : (tensor<4xi32>, tensor<4xi64>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @comparison_promotes
func.func @comparison_promotes(%a: tensor<4xi64>) -> tensor<4xi1> {
  // CHECK-DAG: %[[C:.*]] = arith.constant 2.500000e+00 : f32
  // CHECK-DAG: %[[F:.*]] = arith.sitofp %{{.*}} : i64 to f32
  // CHECK: arith.cmpf olt, %[[F]], %[[C]] : f32
  %0 = aten.lt.Scalar %a {other = 2.5 : f64} : (tensor<4xi64>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// NaN is unequal to everything and counts as true.
// CHECK-LABEL: func.func @nan
func.func @nan(%a: tensor<4xf32>, %b: tensor<4xf32>) -> (tensor<4xi1>, tensor<4xi1>) {
  // CHECK: arith.cmpf une
  %0 = aten.ne.Tensor %a, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  // CHECK: arith.cmpf une
  // CHECK: arith.cmpf une
  // CHECK: arith.andi
  %1 = aten.logical_and %a, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  return %0, %1 : tensor<4xi1>, tensor<4xi1>
}

// CHECK-LABEL: func.func @where
func.func @where(%c: tensor<4x1xi1>, %a: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // CHECK: arith.select %{{.*}}, %{{.*}}, %{{.*}} : f32
  %0 = aten.where.ScalarOther %c, %a {other = 0 : i64} : (tensor<4x1xi1>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// CHECK-LABEL: func.func @pow_two
func.func @pow_two(%a: tensor<4xi64>) -> tensor<4xi64> {
  // CHECK: arith.muli
  // CHECK-NOT: math.powf
  %0 = aten.pow.Tensor_Scalar %a {exponent = 2 : i64} : (tensor<4xi64>) -> tensor<4xi64>
  return %0 : tensor<4xi64>
}

// CHECK-LABEL: func.func @gelu
func.func @gelu(%a: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK: math.erf
  %0 = aten.gelu %a {approximate = "none"} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: math.tanh
  %1 = aten.gelu %a {approximate = "tanh"} : (tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// An empty tensor is computed like any other.
// CHECK-LABEL: func.func @empty
func.func @empty(%a: tensor<0x8xf32>, %b: tensor<1x8xf32>) -> tensor<0x8xf32> {
  // CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<0x8xf32>)
  %0 = aten.maximum %a, %b : (tensor<0x8xf32>, tensor<1x8xf32>) -> tensor<0x8xf32>
  return %0 : tensor<0x8xf32>
}

// CHECK-LABEL: func.func @gradient
func.func @gradient(%g: tensor<4xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.cmpf ole
  // CHECK: arith.select
  %0 = aten.threshold_backward %g, %x {threshold = 0 : i64} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
}
