// RUN: mock-opt %s --mock-tile --mlir-print-local-scope | FileCheck %s
// RUN: mock-opt %s --mock-tile --mock-legalize --mock-verify-stage=stage=tiled -o /dev/null

module attributes {mock.target = "mock-v1"} {

// Channels are summed in ascending steps; the window of each tile of rows begins above the input, and the
// last one is smaller.
// CHECK-LABEL: mock.kernel @rows
// CHECK: scf.forall (%[[N:.*]], %{{.*}}, %[[O:.*]], %{{.*}}) = (0, 0, 0, 0) to (2, 8, 7, 11) step (1, 8, 2, 11)
// CHECK: scf.for %[[C:.*]] = %c0 to %c32 step %c16 iter_args(%[[SUM:.*]] = %{{.*}}) -> (tensor<8x?x11xf32>)
// CHECK: %[[BEGIN:.*]] = affine.apply affine_map<(d0) -> (d0 * 2 - 1)>(%[[O]])
// CHECK: %[[ROWS:.*]] = affine.min affine_map<(d0) -> (5, d0 * -2 + 15)>(%[[O]])
// CHECK: %[[X:.*]] = mock.window %{{.*}}[%[[N]], %[[C]], %[[BEGIN]], -1] [1, 16, %[[ROWS]], 13] dropped [0] sliding 2 fill(0.000000e+00 : f32) : {{.*}} to tensor<16x?x13xf32>
// CHECK: %[[W:.*]] = tensor.extract_slice %{{.*}}[0, %[[C]], 0, 0] [8, 16, 3, 3]
// CHECK: mock.conv ins(%[[X]], %[[W]] : {{.*}}) outs(%[[SUM]] : tensor<8x?x11xf32>) stride [2, 1] dilation [1, 1] padding [0, 0] groups 1
mock.kernel @rows(%x: tensor<2x32x13x11xf32>, %w: tensor<8x32x3x3xf32>) -> (tensor<2x8x7x11xf32>)
    attributes {mock.root = "contraction", mock.tiles = array<i64: 1, 8, 2, 11, 16, 3, 3>, mock.cores = array<i64: 2, 1, 1, 1>} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x8x7x11xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<2x8x7x11xf32>) -> tensor<2x8x7x11xf32>
  %c = mock.conv ins(%x, %w : tensor<2x32x13x11xf32>, tensor<8x32x3x3xf32>) outs(%i : tensor<2x8x7x11xf32>) stride [2, 1] dilation [1, 1] padding [1, 1] groups 1 -> tensor<2x8x7x11xf32>
  mock.yield %c : tensor<2x8x7x11xf32>
}

// A tile holds whole groups, and the channels of these.
// CHECK-LABEL: mock.kernel @groups
// CHECK: scf.forall (%{{.*}}, %[[F:.*]], %{{.*}}) = (0, 0, 0) to (1, 8, 7) step (1, 4, 7)
// CHECK: %[[BEGIN:.*]] = affine.apply affine_map<(d0) -> ((d0 floordiv 2) * 3)>(%[[F]])
// CHECK: mock.window %{{.*}}[0, %[[BEGIN]], 0] [1, 6, 9] dropped [0] sliding 1 fill(0.000000e+00 : f32) inside
// CHECK: mock.conv {{.*}} groups 2 -> tensor<4x7xf32>
mock.kernel @groups(%x: tensor<1x12x9xf32>, %w: tensor<8x3x3xf32>) -> (tensor<1x8x7xf32>)
    attributes {mock.root = "contraction", mock.tiles = array<i64: 1, 4, 7, 3, 3>, mock.cores = array<i64: 1, 2, 1>} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x8x7xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x8x7xf32>) -> tensor<1x8x7xf32>
  %c = mock.conv ins(%x, %w : tensor<1x12x9xf32>, tensor<8x3x3xf32>) outs(%i : tensor<1x8x7xf32>) stride [1] dilation [1] padding [0] groups 4 -> tensor<1x8x7xf32>
  mock.yield %c : tensor<1x8x7xf32>
}

// Points of a window are slices of one padded tile.
// CHECK-LABEL: mock.kernel @maximum
// CHECK: %[[X:.*]] = mock.window %{{.*}}[%{{.*}}, -1] [2, 11] dropped [] sliding 1 fill(0xFF800000 : f32)
// CHECK: %[[P0:.*]] = tensor.extract_slice %[[X]][0, 0] [2, 5] [1, 2]
// CHECK: %[[P1:.*]] = tensor.extract_slice %[[X]][0, 1] [2, 5] [1, 2]
// CHECK: %[[P2:.*]] = tensor.extract_slice %[[X]][0, 2] [2, 5] [1, 2]
// CHECK: linalg.generic {{.*}} ins(%[[P0]], %[[P1]], %[[P2]] :
// CHECK-COUNT-2: arith.maximumf
// CHECK-NOT: arith.maximumf
mock.kernel @maximum(%x: tensor<4x9xf32>) -> (tensor<4x5xf32>)
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 2, 5>, mock.cores = array<i64: 2, 1>} {
  %e = tensor.empty() : tensor<4x5xf32>
  %p = mock.pool <max> ins(%x : tensor<4x9xf32>) outs(%e : tensor<4x5xf32>) kernel [3] stride [2] dilation [1] padding [1] -> tensor<4x5xf32>
  mock.yield %p : tensor<4x5xf32>
}

// More points than the vector engine has operands: the second operation goes on from the first.
// CHECK-LABEL: mock.kernel @large
// CHECK: %[[FIRST:.*]] = linalg.generic
// CHECK-COUNT-10: arith.addf
// CHECK-NOT: arith.addf
// CHECK: linalg.generic {{.*}} ins(%[[FIRST]], %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} :
// CHECK-COUNT-6: arith.addf
// CHECK-NOT: arith.addf
mock.kernel @large(%x: tensor<4x27xf32>) -> (tensor<4x11xf32>)
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 4, 11>, mock.cores = array<i64: 1, 1>} {
  %e = tensor.empty() : tensor<4x11xf32>
  %p = mock.pool <sum> ins(%x : tensor<4x27xf32>) outs(%e : tensor<4x11xf32>) kernel [17] stride [1] dilation [1] padding [0] -> tensor<4x11xf32>
  mock.yield %p : tensor<4x11xf32>
}
}
