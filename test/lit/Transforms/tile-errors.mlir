// RUN: mock-opt --mock-tile %s --split-input-file --verify-diagnostics

#v = affine_map<(d0) -> (d0)>
// expected-error @below {{has 2 tile sizes for 1 dimensions}}
mock.kernel @count(%x: tensor<9xf32>) -> tensor<9xf32> attributes {mock.tiles = array<i64: 4, 4>} {
  %e = tensor.empty() : tensor<9xf32>
  %r = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%x : tensor<9xf32>) outs(%e : tensor<9xf32>) {
  ^bb0(%p: f32, %o: f32):
    linalg.yield %p : f32
  } -> tensor<9xf32>
  mock.yield %r : tensor<9xf32>
}

// -----

#v = affine_map<(d0) -> (d0)>
// expected-error @below {{tile size of dimension 0 is below 1}}
mock.kernel @below(%x: tensor<9xf32>) -> tensor<9xf32> attributes {mock.tiles = array<i64: 0>} {
  %e = tensor.empty() : tensor<9xf32>
  %r = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%x : tensor<9xf32>) outs(%e : tensor<9xf32>) {
  ^bb0(%p: f32, %o: f32):
    linalg.yield %p : f32
  } -> tensor<9xf32>
  mock.yield %r : tensor<9xf32>
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
// The subtraction reads the maximum of a whole row.
// expected-error @below {{cannot split dimension 1: other operations need whole rows}}
mock.kernel @rows(%x: tensor<4x9xf32>) -> tensor<4x9xf32> attributes {mock.tiles = array<i64: 4, 8>} {
  %ninf = arith.constant 0xFF800000 : f32
  %e1 = tensor.empty() : tensor<4xf32>
  %f = linalg.fill ins(%ninf : f32) outs(%e1 : tensor<4xf32>) -> tensor<4xf32>
  %m = mock.reduce <max> ins(%x : tensor<4x9xf32>) outs(%f : tensor<4xf32>) dimensions = [1] -> tensor<4xf32>
  %e = tensor.empty() : tensor<4x9xf32>
  %r = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %m : tensor<4x9xf32>, tensor<4xf32>) outs(%e : tensor<4x9xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.subf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<4x9xf32>
  mock.yield %r : tensor<4x9xf32>
}
