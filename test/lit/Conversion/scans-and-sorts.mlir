// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s

module attributes {mock.target = "mock-v1"} {

// A scan along another dimension writes where eager has its elements: no copy.
// CHECK-LABEL: func.func @cumsum
// CHECK-SAME: (%[[X:.*]]: tensor<4x8xf32>)
// CHECK: %[[V:.*]] = mock.view %[[X]] offset(0) strides([1, 8]){{.*}} : tensor<4x8xf32> -> tensor<8x4xf32>
// CHECK: %[[R:.*]] = mock.scan <sum> ins(%[[V]] : tensor<8x4xf32>) {{.*}} mock.result_strides = array<i64: 1, 8>
// CHECK-NEXT: %[[B:.*]] = mock.view %[[R]] offset(0) strides([8, 1]){{.*}} : tensor<8x4xf32> -> tensor<4x8xf32>
// CHECK-NEXT: return %[[B]]
func.func @cumsum(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = aten.cumsum %x {dim = 0 : i64, mock.node = 0 : i64} : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// CHECK-LABEL: func.func @topk
// CHECK: mock.sort ins(%{{.*}} : tensor<4x8xf32>) outs({{.*}} : tensor<4x3xf32>, tensor<4x3xi64>) descending
func.func @topk(%x: tensor<4x8xf32>) -> (tensor<4x3xf32>, tensor<4x3xi64>) {
  %0:2 = aten.topk %x {k = 3 : i64, dim = -1 : i64, largest = true, sorted = true, mock.node = 0 : i64} : (tensor<4x8xf32>) -> (tensor<4x3xf32>, tensor<4x3xi64>)
  return %0#0, %0#1 : tensor<4x3xf32>, tensor<4x3xi64>
}

// bool is compared as i32 and comes back as bool.
// CHECK-LABEL: func.func @sort
// CHECK: arith.extui
// CHECK: mock.sort ins(%{{.*}} : tensor<5xi32>) outs({{.*}} : tensor<5xi32>, tensor<5xi64>) {
// CHECK: arith.cmpi ne
func.func @sort(%x: tensor<5xi1>) -> (tensor<5xi1>, tensor<5xi64>) {
  %0:2 = aten.sort %x {dim = -1 : i64, descending = false, mock.node = 0 : i64} : (tensor<5xi1>) -> (tensor<5xi1>, tensor<5xi64>)
  return %0#0, %0#1 : tensor<5xi1>, tensor<5xi64>
}

// Blocks, then their totals, which each later block and the tail begin with.
// CHECK-LABEL: func.func @long_row
// CHECK: %[[X:.*]] = mock.view %arg0 {{.*}} : tensor<4x100001xf32> -> tensor<4x3x32768xf32>
// CHECK: %[[B:.*]] = mock.scan <sum> ins(%[[X]] {{.*}}-> tensor<4x3x32768xf32>
// CHECK: %[[T:.*]] = mock.scan <sum> {{.*}}-> tensor<4x3xf32>
// CHECK: mock.insert {{.*}} : tensor<4x1x32768xf32> into tensor<4x100001xf32>
// CHECK: mock.insert {{.*}} offset(32768) strides([100001, 32768, 1]) {{.*}} : tensor<4x2x32768xf32>
// CHECK: mock.scan <sum> {{.*}}-> tensor<4x1697xf32>
// CHECK: mock.insert {{.*}} offset(98304) strides([100001, 1]) {{.*}} : tensor<4x1697xf32>
func.func @long_row(%x: tensor<4x100001xf32>) -> tensor<4x100001xf32> {
  %0 = aten.cumsum %x {dim = 1 : i64, mock.node = 0 : i64} : (tensor<4x100001xf32>) -> tensor<4x100001xf32>
  return %0 : tensor<4x100001xf32>
}

}
