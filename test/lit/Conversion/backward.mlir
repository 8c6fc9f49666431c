// Gradients of activation functions, by the formulas that eager uses.
// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s
module attributes {mock.target = "mock-v1"} {

// CHECK-LABEL: func.func @sigmoid(
func.func @sigmoid(%g: tensor<4xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.subf
  // CHECK: arith.mulf
  // CHECK: arith.mulf
  %0 = aten.sigmoid_backward %g, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @tanh(
func.func @tanh(%g: tensor<4xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.mulf
  // CHECK: arith.subf
  // CHECK: arith.mulf
  %0 = aten.tanh_backward %g, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// relu
// CHECK-LABEL: func.func @threshold(
func.func @threshold(%g: tensor<4xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.cmpf ole
  // CHECK: arith.select
  %0 = aten.threshold_backward %g, %x {threshold = 0 : i64} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @silu(
func.func @silu(%g: tensor<4xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.exp
  // CHECK: arith.mulf
  %0 = aten.silu_backward %g, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu_exact(
func.func @gelu_exact(%g: tensor<4xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.erf
  // CHECK: math.exp
  %0 = aten.gelu_backward %g, %x {approximate = "none"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu_tanh(
func.func @gelu_tanh(%g: tensor<4xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.tanh
  // CHECK-NOT: math.erf
  // CHECK: linalg.yield
  %0 = aten.gelu_backward %g, %x {approximate = "tanh"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu(
func.func @leaky_relu(%g: tensor<4xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.mulf
  // CHECK: arith.cmpf olt
  // CHECK: arith.select
  %0 = aten.leaky_relu_backward %g, %x {negative_slope = 0.25 : f64, self_is_result = false} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Both limits themselves have no gradient.
// CHECK-LABEL: func.func @hardtanh(
func.func @hardtanh(%g: tensor<4xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.cmpf ole
  // CHECK: arith.cmpf ole
  // CHECK: arith.ori
  // CHECK: arith.select
  %0 = aten.hardtanh_backward %g, %x {min_val = -1.0 : f64, max_val = 1.0 : f64} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @hardswish(
func.func @hardswish(%g: tensor<4xf32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.cmpf olt
  // CHECK: arith.select
  // CHECK: arith.cmpf ole
  // CHECK: arith.select
  %0 = aten.hardswish_backward %g, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
}
