// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s
module attributes {mock.target = "mock-v1"} {

// CHECK-LABEL: func.func @sum_last
func.func @sum_last(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  // CHECK: %[[Z:.*]] = linalg.fill
  // CHECK: mock.reduce <sum> ins(%{{.*}} : tensor<4x8xf32>) outs(%[[Z]] : tensor<4xf32>) dimensions = [1]
  %0 = aten.sum.dim_IntList %x {dim = array<i64: -1>, keepdim = false} : (tensor<4x8xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// Reduced dimensions go last; kept ones come back as a view.
// CHECK-LABEL: func.func @amax_first
// CHECK-SAME: %[[X:[^:]*]]: tensor<4x8xf32>
func.func @amax_first(%x: tensor<4x8xf32>) -> tensor<1x8xf32> {
  // CHECK: %[[P:.*]] = mock.view %[[X]] offset(0) strides([1, 8]) {{.*}} -> tensor<8x4xf32>
  // CHECK: arith.constant 0xFF800000 : f32
  // CHECK: %[[R:.*]] = mock.reduce <max> ins(%[[P]] : tensor<8x4xf32>){{.*}}dimensions = [1]
  // CHECK: mock.view %[[R]] offset(0) strides([8, 1]) {{.*}} -> tensor<1x8xf32>
  %0 = aten.amax %x {dim = array<i64: 0>, keepdim = true} : (tensor<4x8xf32>) -> tensor<1x8xf32>
  return %0 : tensor<1x8xf32>
}

// bool counts in i64.
// CHECK-LABEL: func.func @sum_bool
func.func @sum_bool(%x: tensor<4x8xi1>) -> tensor<i64> {
  // CHECK: arith.extui %{{.*}} : i1 to i64
  // CHECK: mock.reduce <sum> ins(%{{.*}} : tensor<4x8xi64>){{.*}}dimensions = [0, 1]
  %0 = aten.sum %x : (tensor<4x8xi1>) -> tensor<i64>
  return %0 : tensor<i64>
}

// CHECK-LABEL: func.func @mean_bf16
func.func @mean_bf16(%x: tensor<4x8xbf16>) -> tensor<4xbf16> {
  // CHECK: arith.extf
  // CHECK: mock.reduce <sum> ins(%{{.*}} : tensor<4x8xf32>)
  // CHECK: arith.constant 8.000000e+00 : f32
  // CHECK: arith.divf
  // CHECK: arith.truncf %{{.*}} {mock.implicit}
  %0 = aten.mean.dim %x {dim = array<i64: 1>, keepdim = false} : (tensor<4x8xbf16>) -> tensor<4xbf16>
  return %0 : tensor<4xbf16>
}

// CHECK-LABEL: func.func @max_dim
func.func @max_dim(%x: tensor<4x8xf32>) -> (tensor<4xf32>, tensor<4xi64>) {
  // CHECK: mock.reduce <argmax> ins(%{{.*}} : tensor<4x8xf32>) outs(%{{.*}}, %{{.*}} : tensor<4xf32>, tensor<4xi64>) dimensions = [1]
  %0:2 = aten.max.dim %x {dim = 1 : i64, keepdim = false} : (tensor<4x8xf32>) -> (tensor<4xf32>, tensor<4xi64>)
  return %0#0, %0#1 : tensor<4xf32>, tensor<4xi64>
}

// Over all elements positions count in row-major order of the tensor, whatever its strides.
// CHECK-LABEL: func.func @argmax_all
func.func @argmax_all(%x: tensor<4x8xf32> {mock.strides = array<i64: 1, 4>}) -> tensor<i64> {
  // CHECK: %[[C:.*]] = linalg.generic
  // CHECK: %[[F:.*]] = mock.view %[[C]] offset(0) strides([1]) {{.*}} -> tensor<32xf32>
  // CHECK: mock.reduce <argmax> ins(%[[F]]
  %0 = aten.argmax %x {keepdim = false} : (tensor<4x8xf32>) -> tensor<i64>
  return %0 : tensor<i64>
}

// Two passes: the mean, then the squared deviations over n - 1.
// CHECK-LABEL: func.func @var
func.func @var(%x: tensor<4x8xf32>) -> tensor<4xf32> {
  // CHECK: mock.reduce <sum>
  // CHECK: arith.constant 8.000000e+00 : f32
  // CHECK: arith.subf
  // CHECK: arith.mulf
  // CHECK: mock.reduce <sum>
  // CHECK: arith.constant 7.000000e+00 : f32
  %0 = aten.var.correction %x {dim = array<i64: 1>, correction = 1 : i64, keepdim = false} : (tensor<4x8xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @any_all
func.func @any_all(%x: tensor<4x8xf32>) -> (tensor<4xi1>, tensor<i1>) {
  // CHECK: mock.reduce <max>
  // CHECK: arith.cmpf olt
  %0 = aten.any.dim %x {dim = 1 : i64, keepdim = false} : (tensor<4x8xf32>) -> tensor<4xi1>
  // CHECK: mock.reduce <min>
  %1 = aten.all %x : (tensor<4x8xf32>) -> tensor<i1>
  return %0, %1 : tensor<4xi1>, tensor<i1>
}

// A reduction of nothing is the identity.
// CHECK-LABEL: func.func @prod_empty
func.func @prod_empty(%x: tensor<4x0xf32>) -> tensor<4xf32> {
  // CHECK: arith.constant 1.000000e+00 : f32
  // CHECK: linalg.fill
  // CHECK-NOT: mock.reduce
  %0 = aten.prod.dim_int %x {dim = 1 : i64, keepdim = false} : (tensor<4x0xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
}
