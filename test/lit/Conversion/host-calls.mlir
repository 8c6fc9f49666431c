// RUN: mock-opt %s --convert-aten-to-linalg -split-input-file -verify-diagnostics | FileCheck %s

module attributes {mock.target = "mock-v1"} {
// CHECK-LABEL: func.func @opaque
func.func @opaque(%x: tensor<4x4xf32>) -> tensor<4x4xf32> {
  // expected-warning @+2 {{operator.supported: aten.linalg_inv: operator is no lowering}}
  // CHECK: mock.host_call "aten.linalg_inv"(%{{.*}}) {{.*}}node = 7 : i64, pure} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %0 = aten.opaque "aten.linalg_inv"(%x) {mock.node = 7 : i64} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}
}

// -----

module attributes {mock.target = "mock-v1"} {
// What the checks have marked is not reported again.
// CHECK-LABEL: func.func @marked
func.func @marked(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: mock.host_call "aten.exp"
  %0 = aten.exp %x {mock.node = 0 : i64, mock.host = "tensor.rank"} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
}

// -----

module attributes {mock.target = "mock-v1"} {
// CHECK-LABEL: func.func @integer_division
func.func @integer_division(%x: tensor<4xi64>, %y: tensor<4xi64>) -> tensor<4xi64> {
  // CHECK: mock.host_call "aten.div.Tensor_mode"
  // expected-warning @+1 {{dtype.index-only: aten.div.Tensor_mode: operator is arithmetic on i64}}
  %0 = aten.div.Tensor_mode %x, %y {rounding_mode = "floor", mock.node = 0 : i64} : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi64>
  return %0 : tensor<4xi64>
}
}

// -----

module attributes {mock.target = "mock-v1"} {
// Tensors on the CPU are the host's.
// CHECK-LABEL: func.func @on_host
func.func @on_host(%x: tensor<4xf32>, %s: tensor<f32> {mock.on_host}) -> tensor<4xf32> {
  // CHECK: mock.host_call "aten.mul.Tensor"
  // expected-warning @+1 {{operator.supported: aten.mul.Tensor: other is a tensor on the CPU}}
  %0 = aten.mul.Tensor %x, %s {mock.node = 0 : i64} : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
}

// -----

module attributes {mock.target = "mock-v1"} {
// Impure operators are host calls that no pass may remove, and results keep eager's strides.
// CHECK-LABEL: func.func @impure
func.func @impure(%x: tensor<4x2xf32>) {
  // CHECK: mock.host_call "my.op_"
  // CHECK-SAME: mock.result_strides = [array<i64: 1, 4>]
  // CHECK-SAME: node = 0 : i64} :
  // expected-warning @+1 {{operator.supported}}
  %0 = aten.opaque "my.op_"(%x) {impure, mock.node = 0 : i64, mock.layout = [{strides = array<i64: 1, 4>, offset = 0 : i64}]} : (tensor<4x2xf32>) -> tensor<4x2xf32>
  return
}
}

// -----

module attributes {mock.target = "mock-v1"} {
// An empty list reduces nothing in any and all, where it means all dimensions for sums.
// CHECK-LABEL: func.func @any_of_no_dimension
func.func @any_of_no_dimension(%x: tensor<2x2xf32>) -> tensor<2x2xi1> {
  // CHECK-NOT: mock.reduce
  // CHECK: arith.cmpf une
  %0 = aten.any.dims %x {dim = array<i64>, keepdim = false, mock.node = 0 : i64} : (tensor<2x2xf32>) -> tensor<2x2xi1>
  return %0 : tensor<2x2xi1>
}
}
