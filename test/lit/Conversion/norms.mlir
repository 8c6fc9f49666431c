// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s
// RUN: mock-opt %s --mock-stage-linalg --mock-stage-kernels | FileCheck %s --check-prefix=KERNELS

module attributes {mock.target = "mock-v1"} {

// Statistics and output go over a view with the channels in front; the output is written where eager
// has it.
// CHECK-LABEL: func.func @batch_norm
// CHECK: mock.view %{{.*}} offset(0) strides([10, 30, 1]){{.*}} : tensor<4x3x10xf32> -> tensor<3x4x10xf32>
// CHECK: mock.reduce <sum> {{.*}} dimensions = [1, 2]
// CHECK: mock.reduce <sum> {{.*}} dimensions = [1, 2]
// CHECK: mock.result_strides = array<i64: 10, 30, 1>
// One kernel for all of it:
// KERNELS-LABEL: func.func @batch_norm
// KERNELS-COUNT-1: mock.launch
// KERNELS-NOT: mock.launch
// KERNELS: return
func.func @batch_norm(%x: tensor<4x3x10xf32>, %w: tensor<3xf32>, %b: tensor<3xf32>) -> tensor<4x3x10xf32> {
  %0:3 = aten._native_batch_norm_legit.no_stats %x weight(%w) bias(%b) {training = true, momentum = 0.1 : f64, eps = 1.0e-5 : f64, mock.node = 0 : i64}
    : (tensor<4x3x10xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<4x3x10xf32>, tensor<3xf32>, tensor<3xf32>)
  return %0#0 : tensor<4x3x10xf32>
}

// CHECK-LABEL: func.func @group_norm
// CHECK: mock.view %{{.*}} -> tensor<4x2x3x10xf32>
// CHECK: mock.reduce <sum> {{.*}} dimensions = [2, 3]
// KERNELS-LABEL: func.func @group_norm
// KERNELS-COUNT-1: mock.launch
// KERNELS-NOT: mock.launch
// KERNELS: return
func.func @group_norm(%x: tensor<4x6x10xf32>, %w: tensor<6xf32>) -> tensor<4x6x10xf32> {
  %0:3 = aten.native_group_norm %x weight(%w) {N = 4 : i64, C = 6 : i64, HxW = 10 : i64, group = 2 : i64, eps = 1.0e-5 : f64, mock.node = 0 : i64}
    : (tensor<4x6x10xf32>, tensor<6xf32>) -> (tensor<4x6x10xf32>, tensor<4x2xf32>, tensor<4x2xf32>)
  return %0#0 : tensor<4x6x10xf32>
}

}
