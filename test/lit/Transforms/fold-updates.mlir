// RUN: mock-opt %s --mock-fold-updates | FileCheck %s

#id2 = affine_map<(d0, d1) -> (d0, d1)>
#id1 = affine_map<(d0) -> (d0)>

// CHECK-LABEL: func.func @insert_into_a_layer
// CHECK-NOT: linalg.generic
// CHECK: %[[R:.*]] = mock.insert %arg1 into %arg0 offset(12) strides([1])
// CHECK: %[[V:.*]] = mock.view %[[R]] offset(8) strides([4, 1])
// CHECK: return %[[R]], %[[V]]
func.func @insert_into_a_layer(%x: tensor<3x2x4xf32>, %part: tensor<4xf32>) -> (tensor<3x2x4xf32>, tensor<2x4xf32>) {
  %v = mock.view %x offset(8) strides([4, 1]) : tensor<3x2x4xf32> -> tensor<2x4xf32>
  %e = tensor.empty() : tensor<2x4xf32>
  %c = linalg.generic {indexing_maps = [#id2, #id2], iterator_types = ["parallel", "parallel"]} ins(%v : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<2x4xf32>
  %u = mock.insert %part into %c offset(4) strides([1]) : tensor<4xf32> into tensor<2x4xf32>
  %p = linalg.generic {indexing_maps = [#id2, #id2], iterator_types = ["parallel", "parallel"]} ins(%u : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<2x4xf32>
  %r = mock.insert %p into %x offset(8) strides([4, 1]) : tensor<2x4xf32> into tensor<3x2x4xf32>
  return %r, %u : tensor<3x2x4xf32>, tensor<2x4xf32>
}

// The layer becomes one more index.
// CHECK-LABEL: func.func @scatter_into_a_layer
// CHECK: %[[TWO:.*]] = arith.constant 2 : i64
// CHECK: %[[LAYER:.*]] = linalg.fill ins(%[[TWO]] : i64) {{.*}} -> tensor<i64>
// CHECK: %[[R:.*]] = mock.scatter <store> ins(%arg1 : tensor<4xf32>) indices(%arg2, %[[LAYER]] : tensor<1xi64>, tensor<i64>) coordinates = [-2, -1, 1]
// CHECK-SAME: outs(%arg0 : tensor<3x2x4xf32>)
// CHECK: return %[[R]]
func.func @scatter_into_a_layer(%x: tensor<3x2x4xf32>, %row: tensor<4xf32>, %i: tensor<1xi64>) -> tensor<3x2x4xf32> {
  %v = mock.view %x offset(16) strides([4, 1]) : tensor<3x2x4xf32> -> tensor<2x4xf32>
  %e = tensor.empty() : tensor<2x4xf32>
  %c = linalg.generic {indexing_maps = [#id2, #id2], iterator_types = ["parallel", "parallel"]} ins(%v : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<2x4xf32>
  %u = mock.scatter <store> ins(%row : tensor<4xf32>) indices(%i : tensor<1xi64>) coordinates = [-1, 1]
       values = affine_map<(d0, d1) -> (d1)> maps = [affine_map<(d0, d1) -> (d0)>] outs(%c : tensor<2x4xf32>) -> tensor<2x4xf32>
  %p = linalg.generic {indexing_maps = [#id2, #id2], iterator_types = ["parallel", "parallel"]} ins(%u : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<2x4xf32>
  %r = mock.insert %p into %x offset(16) strides([4, 1]) : tensor<2x4xf32> into tensor<3x2x4xf32>
  return %r : tensor<3x2x4xf32>
}

// An index into a part of a dimension has another bound than one into all of it.
// CHECK-LABEL: func.func @scatter_into_a_slice
// CHECK: mock.scatter {{.*}} coordinates = [-1] {{.*}} -> tensor<2xf32>
// CHECK: mock.insert {{.*}} : tensor<2xf32> into tensor<6xf32>
func.func @scatter_into_a_slice(%x: tensor<6xf32>, %value: tensor<1xf32>, %i: tensor<1xi64>) -> tensor<6xf32> {
  %v = mock.view %x offset(3) strides([1]) : tensor<6xf32> -> tensor<2xf32>
  %e = tensor.empty() : tensor<2xf32>
  %c = linalg.generic {indexing_maps = [#id1, #id1], iterator_types = ["parallel"]} ins(%v : tensor<2xf32>) outs(%e : tensor<2xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<2xf32>
  %u = mock.scatter <store> ins(%value : tensor<1xf32>) indices(%i : tensor<1xi64>) coordinates = [-1]
       values = #id1 maps = [#id1] outs(%c : tensor<2xf32>) -> tensor<2xf32>
  %p = linalg.generic {indexing_maps = [#id1, #id1], iterator_types = ["parallel"]} ins(%u : tensor<2xf32>) outs(%e : tensor<2xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<2xf32>
  %r = mock.insert %p into %x offset(3) strides([1]) : tensor<2xf32> into tensor<6xf32>
  return %r : tensor<6xf32>
}

// Put back elsewhere: another tensor.
// CHECK-LABEL: func.func @elsewhere
// CHECK: mock.insert %arg1 into %{{.*}} offset(1) strides([1]) : tensor<1xf32> into tensor<2xf32>
// CHECK: mock.insert %{{.*}} into %arg0 offset(2)
func.func @elsewhere(%x: tensor<6xf32>, %part: tensor<1xf32>) -> tensor<6xf32> {
  %v = mock.view %x offset(0) strides([1]) : tensor<6xf32> -> tensor<2xf32>
  %e = tensor.empty() : tensor<2xf32>
  %c = linalg.generic {indexing_maps = [#id1, #id1], iterator_types = ["parallel"]} ins(%v : tensor<2xf32>) outs(%e : tensor<2xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<2xf32>
  %u = mock.insert %part into %c offset(1) strides([1]) : tensor<1xf32> into tensor<2xf32>
  %p = linalg.generic {indexing_maps = [#id1, #id1], iterator_types = ["parallel"]} ins(%u : tensor<2xf32>) outs(%e : tensor<2xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<2xf32>
  %r = mock.insert %p into %x offset(2) strides([1]) : tensor<2xf32> into tensor<6xf32>
  return %r : tensor<6xf32>
}
