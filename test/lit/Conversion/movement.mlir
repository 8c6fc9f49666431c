// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s
module attributes {mock.target = "mock-v1"} {

// Each tensor is copied into its part; empty ones of any rank are none.
// CHECK-LABEL: func.func @cat
// CHECK: %[[E:.*]] = tensor.empty() : tensor<4x12xf32>
// CHECK: %[[A:.*]] = mock.insert %{{.*}} into %[[E]] offset(0) strides([12, 1]) {mock.op = "aten.cat"} : tensor<4x8xf32>
// CHECK: %[[B:.*]] = mock.insert %{{.*}} into %[[A]] offset(8) strides([12, 1]) {mock.op = "aten.cat"} : tensor<4x4xf32>
// CHECK: return %[[B]]
func.func @cat(%x: tensor<4x8xf32>, %n: tensor<0xf32>, %y: tensor<4x4xf32>) -> tensor<4x12xf32> {
  %0 = aten.cat [%x, %n, %y] {dim = -1 : i64} : (tensor<4x8xf32>, tensor<0xf32>, tensor<4x4xf32>) -> tensor<4x12xf32>
  return %0 : tensor<4x12xf32>
}

// A cat of channels-last tensors is channels-last: the strides are eager's.
// CHECK-LABEL: func.func @cat_channels_last
// CHECK: mock.insert %{{.*}} offset(0) strides([16, 1, 8, 4]) {{{.*}}mock.result_strides = array<i64: 16, 1, 8, 4>}
// CHECK: mock.insert %{{.*}} offset(2) strides([16, 1, 8, 4])
func.func @cat_channels_last(%x: tensor<1x2x2x2xf32>, %y: tensor<1x2x2x2xf32>) -> tensor<1x4x2x2xf32> {
  %0 = aten.cat [%x, %y] {dim = 1 : i64, mock.layout = [{strides = array<i64: 16, 1, 8, 4>}]}
      : (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) -> tensor<1x4x2x2xf32>
  return %0 : tensor<1x4x2x2xf32>
}

// CHECK-LABEL: func.func @slice_scatter
// CHECK-SAME: (%[[X:[a-z0-9_]+]]: tensor<8x4xf32>
// CHECK: mock.insert %{{.*}} into %[[X]] offset(8) strides([12, 1]) {{.*}} : tensor<2x4xf32> into tensor<8x4xf32>
func.func @slice_scatter(%x: tensor<8x4xf32>, %y: tensor<2x4xf32>) -> tensor<8x4xf32> {
  %0 = aten.slice_scatter %x, %y {dim = 0 : i64, start = 2 : i64, end = 8 : i64, step = 3 : i64} : (tensor<8x4xf32>, tensor<2x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}

// CHECK-LABEL: func.func @select_scatter
// CHECK: mock.insert %{{.*}} offset(3) strides([4]) {{.*}} : tensor<8xf32> into tensor<8x4xf32>
func.func @select_scatter(%x: tensor<8x4xf32>, %y: tensor<8xf32>) -> tensor<8x4xf32> {
  %0 = aten.select_scatter %x, %y {dim = 1 : i64, index = -1 : i64} : (tensor<8x4xf32>, tensor<8xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}

// Padding is a fill with the tensor inside; what is cut off is not read.
// CHECK-LABEL: func.func @pad
// CHECK-DAG: linalg.fill
// CHECK-DAG: %[[V:[a-z0-9_]+]] = mock.view %arg0 offset(1) strides([4, 1]) {{.*}} : tensor<8x4xf32> -> tensor<8x3xf32>
// CHECK: linalg.generic {{.*}} ins(%[[V]]
// CHECK: mock.insert %{{.*}} offset(10) strides([5, 1]) {{.*}} : tensor<8x3xf32> into tensor<10x5xf32>
func.func @pad(%x: tensor<8x4xf32>) -> tensor<10x5xf32> {
  %0 = aten.constant_pad_nd %x {pad = array<i64: -1, 2, 2, 0>, value = 1.0 : f64} : (tensor<8x4xf32>) -> tensor<10x5xf32>
  return %0 : tensor<10x5xf32>
}

// CHECK-LABEL: func.func @flip
// CHECK: mock.insert %{{.*}} offset(3) strides([4, -1])
func.func @flip(%x: tensor<8x4xf32>) -> tensor<8x4xf32> {
  %0 = aten.flip %x {dims = array<i64: -1>} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return %0 : tensor<8x4xf32>
}

// One operation over (repeat, extent) pairs.
// CHECK-LABEL: func.func @repeat
// CHECK: linalg.generic {{.*}} ins(%{{.*}} : tensor<3x4xf32>) outs(%{{.*}} : tensor<2x3x5x4xf32>)
// CHECK: mock.view %{{.*}} : tensor<2x3x5x4xf32> -> tensor<6x20xf32>
func.func @repeat(%x: tensor<3x4xf32>) -> tensor<6x20xf32> {
  %0 = aten.repeat %x {repeats = array<i64: 2, 5>} : (tensor<3x4xf32>) -> tensor<6x20xf32>
  return %0 : tensor<6x20xf32>
}

// What the graph writes back to its input at the end.
// CHECK-LABEL: func.func @write_back
// CHECK-SAME: (%[[X:[a-z0-9_]+]]: tensor<8x4xf32>
// CHECK: %[[C:.*]] = linalg.generic
// CHECK: mock.insert %[[C]] into %[[X]] offset(0) strides([4, 1]) mutates
func.func @write_back(%x: tensor<8x4xf32>, %y: tensor<8x4xf32>) {
  %0 = aten.opaque "aten.copy_"(%x, %y) {impure, mock.node = 0 : i64, mock.layout = [{strides = array<i64: 4, 1>, alias = 0 : i64}]} : (tensor<8x4xf32>, tensor<8x4xf32>) -> tensor<8x4xf32>
  return
}

// Not an input of the graph: ATen does it.
// CHECK-LABEL: func.func @other_copies
// CHECK: mock.host_call "aten.copy_"
func.func @other_copies(%x: tensor<8x4xf32>, %y: tensor<8x4xf64>) {
  %0 = aten.opaque "aten.copy_"(%x, %y) {impure, mock.node = 0 : i64, mock.layout = [{strides = array<i64: 4, 1>, alias = 0 : i64}]} : (tensor<8x4xf32>, tensor<8x4xf64>) -> tensor<8x4xf32>
  return
}
}
