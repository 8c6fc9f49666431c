// RUN: mock-opt --mock-choose-tiles %s | FileCheck %s

module attributes {mock.target = "mock-v1"} {

// Dimensions n, f, y, x, c, ky, kx. One image a tile, whole kernels, and rows of pixels: 56x56 inputs with all channels
// do not fit a scratchpad twice.
// CHECK: mock.kernel @rows({{.*}}mock.candidates = [{cores = array<i64: {{[0-9, ]+}}>, cycles = {{[0-9]+}} : i64, estimate = {{[0-9]+}} : i64, tiles = array<i64: [[CHOICE:1, [0-9]+, [0-9]+, 56, [0-9]+, 3, 3]]>}, {
// CHECK-SAME: mock.tiles = array<i64: [[CHOICE]]>
mock.kernel @rows(%x: tensor<1x64x56x56xf32>, %w: tensor<64x64x3x3xf32>) -> (tensor<1x64x56x56xf32>) attributes {mock.root = "contraction"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x64x56x56xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x64x56x56xf32>) -> tensor<1x64x56x56xf32>
  %c = mock.conv ins(%x, %w : tensor<1x64x56x56xf32>, tensor<64x64x3x3xf32>) outs(%i : tensor<1x64x56x56xf32>) stride [1, 1] dilation [1, 1] padding [1, 1] groups 1 -> tensor<1x64x56x56xf32>
  mock.yield %c : tensor<1x64x56x56xf32>
}

// Few pixels and many filters: planes stay whole, the filters are what the four cores share.
// CHECK: mock.kernel @planes({{.*}}mock.cores = array<i64: 1, 4, 1, 1>{{.*}}mock.tiles = array<i64: 1, {{[0-9]+}}, 7, 7, {{[0-9]+}}, 3, 3>
mock.kernel @planes(%x: tensor<1x512x7x7xf32>, %w: tensor<512x512x3x3xf32>) -> (tensor<1x512x7x7xf32>) attributes {mock.root = "contraction"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x512x7x7xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x512x7x7xf32>) -> tensor<1x512x7x7xf32>
  %c = mock.conv ins(%x, %w : tensor<1x512x7x7xf32>, tensor<512x512x3x3xf32>) outs(%i : tensor<1x512x7x7xf32>) stride [1, 1] dilation [1, 1] padding [1, 1] groups 1 -> tensor<1x512x7x7xf32>
  mock.yield %c : tensor<1x512x7x7xf32>
}

// Whole groups: three filters each, of which a tile holds a divisor of eight groups.
// CHECK: mock.kernel @groups({{.*}}mock.tiles = array<i64: 1, {{3|6|12|24}}, {{[0-9]+}}, {{[0-9]+}}, 4, 3, 3>
mock.kernel @groups(%x: tensor<1x32x14x14xf32>, %w: tensor<24x4x3x3xf32>) -> (tensor<1x24x14x14xf32>) attributes {mock.root = "contraction"} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x24x14x14xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x24x14x14xf32>) -> tensor<1x24x14x14xf32>
  %c = mock.conv ins(%x, %w : tensor<1x32x14x14xf32>, tensor<24x4x3x3xf32>) outs(%i : tensor<1x24x14x14xf32>) stride [1, 1] dilation [1, 1] padding [1, 1] groups 8 -> tensor<1x24x14x14xf32>
  mock.yield %c : tensor<1x24x14x14xf32>
}

// Pools take boxes of planes and rows.
// CHECK: mock.kernel @pool({{.*}}mock.candidates = [{{.*}}mock.tiles = array<i64: 1, {{[0-9]+}}, {{[0-9]+}}, 56>
mock.kernel @pool(%x: tensor<1x64x112x112xf32>) -> (tensor<1x64x56x56xf32>) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<1x64x56x56xf32>
  %p = mock.pool <max> ins(%x : tensor<1x64x112x112xf32>) outs(%e : tensor<1x64x56x56xf32>) kernel [3, 3] stride [2, 2] dilation [1, 1] padding [1, 1] -> tensor<1x64x56x56xf32>
  mock.yield %p : tensor<1x64x56x56xf32>
}
}
