// RUN: mock-opt %s --mock-tile --mock-legalize --mock-place --mlir-print-local-scope | FileCheck %s
// RUN: mock-opt %s --mock-tile --mock-legalize --mock-place --mock-verify-stage=stage=placed -o /dev/null

module attributes {mock.target = "mock-v1"} {

// The copy pads: it begins at -1 and knows where the input ends. Later tiles of channels accumulate.
// CHECK-LABEL: mock.kernel @rows
// CHECK: mock.alloc {{.*}} memref<2x8x2x11xf32, #mock.memory<"accumulator">>
// CHECK: mock.alloc {{.*}} memref<2x16x5x13xf32, #mock.memory<"scratchpad">>
// CHECK: mock.dma %arg0 {{.*}} extents [#mock.extent<16>, #mock.extent<5 of 15, [<{{.}} : 4>]>, #mock.extent<13>]
// CHECK-SAME: origin [#mock.address<0, [<{{.}} : 16>]>, #mock.address<-1, [<{{.}} : 4>]>, #mock.address<-1>] sizes [32, 13, 11] with 0.000000e+00 : f32
// CHECK: mock.conv_tile {{.*}} groups <1> filters <8> channels <16> out [#mock.extent<2 of 7, [<{{.}} : 2>]>, #mock.extent<11>] kernel [3, 3] stride [2, 1] dilation [1, 1]
// CHECK-SAME: accumulate <unless_first>
mock.kernel @rows(%x: tensor<2x32x13x11xf32>, %w: tensor<8x32x3x3xf32>) -> (tensor<2x8x7x11xf32>)
    attributes {mock.root = "contraction", mock.tiles = array<i64: 1, 8, 2, 11, 16, 3, 3>, mock.cores = array<i64: 2, 1, 1, 1>} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x8x7x11xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<2x8x7x11xf32>) -> tensor<2x8x7x11xf32>
  %c = mock.conv ins(%x, %w : tensor<2x32x13x11xf32>, tensor<8x32x3x3xf32>) outs(%i : tensor<2x8x7x11xf32>) stride [2, 1] dilation [1, 1] padding [1, 1] groups 1 -> tensor<2x8x7x11xf32>
  mock.yield %c : tensor<2x8x7x11xf32>
}

// Two of four groups in a tile; nothing lies outside, so that the copy has no bounds.
// CHECK-LABEL: mock.kernel @groups
// CHECK: mock.dma %arg0
// CHECK-NOT: origin
// CHECK: mock.conv_tile {{.*}} groups <2> filters <2> channels <3> out [#mock.extent<7>] {{.*}} strides [108, 36, 4], [72, 36, 12, 4], [56, 28, 4] accumulate <never>
mock.kernel @groups(%x: tensor<1x12x9xf32>, %w: tensor<8x3x3xf32>) -> (tensor<1x8x7xf32>)
    attributes {mock.root = "contraction", mock.tiles = array<i64: 1, 4, 7, 3, 3>, mock.cores = array<i64: 1, 2, 1>} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x8x7xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x8x7xf32>) -> tensor<1x8x7xf32>
  %c = mock.conv ins(%x, %w : tensor<1x12x9xf32>, tensor<8x3x3xf32>) outs(%i : tensor<1x8x7xf32>) stride [1] dilation [1] padding [0] groups 4 -> tensor<1x8x7xf32>
  mock.yield %c : tensor<1x8x7xf32>
}

// The window's buffer has its sliding dimension outermost, and every point of it at an aligned address:
// three slices of it are operands, 64 bytes apart, which step over two points.
// CHECK-LABEL: mock.kernel @maximum
// CHECK: %[[WINDOW:.*]] = mock.alloc {{.*}} memref<2x11x16xf32, #mock.memory<"scratchpad">>
// CHECK: mock.dma %arg0 <0> to %[[WINDOW]] {{.*}} strides [36, 4] to [4, 64] origin [{{.*}}, #mock.address<-1>] sizes [4, 9] with 0xFF800000 : f32
// CHECK: mock.vector ins [#mock.address<0, {{.*}}>, #mock.address<64, {{.*}}>, #mock.address<128, {{.*}}>](%[[WINDOW]], %[[WINDOW]], %[[WINDOW]] :
// CHECK-SAME: strides [array<i64: 4, 128>, array<i64: 4, 128>, array<i64: 4, 128>, array<i64: 20, 4>]
mock.kernel @maximum(%x: tensor<4x9xf32>) -> (tensor<4x5xf32>)
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 2, 5>, mock.cores = array<i64: 2, 1>} {
  %e = tensor.empty() : tensor<4x5xf32>
  %p = mock.pool <max> ins(%x : tensor<4x9xf32>) outs(%e : tensor<4x5xf32>) kernel [3] stride [2] dilation [1] padding [1] -> tensor<4x5xf32>
  mock.yield %p : tensor<4x5xf32>
}
}
