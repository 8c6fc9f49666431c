// RUN: mock-opt %s --convert-aten-to-linalg -verify-diagnostics | FileCheck %s

module attributes {mock.target = "mock-v1"} {

// Positions that nobody reads are not computed.
// CHECK-LABEL: func.func @max
// CHECK-NOT: linalg.fill
// CHECK: mock.pool <max> ins(%{{.*}} : tensor<2x3x9x9xf32>) outs(%{{.*}} : tensor<2x3x5x5xf32>) kernel [3, 3] stride [2, 2] dilation [1, 1] padding [1, 1]
func.func @max(%x: tensor<2x3x9x9xf32>) -> tensor<2x3x5x5xf32> {
  %0, %1 = aten.max_pool2d_with_indices %x {kernel_size = array<i64: 3, 3>, stride = array<i64: 2, 2>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, ceil_mode = false} : (tensor<2x3x9x9xf32>) -> (tensor<2x3x5x5xf32>, tensor<2x3x5x5xi64>)
  return %0 : tensor<2x3x5x5xf32>
}

// CHECK-LABEL: func.func @positions
// CHECK: mock.pool <argmax> {{.*}} -> tensor<2x3x4x4xf32>, tensor<2x3x4x4xi64>
func.func @positions(%x: tensor<2x3x9x9xf32>) -> tensor<2x3x4x4xi64> {
  %0, %1 = aten.max_pool2d_with_indices %x {kernel_size = array<i64: 2>, stride = array<i64>, padding = array<i64: 0>, dilation = array<i64: 1>, ceil_mode = false} : (tensor<2x3x9x9xf32>) -> (tensor<2x3x4x4xf32>, tensor<2x3x4x4xi64>)
  return %1 : tensor<2x3x4x4xi64>
}

// Large windows take one dimension after the other.
// CHECK-LABEL: func.func @separate
// CHECK: mock.pool <max> {{.*}} kernel [1, 13] stride [1, 1] dilation [1, 1] padding [0, 6]
// CHECK: mock.pool <max> {{.*}} kernel [13, 1] stride [1, 1] dilation [1, 1] padding [6, 0]
func.func @separate(%x: tensor<1x3x14x14xf32>) -> tensor<1x3x14x14xf32> {
  %0, %1 = aten.max_pool2d_with_indices %x {kernel_size = array<i64: 13, 13>, stride = array<i64: 1, 1>, padding = array<i64: 6, 6>, dilation = array<i64: 1, 1>, ceil_mode = false} : (tensor<1x3x14x14xf32>) -> (tensor<1x3x14x14xf32>, tensor<1x3x14x14xi64>)
  return %0 : tensor<1x3x14x14xf32>
}

// Positions of a large window do not separate.
// CHECK-LABEL: func.func @many_positions
// CHECK: mock.host_call "aten.max_pool2d_with_indices"
func.func @many_positions(%x: tensor<1x3x14x14xf32>) -> tensor<1x3x14x14xi64> {
  // expected-warning @+1 {{kernel_size is a window of 169 points}}
  %0, %1 = aten.max_pool2d_with_indices %x {kernel_size = array<i64: 13, 13>, stride = array<i64: 1, 1>, padding = array<i64: 6, 6>, dilation = array<i64: 1, 1>, ceil_mode = false, mock.node = 1 : i64} : (tensor<1x3x14x14xf32>) -> (tensor<1x3x14x14xf32>, tensor<1x3x14x14xi64>)
  return %1 : tensor<1x3x14x14xi64>
}

// CHECK-LABEL: func.func @average
// CHECK: mock.pool <sum> {{.*}} -> tensor<2x3x4x4xf32>
// CHECK-NOT: linalg.index
// CHECK: arith.divf
func.func @average(%x: tensor<2x3x9x9xf32>) -> tensor<2x3x4x4xf32> {
  %0 = aten.avg_pool2d %x {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, ceil_mode = false, count_include_pad = true} : (tensor<2x3x9x9xf32>) -> tensor<2x3x4x4xf32>
  return %0 : tensor<2x3x4x4xf32>
}

// What lies outside does not count: the divisor follows from the position.
// CHECK-LABEL: func.func @average_inside
// CHECK: mock.pool <sum>
// CHECK: linalg.index 2
// CHECK: linalg.index 3
// CHECK: arith.divf
func.func @average_inside(%x: tensor<2x3x9x9xf32>) -> tensor<2x3x5x5xf32> {
  %0 = aten.avg_pool2d %x {kernel_size = array<i64: 3>, stride = array<i64: 2>, padding = array<i64: 1>, ceil_mode = false, count_include_pad = false} : (tensor<2x3x9x9xf32>) -> tensor<2x3x5x5xf32>
  return %0 : tensor<2x3x5x5xf32>
}

// Large windows that tile the input are rows of a view.
// CHECK-LABEL: func.func @rows
// CHECK: mock.view %{{.*}} offset(0) strides([588, 196, 98, 7, 14, 1]) {{.*}} -> tensor<2x3x2x2x7x7xf32>
// CHECK: mock.reduce <sum> {{.*}} dimensions = [4, 5]
func.func @rows(%x: tensor<2x3x14x14xf32>) -> tensor<2x3x2x2xf32> {
  %0 = aten._adaptive_avg_pool2d %x {output_size = array<i64: 2, 2>} : (tensor<2x3x14x14xf32>) -> tensor<2x3x2x2xf32>
  return %0 : tensor<2x3x2x2xf32>
}

// CHECK-LABEL: func.func @unequal
// CHECK: mock.host_call "aten._adaptive_avg_pool2d"
func.func @unequal(%x: tensor<2x3x14x14xf32>) -> tensor<2x3x3x3xf32> {
  // expected-warning @+1 {{output_size is windows of unequal sizes}}
  %0 = aten._adaptive_avg_pool2d %x {output_size = array<i64: 3, 3>, mock.node = 1 : i64} : (tensor<2x3x14x14xf32>) -> tensor<2x3x3x3xf32>
  return %0 : tensor<2x3x3x3xf32>
}
}
