// RUN: mock-opt --mock-tile %s | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#col = affine_map<(d0, d1) -> (d1)>
#v = affine_map<(d0) -> (d0)>

// CHECK-DAG: #[[M:.*]] = affine_map<(d0) -> (16, -d0 + 30)>
// CHECK-DAG: #[[K:.*]] = affine_map<(d0) -> (24, -d0 + 50)>

// Edge tiles of m and k; n is whole, so that its size is a constant.
// CHECK-LABEL: mock.kernel @mm(
// CHECK: scf.forall (%[[I:.*]], %[[J:.*]]) = (0, 0) to (30, 27) step (16, 27)
// CHECK: %[[SIZE:.*]] = affine.min #[[M]](%[[I]])
// CHECK: %[[INIT:.*]] = linalg.fill {{.*}} -> tensor<?x27xf32>
// CHECK: %[[ACC:.*]] = scf.for %[[P:.*]] = %c0 to %c50 step %c24 iter_args(%[[C:.*]] = %[[INIT]])
// CHECK: %[[DEPTH:.*]] = affine.min #[[K]](%[[P]])
// CHECK: tensor.extract_slice %arg0[%[[I]], %[[P]]] [%[[SIZE]], %[[DEPTH]]] [1, 1]
// CHECK: tensor.extract_slice %arg1[%[[P]], 0] [%[[DEPTH]], 27] [1, 1]
// CHECK: linalg.matmul {{.*}} outs(%[[C]] : tensor<?x27xf32>)
// CHECK: linalg.generic {{.*}} ins(%[[ACC]]
// CHECK: tensor.parallel_insert_slice %{{.*}} into %{{.*}}[%[[I]], 0] [%[[SIZE]], 27] [1, 1]
mock.kernel @mm(%x: tensor<30x50xf32>, %w: tensor<50x27xf32>, %b: tensor<27xf32>) -> tensor<30x27xf32>
    attributes {mock.root = "contraction", mock.tiles = array<i64: 16, 27, 24>, mock.cores = array<i64: 2, 1>} {
  %c = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<30x27xf32>
  %f = linalg.fill ins(%c : f32) outs(%e : tensor<30x27xf32>) -> tensor<30x27xf32>
  %m = linalg.matmul ins(%x, %w : tensor<30x50xf32>, tensor<50x27xf32>) outs(%f : tensor<30x27xf32>) -> tensor<30x27xf32>
  %e1 = tensor.empty() : tensor<30x27xf32>
  %r = linalg.generic {indexing_maps = [#id, #col, #id], iterator_types = ["parallel", "parallel"]}
      ins(%m, %b : tensor<30x27xf32>, tensor<27xf32>) outs(%e1 : tensor<30x27xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<30x27xf32>
  mock.yield %r : tensor<30x27xf32>
}

// The batch dimension of tile 1 is dropped: a product of matrices remains.
// CHECK-LABEL: mock.kernel @bmm(
// CHECK: scf.forall (%[[B:.*]], %{{.*}}, %{{.*}}) = (0, 0, 0) to (3, 4, 5) step (1, 4, 5)
// CHECK: tensor.extract_slice %arg0[%[[B]], 0, 0] [1, 4, 6] [1, 1, 1] : tensor<3x4x6xf32> to tensor<4x6xf32>
// CHECK: linalg.matmul
mock.kernel @bmm(%x: tensor<3x4x6xf32>, %w: tensor<3x6x5xf32>) -> tensor<3x4x5xf32>
    attributes {mock.root = "contraction", mock.tiles = array<i64: 1, 4, 5, 6>, mock.cores = array<i64: 3, 1, 1>} {
  %c = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<3x4x5xf32>
  %f = linalg.fill ins(%c : f32) outs(%e : tensor<3x4x5xf32>) -> tensor<3x4x5xf32>
  %m = linalg.batch_matmul ins(%x, %w : tensor<3x4x6xf32>, tensor<3x6x5xf32>) outs(%f : tensor<3x4x5xf32>) -> tensor<3x4x5xf32>
  mock.yield %m : tensor<3x4x5xf32>
}

// A split row: the position of each tile within the row corrects argmax.
// CHECK-LABEL: mock.kernel @argmax(
// CHECK: scf.forall (%[[R:.*]]) in (3)
// CHECK: scf.for %[[P:.*]] = {{.*}} iter_args(%[[V:.*]] = %{{.*}}, %[[I:.*]] = %{{.*}})
// CHECK: tensor.extract_slice %arg0[%[[R]], %[[P]]] [1, %{{.*}}] [1, 1] : tensor<3x20xf32> to tensor<?xf32>
// CHECK: %[[AT:.*]] = affine.apply #{{.*}}(%[[P]])
// CHECK: mock.reduce <argmax> {{.*}} outs(%[[V]], %[[I]] : tensor<f32>, tensor<i64>) offset(%[[AT]]) dimensions = [0]
mock.kernel @argmax(%x: tensor<3x20xf32>) -> tensor<3xi64>
    attributes {mock.root = "reduction", mock.tiles = array<i64: 1, 8>, mock.cores = array<i64: 3>} {
  %ninf = arith.constant 0xFF800000 : f32
  %z = arith.constant 0 : i64
  %e = tensor.empty() : tensor<3xf32>
  %f = linalg.fill ins(%ninf : f32) outs(%e : tensor<3xf32>) -> tensor<3xf32>
  %ei = tensor.empty() : tensor<3xi64>
  %fi = linalg.fill ins(%z : i64) outs(%ei : tensor<3xi64>) -> tensor<3xi64>
  %r:2 = mock.reduce <argmax> ins(%x : tensor<3x20xf32>) outs(%f, %fi : tensor<3xf32>, tensor<3xi64>) dimensions = [1] -> tensor<3xf32>, tensor<3xi64>
  mock.yield %r#1 : tensor<3xi64>
}

// CHECK-LABEL: mock.kernel @index(
// CHECK: scf.forall (%[[I:.*]]) = (0) to (9) step (4)
// CHECK: %[[L:.*]] = linalg.index 0
// CHECK: affine.apply #{{.*}}(%[[L]], %[[I]])
mock.kernel @index() -> tensor<9xi64>
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 4>, mock.cores = array<i64: 3>} {
  %e = tensor.empty() : tensor<9xi64>
  %r = linalg.generic {indexing_maps = [#v], iterator_types = ["parallel"]} outs(%e : tensor<9xi64>) {
  ^bb0(%o: i64):
    %i = linalg.index 0 : index
    %j = arith.index_cast %i : index to i64
    linalg.yield %j : i64
  } -> tensor<9xi64>
  mock.yield %r : tensor<9xi64>
}

// A scalar result is a grid of one tile.
// CHECK-LABEL: mock.kernel @scalar(
// CHECK: scf.forall (%{{.*}}) in (1)
// CHECK: tensor.parallel_insert_slice %{{.*}} into %{{.*}}[] [] [] : tensor<f32> into tensor<f32>
mock.kernel @scalar(%x: tensor<7xf32>) -> tensor<f32>
    attributes {mock.root = "reduction", mock.tiles = array<i64: 7>, mock.cores = array<i64: 1>} {
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<f32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %r = mock.reduce <sum> ins(%x : tensor<7xf32>) outs(%f : tensor<f32>) dimensions = [0] -> tensor<f32>
  mock.yield %r : tensor<f32>
}

// CHECK-LABEL: mock.kernel @nothing(
// CHECK: scf.forall (%{{.*}}) in (0)
// CHECK-NOT: linalg.generic
mock.kernel @nothing(%x: tensor<0xf32>) -> tensor<0xf32>
    attributes {mock.root = "elementwise", mock.tiles = array<i64: 1>, mock.cores = array<i64: 1>} {
  %e = tensor.empty() : tensor<0xf32>
  %r = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%x : tensor<0xf32>) outs(%e : tensor<0xf32>) {
  ^bb0(%p: f32, %o: f32):
    %n = arith.negf %p : f32
    linalg.yield %n : f32
  } -> tensor<0xf32>
  mock.yield %r : tensor<0xf32>
}

// A kernel without a legal tile stays as it is.
// CHECK-LABEL: mock.kernel @left_alone(
// CHECK-NOT: scf.forall
// CHECK: mock.yield
mock.kernel @left_alone(%x: tensor<9xf32>) -> tensor<9xf32> attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<9xf32>
  %r = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%x : tensor<9xf32>) outs(%e : tensor<9xf32>) {
  ^bb0(%p: f32, %o: f32):
    %n = arith.negf %p : f32
    linalg.yield %n : f32
  } -> tensor<9xf32>
  mock.yield %r : tensor<9xf32>
}
