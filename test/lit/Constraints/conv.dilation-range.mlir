// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1 remarks=true' 2>&1 | FileCheck %s
// RUN: not mock-opt %s --mock-check-constraints='profile=mock-v1 enforcement=strict' 2>&1 | FileCheck %s --check-prefix=STRICT
// limit - 1, limit, limit + 1

// CHECK: remark: conv.dilation-range: aten.convolution: the dilation is 7; it has to be at most 8 elements [mock-v1 conv.dilation.max ({{.*}})]; passed, slack 1
func.func @below(%x: tensor<1x2x32xf32>, %w: tensor<2x2x3xf32>) -> tensor<1x2x18xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 1>, padding = array<i64: 0>, dilation = array<i64: 7>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x2x32xf32>, tensor<2x2x3xf32>) -> tensor<1x2x18xf32>
  return %0 : tensor<1x2x18xf32>
}

// CHECK: remark: conv.dilation-range: aten.convolution: the dilation is 8; {{.*}}; near_miss, slack 0
func.func @at(%x: tensor<1x2x32xf32>, %w: tensor<2x2x3xf32>) -> tensor<1x2x16xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 1>, padding = array<i64: 0>, dilation = array<i64: 8>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x2x32xf32>, tensor<2x2x3xf32>) -> tensor<1x2x16xf32>
  return %0 : tensor<1x2x16xf32>
}

// CHECK: warning: conv.dilation-range: aten.convolution: the dilation is 9; {{.*}}; host_call
// CHECK: aten.convolution {{.*}}mock.host = "conv.dilation-range"
// STRICT: error: conv.dilation-range: aten.convolution: the dilation is 9; {{.*}}; refused
func.func @above(%x: tensor<1x2x32xf32>, %w: tensor<2x2x3xf32>) -> tensor<1x2x14xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 1>, padding = array<i64: 0>, dilation = array<i64: 9>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x2x32xf32>, tensor<2x2x3xf32>) -> tensor<1x2x14xf32>
  return %0 : tensor<1x2x14xf32>
}

// A kernel of one point is not dilated, whatever the number says.
// CHECK-LABEL: func.func @does_not_matter
// CHECK-NOT: mock.host
func.func @does_not_matter(%x: tensor<1x2x8xf32>, %w: tensor<2x2x1xf32>) -> tensor<1x2x8xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 1>, padding = array<i64: 0>, dilation = array<i64: 9>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x2x8xf32>, tensor<2x2x1xf32>) -> tensor<1x2x8xf32>
  return %0 : tensor<1x2x8xf32>
}
