// RUN: mock-opt %s | mock-opt | FileCheck %s
// RUN: mock-opt %s --mlir-print-op-generic | mock-opt | FileCheck %s

// CHECK-LABEL: func.func @convolution
func.func @convolution(%x: tensor<2x8x9x9xf32>, %w: tensor<16x4x3x3xf32>, %init: tensor<2x16x5x5xf32>) -> tensor<2x16x5x5xf32> {
  // CHECK: mock.conv ins(%{{.*}}, %{{.*}} : tensor<2x8x9x9xf32>, tensor<16x4x3x3xf32>) outs(%{{.*}} : tensor<2x16x5x5xf32>) stride [2, 2] dilation [1, 1] padding [1, -1] groups 2 -> tensor<2x16x5x5xf32>
  %r = mock.conv ins(%x, %w : tensor<2x8x9x9xf32>, tensor<16x4x3x3xf32>) outs(%init : tensor<2x16x5x5xf32>) stride [2, 2] dilation [1, 1] padding [1, -1] groups 2 -> tensor<2x16x5x5xf32>
  return %r : tensor<2x16x5x5xf32>
}

// A tile has no batch, and sizes that are known when running.
// CHECK-LABEL: func.func @convolution_of_a_tile
func.func @convolution_of_a_tile(%x: tensor<?x10xbf16>, %w: tensor<16x?x3xbf16>, %init: tensor<16x8xf32>) -> tensor<16x8xf32> {
  // CHECK: mock.conv ins(%{{.*}}, %{{.*}} : tensor<?x10xbf16>, tensor<16x?x3xbf16>) outs(%{{.*}} : tensor<16x8xf32>) stride [1] dilation [1] padding [0] groups 1 -> tensor<16x8xf32>
  %r = mock.conv ins(%x, %w : tensor<?x10xbf16>, tensor<16x?x3xbf16>) outs(%init : tensor<16x8xf32>) stride [1] dilation [1] padding [0] groups 1 -> tensor<16x8xf32>
  return %r : tensor<16x8xf32>
}

// CHECK-LABEL: func.func @pooling
func.func @pooling(%x: tensor<2x8x9x9xf32>, %a: tensor<2x8x5x5xf32>, %b: tensor<2x8x5x5xi64>) -> (tensor<2x8x5x5xf32>, tensor<2x8x5x5xf32>, tensor<2x8x5x5xi64>) {
  // CHECK: mock.pool <sum> ins(%{{.*}} : tensor<2x8x9x9xf32>) outs(%{{.*}} : tensor<2x8x5x5xf32>) kernel [3, 3] stride [2, 2] dilation [1, 1] padding [1, 1] -> tensor<2x8x5x5xf32>
  %s = mock.pool <sum> ins(%x : tensor<2x8x9x9xf32>) outs(%a : tensor<2x8x5x5xf32>) kernel [3, 3] stride [2, 2] dilation [1, 1] padding [1, 1] -> tensor<2x8x5x5xf32>
  // CHECK: mock.pool <argmax> ins(%{{.*}} : tensor<2x8x9x9xf32>) outs(%{{.*}}, %{{.*}} : tensor<2x8x5x5xf32>, tensor<2x8x5x5xi64>) kernel [3, 3] {{.*}} -> tensor<2x8x5x5xf32>, tensor<2x8x5x5xi64>
  %m:2 = mock.pool <argmax> ins(%x : tensor<2x8x9x9xf32>) outs(%a, %b : tensor<2x8x5x5xf32>, tensor<2x8x5x5xi64>) kernel [3, 3] stride [2, 2] dilation [1, 1] padding [1, 1] -> tensor<2x8x5x5xf32>, tensor<2x8x5x5xi64>
  return %s, %m#0, %m#1 : tensor<2x8x5x5xf32>, tensor<2x8x5x5xf32>, tensor<2x8x5x5xi64>
}

// CHECK-LABEL: func.func @window
func.func @window(%x: tensor<2x64x56x56xf32>, %i: index, %n: index) -> (tensor<8x?x58xf32>, tensor<64x56x56xf32>) {
  // CHECK: mock.window %{{.*}}[0, %{{.*}}, -1, -1] [1, 8, %{{.*}}, 58] dropped [0] sliding 2 fill(0.000000e+00 : f32) : tensor<2x64x56x56xf32> to tensor<8x?x58xf32>
  %t = mock.window %x[0, %i, -1, -1] [1, 8, %n, 58] dropped [0] sliding 2 fill(0.0 : f32) : tensor<2x64x56x56xf32> to tensor<8x?x58xf32>
  // CHECK: mock.window %{{.*}}[1, 0, 0, 0] {{.*}} inside : tensor
  %u = mock.window %x[1, 0, 0, 0] [1, 64, 56, 56] dropped [0] sliding 2 fill(0.0 : f32) inside : tensor<2x64x56x56xf32> to tensor<64x56x56xf32>
  return %t, %u : tensor<8x?x58xf32>, tensor<64x56x56xf32>
}
