// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s

// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1) -> (d0)>
// CHECK-DAG: #[[COL:.*]] = affine_map<(d0, d1) -> (d1)>
// CHECK-DAG: #[[ID:.*]] = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-DAG: #[[NONE:.*]] = affine_map<(d0, d1) -> ()>
module attributes {mock.target = "mock-v1"} {

// CHECK-LABEL: func.func @embedding
// CHECK: mock.gather ins(%{{.*}} : tensor<9x4xf32>) indices(%{{.*}} : tensor<3xi64>) coordinates = [-1, 1] maps = [#[[ROW]]] outs
func.func @embedding(%w: tensor<9x4xf32>, %i: tensor<3xi64>) -> tensor<3x4xf32> {
  %0 = aten.embedding %w, %i {padding_idx = -1 : i64, scale_grad_by_freq = false, sparse = false} : (tensor<9x4xf32>, tensor<3xi64>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// CHECK-LABEL: func.func @index_select
// CHECK: mock.gather {{.*}} coordinates = [0, -1] maps = [#[[COL]]] outs
func.func @index_select(%x: tensor<9x4xf32>, %i: tensor<3xi32>) -> tensor<9x3xf32> {
  %0 = aten.index_select %x, %i {dim = 1 : i64} : (tensor<9x4xf32>, tensor<3xi32>) -> tensor<9x3xf32>
  return %0 : tensor<9x3xf32>
}

// The index may be smaller than the tensor along the other dimensions.
// CHECK-LABEL: func.func @gather
// CHECK: mock.gather {{.*}} coordinates = [-1, 1] maps = [#[[ID]]] outs(%{{.*}} : tensor<3x2xf32>)
func.func @gather(%x: tensor<9x4xf32>, %i: tensor<3x2xi64>) -> tensor<3x2xf32> {
  %0 = aten.gather %x, %i {dim = 0 : i64, sparse_grad = false} : (tensor<9x4xf32>, tensor<3x2xi64>) -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}

// Two index tensors that broadcast; negative values count from the end.
// CHECK-LABEL: func.func @index
// CHECK: mock.gather {{.*}} indices(%{{.*}}, %{{.*}} : tensor<3xi64>, tensor<2xi64>) coordinates = [-1, -2] maps = [#[[ROW]], #[[COL]]] wraps outs(%{{.*}} : tensor<3x2xf32>)
func.func @index(%x: tensor<9x4xf32>, %i: tensor<3x1xi64>, %j: tensor<2xi64>) -> tensor<3x2xf32> {
  %0 = aten.index.Tensor %x, [%i, %j] : (tensor<9x4xf32>, tensor<3x1xi64>, tensor<2xi64>) -> tensor<3x2xf32>
  return %0 : tensor<3x2xf32>
}

// The shape of what a mask chooses depends on its values.
// CHECK-LABEL: func.func @mask
// CHECK: mock.host_call "aten.index.Tensor"
func.func @mask(%x: tensor<9x4xf32>, %m: tensor<9xi1>) -> tensor<5x4xf32> {
  %0 = aten.index.Tensor %x, [%m] {mock.node = 0 : i64} : (tensor<9x4xf32>, tensor<9xi1>) -> tensor<5x4xf32>
  return %0 : tensor<5x4xf32>
}

// The values that have no index are not read.
// CHECK-LABEL: func.func @scatter_add
// CHECK: mock.view %{{.*}} : tensor<3x4xf32> -> tensor<3x2xf32>
// CHECK: mock.scatter <add> ins(%{{.*}} : tensor<3x2xf32>) indices(%{{.*}} : tensor<3x2xi64>) coordinates = [-1, 1] values = #[[ID]] maps = [#[[ID]]] outs
func.func @scatter_add(%x: tensor<9x4xf32>, %i: tensor<3x2xi64>, %v: tensor<3x4xf32>) -> tensor<9x4xf32> {
  %0 = aten.scatter_add %x, %i, %v {dim = 0 : i64} : (tensor<9x4xf32>, tensor<3x2xi64>, tensor<3x4xf32>) -> tensor<9x4xf32>
  return %0 : tensor<9x4xf32>
}

// Without self, the places begin with the identity.
// CHECK-LABEL: func.func @scatter_reduce
// CHECK: %[[B:.*]] = mock.scatter <store> ins(%{{.*}} : tensor<f32>) {{.*}} values = #[[NONE]]
// CHECK: mock.scatter <max> {{.*}} outs(%[[B]] : tensor<9x4xf32>)
func.func @scatter_reduce(%x: tensor<9x4xf32>, %i: tensor<3x2xi64>, %v: tensor<3x2xf32>) -> tensor<9x4xf32> {
  %0 = aten.scatter_reduce.two %x, %i, %v {dim = 0 : i64, reduce = "amax", include_self = false} : (tensor<9x4xf32>, tensor<3x2xi64>, tensor<3x2xf32>) -> tensor<9x4xf32>
  return %0 : tensor<9x4xf32>
}

// CHECK-LABEL: func.func @index_put
// CHECK: mock.scatter <add> ins(%{{.*}} : tensor<4xf32>) indices(%{{.*}} : tensor<3xi64>) coordinates = [-1, 1] values = #[[COL]] maps = [#[[ROW]]] wraps
func.func @index_put(%x: tensor<9x4xf32>, %i: tensor<3xi64>, %v: tensor<4xf32>) -> tensor<9x4xf32> {
  %0 = aten.index_put %x, [%i], %v {accumulate = true} : (tensor<9x4xf32>, tensor<3xi64>, tensor<4xf32>) -> tensor<9x4xf32>
  return %0 : tensor<9x4xf32>
}

// One value under a mask is a choice.
// CHECK-LABEL: func.func @masked_put
// CHECK-NOT: mock.scatter
// CHECK: arith.select
func.func @masked_put(%x: tensor<9x4xf32>, %m: tensor<9xi1>, %v: tensor<f32>) -> tensor<9x4xf32> {
  %0 = aten.index_put %x, [%m], %v {accumulate = false} : (tensor<9x4xf32>, tensor<9xi1>, tensor<f32>) -> tensor<9x4xf32>
  return %0 : tensor<9x4xf32>
}
}
