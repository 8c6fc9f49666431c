// RUN: mock-opt %s --convert-aten-to-linalg | FileCheck %s

module attributes {mock.target = "mock-v1"} {

// Without a use of its second result; the key is transposed by a view.
// CHECK-LABEL: func.func @attention
// CHECK-SAME: (%[[Q:.*]]: tensor<2x4x8x16xf32>, %[[K:.*]]: tensor<2x4x6x16xf32>, %[[V:.*]]: tensor<2x4x6x16xf32>)
// CHECK: %[[T:.*]] = mock.view %[[K]] offset(0) strides([384, 96, 1, 16]){{.*}} : tensor<2x4x6x16xf32> -> tensor<2x4x16x6xf32>
// CHECK: mock.attention ins(%[[Q]], %[[T]], %[[V]] :
// CHECK-SAME: scale(2.500000e-01) causal
// CHECK-SAME: -> tensor<2x4x8x16xf32>
func.func @attention(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x6x16xf32>, %v: tensor<2x4x6x16xf32>) -> tensor<2x4x8x16xf32> {
  %0:2 = aten._scaled_dot_product_flash_attention_for_cpu %q, %k, %v {dropout_p = 0.0 : f64, is_causal = true, mock.node = 0 : i64}
    : (tensor<2x4x8x16xf32>, tensor<2x4x6x16xf32>, tensor<2x4x6x16xf32>) -> (tensor<2x4x8x16xf32>, tensor<2x4x8xf32>)
  return %0#0 : tensor<2x4x8x16xf32>
}

// Three heads of the query share one of the key; the mask has no dimension that broadcasts.
// CHECK-LABEL: func.func @grouped
// CHECK-SAME: (%[[Q:.*]]: tensor<2x6x8x16xf32>, %[[K:.*]]: tensor<2x2x5x16xf32>, %{{.*}}: tensor<2x2x5x16xf32>, %[[M:.*]]: tensor<8x5xf32>)
// CHECK: mock.view %[[Q]] {{.*}} -> tensor<2x2x3x8x16xf32>
// CHECK: mock.attention
// CHECK-SAME: mask(%[[M]] : tensor<8x5xf32>)
// CHECK-SAME: -> tensor<2x2x3x8x16xf32>, tensor<2x2x3x8xf32>
func.func @grouped(%q: tensor<2x6x8x16xf32>, %k: tensor<2x2x5x16xf32>, %v: tensor<2x2x5x16xf32>, %m: tensor<8x5xf32>) -> (tensor<2x6x8x16xf32>, tensor<2x6x8xf32>) {
  %0:2 = aten._scaled_dot_product_flash_attention_for_cpu %q, %k, %v attn_mask(%m) {dropout_p = 0.0 : f64, is_causal = false, mock.node = 0 : i64}
    : (tensor<2x6x8x16xf32>, tensor<2x2x5x16xf32>, tensor<2x2x5x16xf32>, tensor<8x5xf32>) -> (tensor<2x6x8x16xf32>, tensor<2x6x8xf32>)
  return %0#0, %0#1 : tensor<2x6x8x16xf32>, tensor<2x6x8xf32>
}

// CHECK-LABEL: func.func @dropout
// CHECK: mock.host_call "aten._scaled_dot_product_flash_attention_for_cpu"
func.func @dropout(%q: tensor<2x4x8x16xf32>) -> tensor<2x4x8x16xf32> {
  %0:2 = aten._scaled_dot_product_flash_attention_for_cpu %q, %q, %q {dropout_p = 0.5 : f64, is_causal = true, mock.node = 0 : i64}
    : (tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>) -> (tensor<2x4x8x16xf32>, tensor<2x4x8xf32>)
  return %0#0 : tensor<2x4x8x16xf32>
}

}
