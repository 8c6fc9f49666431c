// RUN: mock-opt --mock-fuse-elementwise %s | FileCheck %s

#id = affine_map<(d0) -> (d0)>
#id2 = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
module attributes {mock.target = "mock-v1"} {

// The consumer's result strides stay; both source operators are kept.
// CHECK-LABEL: func @chain
func.func @chain(%x: tensor<7xbf16>) -> tensor<7xbf16> {
  %e = tensor.empty() : tensor<7xbf16>
  // CHECK: %[[R:.*]] = linalg.generic
  // CHECK-SAME: mock.op = "aten.exp, aten.neg"
  // CHECK-SAME: mock.result_strides = array<i64: 1>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<7xbf16>)
      outs(%e : tensor<7xbf16>) attrs = {mock.op = "aten.exp"} {
  ^bb0(%v: bf16, %o: bf16):
    %w = arith.extf %v : bf16 to f32
    %y = math.exp %w : f32
    %z = arith.truncf %y {mock.implicit} : f32 to bf16
    linalg.yield %z : bf16
  } -> tensor<7xbf16>
  // CHECK: %[[EXT:.*]] = arith.extf
  // CHECK-NEXT: %[[EXP:.*]] = math.exp %[[EXT]]
  // The rounding between the two operators is gone.
  // CHECK-NEXT: %[[NEG:.*]] = arith.negf %[[EXP]]
  // CHECK-NEXT: arith.truncf %[[NEG]] {mock.implicit}
  %b = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%a : tensor<7xbf16>)
      outs(%e : tensor<7xbf16>) attrs = {mock.op = "aten.neg", mock.result_strides = array<i64: 1>} {
  ^bb0(%v: bf16, %o: bf16):
    %w = arith.extf %v : bf16 to f32
    %y = arith.negf %w : f32
    %z = arith.truncf %y {mock.implicit} : f32 to bf16
    linalg.yield %z : bf16
  } -> tensor<7xbf16>
  // CHECK: return %[[R]]
  return %b : tensor<7xbf16>
}

// CHECK-LABEL: func @user_cast
func.func @user_cast(%x: tensor<7xf32>) -> tensor<7xf32> {
  %e = tensor.empty() : tensor<7xbf16>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<7xf32>)
      outs(%e : tensor<7xbf16>) {
  ^bb0(%v: f32, %o: bf16):
    %z = arith.truncf %v : f32 to bf16
    linalg.yield %z : bf16
  } -> tensor<7xbf16>
  %e1 = tensor.empty() : tensor<7xf32>
  // CHECK: linalg.generic
  // CHECK: %[[T:.*]] = arith.truncf
  // CHECK-NEXT: arith.extf %[[T]]
  %b = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%a : tensor<7xbf16>)
      outs(%e1 : tensor<7xf32>) {
  ^bb0(%v: bf16, %o: f32):
    %w = arith.extf %v : bf16 to f32
    linalg.yield %w : f32
  } -> tensor<7xf32>
  return %b : tensor<7xf32>
}

// A producer with two consumers stays: both read its result.
// CHECK-LABEL: func @two_uses
// CHECK-COUNT-3: linalg.generic
func.func @two_uses(%x: tensor<7xf32>) -> (tensor<7xf32>, tensor<7xf32>) {
  %e = tensor.empty() : tensor<7xf32>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<7xf32>)
      outs(%e : tensor<7xf32>) {
  ^bb0(%v: f32, %o: f32):
    %z = math.exp %v : f32
    linalg.yield %z : f32
  } -> tensor<7xf32>
  %b = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%a : tensor<7xf32>)
      outs(%e : tensor<7xf32>) {
  ^bb0(%v: f32, %o: f32):
    %z = arith.negf %v : f32
    linalg.yield %z : f32
  } -> tensor<7xf32>
  %c = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%a : tensor<7xf32>)
      outs(%e : tensor<7xf32>) {
  ^bb0(%v: f32, %o: f32):
    %z = math.sin %v : f32
    linalg.yield %z : f32
  } -> tensor<7xf32>
  return %b, %c : tensor<7xf32>, tensor<7xf32>
}

// A broadcast producer would be computed again for every column.
// CHECK-LABEL: func @broadcast
// CHECK-COUNT-2: linalg.generic
func.func @broadcast(%x: tensor<7xf32>, %y: tensor<7x9xf32>) -> tensor<7x9xf32> {
  %e = tensor.empty() : tensor<7xf32>
  %a = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%x : tensor<7xf32>)
      outs(%e : tensor<7xf32>) {
  ^bb0(%v: f32, %o: f32):
    %z = math.exp %v : f32
    linalg.yield %z : f32
  } -> tensor<7xf32>
  %e2 = tensor.empty() : tensor<7x9xf32>
  %b = linalg.generic {indexing_maps = [#id2, #row, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%y, %a : tensor<7x9xf32>, tensor<7xf32>) outs(%e2 : tensor<7x9xf32>) {
  ^bb0(%v: f32, %w: f32, %o: f32):
    %z = arith.mulf %v, %w : f32
    linalg.yield %z : f32
  } -> tensor<7x9xf32>
  return %b : tensor<7x9xf32>
}

// vector.operands is 12: 11 inputs and an output fit, and no more.
// CHECK-LABEL: func @operand_limit
// CHECK-COUNT-2: linalg.generic
// CHECK-NOT: linalg.generic
func.func @operand_limit(%a: tensor<7xf32>, %b: tensor<7xf32>, %c: tensor<7xf32>, %d: tensor<7xf32>,
    %e: tensor<7xf32>, %f: tensor<7xf32>, %g: tensor<7xf32>, %h: tensor<7xf32>, %i: tensor<7xf32>,
    %j: tensor<7xf32>, %k: tensor<7xf32>, %l: tensor<7xf32>) -> tensor<7xf32> {
  %init = tensor.empty() : tensor<7xf32>
  %p = linalg.generic {indexing_maps = [#id, #id, #id, #id, #id, #id, #id], iterator_types = ["parallel"]}
      ins(%a, %b, %c, %d, %e, %f : tensor<7xf32>, tensor<7xf32>, tensor<7xf32>, tensor<7xf32>, tensor<7xf32>, tensor<7xf32>)
      outs(%init : tensor<7xf32>) {
  ^bb0(%x0: f32, %x1: f32, %x2: f32, %x3: f32, %x4: f32, %x5: f32, %o: f32):
    %0 = arith.addf %x0, %x1 : f32
    %1 = arith.addf %0, %x2 : f32
    %2 = arith.addf %1, %x3 : f32
    %3 = arith.addf %2, %x4 : f32
    %4 = arith.addf %3, %x5 : f32
    linalg.yield %4 : f32
  } -> tensor<7xf32>
  %q = linalg.generic {indexing_maps = [#id, #id, #id, #id, #id, #id, #id, #id], iterator_types = ["parallel"]}
      ins(%p, %g, %h, %i, %j, %k, %l : tensor<7xf32>, tensor<7xf32>, tensor<7xf32>, tensor<7xf32>, tensor<7xf32>, tensor<7xf32>, tensor<7xf32>)
      outs(%init : tensor<7xf32>) {
  ^bb0(%x0: f32, %x1: f32, %x2: f32, %x3: f32, %x4: f32, %x5: f32, %x6: f32, %o: f32):
    %0 = arith.addf %x0, %x1 : f32
    %1 = arith.addf %0, %x2 : f32
    %2 = arith.addf %1, %x3 : f32
    %3 = arith.addf %2, %x4 : f32
    %4 = arith.addf %3, %x5 : f32
    %5 = arith.addf %4, %x6 : f32
    linalg.yield %5 : f32
  } -> tensor<7xf32>
  return %q : tensor<7xf32>
}
}
