// RUN: mock-opt %s --mock-verify-stage='stage=kernels' -split-input-file -verify-diagnostics

// A graph of launches over a kernel with a root is what the stage wants.
module attributes {mock.target = "mock-v1"} {
  mock.kernel @k(%x: tensor<16xf32>) -> tensor<16xf32> attributes {mock.root = "elementwise"} {
    mock.yield %x : tensor<16xf32>
  }
  func.func @good(%x: tensor<16xf32>) -> tensor<16xf32> {
    %0 = mock.launch @k(%x) : (tensor<16xf32>) -> tensor<16xf32>
    return %0 : tensor<16xf32>
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  // expected-error @below {{needs `mock.root`: contraction, reduction or elementwise}}
  mock.kernel @k(%x: tensor<16xf32>) -> tensor<16xf32> {
    mock.yield %x : tensor<16xf32>
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  func.func @computes(%x: tensor<16xf32>) -> tensor<16xf32> {
    // expected-error @below {{is not allowed in stage `kernels`}}
    %0 = tensor.empty() : tensor<16xf32>
    return %0 : tensor<16xf32>
  }
}
