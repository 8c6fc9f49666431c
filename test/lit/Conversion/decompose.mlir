// RUN: mock-opt %s --aten-decompose | FileCheck %s
module attributes {mock.target = "mock-v1"} {

// CHECK-LABEL: func.func @softmax
func.func @softmax(%x: tensor<2x8xf32>) -> tensor<2x8xf32> {
  // CHECK: %[[M:.*]] = aten.amax %{{.*}} {dim = array<i64: 1>, keepdim = true, mock.node = 4 : i64, mock.op = "aten._softmax"} : (tensor<2x8xf32>) -> tensor<2x1xf32>
  // CHECK: %[[S:.*]] = aten.sub.Tensor %{{.*}}, %[[M]]
  // CHECK: %[[E:.*]] = aten.exp %[[S]]
  // CHECK: %[[T:.*]] = aten.sum.dim_IntList %[[E]]
  // CHECK: aten.div.Tensor %[[E]], %[[T]]
  %0 = aten._softmax %x {dim = -1 : i64, half_to_float = false, mock.node = 4 : i64} : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return %0 : tensor<2x8xf32>
}

// 16-bit softmax is computed in f32 and rounded once.
// CHECK-LABEL: func.func @softmax_bf16
func.func @softmax_bf16(%x: tensor<2x8xbf16>) -> tensor<2x8xbf16> {
  // CHECK: aten._to_copy {{.*}} -> tensor<2x8xf32>
  // CHECK: aten.div.Tensor {{.*}} -> tensor<2x8xf32>
  // CHECK: aten._to_copy {{.*}}mock.implicit{{.*}} -> tensor<2x8xbf16>
  %0 = aten._softmax %x {dim = 1 : i64, half_to_float = false, mock.node = 0 : i64} : (tensor<2x8xbf16>) -> tensor<2x8xbf16>
  return %0 : tensor<2x8xbf16>
}

// CHECK-LABEL: func.func @log_softmax
func.func @log_softmax(%x: tensor<2x8xf32>) -> tensor<2x8xf32> {
  // CHECK: aten.amax
  // CHECK: aten.log
  // CHECK: aten.sub.Tensor
  %0 = aten._log_softmax %x {dim = 1 : i64, half_to_float = false, mock.node = 0 : i64} : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return %0 : tensor<2x8xf32>
}

// CHECK-LABEL: func.func @native_layer_norm
func.func @native_layer_norm(%x: tensor<2x8xf32>, %w: tensor<8xf32>) -> (tensor<2x8xf32>, tensor<2x1xf32>, tensor<2x1xf32>) {
  // CHECK: %[[M:.*]] = aten.mean.dim
  // CHECK: %[[V:.*]] = aten.mean.dim
  // CHECK: aten.add.Scalar %[[V]] {alpha = 1 : i64, {{.*}}other = 1.000000e-05 : f64}
  // CHECK: %[[R:.*]] = aten.rsqrt
  // CHECK: %[[O:.*]] = aten.mul.Tensor %{{.*}}, %arg1
  // CHECK: return %[[O]], %[[M]], %[[R]]
  %0:3 = aten.native_layer_norm %x weight(%w) {normalized_shape = array<i64: 8>, eps = 1.0e-05 : f64, mock.node = 0 : i64} : (tensor<2x8xf32>, tensor<8xf32>) -> (tensor<2x8xf32>, tensor<2x1xf32>, tensor<2x1xf32>)
  return %0#0, %0#1, %0#2 : tensor<2x8xf32>, tensor<2x1xf32>, tensor<2x1xf32>
}

// What goes to the host, draws random numbers or has no f32 arithmetic stays whole.
// CHECK-LABEL: func.func @left_alone
func.func @left_alone(%x: tensor<2x8xf32>, %y: tensor<2x8xf64>) {
  // CHECK: aten._softmax
  %0 = aten._softmax %x {dim = 1 : i64, half_to_float = false, mock.host = "tensor.rank"} : (tensor<2x8xf32>) -> tensor<2x8xf32>
  // CHECK: aten._softmax
  %1 = aten._softmax %y {dim = 1 : i64, half_to_float = false} : (tensor<2x8xf64>) -> tensor<2x8xf64>
  // CHECK: aten.native_dropout
  %2:2 = aten.native_dropout %x {p = 0.5 : f64, train = true} : (tensor<2x8xf32>) -> (tensor<2x8xf32>, tensor<2x8xi1>)
  // CHECK: aten.relu
  %3 = aten.relu %x : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return
}

// CHECK-LABEL: func.func @inactive_dropout
func.func @inactive_dropout(%x: tensor<2x8xf32>) -> tensor<2x8xf32> {
  // CHECK: aten.clone
  %0 = aten.dropout %x {p = 0.5 : f64, train = false, mock.node = 0 : i64} : (tensor<2x8xf32>) -> tensor<2x8xf32>
  return %0 : tensor<2x8xf32>
}
}
