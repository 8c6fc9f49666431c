// RUN: mock-opt %s --mock-verify-stage='stage=linalg' -split-input-file -verify-diagnostics
module attributes {mock.target = "mock-v1"} {
  func.func @good(%x: tensor<4x8xf32>, %i: tensor<4xf32>) -> tensor<4xf32> {
    %0 = mock.reduce <sum> ins(%x : tensor<4x8xf32>) outs(%i : tensor<4xf32>) dimensions = [1] -> tensor<4xf32>
    return %0 : tensor<4xf32>
  }
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
module attributes {mock.target = "mock-v1"} {
  func.func @reduces(%x: tensor<4x8xf32>, %i: tensor<4xf32>) -> tensor<4xf32> {
    // expected-error @below {{has a reduction dimension; reductions are mock.reduce}}
    %0 = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
        ins(%x : tensor<4x8xf32>) outs(%i : tensor<4xf32>) {
    ^bb0(%a: f32, %b: f32):
      %s = arith.addf %a, %b : f32
      linalg.yield %s : f32
    } -> tensor<4xf32>
    return %0 : tensor<4xf32>
  }
}

// -----

#diagonal = affine_map<(d0) -> (d0, d0)>
#vector = affine_map<(d0) -> (d0)>
module attributes {mock.target = "mock-v1"} {
  func.func @diagonal(%x: tensor<4x4xf32>, %i: tensor<4xf32>) -> tensor<4xf32> {
    // expected-error @below {{has an indexing map that is no projected permutation}}
    %0 = linalg.generic {indexing_maps = [#diagonal, #vector], iterator_types = ["parallel"]}
        ins(%x : tensor<4x4xf32>) outs(%i : tensor<4xf32>) {
    ^bb0(%a: f32, %b: f32):
      linalg.yield %a : f32
    } -> tensor<4xf32>
    return %0 : tensor<4xf32>
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  func.func @table() -> tensor<2xf32> {
    // expected-error @below {{is not a scalar; weights and tables are inputs of the graph}}
    %0 = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
    return %0 : tensor<2xf32>
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  func.func @left_over(%x: tensor<4xf32>) -> tensor<4xf32> {
    // expected-error @below {{is not allowed in stage `linalg`}}
    %0 = aten.relu %x {mock.node = 0 : i64} : (tensor<4xf32>) -> tensor<4xf32>
    return %0 : tensor<4xf32>
  }
}
