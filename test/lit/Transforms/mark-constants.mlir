// RUN: mock-opt %s --mock-mark-constants | FileCheck %s
// RUN: mock-opt %s --mock-mark-constants --mock-fuse-elementwise --mock-form-kernels | FileCheck %s --check-prefix=KERNELS

#id = affine_map<(d0) -> (d0)>

module attributes {mock.target = "mock-v1"} {

// exp(w) and its square are marked; their product with x is not, nor is what only x goes into. The
// kernels keep them apart: one of the weight, one of the rest.
// CHECK-LABEL: func.func @scaled
// CHECK: linalg.generic {{.*}} attrs = {mock.constant, mock.op = "aten.exp"}
// CHECK: linalg.generic {{.*}} attrs = {mock.constant, mock.op = "aten.square"}
// CHECK: linalg.generic
// CHECK-NOT: mock.constant
// CHECK: return
// KERNELS: func.func @scaled
// KERNELS: %[[W:.*]] = mock.launch @{{.*}}(%arg1)
// KERNELS-NEXT: %[[R:.*]] = mock.launch @{{.*}}(%arg0, %[[W]])
// KERNELS-NEXT: return %[[R]]
func.func @scaled(%x: tensor<64xf32>, %w: tensor<64xf32> {mock.input = "parameter"}) -> tensor<64xf32> {
  %e = tensor.empty() : tensor<64xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%w : tensor<64xf32>) outs(%e : tensor<64xf32>)
      attrs = {mock.op = "aten.exp"} {
  ^bb0(%a: f32, %o: f32):
    %v = math.exp %a : f32
    linalg.yield %v : f32
  } -> tensor<64xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%0 : tensor<64xf32>) outs(%e : tensor<64xf32>)
      attrs = {mock.op = "aten.square"} {
  ^bb0(%a: f32, %o: f32):
    %v = arith.mulf %a, %a : f32
    linalg.yield %v : f32
  } -> tensor<64xf32>
  %2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%x, %1 : tensor<64xf32>, tensor<64xf32>) outs(%e : tensor<64xf32>)
      attrs = {mock.op = "aten.mul"} {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %v = arith.mulf %a, %b : f32
    linalg.yield %v : f32
  } -> tensor<64xf32>
  return %2 : tensor<64xf32>
}

// What the graph writes to is no constant, nor is a tensor on the host or one that has no weight in it.
// CHECK-LABEL: func.func @not_constant
// CHECK-NOT: mock.constant
// CHECK: return
func.func @not_constant(%w: tensor<64xf32> {mock.input = "buffer"}, %x: tensor<64xf32>,
                        %h: tensor<64xf32> {mock.input = "parameter", mock.on_host}) -> (tensor<64xf32>, tensor<64xf32>) {
  %e = tensor.empty() : tensor<64xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%w : tensor<64xf32>) outs(%e : tensor<64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %v = math.exp %a : f32
    linalg.yield %v : f32
  } -> tensor<64xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%h : tensor<64xf32>) outs(%e : tensor<64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %v = math.exp %a : f32
    linalg.yield %v : f32
  } -> tensor<64xf32>
  %new = mock.insert %x into %w offset(0) strides([1]) mutates : tensor<64xf32> into tensor<64xf32>
  return %0, %1 : tensor<64xf32>, tensor<64xf32>
}

}
