// RUN: mock-opt --mock-fold-views %s | FileCheck %s

#id = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#last = affine_map<(d0, d1, d2) -> (d2)>
#middle = affine_map<(d0, d1, d2) -> (d1)>

// Bias and residual of a linear layer on a 3-D input move to the product's two dimensions.
// CHECK-LABEL: func @sink_split
func.func @sink_split(%m: tensor<10x8xf32>, %n: tensor<8x16xf32>, %b: tensor<16xf32>, %r: tensor<2x5x16xf32>)
    -> tensor<2x5x16xf32> {
  %e = tensor.empty() : tensor<10x16xf32>
  // CHECK: %[[MM:.*]] = linalg.matmul
  %mm = linalg.matmul ins(%m, %n : tensor<10x8xf32>, tensor<8x16xf32>) outs(%e : tensor<10x16xf32>) -> tensor<10x16xf32>
  %v = mock.view %mm offset(0) strides([80, 16, 1]) : tensor<10x16xf32> -> tensor<2x5x16xf32>
  %e3 = tensor.empty() : tensor<2x5x16xf32>
  // CHECK: %[[RES:.*]] = mock.view %arg3 offset(0) strides([16, 1]) : tensor<2x5x16xf32> -> tensor<10x16xf32>
  // CHECK: %[[G:.*]] = linalg.generic {{.*}} ins(%[[MM]], %arg2, %[[RES]] : tensor<10x16xf32>, tensor<16xf32>, tensor<10x16xf32>) {{.*}} attrs = {mock.op = "aten.linear"}
  %g = linalg.generic {indexing_maps = [#id, #last, #id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%v, %b, %r : tensor<2x5x16xf32>, tensor<16xf32>, tensor<2x5x16xf32>) outs(%e3 : tensor<2x5x16xf32>)
      attrs = {mock.op = "aten.linear"} {
  ^bb0(%x: f32, %y: f32, %z: f32, %o: f32):
    %s = arith.addf %x, %y : f32
    %t = arith.addf %s, %z : f32
    linalg.yield %t : f32
  } -> tensor<2x5x16xf32>
  // CHECK: %[[BACK:.*]] = mock.view %[[G]] offset(0) strides([80, 16, 1]) : tensor<10x16xf32> -> tensor<2x5x16xf32>
  // CHECK: return %[[BACK]]
  return %g : tensor<2x5x16xf32>
}

// An operand that varies along a part of a merged dimension keeps the shape.
// CHECK-LABEL: func @part_of_a_group
func.func @part_of_a_group(%m: tensor<10x8xf32>, %n: tensor<8x16xf32>, %b: tensor<5xf32>) -> tensor<2x5x16xf32> {
  %e = tensor.empty() : tensor<10x16xf32>
  %mm = linalg.matmul ins(%m, %n : tensor<10x8xf32>, tensor<8x16xf32>) outs(%e : tensor<10x16xf32>) -> tensor<10x16xf32>
  // CHECK: %[[V:.*]] = mock.view
  %v = mock.view %mm offset(0) strides([80, 16, 1]) : tensor<10x16xf32> -> tensor<2x5x16xf32>
  %e3 = tensor.empty() : tensor<2x5x16xf32>
  // CHECK: linalg.generic {{.*}} ins(%[[V]], %arg2
  %g = linalg.generic {indexing_maps = [#id, #middle, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%v, %b : tensor<2x5x16xf32>, tensor<5xf32>) outs(%e3 : tensor<2x5x16xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %s = arith.addf %x, %y : f32
    linalg.yield %s : f32
  } -> tensor<2x5x16xf32>
  return %g : tensor<2x5x16xf32>
}

// A transpose is no reshape.
// CHECK-LABEL: func @transpose
func.func @transpose(%m: tensor<10x8xf32>, %n: tensor<8x16xf32>) -> tensor<2x16x5xf32> {
  %e = tensor.empty() : tensor<10x16xf32>
  %mm = linalg.matmul ins(%m, %n : tensor<10x8xf32>, tensor<8x16xf32>) outs(%e : tensor<10x16xf32>) -> tensor<10x16xf32>
  // CHECK: %[[V:.*]] = mock.view
  %v = mock.view %mm offset(0) strides([80, 1, 16]) : tensor<10x16xf32> -> tensor<2x16x5xf32>
  %e3 = tensor.empty() : tensor<2x16x5xf32>
  // CHECK: linalg.generic {{.*}} ins(%[[V]]
  %g = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%v : tensor<2x16x5xf32>) outs(%e3 : tensor<2x16x5xf32>) {
  ^bb0(%x: f32, %o: f32):
    %s = arith.negf %x : f32
    linalg.yield %s : f32
  } -> tensor<2x16x5xf32>
  return %g : tensor<2x16x5xf32>
}

// What is overwritten stays a buffer of its own shape.
// CHECK-LABEL: func @base
func.func @base(%x: tensor<6xf32>, %part: tensor<1xf32>) -> tensor<1x2x3xf32> {
  %e = tensor.empty() : tensor<6xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : tensor<6xf32>) outs(%e : tensor<6xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.negf %a : f32
    linalg.yield %s : f32
  } -> tensor<6xf32>
  %v = mock.view %0 offset(0) strides([6, 3, 1]) : tensor<6xf32> -> tensor<1x2x3xf32>
  %f = tensor.empty() : tensor<1x2x3xf32>
  // CHECK: %[[COPY:.*]] = linalg.generic {{.*}}"parallel", "parallel", "parallel"
  %1 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]} ins(%v : tensor<1x2x3xf32>) outs(%f : tensor<1x2x3xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<1x2x3xf32>
  // CHECK: mock.insert %{{.*}} into %[[COPY]]
  %2 = mock.insert %part into %1 offset(0) strides([1]) : tensor<1xf32> into tensor<1x2x3xf32>
  return %2 : tensor<1x2x3xf32>
}

// CHECK-LABEL: func @empty_product
func.func @empty_product(%a: tensor<4x0xf32>, %b: tensor<0x3xf32>, %init: tensor<4x3xf32>) -> tensor<4x3xf32> {
  // CHECK-NEXT: return %arg2
  %r = linalg.matmul ins(%a, %b : tensor<4x0xf32>, tensor<0x3xf32>) outs(%init : tensor<4x3xf32>) -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}
