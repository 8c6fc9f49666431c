// RUN: mock-opt %s | mock-opt | FileCheck %s

// CHECK-LABEL: mock.kernel @row_sums(
// CHECK-SAME: %[[X:.*]]: tensor<4x8xf32> {mock.offset = 4 : i64, mock.strides = array<i64: 1, 8>}
// CHECK-SAME: -> (tensor<4xf32> {mock.strides = array<i64: 1>}) attributes {mock.root = "reduction"}
mock.kernel @row_sums(%x: tensor<4x8xf32> {mock.strides = array<i64: 1, 8>, mock.offset = 4 : i64})
    -> (tensor<4xf32> {mock.strides = array<i64: 1>}) attributes {mock.root = "reduction"} {
  %e = tensor.empty() : tensor<4xf32>
  // CHECK: mock.reduce <sum> ins(%[[X]] : tensor<4x8xf32>) outs(%{{.*}} : tensor<4xf32>) dimensions = [1] -> tensor<4xf32>
  %r = mock.reduce <sum> ins(%x : tensor<4x8xf32>) outs(%e : tensor<4xf32>) dimensions = [1] -> tensor<4xf32>
  // CHECK: mock.yield %{{.*}} : tensor<4xf32>
  mock.yield %r : tensor<4xf32>
}

// CHECK-LABEL: func @positions
func.func @positions(%x: tensor<2x3x4xf32>, %v: tensor<2xf32>, %i: tensor<2xi64>, %k: index)
    -> (tensor<2xf32>, tensor<2xi64>) {
  // CHECK: mock.reduce <argmax> ins({{.*}}) outs({{.*}} : tensor<2xf32>, tensor<2xi64>) offset(%{{.*}}) dimensions = [1, 2] -> tensor<2xf32>, tensor<2xi64>
  %r:2 = mock.reduce <argmax> ins(%x : tensor<2x3x4xf32>) outs(%v, %i : tensor<2xf32>, tensor<2xi64>)
      offset(%k) dimensions = [1, 2] -> tensor<2xf32>, tensor<2xi64>
  return %r#0, %r#1 : tensor<2xf32>, tensor<2xi64>
}

// CHECK-LABEL: func @graph
func.func @graph(%x: tensor<8x8xf32>) -> tensor<4xf32> {
  // CHECK: mock.view %{{.*}} offset(4) strides([1, 8]) : tensor<8x8xf32> -> tensor<4x8xf32>
  %v = mock.view %x offset(4) strides([1, 8]) : tensor<8x8xf32> -> tensor<4x8xf32>
  // CHECK: mock.host_call "aten.linalg_svdvals"(%{{.*}}) {node = 7 : i64, pure} : (tensor<4x8xf32>) -> tensor<4xf32>
  %h = mock.host_call "aten.linalg_svdvals"(%v) {node = 7 : i64, pure} : (tensor<4x8xf32>) -> tensor<4xf32>
  // CHECK: mock.launch @row_sums(%{{.*}}) : (tensor<8x8xf32>) -> tensor<4xf32>
  %r = mock.launch @row_sums(%x) : (tensor<8x8xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}
