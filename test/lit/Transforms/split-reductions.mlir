// RUN: mock-opt %s --mock-split-reductions | FileCheck %s

module attributes {mock.target = "mock-v1"} {

// CHECK-LABEL: func.func @one_value
// CHECK-SAME: (%[[X:.*]]: tensor<400002xf32>)
// CHECK: %[[PARTS:.*]] = mock.view %[[X]] offset(0) strides([100000, 1]) : tensor<400002xf32> -> tensor<4x100000xf32>
// CHECK: %[[PARTIAL:.*]] = mock.reduce <sum> ins(%[[PARTS]] : tensor<4x100000xf32>) {{.*}} dimensions = [1] {{.*}}-> tensor<4xf32>
// CHECK: %[[REST:.*]] = mock.view %[[X]] offset(400000) strides([1]) : tensor<400002xf32> -> tensor<2xf32>
// CHECK: %[[BEGIN:.*]] = mock.reduce <sum> ins(%[[REST]] : tensor<2xf32>)
// CHECK: %[[R:.*]] = mock.reduce <sum> ins(%[[PARTIAL]] : tensor<4xf32>) outs(%[[BEGIN]] : tensor<f32>)
// CHECK: return %[[R]]
func.func @one_value(%x: tensor<400002xf32>) -> tensor<f32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<f32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %r = mock.reduce <sum> ins(%x : tensor<400002xf32>) outs(%i : tensor<f32>) dimensions = [0] {mock.op = "aten.sum"} -> tensor<f32>
  return %r : tensor<f32>
}

// The elementwise operation is cut with the reduction, its broadcast operand is not.
// CHECK-LABEL: func.func @producer
// CHECK-SAME: (%[[X:.*]]: tensor<2x64x1024xf32>, %[[Y:.*]]: tensor<64xf32>)
// CHECK: %[[PARTS:.*]] = mock.view %[[X]] offset(0) strides([256, 65536, 1024, 1]) : tensor<2x64x1024xf32> -> tensor<4x2x64x256xf32>
// CHECK: linalg.generic {{.*}} ins(%[[PARTS]], %[[Y]] : tensor<4x2x64x256xf32>, tensor<64xf32>)
// CHECK: %[[PARTIAL:.*]] = mock.reduce <max> {{.*}} dimensions = [2, 3] -> tensor<4x2xf32>
// CHECK: %[[LAST:.*]] = mock.view %[[PARTIAL]] offset(0) strides([1, 2]) : tensor<4x2xf32> -> tensor<2x4xf32>
// CHECK: mock.reduce <max> ins(%[[LAST]] : tensor<2x4xf32>) {{.*}} dimensions = [1] -> tensor<2xf32>
func.func @producer(%x: tensor<2x64x1024xf32>, %y: tensor<64xf32>) -> tensor<2xf32> {
  %lowest = arith.constant 0xFF800000 : f32
  %e = tensor.empty() : tensor<2xf32>
  %b = tensor.empty() : tensor<2x64x1024xf32>
  %m = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
    ins(%x, %y : tensor<2x64x1024xf32>, tensor<64xf32>) outs(%b : tensor<2x64x1024xf32>) {
  ^bb0(%v: f32, %w: f32, %u: f32):
    %0 = arith.mulf %v, %w : f32
    linalg.yield %0 : f32
  } -> tensor<2x64x1024xf32>
  %i = linalg.fill ins(%lowest : f32) outs(%e : tensor<2xf32>) -> tensor<2xf32>
  %r = mock.reduce <max> ins(%m : tensor<2x64x1024xf32>) outs(%i : tensor<2xf32>) dimensions = [1, 2] -> tensor<2xf32>
  return %r : tensor<2xf32>
}

// Of positions the lowest is taken at which a part, or the rest behind them, has the extreme value; NaN is one.
// CHECK-LABEL: func.func @positions
// CHECK: %[[P:.*]]:2 = mock.reduce <argmax> ins({{.*}} : tensor<4x100000xf32>) {{.*}} -> tensor<4xf32>, tensor<4xi64>
// CHECK: %[[B:.*]]:2 = mock.reduce <argmax> ins({{.*}} : tensor<2xf32>) {{.*}} -> tensor<f32>, tensor<i64>
// CHECK: %[[V:.*]] = mock.reduce <max> ins(%[[P]]#0 : tensor<4xf32>) outs(%[[B]]#0 : tensor<f32>)
// CHECK: %[[OF_PARTS:.*]] = linalg.generic {{.*}} ins(%[[P]]#0, %[[P]]#1, %[[V]] :
// CHECK: arith.muli {{.*}}, %c100000_i64
// CHECK-DAG: arith.cmpf oeq
// CHECK-DAG: arith.cmpf uno
// CHECK: arith.select
// CHECK: %[[OF_REST:.*]] = linalg.generic {{.*}} ins(%[[B]]#0, %[[B]]#1, %[[V]] :
// CHECK: arith.addi {{.*}}, %c400000_i64
// CHECK: %[[R:.*]] = mock.reduce <min> ins(%[[OF_PARTS]] : tensor<4xi64>) outs(%[[OF_REST]] : tensor<i64>)
// CHECK: return %[[V]], %[[R]]
func.func @positions(%x: tensor<400002xf32>) -> (tensor<f32>, tensor<i64>) {
  %lowest = arith.constant 0xFF800000 : f32
  %first = arith.constant 0 : i64
  %e = tensor.empty() : tensor<f32>
  %p = tensor.empty() : tensor<i64>
  %i = linalg.fill ins(%lowest : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %j = linalg.fill ins(%first : i64) outs(%p : tensor<i64>) -> tensor<i64>
  %r:2 = mock.reduce <argmax> ins(%x : tensor<400002xf32>) outs(%i, %j : tensor<f32>, tensor<i64>) dimensions = [0] -> tensor<f32>, tensor<i64>
  return %r#0, %r#1 : tensor<f32>, tensor<i64>
}

// Parts of the second dimension would interleave in the order of positions.
// CHECK-LABEL: func.func @positions_of_short_rows
// CHECK-COUNT-1: mock.reduce
// CHECK-NOT: mock.reduce
// CHECK: return
func.func @positions_of_short_rows(%x: tensor<3x40000xf32>) -> tensor<i64> {
  %lowest = arith.constant 0xFF800000 : f32
  %first = arith.constant 0 : i64
  %e = tensor.empty() : tensor<f32>
  %p = tensor.empty() : tensor<i64>
  %i = linalg.fill ins(%lowest : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %j = linalg.fill ins(%first : i64) outs(%p : tensor<i64>) -> tensor<i64>
  %r:2 = mock.reduce <argmax> ins(%x : tensor<3x40000xf32>) outs(%i, %j : tensor<f32>, tensor<i64>) dimensions = [0, 1] -> tensor<f32>, tensor<i64>
  return %r#1 : tensor<i64>
}

// CHECK-LABEL: func.func @as_many_values_as_cores
// CHECK-COUNT-1: mock.reduce
// CHECK-NOT: mock.reduce
// CHECK: return
func.func @as_many_values_as_cores(%x: tensor<4x100000xf32>) -> tensor<4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = mock.reduce <sum> ins(%x : tensor<4x100000xf32>) outs(%i : tensor<4xf32>) dimensions = [1] -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// CHECK-LABEL: func.func @too_small
// CHECK-COUNT-1: mock.reduce
// CHECK-NOT: mock.reduce
// CHECK: return
func.func @too_small(%x: tensor<10000xf32>) -> tensor<f32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<f32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %r = mock.reduce <sum> ins(%x : tensor<10000xf32>) outs(%i : tensor<f32>) dimensions = [0] -> tensor<f32>
  return %r : tensor<f32>
}

// A row that a core can keep goes through one kernel.
// CHECK-LABEL: func.func @read_along_the_row
// CHECK-COUNT-1: mock.reduce
// CHECK-NOT: mock.reduce
// CHECK: return
func.func @read_along_the_row(%x: tensor<20000xf32>) -> tensor<20000xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<f32>
  %b = tensor.empty() : tensor<20000xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %r = mock.reduce <sum> ins(%x : tensor<20000xf32>) outs(%i : tensor<f32>) dimensions = [0] -> tensor<f32>
  %s = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
    ins(%x, %r : tensor<20000xf32>, tensor<f32>) outs(%b : tensor<20000xf32>) {
  ^bb0(%v: f32, %w: f32, %u: f32):
    %0 = arith.divf %v, %w : f32
    linalg.yield %0 : f32
  } -> tensor<20000xf32>
  return %s : tensor<20000xf32>
}

}
