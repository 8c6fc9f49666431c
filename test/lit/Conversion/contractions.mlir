// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s
module attributes {mock.target = "mock-v1"} {

// CHECK-LABEL: func.func @mm
func.func @mm(%a: tensor<4x16xf32>, %b: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // CHECK: %[[Z:.*]] = linalg.fill
  // CHECK: %[[R:.*]] = linalg.matmul {mock.op = "aten.mm"} ins(%{{.*}}, %{{.*}} : tensor<4x16xf32>, tensor<16x8xf32>) outs(%[[Z]] : tensor<4x8xf32>)
  // CHECK: return %[[R]]
  %0 = aten.mm %a, %b : (tensor<4x16xf32>, tensor<16x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// 16-bit products accumulate in f32 and round once.
// CHECK-LABEL: func.func @bmm_bf16
func.func @bmm_bf16(%a: tensor<2x4x16xbf16>, %b: tensor<2x16x8xbf16>) -> tensor<2x4x8xbf16> {
  // CHECK: linalg.batch_matmul {{.*}} outs(%{{.*}} : tensor<2x4x8xf32>)
  // CHECK: arith.truncf %{{.*}} {mock.implicit} : f32 to bf16
  %0 = aten.bmm %a, %b : (tensor<2x4x16xbf16>, tensor<2x16x8xbf16>) -> tensor<2x4x8xbf16>
  return %0 : tensor<2x4x8xbf16>
}

// CHECK-LABEL: func.func @addmm
func.func @addmm(%c: tensor<8xf32>, %a: tensor<4x16xf32>, %b: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // CHECK: linalg.matmul
  // CHECK: linalg.generic
  // CHECK: %[[A:.*]] = arith.mulf
  // CHECK: %[[B:.*]] = arith.mulf
  // CHECK: arith.addf %[[A]], %[[B]]
  %0 = aten.addmm %c, %a, %b {alpha = 2 : i64, beta = 0.5 : f64} : (tensor<8xf32>, tensor<4x16xf32>, tensor<16x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// beta 0 ignores the bias, even where it is NaN.
// CHECK-LABEL: func.func @addmm_beta_zero
// CHECK-SAME: %[[C:[^:]*]]: tensor<8xf32>
func.func @addmm_beta_zero(%c: tensor<8xf32>, %a: tensor<4x16xf32>, %b: tensor<16x8xf32>) -> tensor<4x8xf32> {
  // CHECK-NOT: ins({{.*}}%[[C]]
  %0 = aten.addmm %c, %a, %b {alpha = 1 : i64, beta = 0 : i64} : (tensor<8xf32>, tensor<4x16xf32>, tensor<16x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// The transposed weight is a view; leading dimensions are rows.
// CHECK-LABEL: func.func @linear
// CHECK-SAME: %[[X:[^:]*]]: tensor<2x3x16xf32>, %[[W:[^:]*]]: tensor<8x16xf32>
func.func @linear(%x: tensor<2x3x16xf32>, %w: tensor<8x16xf32>, %b: tensor<8xf32>) -> tensor<2x3x8xf32> {
  // CHECK-DAG: %[[XV:.*]] = mock.view %[[X]] offset(0) strides([16, 1]) {{.*}} -> tensor<6x16xf32>
  // CHECK-DAG: %[[WV:.*]] = mock.view %[[W]] offset(0) strides([1, 16]) {{.*}} -> tensor<16x8xf32>
  // CHECK: linalg.matmul {{.*}} ins(%[[XV]], %[[WV]]
  // CHECK: %[[S:.*]] = linalg.generic
  // CHECK: mock.view %[[S]] offset(0) strides([24, 8, 1]) {{.*}} : tensor<6x8xf32> -> tensor<2x3x8xf32>
  %0 = aten.linear %x, %w bias(%b) : (tensor<2x3x16xf32>, tensor<8x16xf32>, tensor<8xf32>) -> tensor<2x3x8xf32>
  return %0 : tensor<2x3x8xf32>
}

// A sum of nothing is zero.
// CHECK-LABEL: func.func @mm_empty
func.func @mm_empty(%a: tensor<4x0xf32>, %b: tensor<0x8xf32>) -> tensor<4x8xf32> {
  // CHECK-NOT: linalg.matmul
  // CHECK: linalg.fill
  %0 = aten.mm %a, %b : (tensor<4x0xf32>, tensor<0x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
}
