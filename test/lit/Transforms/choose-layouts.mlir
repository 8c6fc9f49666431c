// RUN: mock-opt %s --mock-choose-layouts | FileCheck %s

#id = affine_map<(a, b, c, d) -> (a, b, c, d)>
#channel = affine_map<(a, b, c, d) -> (b)>
module attributes {mock.target = "mock-v1"} {

// Channels are innermost in input and output; what lies between them is read row by row.
// CHECK-LABEL: func.func @between
// CHECK: %[[A:.*]] = mock.conv ins(%{{.*}}, %{{.*}} : tensor<1x4x4x4xf32>
// CHECK-NOT: mock.result_strides
// CHECK: %[[B:.*]] = linalg.generic {{.*}} ins(%[[A]], %{{.*}} :
// CHECK-NOT: mock.result_strides
// CHECK: mock.conv ins(%[[B]], %{{.*}}mock.result_strides = array<i64: 64, 1, 16, 4>
func.func @between(%x: tensor<1x4x4x4xf32> {mock.strides = array<i64: 64, 1, 16, 4>}, %w: tensor<4x4x3x3xf32>, %b: tensor<4xf32>)
    -> (tensor<1x4x4x4xf32> {mock.strides = array<i64: 64, 1, 16, 4>}) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x4x4x4xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x4x4x4xf32>) -> tensor<1x4x4x4xf32>
  %1 = mock.conv ins(%x, %w : tensor<1x4x4x4xf32>, tensor<4x4x3x3xf32>) outs(%i : tensor<1x4x4x4xf32>) stride [1, 1] dilation [1, 1] padding [1, 1] groups 1 {mock.result_strides = array<i64: 64, 1, 16, 4>} -> tensor<1x4x4x4xf32>
  %2 = linalg.generic {indexing_maps = [#id, #channel, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%1, %b : tensor<1x4x4x4xf32>, tensor<4xf32>) outs(%e : tensor<1x4x4x4xf32>) attrs = {mock.result_strides = array<i64: 64, 1, 16, 4>} {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<1x4x4x4xf32>
  %3 = mock.conv ins(%2, %w : tensor<1x4x4x4xf32>, tensor<4x4x3x3xf32>) outs(%i : tensor<1x4x4x4xf32>) stride [1, 1] dilation [1, 1] padding [1, 1] groups 1 {mock.result_strides = array<i64: 64, 1, 16, 4>} -> tensor<1x4x4x4xf32>
  return %3 : tensor<1x4x4x4xf32>
}

// Views follow: a permutation, a slice, steps and reversal within dimensions.
// CHECK-LABEL: func.func @views
// CHECK: %[[P:.*]] = mock.pool
// CHECK-NOT: mock.result_strides
// CHECK: mock.view %[[P]] offset(0) strides([2, 1, 4]) : tensor<1x3x2x2xf32> -> tensor<2x2x3xf32>
// CHECK: mock.view %[[P]] offset(7) strides([1, -2, -4]) : tensor<1x3x2x2xf32> -> tensor<1x2x2xf32>
func.func @views(%x: tensor<1x3x4x4xf32>) -> (tensor<2x2x3xf32>, tensor<1x2x2xf32>) {
  %e = tensor.empty() : tensor<1x3x2x2xf32>
  %1 = mock.pool <max> ins(%x : tensor<1x3x4x4xf32>) outs(%e : tensor<1x3x2x2xf32>) kernel [2, 2] stride [2, 2] dilation [1, 1] padding [0, 0] {mock.result_strides = array<i64: 12, 1, 6, 3>} -> tensor<1x3x2x2xf32>
  %v = mock.view %1 offset(0) strides([6, 3, 1]) : tensor<1x3x2x2xf32> -> tensor<2x2x3xf32>
  %e1 = tensor.empty() : tensor<2x2x3xf32>
  %2 = linalg.generic {indexing_maps = [affine_map<(a, b, c) -> (a, b, c)>, affine_map<(a, b, c) -> (a, b, c)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%v : tensor<2x2x3xf32>) outs(%e1 : tensor<2x2x3xf32>) {
  ^bb0(%p: f32, %o: f32):
    %s = arith.negf %p : f32
    linalg.yield %s : f32
  } -> tensor<2x2x3xf32>
  %r = mock.view %1 offset(10) strides([12, -6, -1]) : tensor<1x3x2x2xf32> -> tensor<1x2x2xf32>
  %e2 = tensor.empty() : tensor<1x2x2xf32>
  %3 = linalg.generic {indexing_maps = [affine_map<(a, b, c) -> (a, b, c)>, affine_map<(a, b, c) -> (a, b, c)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%r : tensor<1x2x2xf32>) outs(%e2 : tensor<1x2x2xf32>) {
  ^bb0(%p: f32, %o: f32):
    %s = arith.negf %p : f32
    linalg.yield %s : f32
  } -> tensor<1x2x2xf32>
  return %2, %3 : tensor<2x2x3xf32>, tensor<1x2x2xf32>
}

// Two tensors of the group are inputs in channels_last, one is read by windows: it lies as most do.
// CHECK-LABEL: func.func @majority
// CHECK: linalg.generic {{.*}}mock.result_strides = array<i64: 64, 1, 16, 4>
// CHECK: mock.pool
func.func @majority(%x: tensor<1x4x4x4xf32> {mock.strides = array<i64: 64, 1, 16, 4>}, %y: tensor<1x4x4x4xf32> {mock.strides = array<i64: 64, 1, 16, 4>}) -> tensor<1x4x2x2xf32> {
  %e = tensor.empty() : tensor<1x4x4x4xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%x, %y : tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>) outs(%e : tensor<1x4x4x4xf32>) attrs = {mock.result_strides = array<i64: 64, 1, 16, 4>} {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<1x4x4x4xf32>
  %e2 = tensor.empty() : tensor<1x4x2x2xf32>
  %2 = mock.pool <max> ins(%1 : tensor<1x4x4x4xf32>) outs(%e2 : tensor<1x4x2x2xf32>) kernel [2, 2] stride [2, 2] dilation [1, 1] padding [0, 0] -> tensor<1x4x2x2xf32>
  return %2 : tensor<1x4x2x2xf32>
}

// Left alone: what a host call reads, what a view merges dimensions of, and what no window needs.
// CHECK-LABEL: func.func @left_alone
// CHECK: mock.pool {{.*}}mock.result_strides = array<i64: 12, 1, 6, 3>
// CHECK: mock.pool {{.*}}mock.result_strides = array<i64: 12, 1, 6, 3>
// CHECK: linalg.generic {{.*}}mock.result_strides = array<i64: 48, 1, 12, 3>
func.func @left_alone(%x: tensor<1x3x4x4xf32>) -> (tensor<3x4xf32>, tensor<1x3x2x2xf32>, tensor<1x3xf32>) {
  %e = tensor.empty() : tensor<1x3x2x2xf32>
  %1 = mock.pool <max> ins(%x : tensor<1x3x4x4xf32>) outs(%e : tensor<1x3x2x2xf32>) kernel [2, 2] stride [2, 2] dilation [1, 1] padding [0, 0] {mock.result_strides = array<i64: 12, 1, 6, 3>} -> tensor<1x3x2x2xf32>
  %v = mock.view %1 offset(0) strides([1, 3]) : tensor<1x3x2x2xf32> -> tensor<3x4xf32>
  %e1 = tensor.empty() : tensor<3x4xf32>
  %2 = linalg.generic {indexing_maps = [affine_map<(a, b) -> (a, b)>, affine_map<(a, b) -> (a, b)>], iterator_types = ["parallel", "parallel"]}
      ins(%v : tensor<3x4xf32>) outs(%e1 : tensor<3x4xf32>) {
  ^bb0(%p: f32, %o: f32):
    %s = arith.negf %p : f32
    linalg.yield %s : f32
  } -> tensor<3x4xf32>
  %3 = mock.pool <sum> ins(%x : tensor<1x3x4x4xf32>) outs(%e : tensor<1x3x2x2xf32>) kernel [2, 2] stride [2, 2] dilation [1, 1] padding [0, 0] {mock.result_strides = array<i64: 12, 1, 6, 3>} -> tensor<1x3x2x2xf32>
  %4 = mock.host_call "aten.lgamma"(%3) {node = 1 : i64} : (tensor<1x3x2x2xf32>) -> tensor<1x3x2x2xf32>
  %e4 = tensor.empty() : tensor<1x3x4x4xf32>
  %5 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%x : tensor<1x3x4x4xf32>) outs(%e4 : tensor<1x3x4x4xf32>) attrs = {mock.result_strides = array<i64: 48, 1, 12, 3>} {
  ^bb0(%p: f32, %o: f32):
    %s = arith.negf %p : f32
    linalg.yield %s : f32
  } -> tensor<1x3x4x4xf32>
  %zero = arith.constant 0.0 : f32
  %e5 = tensor.empty() : tensor<1x3xf32>
  %i5 = linalg.fill ins(%zero : f32) outs(%e5 : tensor<1x3xf32>) -> tensor<1x3xf32>
  %6 = mock.reduce <sum> ins(%5 : tensor<1x3x4x4xf32>) outs(%i5 : tensor<1x3xf32>) dimensions = [2, 3] -> tensor<1x3xf32>
  return %2, %4, %6 : tensor<3x4xf32>, tensor<1x3x2x2xf32>, tensor<1x3xf32>
}
}
