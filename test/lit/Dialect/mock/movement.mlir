// RUN: mock-opt %s | mock-opt | FileCheck %s

#row = affine_map<(d0, d1) -> (d0)>
#all = affine_map<(d0, d1) -> (d0, d1)>
#none = affine_map<(d0, d1) -> ()>

// CHECK-LABEL: func.func @insert
// CHECK: mock.insert %{{.*}} into %{{.*}} offset(8) strides([16, 1]) : tensor<4x8xf32> into tensor<4x16xf32>
// CHECK: mock.insert %{{.*}} into %{{.*}} offset(63) strides([-16, -1]) : tensor<4x8xf32> into tensor<4x16xf32>
// CHECK: mock.insert %{{.*}} into %{{.*}} offset(0) strides([16, 1]) mutates : tensor<4x16xf32> into tensor<4x16xf32>
func.func @insert(%x: tensor<4x8xf32>, %y: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %e = tensor.empty() : tensor<4x16xf32>
  %0 = mock.insert %x into %e offset(8) strides([16, 1]) : tensor<4x8xf32> into tensor<4x16xf32>
  %1 = mock.insert %x into %0 offset(63) strides([-16, -1]) : tensor<4x8xf32> into tensor<4x16xf32>
  %2 = mock.insert %1 into %y offset(0) strides([16, 1]) mutates : tensor<4x16xf32> into tensor<4x16xf32>
  return %2 : tensor<4x16xf32>
}

// CHECK-LABEL: func.func @gather
// CHECK: mock.gather ins(%{{.*}} : tensor<100x64xf32>) indices(%{{.*}} : tensor<8xi64>) coordinates = [-1, 1]
// CHECK-SAME: maps = [#{{.*}}] wraps outs(%{{.*}} : tensor<8x64xf32>) -> tensor<8x64xf32>
func.func @gather(%table: tensor<100x64xf32>, %ids: tensor<8xi64>) -> tensor<8x64xf32> {
  %e = tensor.empty() : tensor<8x64xf32>
  %r = mock.gather ins(%table : tensor<100x64xf32>) indices(%ids : tensor<8xi64>)
       coordinates = [-1, 1] maps = [#row] wraps outs(%e : tensor<8x64xf32>) -> tensor<8x64xf32>
  return %r : tensor<8x64xf32>
}

// CHECK-LABEL: func.func @scatter
// CHECK: mock.scatter <add> ins(%{{.*}} : tensor<f32>) indices(%{{.*}} : tensor<8x64xi32>) coordinates = [-1, 1]
// CHECK-SAME: values = #{{.*}} maps = [#{{.*}}] outs(%{{.*}} : tensor<100x64xf32>) -> tensor<100x64xf32>
func.func @scatter(%base: tensor<100x64xf32>, %ids: tensor<8x64xi32>, %v: tensor<f32>) -> tensor<100x64xf32> {
  %r = mock.scatter <add> ins(%v : tensor<f32>) indices(%ids : tensor<8x64xi32>)
       coordinates = [-1, 1] values = #none maps = [#all] outs(%base : tensor<100x64xf32>) -> tensor<100x64xf32>
  return %r : tensor<100x64xf32>
}
