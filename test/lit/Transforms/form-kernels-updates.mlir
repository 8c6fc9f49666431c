// RUN: mock-opt --split-input-file --mock-plan-updates --mock-form-kernels %s | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
module attributes {mock.target = "mock-v1"} {

// The product writes its rectified result straight into its part of the new buffer; the second part
// updates the same buffer.
// CHECK-DAG: mock.kernel @[[MM:mm_relu_cat]]({{.*}}) -> (tensor<4x8xf32> {mock.offset = 0 : i64, mock.strides = array<i64: 16, 1>})
// CHECK-DAG: mock.kernel @[[CAT:cat]]({{.*}}tensor<4x16xf32> {{.*}}) -> (tensor<4x8xf32> {mock.offset = 8 : i64, mock.strides = array<i64: 16, 1>, mock.updates = 1 : i64})
// CHECK-LABEL: func.func @cat_of_computed
// CHECK: %[[A:.*]] = mock.launch @[[MM]](%{{.*}}, %{{.*}}) {{.*}} : (tensor<4x6xf32>, tensor<6x8xf32>) -> tensor<4x16xf32>
// CHECK: %[[B:.*]] = mock.launch @[[CAT]](%{{.*}}, %[[A]]) {{.*}}updates = array<i64: 1>} : (tensor<4x8xf32>, tensor<4x16xf32>) -> tensor<4x16xf32>
// CHECK: return %[[B]]
func.func @cat_of_computed(%a: tensor<4x6xf32>, %b: tensor<6x8xf32>, %y: tensor<4x8xf32>) -> tensor<4x16xf32> {
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x8xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  %m = linalg.matmul {mock.op = "aten.mm"} ins(%a, %b : tensor<4x6xf32>, tensor<6x8xf32>) outs(%f : tensor<4x8xf32>) -> tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"], mock.op = "aten.relu"}
      ins(%m : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) {
    ^bb0(%v: f32, %o: f32):
      %x = arith.maximumf %v, %z : f32
      linalg.yield %x : f32
  } -> tensor<4x8xf32>
  %big = tensor.empty() : tensor<4x16xf32>
  %0 = mock.insert %r into %big offset(0) strides([16, 1]) {mock.op = "aten.cat"} : tensor<4x8xf32> into tensor<4x16xf32>
  %1 = mock.insert %y into %0 offset(8) strides([16, 1]) {mock.op = "aten.cat"} : tensor<4x8xf32> into tensor<4x16xf32>
  return %1 : tensor<4x16xf32>
}

}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
module attributes {mock.target = "mock-v1"} {

// What reads an updated buffer is another kernel than the one that updates it.
// CHECK-LABEL: func.func @insert_of_insert
// CHECK: %[[F:.*]] = mock.launch @flip(
// CHECK: mock.launch @cat(%[[F]])
func.func @insert_of_insert(%x: tensor<4x8xf32>) -> tensor<4x16xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %0 = mock.insert %x into %e offset(7) strides([8, -1]) {mock.op = "aten.flip"} : tensor<4x8xf32> into tensor<4x8xf32>
  %big = tensor.empty() : tensor<4x16xf32>
  %1 = mock.insert %0 into %big offset(0) strides([16, 1]) {mock.op = "aten.cat"} : tensor<4x8xf32> into tensor<4x16xf32>
  return %1 : tensor<4x16xf32>
}
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
module attributes {mock.target = "mock-v1"} {

// A gather takes elementwise operations along; its source is an argument read where it lies.
// CHECK-LABEL: mock.kernel @embedding_add
// CHECK: mock.gather
// CHECK: linalg.generic
func.func @embed(%w: tensor<9x8xf32>, %i: tensor<4xi64>, %p: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %g = mock.gather ins(%w : tensor<9x8xf32>) indices(%i : tensor<4xi64>) coordinates = [-1, 1] maps = [#row]
       outs(%e : tensor<4x8xf32>) {mock.op = "aten.embedding"} -> tensor<4x8xf32>
  %r = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"], mock.op = "aten.add.Tensor"}
      ins(%g, %p : tensor<4x8xf32>, tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) {
    ^bb0(%v: f32, %q: f32, %o: f32):
      %x = arith.addf %v, %q : f32
      linalg.yield %x : f32
  } -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
module attributes {mock.target = "mock-v1"} {

// What is gathered from has to be complete: the producer of the table is another kernel.
// CHECK-LABEL: func.func @table_is_computed
// CHECK: %[[T:.*]] = mock.launch @relu
// CHECK: mock.launch @embedding(%[[T]], %{{.*}})
func.func @table_is_computed(%w: tensor<4x8xf32>, %i: tensor<4xi64>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %z = arith.constant 0.0 : f32
  %t = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"], mock.op = "aten.relu"}
      ins(%w : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) {
    ^bb0(%v: f32, %o: f32):
      %x = arith.maximumf %v, %z : f32
      linalg.yield %x : f32
  } -> tensor<4x8xf32>
  %g = mock.gather ins(%t : tensor<4x8xf32>) indices(%i : tensor<4xi64>) coordinates = [-1, 1] maps = [#row]
       outs(%e : tensor<4x8xf32>) {mock.op = "aten.embedding"} -> tensor<4x8xf32>
  return %g : tensor<4x8xf32>
}

}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
module attributes {mock.target = "mock-v1"} {

// A scatter is a kernel of its own and writes into the copy of what it is based on. An input that is
// written back is updated itself, behind all that reads it.
// CHECK-LABEL: func.func @cache
// CHECK-SAME: (%[[C:[a-z0-9_]+]]: tensor<9x8xf32>
// CHECK: %[[OLD:.*]] = mock.launch @mul(%[[C]])
// CHECK: mock.launch @index_put(%{{.*}}, %{{.*}}, %[[C]]) {{.*}}updates = array<i64: 2>
// CHECK: return %[[OLD]]
func.func @cache(%c: tensor<9x8xf32>, %i: tensor<4xi64>, %v: tensor<4x8xf32>) -> tensor<9x8xf32> {
  %e = tensor.empty() : tensor<9x8xf32>
  %two = arith.constant 2.0 : f32
  %old = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"], mock.op = "aten.mul.Tensor"}
      ins(%c : tensor<9x8xf32>) outs(%e : tensor<9x8xf32>) {
    ^bb0(%a: f32, %o: f32):
      %x = arith.mulf %a, %two : f32
      linalg.yield %x : f32
  } -> tensor<9x8xf32>
  %0 = mock.scatter <store> ins(%v : tensor<4x8xf32>) indices(%i : tensor<4xi64>) coordinates = [-1, 1]
       values = #id maps = [#row] mutates outs(%c : tensor<9x8xf32>) {mock.op = "aten.index_put"} -> tensor<9x8xf32>
  return %old : tensor<9x8xf32>
}
}
