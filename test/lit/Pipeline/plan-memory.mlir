// RUN: mock-opt %s --mock-plan-memory | FileCheck %s

// %0 is still read while %1 is written, so they share no byte; %2 reuses those of %0; %3 is returned
// through a view and is an output; alignment is 64 bytes.

// CHECK-LABEL: func.func @chain
// CHECK-SAME: mock.arena_bytes = 128 : i64
// CHECK-SAME: mock.peak_bytes = 256 : i64
// CHECK: mock.launch @k(%arg0) {mock.buffer = [{bytes = 64 : i64, kind = "arena", offset = 0 : i64}]}
// CHECK: mock.launch @k(%0) {mock.buffer = [{bytes = 64 : i64, kind = "arena", offset = 64 : i64}]}
// CHECK: mock.launch @k(%1) {mock.buffer = [{bytes = 64 : i64, kind = "arena", offset = 0 : i64}]}
// CHECK: mock.launch @k(%2) {mock.buffer = [{bytes = 64 : i64, kind = "output"}]}
module attributes {mock.target = "mock-v1"} {
  mock.kernel @k(%x: tensor<16xf32>) -> tensor<16xf32> attributes {mock.root = "elementwise"} {
    mock.yield %x : tensor<16xf32>
  }
  func.func @chain(%x: tensor<16xf32>) -> tensor<8xf32> {
    %0 = mock.launch @k(%x) : (tensor<16xf32>) -> tensor<16xf32>
    %1 = mock.launch @k(%0) : (tensor<16xf32>) -> tensor<16xf32>
    %2 = mock.launch @k(%1) : (tensor<16xf32>) -> tensor<16xf32>
    %3 = mock.launch @k(%2) : (tensor<16xf32>) -> tensor<16xf32>
    %4 = mock.view %3 offset(0) strides([2]) : tensor<16xf32> -> tensor<8xf32>
    return %4 : tensor<8xf32>
  }
}
