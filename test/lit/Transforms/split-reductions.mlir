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
// CHECK: %[[PARTS:.*]] = mock.view %[[X]] offset(0) strides([512, 65536, 1024, 1]) : tensor<2x64x1024xf32> -> tensor<2x2x64x512xf32>
// CHECK: linalg.generic {{.*}} ins(%[[PARTS]], %[[Y]] : tensor<2x2x64x512xf32>, tensor<64xf32>)
// CHECK: mock.reduce <max> {{.*}} dimensions = [2, 3] -> tensor<2x2xf32>
// CHECK: mock.reduce <max> {{.*}} dimensions = [1] -> tensor<2xf32>
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
