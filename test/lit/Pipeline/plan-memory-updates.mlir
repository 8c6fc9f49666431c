// RUN: mock-opt %s --mock-plan-memory | FileCheck %s

// %1 takes over the buffer of %0, which lives until the last use of either: %2 gets another place. The
// output begins as %3 and is finished in place; an argument that is overwritten stays where it is.

module attributes {mock.target = "mock-v1"} {
  mock.kernel @k(%x: tensor<16xf32>) -> tensor<16xf32> attributes {mock.root = "elementwise"} {
    mock.yield %x : tensor<16xf32>
  }
  mock.kernel @part(%x: tensor<8xf32>, %base: tensor<16xf32>)
      -> (tensor<8xf32> {mock.offset = 8 : i64, mock.strides = array<i64: 1>, mock.updates = 1 : i64})
      attributes {mock.root = "elementwise"} {
    mock.yield %x : tensor<8xf32>
  }
  // CHECK-LABEL: func.func @updates
  // CHECK-SAME: mock.arena_bytes = 128 : i64
  // CHECK: mock.launch @k(%arg0) {mock.buffer = [{bytes = 64 : i64, kind = "arena", offset = [[A:[0-9]+]] : i64}]}
  // CHECK: mock.launch @part(%arg1, %0) {mock.buffer = [{bytes = 64 : i64, kind = "arena", offset = [[A]] : i64}]
  // CHECK-NOT: offset = [[A]]
  // CHECK: mock.launch @k(%arg0) {mock.buffer = [{bytes = 64 : i64, kind = "arena"
  // CHECK: mock.launch @k(%1) {mock.buffer = [{bytes = 64 : i64, kind = "output"}]}
  // CHECK: mock.launch @part(%arg1, %3) {mock.buffer = [{bytes = 64 : i64, kind = "output"}]
  // CHECK: mock.launch @part(%arg1, %arg0) {mock.buffer = [{bytes = 64 : i64, kind = "input"}]
  func.func @updates(%x: tensor<16xf32>, %y: tensor<8xf32>) -> (tensor<16xf32>, tensor<2xf32>) {
    %0 = mock.launch @k(%x) : (tensor<16xf32>) -> tensor<16xf32>
    %1 = mock.launch @part(%y, %0) {updates = array<i64: 1>} : (tensor<8xf32>, tensor<16xf32>) -> tensor<16xf32>
    %2 = mock.launch @k(%x) : (tensor<16xf32>) -> tensor<16xf32>
    %3 = mock.launch @k(%1) : (tensor<16xf32>) -> tensor<16xf32>
    %4 = mock.launch @part(%y, %3) {updates = array<i64: 1>} : (tensor<8xf32>, tensor<16xf32>) -> tensor<16xf32>
    %5 = mock.launch @part(%y, %x) {updates = array<i64: 1>} : (tensor<8xf32>, tensor<16xf32>) -> tensor<16xf32>
    %h = mock.host_call "aten.foo"(%2) {node = 0 : i64} : (tensor<16xf32>) -> tensor<2xf32>
    return %4, %h : tensor<16xf32>, tensor<2xf32>
  }
}
