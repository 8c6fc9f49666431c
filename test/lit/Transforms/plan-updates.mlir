// RUN: mock-opt %s --mock-plan-updates | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// A new buffer needs no copy, nor does one that only the chain uses; a part that others use is copied.
// CHECK-LABEL: func.func @new_buffer
// CHECK-NEXT: %[[E:.*]] = tensor.empty() : tensor<4x16xf32>
// CHECK: %[[A:.*]] = linalg.generic
// CHECK: %[[I:.*]] = mock.insert %[[A]] into %[[E]]
// CHECK: %[[B:.*]] = linalg.generic
// CHECK: mock.insert %[[B]] into %[[I]]
// CHECK-NOT: linalg.generic
func.func @new_buffer(%x: tensor<4x8xf32>) -> tensor<4x16xf32> {
  %e = tensor.empty() : tensor<4x16xf32>
  %0 = mock.insert %x into %e offset(0) strides([16, 1]) : tensor<4x8xf32> into tensor<4x16xf32>
  %1 = mock.insert %x into %0 offset(8) strides([16, 1]) : tensor<4x8xf32> into tensor<4x16xf32>
  return %1 : tensor<4x16xf32>
}

// The caller's tensor is copied first.
// CHECK-LABEL: func.func @argument
// CHECK-SAME: (%[[X:[a-z0-9_]+]]: tensor<4x8xf32>, %[[Y:[a-z0-9_]+]]: tensor<4x16xf32>)
// CHECK: %[[C:[a-z0-9_]+]] = linalg.generic {{.*}} ins(%[[Y]] : tensor<4x16xf32>)
// CHECK: mock.insert %{{.*}} into %[[C]]
func.func @argument(%x: tensor<4x8xf32>, %y: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %0 = mock.insert %x into %y offset(0) strides([16, 1]) : tensor<4x8xf32> into tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// So is what is read behind the update.
// CHECK-LABEL: func.func @still_needed
// CHECK: %[[Y:.*]] = linalg.fill
// CHECK: %[[C:[a-z0-9_]+]] = linalg.generic {{.*}} ins(%[[Y]] : tensor<4x16xf32>)
// CHECK: %[[R:.*]] = mock.insert %{{.*}} into %[[C]]
// CHECK: return %[[R]], %[[Y]]
func.func @still_needed(%x: tensor<4x8xf32>) -> (tensor<4x16xf32>, tensor<4x16xf32>) {
  %c = arith.constant 1.0 : f32
  %e = tensor.empty() : tensor<4x16xf32>
  %y = linalg.fill ins(%c : f32) outs(%e : tensor<4x16xf32>) -> tensor<4x16xf32>
  %0 = mock.insert %x into %y offset(0) strides([16, 1]) : tensor<4x8xf32> into tensor<4x16xf32>
  return %0, %y : tensor<4x16xf32>, tensor<4x16xf32>
}

// What is read before is not.
// CHECK-LABEL: func.func @read_before
// CHECK: %[[Y:.*]] = linalg.fill
// CHECK: mock.host_call "aten.foo"(%[[Y]])
// CHECK: mock.insert %{{.*}} into %[[Y]]
func.func @read_before(%x: tensor<4x8xf32>) -> (tensor<4x16xf32>, tensor<4xf32>) {
  %c = arith.constant 1.0 : f32
  %e = tensor.empty() : tensor<4x16xf32>
  %y = linalg.fill ins(%c : f32) outs(%e : tensor<4x16xf32>) -> tensor<4x16xf32>
  %h = mock.host_call "aten.foo"(%y) {node = 1 : i64} : (tensor<4x16xf32>) -> tensor<4xf32>
  %0 = mock.insert %x into %y offset(0) strides([16, 1]) : tensor<4x8xf32> into tensor<4x16xf32>
  return %0, %h : tensor<4x16xf32>, tensor<4xf32>
}

// The part is made of other elements than it overwrites: they are kept in a copy.
// CHECK-LABEL: func.func @shifted
// CHECK: %[[Y:.*]] = linalg.fill
// CHECK: %[[V:.*]] = mock.view %[[Y]] offset(8)
// CHECK: %[[C:[a-z0-9_]+]] = linalg.generic {{.*}} ins(%[[Y]] : tensor<4x16xf32>)
// CHECK: %[[P:[a-z0-9_]+]] = linalg.generic {{.*}} ins(%[[V]] : tensor<4x8xf32>)
// CHECK: mock.insert %[[P]] into %[[C]]
func.func @shifted() -> tensor<4x16xf32> {
  %c = arith.constant 1.0 : f32
  %e = tensor.empty() : tensor<4x16xf32>
  %y = linalg.fill ins(%c : f32) outs(%e : tensor<4x16xf32>) -> tensor<4x16xf32>
  %v = mock.view %y offset(8) strides([16, 1]) : tensor<4x16xf32> -> tensor<4x8xf32>
  %0 = mock.insert %v into %y offset(0) strides([16, 1]) : tensor<4x8xf32> into tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// A cache that is written back is updated in place: no write-back is left.
// CHECK-LABEL: func.func @cache
// CHECK-SAME: (%[[CACHE:[a-z0-9_]+]]: tensor<9x8xf32>
// CHECK-NEXT: %[[R:.*]] = mock.scatter <store> {{.*}} mutates outs(%[[CACHE]] : tensor<9x8xf32>)
// CHECK-NEXT: mock.host_call "aten.foo"(%[[R]])
// CHECK-NOT: mock.insert
func.func @cache(%cache: tensor<9x8xf32>, %i: tensor<4xi64>, %v: tensor<4x8xf32>) -> tensor<4xf32> {
  %0 = mock.scatter <store> ins(%v : tensor<4x8xf32>) indices(%i : tensor<4xi64>) coordinates = [-1, 1]
       values = #id maps = [#row] outs(%cache : tensor<9x8xf32>) -> tensor<9x8xf32>
  %h = mock.host_call "aten.foo"(%0) {node = 1 : i64} : (tensor<9x8xf32>) -> tensor<4xf32>
  %e = tensor.empty() : tensor<9x8xf32>
  %c = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%0 : tensor<9x8xf32>) outs(%e : tensor<9x8xf32>) {
    ^bb0(%a: f32, %b: f32):
      linalg.yield %a : f32
  } -> tensor<9x8xf32>
  %u = mock.insert %c into %cache offset(0) strides([8, 1]) mutates : tensor<9x8xf32> into tensor<9x8xf32>
  return %h : tensor<4xf32>
}

// Where the old contents are read later, the cache is copied and written back.
// CHECK-LABEL: func.func @old_cache_is_returned
// CHECK: %[[C:[a-z0-9_]+]] = linalg.generic {{.*}} ins(%[[CACHE:[a-z0-9_]+]] : tensor<9x8xf32>)
// CHECK: mock.scatter <store> {{.*}} outs(%[[C]] : tensor<9x8xf32>)
// CHECK: mock.host_call "aten.foo"(%[[CACHE]])
// CHECK: mock.insert %{{.*}} into %[[CACHE]] offset(0) strides([8, 1]) mutates
func.func @old_cache_is_returned(%cache: tensor<9x8xf32>, %i: tensor<4xi64>, %v: tensor<4x8xf32>) -> tensor<4xf32> {
  %0 = mock.scatter <store> ins(%v : tensor<4x8xf32>) indices(%i : tensor<4xi64>) coordinates = [-1, 1]
       values = #id maps = [#row] outs(%cache : tensor<9x8xf32>) -> tensor<9x8xf32>
  %h = mock.host_call "aten.foo"(%cache) {node = 1 : i64} : (tensor<9x8xf32>) -> tensor<4xf32>
  %e = tensor.empty() : tensor<9x8xf32>
  %c = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%0 : tensor<9x8xf32>) outs(%e : tensor<9x8xf32>) {
    ^bb0(%a: f32, %b: f32):
      linalg.yield %a : f32
  } -> tensor<9x8xf32>
  %u = mock.insert %c into %cache offset(0) strides([8, 1]) mutates : tensor<9x8xf32> into tensor<9x8xf32>
  return %h : tensor<4xf32>
}
