// RUN: mock-opt %s --mock-prepack-weights | FileCheck %s

module attributes {mock.target = "mock-v1"} {

// CHECK-LABEL: func.func @transposed_weight
// CHECK-SAME: (%[[X:.*]]: tensor<4x8xf32>, %[[W:.*]]: tensor<6x8xf32>
// CHECK: %[[T:.*]] = mock.view %[[W]]
// CHECK: %[[PACKED:.*]] = linalg.generic {{.*}} ins(%[[T]] : tensor<8x6xf32>) {{.*}} attrs = {mock.op = "aten.addmm"}
// CHECK: linalg.matmul {mock.op = "aten.addmm"} ins(%[[X]], %[[PACKED]] : tensor<4x8xf32>, tensor<8x6xf32>)
func.func @transposed_weight(%x: tensor<4x8xf32>, %w: tensor<6x8xf32> {mock.input = "parameter"}) -> tensor<4x6xf32> {
  %t = mock.view %w offset(0) strides([1, 8]) : tensor<6x8xf32> -> tensor<8x6xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x6xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<4x6xf32>) -> tensor<4x6xf32>
  %r = linalg.matmul {mock.op = "aten.addmm"} ins(%x, %t : tensor<4x8xf32>, tensor<8x6xf32>) outs(%i : tensor<4x6xf32>) -> tensor<4x6xf32>
  return %r : tensor<4x6xf32>
}

// Both operands of a batched product can be weights.
// CHECK-LABEL: func.func @left_and_right
// CHECK-COUNT-2: linalg.generic
// CHECK: linalg.batch_matmul
func.func @left_and_right(%a: tensor<2x8x4xf32> {mock.input = "buffer"}, %b: tensor<2x6x8xf32> {mock.input = "constant"}) -> tensor<2x4x6xf32> {
  %ta = mock.view %a offset(0) strides([32, 1, 4]) : tensor<2x8x4xf32> -> tensor<2x4x8xf32>
  %tb = mock.view %b offset(0) strides([48, 1, 8]) : tensor<2x6x8xf32> -> tensor<2x8x6xf32>
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x4x6xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<2x4x6xf32>) -> tensor<2x4x6xf32>
  %r = linalg.batch_matmul ins(%ta, %tb : tensor<2x4x8xf32>, tensor<2x8x6xf32>) outs(%i : tensor<2x4x6xf32>) -> tensor<2x4x6xf32>
  return %r : tensor<2x4x6xf32>
}

// Filters in channels_last; those of one point are rows as they are.
// CHECK-LABEL: func.func @filters
// CHECK-SAME: (%[[X:.*]]: tensor<1x4x8x8xf32>, %[[W:.*]]: tensor<6x4x3x3xf32> {{.*}}, %[[POINT:.*]]: tensor<6x4x1x1xf32>
// CHECK: %[[PACKED:.*]] = linalg.generic {{.*}} ins(%[[W]] : tensor<6x4x3x3xf32>)
// CHECK: mock.conv ins(%[[X]], %[[PACKED]] :
// CHECK: mock.conv ins(%[[X]], %[[POINT]] :
func.func @filters(%x: tensor<1x4x8x8xf32>, %w: tensor<6x4x3x3xf32> {mock.input = "parameter", mock.strides = array<i64: 36, 1, 12, 4>},
                   %point: tensor<6x4x1x1xf32> {mock.input = "parameter", mock.strides = array<i64: 4, 1, 4, 4>}) -> (tensor<1x6x6x6xf32>, tensor<1x6x8x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x6x6x6xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<1x6x6x6xf32>) -> tensor<1x6x6x6xf32>
  %0 = mock.conv ins(%x, %w : tensor<1x4x8x8xf32>, tensor<6x4x3x3xf32>) outs(%i : tensor<1x6x6x6xf32>) stride [1, 1] dilation [1, 1] padding [0, 0] groups 1 -> tensor<1x6x6x6xf32>
  %e1 = tensor.empty() : tensor<1x6x8x8xf32>
  %i1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<1x6x8x8xf32>) -> tensor<1x6x8x8xf32>
  %1 = mock.conv ins(%x, %point : tensor<1x4x8x8xf32>, tensor<6x4x1x1xf32>) outs(%i1 : tensor<1x6x8x8xf32>) stride [1, 1] dilation [1, 1] padding [0, 0] groups 1 -> tensor<1x6x8x8xf32>
  return %0, %1 : tensor<1x6x6x6xf32>, tensor<1x6x8x8xf32>
}

// Left alone: what lies by rows, what is no weight, a column, and a weight that the graph writes to.
// CHECK-LABEL: func.func @left_alone
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @left_alone(%x: tensor<4x8xf32>, %rows: tensor<8x6xf32> {mock.input = "parameter"},
                      %activation: tensor<6x8xf32> {mock.input = "activation"},
                      %column: tensor<1x8xf32> {mock.input = "parameter"},
                      %cache: tensor<6x8xf32> {mock.input = "buffer"}, %row: tensor<8xf32>)
    -> (tensor<4x6xf32>, tensor<4x6xf32>, tensor<4x1xf32>, tensor<4x6xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x6xf32>
  %i = linalg.fill ins(%zero : f32) outs(%e : tensor<4x6xf32>) -> tensor<4x6xf32>
  %e1 = tensor.empty() : tensor<4x1xf32>
  %i1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<4x1xf32>) -> tensor<4x1xf32>
  %0 = linalg.matmul ins(%x, %rows : tensor<4x8xf32>, tensor<8x6xf32>) outs(%i : tensor<4x6xf32>) -> tensor<4x6xf32>
  %ta = mock.view %activation offset(0) strides([1, 8]) : tensor<6x8xf32> -> tensor<8x6xf32>
  %1 = linalg.matmul ins(%x, %ta : tensor<4x8xf32>, tensor<8x6xf32>) outs(%i : tensor<4x6xf32>) -> tensor<4x6xf32>
  %tc = mock.view %column offset(0) strides([1, 8]) : tensor<1x8xf32> -> tensor<8x1xf32>
  %2 = linalg.matmul ins(%x, %tc : tensor<4x8xf32>, tensor<8x1xf32>) outs(%i1 : tensor<4x1xf32>) -> tensor<4x1xf32>
  %tw = mock.view %cache offset(0) strides([1, 8]) : tensor<6x8xf32> -> tensor<8x6xf32>
  %3 = linalg.matmul ins(%x, %tw : tensor<4x8xf32>, tensor<8x6xf32>) outs(%i : tensor<4x6xf32>) -> tensor<4x6xf32>
  %new = mock.insert %row into %cache offset(8) strides([1]) mutates : tensor<8xf32> into tensor<6x8xf32>
  return %0, %1, %2, %3 : tensor<4x6xf32>, tensor<4x6xf32>, tensor<4x1xf32>, tensor<4x6xf32>
}

}
