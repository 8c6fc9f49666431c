// RUN: mock-opt %s | mock-opt | FileCheck %s

#q = affine_map<(b, l, s, e, v) -> (b, l, e)>
#k = affine_map<(b, l, s, e, v) -> (e, s)>
#v = affine_map<(b, l, s, e, v) -> (s, v)>
#m = affine_map<(b, l, s, e, v) -> (s)>
#o = affine_map<(b, l, s, e, v) -> (b, l, v)>
#r = affine_map<(b, l, s, e, v) -> (b, l)>

// CHECK-LABEL: func.func @attention
// CHECK: mock.attention ins(%{{.*}}, %{{.*}}, %{{.*}} : tensor<2x4x8xf32>, tensor<8x6xf32>, tensor<6x3xf32>) mask(%{{.*}} : tensor<6xi1>)
// CHECK-SAME: scale(2.500000e-01) causal maps =
// CHECK-SAME: -> tensor<2x4x3xf32>, tensor<2x4xf32>
func.func @attention(%q: tensor<2x4x8xf32>, %k: tensor<8x6xf32>, %v: tensor<6x3xf32>, %m: tensor<6xi1>,
                     %o: tensor<2x4x3xf32>, %r: tensor<2x4xf32>) -> (tensor<2x4x3xf32>, tensor<2x4xf32>) {
  %0:2 = mock.attention ins(%q, %k, %v : tensor<2x4x8xf32>, tensor<8x6xf32>, tensor<6x3xf32>)
    mask(%m : tensor<6xi1>) outs(%o, %r : tensor<2x4x3xf32>, tensor<2x4xf32>) scale(0.25) causal
    maps = [#q, #k, #v, #m, #o, #r] -> tensor<2x4x3xf32>, tensor<2x4xf32>
  return %0#0, %0#1 : tensor<2x4x3xf32>, tensor<2x4xf32>
}

// CHECK-LABEL: func.func @scan
// CHECK: mock.scan <sum> ins(%{{.*}} : tensor<4x8xf32>) outs(%{{.*}} : tensor<4x8xf32>) -> tensor<4x8xf32>
func.func @scan(%x: tensor<4x8xf32>, %init: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %0 = mock.scan <sum> ins(%x : tensor<4x8xf32>) outs(%init : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// CHECK-LABEL: func.func @sort
// CHECK: mock.sort ins(%{{.*}} : tensor<4x8xi32>) outs(%{{.*}}, %{{.*}} : tensor<4x3xi32>, tensor<4x3xi64>) descending -> tensor<4x3xi32>, tensor<4x3xi64>
func.func @sort(%x: tensor<4x8xi32>, %a: tensor<4x3xi32>, %b: tensor<4x3xi64>) -> (tensor<4x3xi32>, tensor<4x3xi64>) {
  %0:2 = mock.sort ins(%x : tensor<4x8xi32>) outs(%a, %b : tensor<4x3xi32>, tensor<4x3xi64>) descending
    -> tensor<4x3xi32>, tensor<4x3xi64>
  return %0#0, %0#1 : tensor<4x3xi32>, tensor<4x3xi64>
}
