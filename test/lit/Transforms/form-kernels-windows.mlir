// RUN: mock-opt --convert-aten-to-linalg --mock-fold-views --mock-fuse-elementwise --mock-form-kernels %s | FileCheck %s

module attributes {mock.target = "mock-v1"} {

// Batch norm with known statistics, the residual and the activation are the convolution's epilogue; the
// reciprocal deviations are of channels only.
// CHECK-LABEL: mock.kernel @convolution__native_batch_norm_legit_no_training_add_relu
// CHECK-SAME: mock.root = "contraction"
// CHECK: mock.conv
// CHECK: linalg.generic
// CHECK: mock.yield
// CHECK-LABEL: func.func @block
// CHECK-COUNT-2: mock.launch
// CHECK-NOT: mock.launch
func.func @block(%x: tensor<2x3x9x9xf32>, %w: tensor<8x3x3x3xf32>, %g: tensor<8xf32>, %b: tensor<8xf32>, %m: tensor<8xf32>, %v: tensor<8xf32>, %r: tensor<2x8x9x9xf32>) -> tensor<2x8x9x9xf32> {
  %0 = aten.convolution %x, %w {stride = array<i64: 1, 1>, padding = array<i64: 1, 1>, dilation = array<i64: 1, 1>, transposed = false, output_padding = array<i64: 0, 0>, groups = 1 : i64} : (tensor<2x3x9x9xf32>, tensor<8x3x3x3xf32>) -> tensor<2x8x9x9xf32>
  %1, %2, %3 = aten._native_batch_norm_legit_no_training %0 weight(%g) bias(%b), %m, %v {momentum = 0.1, eps = 1.0e-5} : (tensor<2x8x9x9xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>) -> (tensor<2x8x9x9xf32>, tensor<0xf32>, tensor<0xf32>)
  %4 = aten.add.Tensor %1, %r {alpha = 1 : i64} : (tensor<2x8x9x9xf32>, tensor<2x8x9x9xf32>) -> tensor<2x8x9x9xf32>
  %5 = aten.relu %4 : (tensor<2x8x9x9xf32>) -> tensor<2x8x9x9xf32>
  return %5 : tensor<2x8x9x9xf32>
}

// A launch stays where it is when what is behind it in the graph reads it, too: before the kernel whose
// epilogue reads it.
// CHECK-LABEL: func.func @order
// CHECK-NEXT: %[[A:.*]]:2 = mock.launch @abs
// CHECK-NEXT: mock.launch @convolution{{.*}}%[[A]]#1
// CHECK-NEXT: mock.host_call "aten.erfinv"(%[[A]]#0)
func.func @order(%x: tensor<1x33x8xf32>, %w: tensor<66x1x3xf32>, %m: tensor<66xf32>, %v: tensor<66xf32>) -> (tensor<1x66x4xf32>, tensor<1x66x4xf32>, tensor<66xf32>) {
  %0 = aten.convolution %x, %w {stride = array<i64: 2>, padding = array<i64: 1>, dilation = array<i64: 1>, transposed = false, output_padding = array<i64: 0>, groups = 33 : i64} : (tensor<1x33x8xf32>, tensor<66x1x3xf32>) -> tensor<1x66x4xf32>
  %a = aten.abs %v : (tensor<66xf32>) -> tensor<66xf32>
  %1, %2, %3 = aten._native_batch_norm_legit_no_training %0, %m, %a {momentum = 0.1, eps = 1.0e-5} : (tensor<1x66x4xf32>, tensor<66xf32>, tensor<66xf32>) -> (tensor<1x66x4xf32>, tensor<0xf32>, tensor<0xf32>)
  %h = aten.opaque "aten.erfinv"(%a) {mock.node = 1 : i64, mock.host = "operator.supported"} : (tensor<66xf32>) -> tensor<66xf32>
  return %0, %1, %h : tensor<1x66x4xf32>, tensor<1x66x4xf32>, tensor<66xf32>
}

// A window needs more of its input than one tile of what made it: another kernel.
// CHECK-LABEL: func.func @behind
// CHECK-NEXT: %[[R:.*]] = mock.launch @relu
// CHECK-NEXT: %[[P:.*]] = mock.launch @max_pool2d_with_indices_tanh{{.*}}(%[[R]])
// CHECK-NEXT: return %[[P]]
func.func @behind(%x: tensor<2x3x9x9xf32>) -> tensor<2x3x4x4xf32> {
  %0 = aten.relu %x : (tensor<2x3x9x9xf32>) -> tensor<2x3x9x9xf32>
  %1, %2 = aten.max_pool2d_with_indices %0 {kernel_size = array<i64: 2>, stride = array<i64: 2>, padding = array<i64: 0>, dilation = array<i64: 1>, ceil_mode = false} : (tensor<2x3x9x9xf32>) -> (tensor<2x3x4x4xf32>, tensor<2x3x4x4xi64>)
  %3 = aten.tanh %1 : (tensor<2x3x4x4xf32>) -> tensor<2x3x4x4xf32>
  return %3 : tensor<2x3x4x4xf32>
}
}
