// RUN: mock-opt --mock-form-kernels %s | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>
#col = affine_map<(d0, d1) -> (d1)>
#v = affine_map<(d0) -> (d0)>
#outer0 = affine_map<(d0, d1) -> (d0)>
module attributes {mock.target = "mock-v1"} {

// Softmax is one kernel: its four operations run over the same rows.
// CHECK-LABEL: mock.kernel @softmax(
// CHECK-SAME: %[[X:.*]]: tensor<60x250xf32>
// CHECK-SAME: attributes {mock.root = "reduction"}
// CHECK: mock.reduce <max> ins(%[[X]]
// CHECK: linalg.generic
// CHECK: mock.reduce <sum>
// CHECK: linalg.generic
// CHECK: mock.yield

// A product takes its epilogue along; the transposed view of the weight is strides of an argument.
// CHECK-LABEL: mock.kernel @addmm_relu(
// CHECK-SAME: %{{.*}}: tensor<60x784xf32> {mock.offset = 0 : i64, mock.strides = array<i64: 784, 1>}
// CHECK-SAME: %{{.*}}: tensor<784x250xf32> {mock.offset = 0 : i64, mock.strides = array<i64: 1, 784>}
// CHECK-SAME: -> (tensor<60x250xf32> {mock.strides = array<i64: 250, 1>}) attributes {mock.root = "contraction"}
// CHECK: linalg.fill
// CHECK: linalg.matmul
// CHECK: linalg.generic

// CHECK-LABEL: func @mlp(
func.func @mlp(%x: tensor<60x784xf32>, %wt: tensor<250x784xf32>, %b: tensor<250xf32>)
    -> (tensor<60x250xf32>, tensor<60x250xf32>) {
  // CHECK-NEXT: %[[H:.*]] = mock.launch @addmm_relu(%arg0, %arg1, %arg2) {mock.op = "aten.addmm, aten.relu", mock.result_strides = [array<i64: 250, 1>]}
  // CHECK-NEXT: %[[S:.*]] = mock.launch @softmax(%[[H]])
  // CHECK-NEXT: return %[[S]], %[[H]]
  %c = arith.constant 0.0 : f32
  %ninf = arith.constant 0xFF800000 : f32
  %w = mock.view %wt offset(0) strides([1, 784]) : tensor<250x784xf32> -> tensor<784x250xf32>
  %e = tensor.empty() : tensor<60x250xf32>
  %f = linalg.fill ins(%c : f32) outs(%e : tensor<60x250xf32>) -> tensor<60x250xf32>
  %m = linalg.matmul {mock.op = "aten.addmm"} ins(%x, %w : tensor<60x784xf32>, tensor<784x250xf32>) outs(%f : tensor<60x250xf32>) -> tensor<60x250xf32>
  %r = linalg.generic {indexing_maps = [#id, #col, #id], iterator_types = ["parallel", "parallel"]} ins(%m, %b : tensor<60x250xf32>, tensor<250xf32>) outs(%e : tensor<60x250xf32>) attrs = {mock.op = "aten.relu"} {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.addf %p, %q : f32
    %t = arith.maximumf %s, %c : f32
    linalg.yield %t : f32
  } -> tensor<60x250xf32>
  %e1 = tensor.empty() : tensor<60xf32>
  %f1 = linalg.fill ins(%ninf : f32) outs(%e1 : tensor<60xf32>) -> tensor<60xf32>
  %f2 = linalg.fill ins(%c : f32) outs(%e1 : tensor<60xf32>) -> tensor<60xf32>
  %mx = mock.reduce <max> ins(%r : tensor<60x250xf32>) outs(%f1 : tensor<60xf32>) dimensions = [1] {mock.op = "aten.softmax"} -> tensor<60xf32>
  %ex = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%r, %mx : tensor<60x250xf32>, tensor<60xf32>) outs(%e : tensor<60x250xf32>) attrs = {mock.op = "aten.softmax"} {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.subf %p, %q : f32
    %t = math.exp %s : f32
    linalg.yield %t : f32
  } -> tensor<60x250xf32>
  %sm = mock.reduce <sum> ins(%ex : tensor<60x250xf32>) outs(%f2 : tensor<60xf32>) dimensions = [1] {mock.op = "aten.softmax"} -> tensor<60xf32>
  %dv = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%ex, %sm : tensor<60x250xf32>, tensor<60xf32>) outs(%e : tensor<60x250xf32>) attrs = {mock.op = "aten.softmax"} {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.divf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<60x250xf32>
  return %dv, %r : tensor<60x250xf32>, tensor<60x250xf32>
}

// Rows of 2 MB do not fit the scratchpad: the maximum and what subtracts it are two kernels.
// CHECK-LABEL: func @long_rows(
// CHECK-NEXT: %[[M:.*]] = mock.launch @amax(%arg0)
// CHECK-NEXT: mock.launch @sub(%arg0, %[[M]])
func.func @long_rows(%x: tensor<3x500000xf32>) -> tensor<3x500000xf32> {
  %ninf = arith.constant 0xFF800000 : f32
  %e1 = tensor.empty() : tensor<3xf32>
  %f = linalg.fill ins(%ninf : f32) outs(%e1 : tensor<3xf32>) -> tensor<3xf32>
  %m = mock.reduce <max> ins(%x : tensor<3x500000xf32>) outs(%f : tensor<3xf32>) dimensions = [1] {mock.op = "aten.amax"} -> tensor<3xf32>
  %e = tensor.empty() : tensor<3x500000xf32>
  %r = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %m : tensor<3x500000xf32>, tensor<3xf32>) outs(%e : tensor<3x500000xf32>) attrs = {mock.op = "aten.sub.Tensor"} {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.subf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<3x500000xf32>
  return %r : tensor<3x500000xf32>
}

// Equal kernels are one symbol, launched twice.
// CHECK-LABEL: func @shared(
// CHECK-NEXT: %[[A:.*]] = mock.launch @[[EXP:exp.*]](%arg0)
// CHECK-NEXT: %[[B:.*]] = mock.host_call "aten.sort"(%[[A]])
// CHECK-NEXT: mock.launch @[[EXP]](%[[B]])
func.func @shared(%x: tensor<9xf32>) -> tensor<9xf32> {
  %e = tensor.empty() : tensor<9xf32>
  %a = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%x : tensor<9xf32>) outs(%e : tensor<9xf32>) attrs = {mock.op = "aten.exp", mock.node = 0 : i64} {
  ^bb0(%p: f32, %o: f32):
    %s = math.exp %p : f32
    linalg.yield %s : f32
  } -> tensor<9xf32>
  %b = mock.host_call "aten.sort"(%a) {node = 1 : i64} : (tensor<9xf32>) -> tensor<9xf32>
  %c = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%b : tensor<9xf32>) outs(%e : tensor<9xf32>) attrs = {mock.op = "aten.exp", mock.node = 2 : i64} {
  ^bb0(%p: f32, %o: f32):
    %s = math.exp %p : f32
    linalg.yield %s : f32
  } -> tensor<9xf32>
  return %c : tensor<9xf32>
}

// %c could join %a's kernel but for %b, which needs %a and is needed by %c.
// CHECK-LABEL: func @no_cycle(
// CHECK-NEXT: %[[A:.*]] = mock.launch @cos(%arg0)
// CHECK-NEXT: %[[B:.*]] = mock.host_call "aten.sort"(%[[A]])
// CHECK-NEXT: mock.launch @add(%[[A]], %[[B]])
func.func @no_cycle(%x: tensor<9xf32>) -> tensor<9xf32> {
  %e = tensor.empty() : tensor<9xf32>
  %a = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%x : tensor<9xf32>) outs(%e : tensor<9xf32>) attrs = {mock.op = "aten.cos"} {
  ^bb0(%p: f32, %o: f32):
    %s = math.cos %p : f32
    linalg.yield %s : f32
  } -> tensor<9xf32>
  %b = mock.host_call "aten.sort"(%a) {node = 1 : i64} : (tensor<9xf32>) -> tensor<9xf32>
  %c = linalg.generic {indexing_maps = [#v, #v, #v], iterator_types = ["parallel"]} ins(%a, %b : tensor<9xf32>, tensor<9xf32>) outs(%e : tensor<9xf32>) attrs = {mock.op = "aten.add.Tensor"} {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<9xf32>
  return %c : tensor<9xf32>
}

// Both results of one elementwise kernel.
// CHECK-LABEL: func @two_results(
// CHECK-NEXT: %[[R:.*]]:2 = mock.launch @sin_neg(%arg0) {{.*}} : (tensor<9xf32>) -> (tensor<9xf32>, tensor<9xf32>)
// CHECK-NEXT: return %[[R]]#0, %[[R]]#1
func.func @two_results(%x: tensor<9xf32>) -> (tensor<9xf32>, tensor<9xf32>) {
  %e = tensor.empty() : tensor<9xf32>
  %a = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%x : tensor<9xf32>) outs(%e : tensor<9xf32>) attrs = {mock.op = "aten.sin"} {
  ^bb0(%p: f32, %o: f32):
    %s = math.sin %p : f32
    linalg.yield %s : f32
  } -> tensor<9xf32>
  %b = linalg.generic {indexing_maps = [#v, #v], iterator_types = ["parallel"]} ins(%a : tensor<9xf32>) outs(%e : tensor<9xf32>) attrs = {mock.op = "aten.neg"} {
  ^bb0(%p: f32, %o: f32):
    %s = arith.negf %p : f32
    linalg.yield %s : f32
  } -> tensor<9xf32>
  return %a, %b : tensor<9xf32>, tensor<9xf32>
}

// One vector read along rows and along columns takes two arguments.
// CHECK-LABEL: func @outer_sum(
// CHECK-NEXT: mock.launch @outer(%arg0, %arg0)
func.func @outer_sum(%x: tensor<9xf32>) -> tensor<9x9xf32> {
  %e = tensor.empty() : tensor<9x9xf32>
  %a = linalg.generic {indexing_maps = [#row, #col, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %x : tensor<9xf32>, tensor<9xf32>) outs(%e : tensor<9x9xf32>) attrs = {mock.op = "aten.outer"} {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %s = arith.addf %p, %q : f32
    linalg.yield %s : f32
  } -> tensor<9x9xf32>
  return %a : tensor<9x9xf32>
}
}
