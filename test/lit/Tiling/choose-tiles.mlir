// RUN: mock-opt --mock-choose-tiles %s | FileCheck %s

#v = affine_map<(d0) -> (d0)>
#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#id6 = affine_map<(a, b, c, d, e, f) -> (a, b, c, d, e, f)>
#transposed6 = affine_map<(a, b, c, d, e, f) -> (f, e, d, c, b, a)>
module attributes {mock.target = "mock-v1"} {

// Four cores have work, and a tile fits 2 x 3 buffers of the scratchpad. What was timed stands beside
// it, the choice first.
// CHECK: mock.kernel @add({{.*}}mock.candidates = [{cores = array<i64: 4>, cycles = {{[0-9]+}} : i64, estimate = {{[0-9]+}} : i64, tiles = array<i64: [[TILE:[0-9]+]]>}, {
// CHECK-SAME: mock.cores = array<i64: 4>
// CHECK-SAME: mock.tiles = array<i64: [[TILE]]>
mock.kernel @add(%x: tensor<1000000xf32>, %y: tensor<1000000xf32>) -> tensor<1000000xf32>
    attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<1000000xf32>
  %r = linalg.generic {indexing_maps = [#v, #v, #v], iterator_types = ["parallel"]}
      ins(%x, %y : tensor<1000000xf32>, tensor<1000000xf32>) outs(%e : tensor<1000000xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %n = arith.addf %p, %q : f32
    linalg.yield %n : f32
  } -> tensor<1000000xf32>
  mock.yield %r : tensor<1000000xf32>
}

// Rows whose maximum is subtracted stay whole.
// CHECK: mock.kernel @rows({{.*}}mock.tiles = array<i64: {{[0-9]+}}, 250>
mock.kernel @rows(%x: tensor<60x250xf32>) -> tensor<60x250xf32> attributes {mock.root = "reduction"} {
  %ninf = arith.constant 0xFF800000 : f32
  %e1 = tensor.empty() : tensor<60xf32>
  %f = linalg.fill ins(%ninf : f32) outs(%e1 : tensor<60xf32>) -> tensor<60xf32>
  %m = mock.reduce <max> ins(%x : tensor<60x250xf32>) outs(%f : tensor<60xf32>) dimensions = [1] -> tensor<60xf32>
  %e = tensor.empty() : tensor<60x250xf32>
  %r = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %m : tensor<60x250xf32>, tensor<60xf32>) outs(%e : tensor<60x250xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.subf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<60x250xf32>
  mock.yield %r : tensor<60x250xf32>
}

// A row of 8 MB is split; its sum has one tile in the grid.
// CHECK: mock.kernel @long({{.*}}mock.cores = array<i64: 1>{{.*}}mock.tiles = array<i64: {{[0-9]+}}>
mock.kernel @long(%x: tensor<2000000xf32>) -> tensor<f32> attributes {mock.root = "reduction"} {
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %r = mock.reduce <sum> ins(%x : tensor<2000000xf32>) outs(%f : tensor<f32>) dimensions = [0] -> tensor<f32>
  mock.yield %r : tensor<f32>
}

// The batch dimension has tile 1.
// CHECK: mock.kernel @bmm({{.*}}mock.tiles = array<i64: 1, {{[0-9]+, [0-9]+, [0-9]+}}>
mock.kernel @bmm(%x: tensor<12x512x64xf32>, %w: tensor<12x64x512xf32>) -> tensor<12x512x512xf32>
    attributes {mock.root = "contraction"} {
  %c = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<12x512x512xf32>
  %f = linalg.fill ins(%c : f32) outs(%e : tensor<12x512x512xf32>) -> tensor<12x512x512xf32>
  %m = linalg.batch_matmul ins(%x, %w : tensor<12x512x64xf32>, tensor<12x64x512xf32>) outs(%f : tensor<12x512x512xf32>) -> tensor<12x512x512xf32>
  mock.yield %m : tensor<12x512x512xf32>
}

// Six dimensions that cannot be merged: at most four are longer than 1 in a tile.
// CHECK: mock.kernel @six({{.*}}mock.tiles = array<i64: 1, 1, {{[0-9]+, [0-9]+, [0-9]+, [0-9]+}}>
mock.kernel @six(%x: tensor<3x3x3x3x3x3xf32>) -> tensor<3x3x3x3x3x3xf32> attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<3x3x3x3x3x3xf32>
  %r = linalg.generic {indexing_maps = [#transposed6, #id6], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel"]}
      ins(%x : tensor<3x3x3x3x3x3xf32>) outs(%e : tensor<3x3x3x3x3x3xf32>) {
  ^bb0(%p: f32, %o: f32):
    %n = arith.negf %p : f32
    linalg.yield %n : f32
  } -> tensor<3x3x3x3x3x3xf32>
  mock.yield %r : tensor<3x3x3x3x3x3xf32>
}

// Nothing to compute, and tiles that were set before.
// CHECK: mock.kernel @nothing(
// CHECK-NOT: mock.candidates
// CHECK-SAME: mock.tiles = array<i64: 1>
mock.kernel @nothing(%x: tensor<0xf32>) -> tensor<0xf32> attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<0xf32>
  %r = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%x : tensor<0xf32>) outs(%e : tensor<0xf32>) {
  ^bb0(%p: f32, %o: f32):
    linalg.yield %p : f32
  } -> tensor<0xf32>
  mock.yield %r : tensor<0xf32>
}
// CHECK: mock.kernel @kept({{.*}}mock.tiles = array<i64: 3>
mock.kernel @kept(%x: tensor<9xf32>) -> tensor<9xf32> attributes {mock.root = "elementwise", mock.tiles = array<i64: 3>} {
  %e = tensor.empty() : tensor<9xf32>
  %r = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%x : tensor<9xf32>) outs(%e : tensor<9xf32>) {
  ^bb0(%p: f32, %o: f32):
    linalg.yield %p : f32
  } -> tensor<9xf32>
  mock.yield %r : tensor<9xf32>
}
}
