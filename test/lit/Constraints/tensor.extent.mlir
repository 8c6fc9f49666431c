// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1 remarks=true' 2>&1 | FileCheck %s
// limit - 1, limit, limit + 1

// CHECK: remark: tensor.extent: aten.exp: extent 0 of self is 2147483646; {{.*}}; near_miss, slack 1
func.func @below(%x: tensor<2147483646xbf16>) {
  %0 = aten.exp %x : (tensor<2147483646xbf16>) -> tensor<2147483646xbf16>
  return
}
// CHECK: remark: tensor.extent: aten.sin: extent 0 of self is 2147483647; {{.*}}; near_miss, slack 0
func.func @at(%x: tensor<2147483647xbf16>) {
  %0 = aten.sin %x : (tensor<2147483647xbf16>) -> tensor<2147483647xbf16>
  return
}
// CHECK: warning: tensor.extent: aten.cos: extent 0 of self is 2147483648; it has to be at most 2147483647 elements [mock-v1 tensor.extent.max
func.func @above(%x: tensor<2147483648xbf16>) {
  %0 = aten.cos %x : (tensor<2147483648xbf16>) -> tensor<2147483648xbf16>
  return
}
