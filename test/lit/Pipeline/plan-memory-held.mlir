// RUN: mock-opt %s --mock-plan-memory | FileCheck %s

// What weights alone go into is held, with memory of its own; the arena has only %3. What is returned, what
// a launch updates and what an activation goes into is not held.
module attributes {mock.target = "mock-v1"} {
  mock.kernel @k(%x: tensor<16xf32>) -> tensor<16xf32> attributes {mock.root = "elementwise"} {
    mock.yield %x : tensor<16xf32>
  }
  mock.kernel @add(%x: tensor<16xf32>, %y: tensor<16xf32>) -> tensor<16xf32> attributes {mock.root = "elementwise"} {
    mock.yield %x : tensor<16xf32>
  }

  // CHECK-LABEL: func.func @weights
  // CHECK-SAME: mock.arena_bytes = 64 : i64
  // CHECK-SAME: mock.peak_bytes = 512 : i64
  // CHECK: mock.launch @k(%arg1) {mock.buffer = [{bytes = 64 : i64, kind = "held"}]}
  // CHECK: mock.launch @k(%0) {mock.buffer = [{bytes = 64 : i64, kind = "held"}]}
  // CHECK: mock.launch @k(%arg1) {mock.buffer = [{bytes = 64 : i64, kind = "output"}]}
  // CHECK: mock.launch @add(%arg0, %1) {mock.buffer = [{bytes = 64 : i64, kind = "arena", offset = 0 : i64}]}
  // CHECK: mock.launch @add(%3, %arg2) {mock.buffer = [{bytes = 64 : i64, kind = "output"}]}
  func.func @weights(%x: tensor<16xf32> {mock.input = "activation"}, %w: tensor<16xf32> {mock.input = "parameter"},
                     %b: tensor<16xf32> {mock.input = "buffer"}) -> (tensor<16xf32>, tensor<16xf32>) {
    %0 = mock.launch @k(%w) : (tensor<16xf32>) -> tensor<16xf32>
    %1 = mock.launch @k(%0) : (tensor<16xf32>) -> tensor<16xf32>
    %2 = mock.launch @k(%w) : (tensor<16xf32>) -> tensor<16xf32>
    %3 = mock.launch @add(%x, %1) : (tensor<16xf32>, tensor<16xf32>) -> tensor<16xf32>
    %4 = mock.launch @add(%3, %b) : (tensor<16xf32>, tensor<16xf32>) -> tensor<16xf32>
    return %2, %4 : tensor<16xf32>, tensor<16xf32>
  }
}
