// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1' -verify-diagnostics | FileCheck %s

// Every operand and result that breaks the rule is reported; only the first pays for the host call.
// CHECK-LABEL: func.func @f64
func.func @f64(%x: tensor<4xf64>, %y: tensor<4xf32>) -> tensor<4xf64> {
  // CHECK: aten.mul.Tensor {{.*}}mock.host = "dtype.supported"
  // expected-warning @+2 {{dtype.supported: aten.mul.Tensor: self is f64; it has to be one of f32 bf16 f16 i32 i8 bool i64 [mock-v1 vector.dtypes (mock-v1 specification, docs/profiles.md#vector-engine)]; host_call, 80 bytes, 3005 cycles}}
  // expected-warning @+1 {{dtype.supported: aten.mul.Tensor: result is f64; it has to be one of f32 bf16 f16 i32 i8 bool i64 [mock-v1 vector.dtypes (mock-v1 specification, docs/profiles.md#vector-engine)]; host_call}}
  %0 = aten.mul.Tensor %x, %y : (tensor<4xf64>, tensor<4xf32>) -> tensor<4xf64>
  return %0 : tensor<4xf64>
}

// Views of other types cost nothing.
// CHECK-LABEL: func.func @view
func.func @view(%x: tensor<4x2xf64>) -> tensor<2x4xf64> {
  // CHECK-NOT: mock.host
  %0 = aten.t %x {mock.layout = [{strides = array<i64: 1, 2>, offset = 0 : i64, alias = 0 : i64}]} : (tensor<4x2xf64>) -> tensor<2x4xf64>
  return %0 : tensor<2x4xf64>
}

// CHECK-LABEL: func.func @types_of_the_device
func.func @types_of_the_device(%a: tensor<4xbf16>, %b: tensor<4xi32>, %c: tensor<4xi1>) {
  // CHECK-NOT: mock.host
  %0 = aten.exp %a : (tensor<4xbf16>) -> tensor<4xbf16>
  %1 = aten.add.Tensor %b, %b {alpha = 1 : i64} : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  %2 = aten.logical_not %c : (tensor<4xi1>) -> tensor<4xi1>
  return
}
