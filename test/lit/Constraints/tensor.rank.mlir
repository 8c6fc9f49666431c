// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1 remarks=true rules=operator.supported:ignore,dtype.supported:ignore' 2>&1 | FileCheck %s
// limit - 1, limit, limit + 1

// CHECK: remark: tensor.rank: aten.exp: the rank of self is 5; it has to be at most 6 dimensions [mock-v1 tensor.rank.max ({{.*}})]; passed, slack 1
func.func @below(%x: tensor<1x1x1x1x2xf32>) {
  %0 = aten.exp %x : (tensor<1x1x1x1x2xf32>) -> tensor<1x1x1x1x2xf32>
  return
}
// CHECK: remark: tensor.rank: aten.sin: the rank of self is 6; {{.*}}; near_miss, slack 0
func.func @at(%x: tensor<1x1x1x1x1x2xf32>) {
  %0 = aten.sin %x : (tensor<1x1x1x1x1x2xf32>) -> tensor<1x1x1x1x1x2xf32>
  return
}
// CHECK: warning: tensor.rank: aten.cos: the rank of self is 7; {{.*}}; host_call, 16 bytes, 2002 cycles
// CHECK: warning: tensor.rank: aten.cos: the rank of result is 7; {{.*}}; host_call
// CHECK: aten.cos {{.*}}mock.host = "tensor.rank"
func.func @above(%x: tensor<1x1x1x1x1x1x2xf32>) {
  %0 = aten.cos %x : (tensor<1x1x1x1x1x1x2xf32>) -> tensor<1x1x1x1x1x1x2xf32>
  return
}
