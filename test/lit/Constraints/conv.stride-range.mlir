// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1 remarks=true' 2>&1 | FileCheck %s
// RUN: mock-opt %s --mock-check-constraints=profile=mock-v1 2>/dev/null | FileCheck %s --check-prefix=IR
// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1 rules=conv.stride-range:host_call' 2>&1 | FileCheck %s --check-prefix=HOST
// RUN: not mock-opt %s --mock-check-constraints='profile=mock-v1 enforcement=strict' 2>&1 | FileCheck %s --check-prefix=STRICT
// limit - 1, limit, limit + 1

// CHECK: remark: conv.stride-range: aten.convolution: the stride is 3; it has to be at most 4 elements [mock-v1 conv.stride.max ({{.*}})]; passed, slack 1
func.func @below(%x: tensor<1x2x32xf32>, %w: tensor<2x2x5xf32>) -> tensor<1x2x10xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 3>, padding = array<i64: 0>, dilation = array<i64: 1>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x2x32xf32>, tensor<2x2x5xf32>) -> tensor<1x2x10xf32>
  return %0 : tensor<1x2x10xf32>
}

// CHECK: remark: conv.stride-range: aten.convolution: the stride is 4; {{.*}}; near_miss, slack 0
func.func @at(%x: tensor<1x2x32xf32>, %w: tensor<2x2x5xf32>) -> tensor<1x2x7xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 4>, padding = array<i64: 0>, dilation = array<i64: 1>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x2x32xf32>, tensor<2x2x5xf32>) -> tensor<1x2x7xf32>
  return %0 : tensor<1x2x7xf32>
}

// Windows that overlap go to the host.
// CHECK: warning: conv.stride-range: aten.convolution: the stride is 5; {{.*}}; host_call
// IR-LABEL: func.func @above
// IR: aten.convolution {{.*}}mock.host = "conv.stride-range"
// STRICT: error: conv.stride-range: aten.convolution: the stride is 5; {{.*}}; refused
func.func @above(%x: tensor<1x2x32xf32>, %w: tensor<2x2x6xf32>) -> tensor<1x2x6xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 5>, padding = array<i64: 0>, dilation = array<i64: 1>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x2x32xf32>, tensor<2x2x6xf32>) -> tensor<1x2x6xf32>
  return %0 : tensor<1x2x6xf32>
}

// Windows that do not are copied: 2 x 2 channels x 5 points x 6 positions x 4 bytes.
// CHECK: warning: conv.stride-range: aten.convolution: the stride is 5; {{.*}}; split, 480 bytes, 7 cycles
// IR-LABEL: func.func @patches
// IR: aten.convolution {{.*}}mock.patches
// HOST-LABEL: func.func @patches
// HOST: aten.convolution {{.*}}mock.host = "conv.stride-range"
// STRICT: error: conv.stride-range: aten.convolution: the stride is 5; {{.*}}; refused
func.func @patches(%x: tensor<1x2x32xf32>, %w: tensor<2x2x5xf32>) -> tensor<1x2x6xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 5>, padding = array<i64: 0>, dilation = array<i64: 1>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x2x32xf32>, tensor<2x2x5xf32>) -> tensor<1x2x6xf32>
  return %0 : tensor<1x2x6xf32>
}

// A stride along one result position moves nothing, and one of a transposed convolution spaces its
// input.
// IR-LABEL: func.func @does_not_matter
// IR-NOT: mock.host
func.func @does_not_matter(%x: tensor<1x2x8xf32>, %w: tensor<2x2x6xf32>) -> (tensor<1x2x1xf32>, tensor<1x2x62xf32>) {
  %0 = aten.convolution %x, %w {stride = array<i64: 8>, padding = array<i64: 0>, dilation = array<i64: 1>, transposed = false, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x2x8xf32>, tensor<2x2x6xf32>) -> tensor<1x2x1xf32>
  %1 = aten.convolution %x, %w {stride = array<i64: 8>, padding = array<i64: 0>, dilation = array<i64: 1>, transposed = true, output_padding = array<i64: 0>, groups = 1 : i64} : (tensor<1x2x8xf32>, tensor<2x2x6xf32>) -> tensor<1x2x62xf32>
  return %0, %1 : tensor<1x2x1xf32>, tensor<1x2x62xf32>
}
