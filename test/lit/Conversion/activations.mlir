// Activation functions become scalar code in one linalg.generic each.
// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s
module attributes {mock.target = "mock-v1"} {

// NaN stays.
// CHECK-LABEL: func.func @relu(
func.func @relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.maximumf
  %0 = aten.relu %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// 1 / (1 + exp(-x))
// CHECK-LABEL: func.func @sigmoid(
func.func @sigmoid(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.negf
  // CHECK: math.exp
  // CHECK: arith.addf
  // CHECK: arith.divf
  %0 = aten.sigmoid %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @silu(
func.func @silu(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.exp
  // CHECK: arith.addf
  // CHECK: arith.divf %{{.*}}, %{{.*}} : f32
  %0 = aten.silu %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu_exact(
func.func @gelu_exact(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.erf
  // CHECK-NOT: math.tanh
  // CHECK: linalg.yield
  %0 = aten.gelu %x {approximate = "none"} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @gelu_tanh(
func.func @gelu_tanh(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.tanh
  // CHECK-NOT: math.erf
  // CHECK: linalg.yield
  %0 = aten.gelu %x {approximate = "tanh"} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @hardswish(
func.func @hardswish(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.addf
  // CHECK: arith.maximumf
  // CHECK: arith.minimumf
  // CHECK: arith.mulf
  // CHECK: arith.divf
  %0 = aten.hardswish %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @hardsigmoid(
func.func @hardsigmoid(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: arith.addf
  // CHECK: arith.maximumf
  // CHECK: arith.minimumf
  // CHECK: arith.divf
  %0 = aten.hardsigmoid %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @hardtanh(
func.func @hardtanh(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-DAG: %[[LOW:.*]] = arith.constant -2.000000e+00
  // CHECK-DAG: %[[HIGH:.*]] = arith.constant 3.000000e+00
  // CHECK: %[[M:.*]] = arith.maximumf %{{.*}}, %[[LOW]]
  // CHECK: arith.minimumf %[[M]], %[[HIGH]]
  %0 = aten.hardtanh %x {min_val = -2.0 : f64, max_val = 3.0 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @leaky_relu(
func.func @leaky_relu(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-DAG: %[[SLOPE:.*]] = arith.constant 2.500000e-01
  // CHECK: arith.mulf %{{.*}}, %[[SLOPE]]
  // CHECK: arith.cmpf olt
  // CHECK: arith.select
  %0 = aten.leaky_relu %x {negative_slope = 0.25 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @elu(
func.func @elu(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.expm1
  // CHECK: arith.cmpf ole
  // CHECK: arith.select
  %0 = aten.elu %x {alpha = 1.0 : f64, scale = 1.0 : f64, input_scale = 1.0 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Above the threshold it is x itself.
// CHECK-LABEL: func.func @softplus(
func.func @softplus(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.exp
  // CHECK: math.log1p
  // CHECK: arith.cmpf olt
  // CHECK: arith.select
  %0 = aten.softplus %x {beta = 1.0 : f64, threshold = 20.0 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @mish(
func.func @mish(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: math.exp
  // CHECK: math.log1p
  // CHECK: math.tanh
  // CHECK: arith.mulf
  %0 = aten.mish %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// NaN is not at most the limit, so it stays.
// CHECK-LABEL: func.func @threshold(
func.func @threshold(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-DAG: %[[LIMIT:.*]] = arith.constant 5.000000e-01
  // CHECK-DAG: %[[VALUE:.*]] = arith.constant 7.000000e+00
  // CHECK: %[[LOW:.*]] = arith.cmpf ole, %{{.*}}, %[[LIMIT]]
  // CHECK: arith.select %[[LOW]], %[[VALUE]], %{{.*}}
  %0 = aten.threshold %x {threshold = 0.5 : f64, value = 7.0 : f64} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// No float result of integers but relu's, which stays an integer.
// CHECK-LABEL: func.func @relu_integer(
func.func @relu_integer(%x: tensor<4xi32>) -> tensor<4xi32> {
  // CHECK: arith.maxsi
  %0 = aten.relu %x : (tensor<4xi32>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}
}
