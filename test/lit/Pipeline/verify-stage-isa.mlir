// RUN: mock-opt %s --mock-verify-stage='stage=isa' -split-input-file -verify-diagnostics
module attributes {mock.target = "mock-v1"} {
  // expected-error @below {{is left in stage `isa`, where kernels are programs}}
  mock.kernel @left(%x: memref<16xf32>) attributes {mock.root = "elementwise"} {
    mock.yield
  }
}

