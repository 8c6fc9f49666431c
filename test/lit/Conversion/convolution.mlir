// RUN: mock-opt %s --convert-aten-to-linalg -verify-diagnostics | FileCheck %s

module attributes {mock.target = "mock-v1"} {

// CHECK-LABEL: func.func @bias
// CHECK-SAME: (%[[X:.*]]: tensor<2x8x9x9xf32>, %[[W:.*]]: tensor<16x4x3x3xf32>, %[[B:.*]]: tensor<16xf32>)
// CHECK: %[[ZEROS:.*]] = linalg.fill
// CHECK: %[[SUM:.*]] = mock.conv ins(%[[X]], %[[W]] : {{.*}}) outs(%[[ZEROS]] : tensor<2x16x5x5xf32>) stride [2, 2] dilation [1, 1] padding [1, 1] groups 2
// CHECK: linalg.generic {{.*}}ins(%[[SUM]], %{{.*}} : tensor<2x16x5x5xf32>, tensor<16xf32>)
// CHECK: arith.addf
func.func @bias(%x: tensor<2x8x9x9xf32>, %w: tensor<16x4x3x3xf32>, %b: tensor<16xf32>) -> tensor<2x16x5x5xf32> {
  %0 = aten.convolution %x, %w bias(%b) {stride = array<i64: 2, 2>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, transposed = false, output_padding = array<i64: 0, 0>, groups = 2 : i64} : (tensor<2x8x9x9xf32>, tensor<16x4x3x3xf32>, tensor<16xf32>) -> tensor<2x16x5x5xf32>
  return %0 : tensor<2x16x5x5xf32>
}

// Sums are in f32 and rounded once.
// CHECK-LABEL: func.func @halves
// CHECK: mock.conv {{.*}} -> tensor<1x4x7xf32>
// CHECK: arith.truncf {{.*}}mock.implicit{{.*}} : f32 to bf16
func.func @halves(%x: tensor<1x3x9xbf16>, %w: tensor<4x3x3xbf16>) -> tensor<1x4x7xbf16> {
  %0 = aten.convolution %x, %w {stride = array<i64: 1>, padding = array<i64: 0>, dilation = array<i64: 1>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x3x9xbf16>, tensor<4x3x3xbf16>) -> tensor<1x4x7xbf16>
  return %0 : tensor<1x4x7xbf16>
}

// Zeros between the elements, the kernel reversed, and what the padding leaves of its extent.
// CHECK-LABEL: func.func @transposed
// CHECK: linalg.generic
// CHECK: linalg.index 3
// CHECK: arith.select
// CHECK: %[[SPACED:.*]] = mock.view %{{.*}} -> tensor<1x4x10xf32>
// CHECK: %[[FLIPPED:.*]] = mock.view %{{.*}} offset(2) strides([3, 9, -1]) {{.*}}: tensor<4x3x3xf32> -> tensor<3x4x3xf32>
// CHECK: mock.conv ins(%[[SPACED]], %[[FLIPPED]] : {{.*}} stride [1] dilation [1] padding [1] groups 1 {{.*}}-> tensor<1x3x10xf32>
func.func @transposed(%x: tensor<1x4x5xf32>, %w: tensor<4x3x3xf32>) -> tensor<1x3x10xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 2>, padding = array<i64: 1>, dilation = array<i64: 1>, transposed = true, output_padding = array<i64: 1>, groups = 1 : i64} : (tensor<1x4x5xf32>, tensor<4x3x3xf32>) -> tensor<1x3x10xf32>
  return %0 : tensor<1x3x10xf32>
}

// The points of windows that do not overlap become channels.
// CHECK-LABEL: func.func @patches
// CHECK: mock.conv ins(%{{.*}}, %{{.*}} : tensor<1x10x6xf32>, tensor<2x10x1xf32>) {{.*}} stride [1] dilation [1] padding [0]
func.func @patches(%x: tensor<1x2x32xf32>, %w: tensor<2x2x5xf32>) -> tensor<1x2x6xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 5>, padding = array<i64: 0>, dilation = array<i64: 1>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64, mock.patches} : (tensor<1x2x32xf32>, tensor<2x2x5xf32>) -> tensor<1x2x6xf32>
  return %0 : tensor<1x2x6xf32>
}

// Numbers that do not matter break no limit of the engine.
// CHECK-LABEL: func.func @one_position
// CHECK: mock.conv {{.*}} stride [1] dilation [1]
func.func @one_position(%x: tensor<1x2x1xf32>, %w: tensor<2x2x1xf32>) -> tensor<1x2x1xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 9>, padding = array<i64: 0>, dilation = array<i64: 9>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x2x1xf32>, tensor<2x2x1xf32>) -> tensor<1x2x1xf32>
  return %0 : tensor<1x2x1xf32>
}

// Points of three dimensions that do not lie behind one another are copied.
// CHECK-LABEL: func.func @scattered_points
// CHECK: %[[COPY:.*]] = linalg.generic {{.*}}ins(%{{.*}} : tensor<2x3x2x2x2xf32>)
// CHECK: mock.conv ins(%{{.*}}, %[[COPY]] :
func.func @scattered_points(%x: tensor<1x3x4x4x4xf32>, %w: tensor<2x3x2x2x2xf32> {mock.strides = array<i64: 1, 2, 6, 12, 24>}) -> tensor<1x2x3x3x3xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 1>, padding = array<i64: 0>, dilation = array<i64: 1>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x3x4x4x4xf32>, tensor<2x3x2x2x2xf32>) -> tensor<1x2x3x3x3xf32>
  return %0 : tensor<1x2x3x3x3xf32>
}

// CHECK-LABEL: func.func @empty_batch
// CHECK-NOT: mock.conv
// CHECK: linalg.fill
func.func @empty_batch(%x: tensor<0x2x8xf32>, %w: tensor<2x2x1xf32>) -> tensor<0x2x8xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 1>, padding = array<i64: 0>, dilation = array<i64: 1>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<0x2x8xf32>, tensor<2x2x1xf32>) -> tensor<0x2x8xf32>
  return %0 : tensor<0x2x8xf32>
}

// CHECK-LABEL: func.func @integers
// CHECK: mock.host_call "aten.convolution"
func.func @integers(%x: tensor<1x2x8xi32>, %w: tensor<2x2x1xi32>) -> tensor<1x2x8xi32> {
  // expected-warning @+1 {{operator is no lowering for convolutions of integers}}
  %0 = aten.convolution %x, %w {stride = array<i64: 1>, padding = array<i64: 0>, dilation = array<i64: 1>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x2x8xi32>, tensor<2x2x1xi32>) -> tensor<1x2x8xi32>
  return %0 : tensor<1x2x8xi32>
}
}
