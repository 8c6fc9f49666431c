// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1' -verify-diagnostics | FileCheck %s

// Index arithmetic, comparison, selection and casts of i64 are the device's.
// CHECK-LABEL: func.func @index_arithmetic
func.func @index_arithmetic(%x: tensor<4xi64>) {
  // CHECK-NOT: mock.host
  %0 = aten.add.Scalar %x {other = 1 : i64, alpha = 1 : i64} : (tensor<4xi64>) -> tensor<4xi64>
  %1 = aten.eq.Tensor %0, %x : (tensor<4xi64>, tensor<4xi64>) -> tensor<4xi1>
  %2 = aten.where.ScalarOther %1, %x {other = 0 : i64} : (tensor<4xi1>, tensor<4xi64>) -> tensor<4xi64>
  %3 = aten._to_copy %2 {dtype = f32} : (tensor<4xi64>) -> tensor<4xf32>
  return
}

// CHECK-LABEL: func.func @arithmetic
func.func @arithmetic(%x: tensor<4xi64>) {
  // CHECK: mock.host = "dtype.index-only"
  // expected-warning @+1 {{dtype.index-only: aten.bitwise_not: operator is arithmetic on i64; it has to be one of index arithmetic, comparison, select and casts}}
  %0 = aten.bitwise_not %x : (tensor<4xi64>) -> tensor<4xi64>
  // expected-warning @+1 {{dtype.index-only: aten.remainder.Scalar}}
  %1 = aten.remainder.Scalar %x {other = 3 : i64} : (tensor<4xi64>) -> tensor<4xi64>
  return
}
