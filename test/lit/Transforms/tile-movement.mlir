// RUN: mock-opt --mock-tile %s | FileCheck %s

#row = affine_map<(d0, d1) -> (d0)>
#id = affine_map<(d0, d1) -> (d0, d1)>
module attributes {mock.target = "mock-v1"} {

// The table is cut along its columns, which a loop runs along; its rows stay whole.
// CHECK-LABEL: mock.kernel @gather
// CHECK: scf.forall (%[[I:.*]], %[[J:.*]]) = (0, 0) to (6, 8) step (2, 4)
// CHECK: tensor.extract_slice %{{.*}}[0, %[[J]]] [9, 4] [1, 1] : tensor<9x8xf32> to tensor<9x4xf32>
// CHECK: tensor.extract_slice %{{.*}}[%[[I]]] [2] [1] : tensor<6xi64> to tensor<2xi64>
// CHECK: mock.gather {{.*}} coordinates = [-1, 1] maps = [#{{.*}}] outs(%{{.*}} : tensor<2x4xf32>) -> tensor<2x4xf32>
mock.kernel @gather(%w: tensor<9x8xf32>, %i: tensor<6xi64>) -> tensor<6x8xf32>
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 2, 4>, mock.cores = array<i64: 1, 1>} {
  %e = tensor.empty() : tensor<6x8xf32>
  %g = mock.gather ins(%w : tensor<9x8xf32>) indices(%i : tensor<6xi64>) coordinates = [-1, 1] maps = [#row]
       outs(%e : tensor<6x8xf32>) -> tensor<6x8xf32>
  mock.yield %g : tensor<6x8xf32>
}

// A dimension of tile size 1 is dropped, at the source too.
// CHECK-LABEL: mock.kernel @gather_of_columns
// CHECK: tensor.extract_slice %{{.*}}[0, %{{.*}}] [9, 1] [1, 1] : tensor<9x8xf32> to tensor<9xf32>
// CHECK: mock.gather {{.*}} coordinates = [-1] {{.*}} -> tensor<6xf32>
mock.kernel @gather_of_columns(%w: tensor<9x8xf32>, %i: tensor<6xi64>) -> tensor<6x8xf32>
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 6, 1>, mock.cores = array<i64: 1, 1>} {
  %e = tensor.empty() : tensor<6x8xf32>
  %g = mock.gather ins(%w : tensor<9x8xf32>) indices(%i : tensor<6xi64>) coordinates = [-1, 1] maps = [#row]
       outs(%e : tensor<6x8xf32>) -> tensor<6x8xf32>
  mock.yield %g : tensor<6x8xf32>
}

// Only columns make up the grid: rows may meet in one place, so that a loop takes them in order. The
// output begins as the argument that is updated.
// CHECK-LABEL: mock.kernel @scatter
// CHECK-SAME: %[[BASE:[a-z0-9_]+]]: tensor<9x8xf32>)
// CHECK: scf.forall (%[[J:.*]]) = (0) to (8) step (4) shared_outs(%[[OUT:.*]] = %[[BASE]])
// CHECK: %[[PART:.*]] = tensor.extract_slice %[[OUT]][0, %[[J]]] [9, 4]
// CHECK: %[[R:.*]] = scf.for %[[I:.*]] = {{.*}} iter_args(%[[CARRIED:.*]] = %[[PART]])
// CHECK: mock.scatter <add> ins(%{{.*}} : tensor<2x4xf32>) indices(%{{.*}} : tensor<2xi64>) {{.*}} outs(%[[CARRIED]]
// CHECK: tensor.parallel_insert_slice %[[R]] into %[[OUT]][0, %[[J]]] [9, 4]
mock.kernel @scatter(%v: tensor<6x8xf32>, %i: tensor<6xi64>, %base: tensor<9x8xf32>)
    -> (tensor<9x8xf32> {mock.updates = 2 : i64})
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 4, 2>, mock.cores = array<i64: 1>} {
  %s = mock.scatter <add> ins(%v : tensor<6x8xf32>) indices(%i : tensor<6xi64>) coordinates = [-1, 1]
       values = #id maps = [#row] outs(%base : tensor<9x8xf32>) -> tensor<9x8xf32>
  mock.yield %s : tensor<9x8xf32>
}
}
