// RUN: mock-opt %s --mock-verify-stage='stage=aten' -split-input-file -verify-diagnostics
module attributes {mock.target = "mock-v1"} {
  func.func @good(%x: tensor<4xf32>) -> tensor<4xf32> {
    %0 = aten.relu %x {mock.node = 0 : i64} : (tensor<4xf32>) -> tensor<4xf32>
    return %0 : tensor<4xf32>
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  func.func @other_dialect() -> tensor<4xf32> {
    // expected-error @below {{is not allowed in stage `aten`}}
    %0 = tensor.empty() : tensor<4xf32>
    return %0 : tensor<4xf32>
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  func.func @nowhere(%x: tensor<4xf32>) -> tensor<4xf32> {
    // expected-error @below {{has no `mock.node`, the number of its node in the source graph}}
    %0 = aten.relu %x : (tensor<4xf32>) -> tensor<4xf32>
    return %0 : tensor<4xf32>
  }
}
