// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s
module attributes {mock.target = "mock-v1"} {

// A result that shares storage is a view of the root by eager's numbers.
// CHECK-LABEL: func.func @transpose_of_slice
// CHECK-SAME: %[[X:[^:]*]]: tensor<8x8xf32>
func.func @transpose_of_slice(%x: tensor<8x8xf32>) -> (tensor<4x8xf32>, tensor<8x4xf32>) {
  // CHECK: %[[S:.*]] = mock.view %[[X]] offset(16) strides([8, 1]) {mock.op = "aten.slice.Tensor"} : tensor<8x8xf32> -> tensor<4x8xf32>
  %0 = aten.slice.Tensor %x {dim = 0 : i64, start = 2 : i64, end = 6 : i64, step = 1 : i64,
    mock.layout = [{strides = array<i64: 8, 1>, offset = 16 : i64, alias = 0 : i64}]} : (tensor<8x8xf32>) -> tensor<4x8xf32>
  // CHECK: %[[T:.*]] = mock.view %[[X]] offset(16) strides([1, 8]) {mock.op = "aten.t"} : tensor<8x8xf32> -> tensor<8x4xf32>
  %1 = aten.t %0 {mock.layout = [{strides = array<i64: 1, 8>, offset = 16 : i64, alias = 0 : i64}]} : (tensor<4x8xf32>) -> tensor<8x4xf32>
  // CHECK: return %[[S]], %[[T]]
  return %0, %1 : tensor<4x8xf32>, tensor<8x4xf32>
}

// Also for operators that nothing else is known about, and with several results.
// CHECK-LABEL: func.func @opaque_views
func.func @opaque_views(%x: tensor<4x8xf64>) -> (tensor<4x2xf64>, tensor<2x8xf64>, tensor<2x8xf64>) {
  // CHECK: mock.view %{{.*}} offset(1) strides([8, 2])
  %0 = aten.opaque "aten.strange_view"(%x) {mock.layout = [{strides = array<i64: 8, 2>, offset = 1 : i64, alias = 0 : i64}]} : (tensor<4x8xf64>) -> tensor<4x2xf64>
  // CHECK: mock.view %{{.*}} offset(0) strides([8, 1])
  // CHECK: mock.view %{{.*}} offset(16) strides([8, 1])
  %1:2 = aten.split.Tensor %x {dim = 0 : i64, split_size = 2 : i64, mock.layout = [
    {strides = array<i64: 8, 1>, offset = 0 : i64, alias = 0 : i64},
    {strides = array<i64: 8, 1>, offset = 16 : i64, alias = 0 : i64}]} : (tensor<4x8xf64>) -> (tensor<2x8xf64>, tensor<2x8xf64>)
  return %0, %1#0, %1#1 : tensor<4x2xf64>, tensor<2x8xf64>, tensor<2x8xf64>
}

// A view of an expanded tensor repeats by stride 0; the operand of a computation leaves it out.
// CHECK-LABEL: func.func @expanded
// CHECK-SAME: %[[X:[^:]*]]: tensor<1x8xf32>
func.func @expanded(%x: tensor<1x8xf32>, %y: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = aten.expand %x {size = array<i64: 4, 8>, implicit = false, mock.layout = [{strides = array<i64: 0, 1>, offset = 0 : i64, alias = 0 : i64}]} : (tensor<1x8xf32>) -> tensor<4x8xf32>
  // CHECK: %[[V:.*]] = mock.view %[[X]] offset(0) strides([1]){{.*}} : tensor<1x8xf32> -> tensor<8xf32>
  // CHECK: linalg.generic {{.*}} ins(%[[V]], %{{.*}} : tensor<8xf32>, tensor<4x8xf32>)
  %1 = aten.mul.Tensor %0, %y : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %1 : tensor<4x8xf32>
}

// A reshape that eager copies is a copy, seen in the new shape.
// CHECK-LABEL: func.func @reshape_copies
func.func @reshape_copies(%x: tensor<4x8xf32> {mock.strides = array<i64: 1, 4>}) -> tensor<32xf32> {
  // CHECK: %[[C:.*]] = linalg.generic {{.*}} {mock.op = "aten.reshape"}
  // CHECK: mock.view %[[C]] offset(0) strides([1]) {{.*}} : tensor<4x8xf32> -> tensor<32xf32>
  %0 = aten.reshape %x {shape = array<i64: 32>} : (tensor<4x8xf32>) -> tensor<32xf32>
  return %0 : tensor<32xf32>
}

// A clone is never the tensor itself.
// CHECK-LABEL: func.func @clone
func.func @clone(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %[[C:.*]] = linalg.generic
  // CHECK-NEXT: ^bb0(%[[IN:.*]]: f32, %{{.*}}: f32):
  // CHECK-NEXT: linalg.yield %[[IN]] : f32
  // CHECK: return %[[C]]
  %0 = aten.clone %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Eager's strides of a result stay.
// CHECK-LABEL: func.func @result_strides
func.func @result_strides(%x: tensor<4x8xf32> {mock.strides = array<i64: 1, 4>}) -> tensor<4x8xf32> {
  // CHECK: linalg.generic {{.*}}mock.result_strides = array<i64: 1, 4>
  %0 = aten.exp %x {mock.layout = [{strides = array<i64: 1, 4>, offset = 0 : i64}]} : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
}
