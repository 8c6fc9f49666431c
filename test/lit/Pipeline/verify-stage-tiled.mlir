// RUN: mock-opt %s --mock-verify-stage='stage=tiled' -split-input-file -verify-diagnostics
module attributes {mock.target = "mock-v1"} {
  // expected-error @below {{has no `mock.tiles` and `mock.cores`}}
  mock.kernel @untiled(%x: tensor<16xf32>) -> tensor<16xf32> attributes {mock.root = "elementwise"} {
    mock.yield %x : tensor<16xf32>
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  // expected-error @below {{uses 8 cores; mock-v1 has 4}}
  mock.kernel @wide(%x: tensor<16xf32>) -> tensor<16xf32>
      attributes {mock.root = "elementwise", mock.tiles = array<i64: 2>, mock.cores = array<i64: 8>} {
    mock.yield %x : tensor<16xf32>
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  // expected-error @below {{has to hold exactly one scf.forall, its grid of tiles}}
  mock.kernel @no_grid(%x: tensor<16xf32>) -> tensor<16xf32>
      attributes {mock.root = "elementwise", mock.tiles = array<i64: 4>, mock.cores = array<i64: 4>} {
    mock.yield %x : tensor<16xf32>
  }
}
