// Casts that the user wrote: they round, truncate and compare with 0 as PyTorch does.
// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s
module attributes {mock.target = "mock-v1"} {

// A user's cast carries no mark: no pass may elide it.
// CHECK-LABEL: func.func @float_to_half(
func.func @float_to_half(%x: tensor<4xf32>) -> tensor<4xbf16> {
  // CHECK: %[[T:.*]] = arith.truncf %{{.*}} : f32 to bf16
  // CHECK-NOT: mock.implicit
  // CHECK: linalg.yield %[[T]]
  %0 = aten._to_copy %x {dtype = bf16} : (tensor<4xf32>) -> tensor<4xbf16>
  return %0 : tensor<4xbf16>
}

// CHECK-LABEL: func.func @half_to_float(
func.func @half_to_float(%x: tensor<4xbf16>) -> tensor<4xf32> {
  // CHECK: arith.extf %{{.*}} : bf16 to f32
  %0 = aten._to_copy %x {dtype = f32} : (tensor<4xbf16>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @float_to_integer(
func.func @float_to_integer(%x: tensor<4xf32>) -> tensor<4xi32> {
  // CHECK: arith.fptosi %{{.*}} : f32 to i32
  %0 = aten._to_copy %x {dtype = i32} : (tensor<4xf32>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// CHECK-LABEL: func.func @integer_to_float(
func.func @integer_to_float(%x: tensor<4xi64>) -> tensor<4xf32> {
  // CHECK: arith.sitofp %{{.*}} : i64 to f32
  %0 = aten._to_copy %x {dtype = f32} : (tensor<4xi64>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Not zero is true; NaN is true.
// CHECK-LABEL: func.func @to_bool(
func.func @to_bool(%x: tensor<4xf32>) -> tensor<4xi1> {
  // CHECK: arith.cmpf une
  %0 = aten._to_copy %x {dtype = i1} : (tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @from_bool(
func.func @from_bool(%x: tensor<4xi1>) -> tensor<4xf32> {
  // CHECK: arith.uitofp %{{.*}} : i1 to f32
  %0 = aten._to_copy %x {dtype = f32} : (tensor<4xi1>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @narrow(
func.func @narrow(%x: tensor<4xi64>) -> tensor<4xi32> {
  // CHECK: arith.trunci %{{.*}} : i64 to i32
  %0 = aten._to_copy %x {dtype = i32} : (tensor<4xi64>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}

// CHECK-LABEL: func.func @widen(
func.func @widen(%x: tensor<4xi32>) -> tensor<4xi64> {
  // CHECK: arith.extsi %{{.*}} : i32 to i64
  %0 = aten._to_copy %x {dtype = i64} : (tensor<4xi32>) -> tensor<4xi64>
  return %0 : tensor<4xi64>
}
}
