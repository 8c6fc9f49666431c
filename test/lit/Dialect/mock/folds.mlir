// RUN: mock-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: func @view_of_view
// CHECK-SAME: %[[X:.*]]: tensor<8x8xf32>
func.func @view_of_view(%x: tensor<8x8xf32>) -> tensor<8xf32> {
  // CHECK-NEXT: mock.view %[[X]] offset(3) strides([8]) : tensor<8x8xf32> -> tensor<8xf32>
  %a = mock.view %x offset(0) strides([1, 8]) : tensor<8x8xf32> -> tensor<8x8xf32>
  %b = mock.view %a offset(3) strides([8]) : tensor<8x8xf32> -> tensor<8xf32>
  return %b : tensor<8xf32>
}

// CHECK-LABEL: func @identity
func.func @identity(%x: tensor<2x3xf32> {mock.strides = array<i64: 1, 2>}) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  %same = mock.view %x offset(0) strides([1, 2]) : tensor<2x3xf32> -> tensor<2x3xf32>
  // The argument is column-major, so that row-major strides change it.
  // CHECK-NEXT: %[[V:.*]] = mock.view %{{.*}} offset(0) strides([3, 1])
  %other = mock.view %x offset(0) strides([3, 1]) : tensor<2x3xf32> -> tensor<2x3xf32>
  // CHECK-NEXT: return %arg0, %[[V]]
  return %same, %other : tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func @reduce_nothing
func.func @reduce_nothing(%x: tensor<4x0xf32>, %init: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: return %arg1
  %r = mock.reduce <sum> ins(%x : tensor<4x0xf32>) outs(%init : tensor<4xf32>) dimensions = [1] -> tensor<4xf32>
  return %r : tensor<4xf32>
}
