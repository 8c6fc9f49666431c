// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s

module attributes {mock.target = "mock-v1"} {

// Few values: the first ones of each of two blocks, then the first ones of those.
// CHECK-LABEL: func.func @few
// CHECK-NOT: host_call
// CHECK: mock.insert {{.*}} : tensor<1x100001xf32> into tensor<1x100002xf32>
// CHECK: mock.insert {{.*}} offset(100001) {{.*}} : tensor<1x1xf32> into tensor<1x100002xf32>
// CHECK: %[[B:.*]]:2 = mock.sort ins({{.*}} : tensor<1x2x50001xf32>) outs({{.*}} : tensor<1x2x3xf32>, tensor<1x2x3xi64>) descending
// CHECK: %[[P:.*]] = linalg.generic {{.*}} ins(%[[B]]#1 :
// CHECK: linalg.index 1
// CHECK: arith.muli {{.*}} %c50001_i64
// CHECK: %[[C:.*]] = mock.view %[[B]]#0 {{.*}} -> tensor<1x6xf32>
// CHECK: %[[S:.*]]:2 = mock.sort ins(%[[C]] : tensor<1x6xf32>) outs({{.*}} : tensor<1x3xf32>, tensor<1x3xi64>) descending
// CHECK: mock.gather ins({{.*}} : tensor<1x6xi64>) indices(%[[S]]#1 : tensor<1x3xi64>) coordinates = [0, -1]
func.func @few(%x: tensor<100001xf32>) -> (tensor<3xf32>, tensor<3xi64>) {
  %0:2 = aten.topk %x {k = 3 : i64, dim = -1 : i64, largest = true, sorted = true, mock.node = 0 : i64} : (tensor<100001xf32>) -> (tensor<3xf32>, tensor<3xi64>)
  return %0#0, %0#1 : tensor<3xf32>, tensor<3xi64>
}

// All values: sorted blocks; a search in two steps of at most 256 candidates for each half block of the result;
// the first half of the next half blocks of both. Positions go the same way.
// CHECK-LABEL: func.func @all
// CHECK-NOT: host_call
// CHECK: %[[B:.*]]:2 = mock.sort ins({{.*}} : tensor<3x2x20000xi32>) outs({{.*}} : tensor<3x2x20000xi32>, tensor<3x2x20000xi64>) {mock.op
// CHECK: mock.view %[[B]]#0 {{.*}} : tensor<3x2x20000xi32> -> tensor<120000xi32>
// CHECK: mock.gather ins({{.*}} : tensor<120000xi32>) indices({{.*}} : tensor<3x4x253xi64>) coordinates = [-1]
// CHECK: mock.gather ins({{.*}} : tensor<120000xi32>) indices({{.*}} : tensor<3x4x253xi64>) coordinates = [-1]
// CHECK: mock.reduce <sum> ins({{.*}} : tensor<3x4x253xi64>)
// CHECK: mock.gather ins({{.*}} : tensor<120000xi32>) indices({{.*}} : tensor<3x4x78xi64>) coordinates = [-1]
// CHECK: mock.reduce <sum> ins({{.*}} : tensor<3x4x78xi64>)
// CHECK: mock.gather ins({{.*}} : tensor<120000xi32>) indices({{.*}} : tensor<3x4x20000xi64>) coordinates = [-1]
// CHECK: arith.select {{.*}} %c2147483647_i32
// CHECK: %[[S:.*]]:2 = mock.sort ins({{.*}} : tensor<3x4x20000xi32>) outs({{.*}} : tensor<3x4x10000xi32>, tensor<3x4x10000xi64>)
// CHECK: linalg.generic {{.*}} ins(%[[S]]#1,
// CHECK: mock.gather ins({{.*}} : tensor<120000xi64>) indices({{.*}} : tensor<3x4x10000xi64>) coordinates = [-1]
// CHECK-NOT: mock.sort
func.func @all(%x: tensor<3x40000xi32>) -> (tensor<3x40000xi32>, tensor<3x40000xi64>) {
  %0:2 = aten.sort %x {dim = 1 : i64, descending = false, mock.node = 0 : i64} : (tensor<3x40000xi32>) -> (tensor<3x40000xi32>, tensor<3x40000xi64>)
  return %0#0, %0#1 : tensor<3x40000xi32>, tensor<3x40000xi64>
}

// Of many, only the half blocks that hold them are merged at last. NaN is the greatest: with descending order
// infinity fills up.
// CHECK-LABEL: func.func @many
// CHECK: mock.sort ins({{.*}} : tensor<1x3x30002xf32>)
// CHECK: mock.sort ins({{.*}} : tensor<1x6x30002xf32>) outs({{.*}} : tensor<1x6x15001xf32>
// CHECK: arith.constant 0xFF800000 : f32
// CHECK: mock.sort ins({{.*}} : tensor<1x5x30002xf32>) outs({{.*}} : tensor<1x5x15001xf32>
// CHECK: mock.view {{.*}} -> tensor<70000xf32>
func.func @many(%x: tensor<90005xf32>) -> (tensor<70000xf32>, tensor<70000xi64>) {
  %0:2 = aten.topk %x {k = 70000 : i64, dim = 0 : i64, largest = true, sorted = true, mock.node = 0 : i64} : (tensor<90005xf32>) -> (tensor<70000xf32>, tensor<70000xi64>)
  return %0#0, %0#1 : tensor<70000xf32>, tensor<70000xi64>
}

// A row that fits is one sort, whatever of it is kept.
// CHECK-LABEL: func.func @fits
// CHECK: mock.sort ins(%arg0 : tensor<2x32756xf32>)
// CHECK-NOT: mock.gather
func.func @fits(%x: tensor<2x32756xf32>) -> (tensor<2x32756xf32>, tensor<2x32756xi64>) {
  %0:2 = aten.sort %x {dim = 1 : i64, descending = false, mock.node = 0 : i64} : (tensor<2x32756xf32>) -> (tensor<2x32756xf32>, tensor<2x32756xi64>)
  return %0#0, %0#1 : tensor<2x32756xf32>, tensor<2x32756xi64>
}

}
