// RUN: mock-opt %s | mock-opt | FileCheck %s

// CHECK-LABEL: func.func @plain_operands
func.func @plain_operands(%b: tensor<8xf32>, %x: tensor<4x16xf32>, %w: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // CHECK: aten.addmm %{{.*}}, %{{.*}}, %{{.*}} {alpha = 1 : i64, beta = 1 : i64, mock.node = 3 : i64} : (tensor<8xf32>, tensor<4x16xf32>, tensor<16x8xf32>) -> tensor<4x8xf32>
  %0 = aten.addmm %b, %x, %w {alpha = 1 : i64, beta = 1 : i64, mock.node = 3 : i64} : (tensor<8xf32>, tensor<4x16xf32>, tensor<16x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// CHECK-LABEL: func.func @overload
func.func @overload(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: aten.add.Tensor %{{.*}}, %{{.*}} {alpha = 2 : i64}
  %0 = aten.add.Tensor %a, %b {alpha = 2 : i64} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @optional_operand
func.func @optional_operand(%x: tensor<4x16xf32>, %w: tensor<8x16xf32>, %b: tensor<8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>) {
  // CHECK: aten.linear %{{.*}}, %{{.*}} bias(%{{.*}}) :
  %0 = aten.linear %x, %w bias(%b) : (tensor<4x16xf32>, tensor<8x16xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  // CHECK: aten.linear %{{.*}}, %{{.*}} : (tensor<4x16xf32>, tensor<8x16xf32>) -> tensor<4x8xf32>
  %1 = aten.linear %x, %w : (tensor<4x16xf32>, tensor<8x16xf32>) -> tensor<4x8xf32>
  return %0, %1 : tensor<4x8xf32>, tensor<4x8xf32>
}

// CHECK-LABEL: func.func @two_optional_operands
func.func @two_optional_operands(%x: tensor<4xf32>, %m: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: aten.clamp.Tensor %{{.*}} max(%{{.*}}) :
  %0 = aten.clamp.Tensor %x max(%m) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @tensor_list
func.func @tensor_list(%x: tensor<4xf32>, %i: tensor<2xi64>) -> (tensor<8xf32>, tensor<2xf32>) {
  // CHECK: aten.cat[%{{.*}}, %{{.*}}] {dim = 0 : i64} :
  %0 = aten.cat [%x, %x] {dim = 0 : i64} : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
  // CHECK: aten.index.Tensor %{{.*}}, [%{{.*}}] {indices_present = array<i1: true>} :
  %1 = aten.index.Tensor %x, [%i] {indices_present = array<i1: true>} : (tensor<4xf32>, tensor<2xi64>) -> tensor<2xf32>
  return %0, %1 : tensor<8xf32>, tensor<2xf32>
}

// CHECK-LABEL: func.func @no_operands
func.func @no_operands() -> tensor<2x3xbf16> {
  // CHECK: aten.full {dtype = bf16, fill_value = 1.500000e+00 : f64, size = array<i64: 2, 3>} : () -> tensor<2x3xbf16>
  %0 = aten.full {dtype = bf16, fill_value = 1.5 : f64, size = array<i64: 2, 3>} : () -> tensor<2x3xbf16>
  return %0 : tensor<2x3xbf16>
}

// CHECK-LABEL: func.func @several_results
func.func @several_results(%x: tensor<4x8xf32>) -> tensor<4xi64> {
  // CHECK: aten.max.dim %{{.*}} {dim = 1 : i64, keepdim = false} : (tensor<4x8xf32>) -> (tensor<4xf32>, tensor<4xi64>)
  %0:2 = aten.max.dim %x {dim = 1 : i64, keepdim = false} : (tensor<4x8xf32>) -> (tensor<4xf32>, tensor<4xi64>)
  return %0#1 : tensor<4xi64>
}

// CHECK-LABEL: func.func @opaque
func.func @opaque(%x: tensor<4x4xcomplex<f32>>) {
  // CHECK: aten.opaque "aten.linalg_svd"(%{{.*}}) {mock.node = 7 : i64} : (tensor<4x4xcomplex<f32>>) -> tensor<4xf32>
  %0 = aten.opaque "aten.linalg_svd"(%x) {mock.node = 7 : i64} : (tensor<4x4xcomplex<f32>>) -> tensor<4xf32>
  // CHECK: aten.opaque "my.operator_"(%{{.*}}) {impure} : (tensor<4xf32>) -> ()
  aten.opaque "my.operator_"(%0) {impure} : (tensor<4xf32>) -> ()
  return
}
