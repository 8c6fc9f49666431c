// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1' -split-input-file -verify-diagnostics | FileCheck %s
// RUN: not mock-opt %s --mock-check-constraints='profile=mock-v1 enforcement=strict' -split-input-file 2>&1 | FileCheck %s --check-prefix=STRICT

// The profile says that the device lacks it.
// STRICT: error: operator.supported: aten.digamma is an operator that mock-v1 does not have [mock-v1 operators.unsupported (mock-v1 specification, docs/profiles.md#operators)]; refused, 32 bytes, 2002 cycles
// CHECK-LABEL: func.func @lacking
func.func @lacking(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: aten.opaque "aten.digamma"{{.*}}mock.host = "operator.supported"
  // expected-warning @+1 {{operator.supported: aten.digamma is an operator that mock-v1 does not have [mock-v1 operators.unsupported (mock-v1 specification, docs/profiles.md#operators)]; host_call, 32 bytes, 2002 cycles}}
  %0 = aten.opaque "aten.digamma"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// No lowering.
// STRICT: error: operator.supported: aten.kthvalue
// CHECK-LABEL: func.func @no_lowering
func.func @no_lowering(%x: tensor<4xf32>) -> tensor<2xf32> {
  // expected-warning @+1 {{operator.supported: aten.kthvalue: operator is no lowering}}
  %0:2 = aten.opaque "aten.kthvalue"(%x) : (tensor<4xf32>) -> (tensor<2xf32>, tensor<2xi64>)
  return %0#0 : tensor<2xf32>
}

// -----

// What the device runs is left alone: lowered, decomposed, or a view of anything.
// CHECK-LABEL: func.func @supported
func.func @supported(%x: tensor<4x8xf32>) -> tensor<8x4xf32> {
  // CHECK-NOT: mock.host
  %0 = aten.exp %x : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %1 = aten._softmax %0 {dim = 1 : i64, half_to_float = false} : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %2 = aten.opaque "my.view"(%1) {mock.layout = [{strides = array<i64: 1, 8>, offset = 0 : i64, alias = 0 : i64}]} : (tensor<4x8xf32>) -> tensor<8x4xf32>
  return %2 : tensor<8x4xf32>
}

// -----

// Work between CPU tensors is the host's own; moving between host and device is not.
// CHECK-LABEL: func.func @on_host
func.func @on_host(%x: tensor<4xf32> {mock.on_host}) {
  %0 = aten.exp %x {mock.on_host = array<i1: true>} : (tensor<4xf32>) -> tensor<4xf32>
  // expected-warning @+1 {{operator.supported: aten._to_copy: self is a tensor on the CPU}}
  %1 = aten._to_copy %0  : (tensor<4xf32>) -> tensor<4xf32>
  return
}
