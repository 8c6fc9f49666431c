// RUN: mock-opt %s --mock-verify-stage='stage=linlag' -verify-diagnostics
// expected-error @below {{unknown stage 'linlag'; stages are aten, linalg, kernels, tiled, placed and isa}}
module attributes {mock.target = "mock-v1"} {}
