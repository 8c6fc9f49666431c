// RUN: mock-opt --mock-collapse-dimensions %s | FileCheck %s

#id = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#last = affine_map<(d0, d1, d2) -> (d2)>
#id2 = affine_map<(d0, d1) -> (d0, d1)>

// CHECK-LABEL: mock.kernel @contiguous(
// CHECK-SAME: %{{.*}}: tensor<30xf32> {mock.offset = 7 : i64, mock.strides = array<i64: 1>}) -> (tensor<30xf32> {mock.strides = array<i64: 1>})
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel"]} ins(%{{.*}} : tensor<30xf32>) {{.*}} attrs = {mock.op = "aten.neg"}
mock.kernel @contiguous(%x: tensor<2x3x5xf32> {mock.strides = array<i64: 15, 5, 1>, mock.offset = 7 : i64})
    -> (tensor<2x3x5xf32> {mock.strides = array<i64: 15, 5, 1>}) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<2x3x5xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<2x3x5xf32>) outs(%e : tensor<2x3x5xf32>) attrs = {mock.op = "aten.neg"} {
  ^bb0(%v: f32, %o: f32):
    %n = arith.negf %v : f32
    linalg.yield %n : f32
  } -> tensor<2x3x5xf32>
  mock.yield %r : tensor<2x3x5xf32>
}

// The bias has only the last dimension: the other two merge.
// CHECK-LABEL: mock.kernel @bias(
// CHECK-SAME: %{{.*}}: tensor<6x5xf32> {mock.offset = 0 : i64, mock.strides = array<i64: 5, 1>}
// CHECK-SAME: %{{.*}}: tensor<5xf32>
// CHECK-SAME: -> (tensor<6x5xf32>
mock.kernel @bias(%x: tensor<2x3x5xf32> {mock.strides = array<i64: 15, 5, 1>, mock.offset = 0 : i64},
                  %b: tensor<5xf32> {mock.strides = array<i64: 1>, mock.offset = 0 : i64})
    -> (tensor<2x3x5xf32> {mock.strides = array<i64: 15, 5, 1>}) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<2x3x5xf32>
  %r = linalg.generic {indexing_maps = [#id, #last, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %b : tensor<2x3x5xf32>, tensor<5xf32>) outs(%e : tensor<2x3x5xf32>) {
  ^bb0(%v: f32, %w: f32, %o: f32):
    %n = arith.addf %v, %w : f32
    linalg.yield %n : f32
  } -> tensor<2x3x5xf32>
  mock.yield %r : tensor<2x3x5xf32>
}

// A stride that leaves gaps keeps the dimension apart.
// CHECK-LABEL: mock.kernel @gaps(
// CHECK-SAME: %{{.*}}: tensor<2x15xf32> {mock.offset = 0 : i64, mock.strides = array<i64: 40, 1>}) -> (tensor<2x15xf32>
mock.kernel @gaps(%x: tensor<2x3x5xf32> {mock.strides = array<i64: 40, 5, 1>, mock.offset = 0 : i64})
    -> (tensor<2x3x5xf32> {mock.strides = array<i64: 15, 5, 1>}) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<2x3x5xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<2x3x5xf32>) outs(%e : tensor<2x3x5xf32>) {
  ^bb0(%v: f32, %o: f32):
    %n = arith.negf %v : f32
    linalg.yield %n : f32
  } -> tensor<2x3x5xf32>
  mock.yield %r : tensor<2x3x5xf32>
}

// Channels lie innermost in input and result: everything is one row. The bias has channels only.
// CHECK-LABEL: mock.kernel @channels_last(
// CHECK-SAME: %{{.*}}: tensor<40xf32> {mock.offset = 0 : i64, mock.strides = array<i64: 1>}) -> (tensor<40xf32> {mock.strides = array<i64: 1>})
mock.kernel @channels_last(%x: tensor<2x4x5xf32> {mock.strides = array<i64: 20, 1, 4>, mock.offset = 0 : i64})
    -> (tensor<2x4x5xf32> {mock.strides = array<i64: 20, 1, 4>}) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<2x4x5xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<2x4x5xf32>) outs(%e : tensor<2x4x5xf32>) {
  ^bb0(%v: f32, %o: f32):
    %n = arith.negf %v : f32
    linalg.yield %n : f32
  } -> tensor<2x4x5xf32>
  mock.yield %r : tensor<2x4x5xf32>
}
// CHECK-LABEL: mock.kernel @channel_bias(
// CHECK-SAME: %{{.*}}: tensor<10x4xf32> {mock.offset = 0 : i64, mock.strides = array<i64: 4, 1>}, %{{.*}}: tensor<4xf32>
// CHECK-SAME: -> (tensor<10x4xf32> {mock.strides = array<i64: 4, 1>})
mock.kernel @channel_bias(%x: tensor<2x4x5xf32> {mock.strides = array<i64: 20, 1, 4>, mock.offset = 0 : i64}, %b: tensor<4xf32>)
    -> (tensor<2x4x5xf32> {mock.strides = array<i64: 20, 1, 4>}) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<2x4x5xf32>
  %r = linalg.generic {indexing_maps = [#id, affine_map<(d0, d1, d2) -> (d1)>, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %b : tensor<2x4x5xf32>, tensor<4xf32>) outs(%e : tensor<2x4x5xf32>) {
  ^bb0(%v: f32, %w: f32, %o: f32):
    %n = arith.addf %v, %w : f32
    linalg.yield %n : f32
  } -> tensor<2x4x5xf32>
  mock.yield %r : tensor<2x4x5xf32>
}

// Rows of the result count: an input that lies otherwise is read against its rows.
// CHECK-LABEL: mock.kernel @to_rows(
// CHECK-SAME: %{{.*}}: tensor<2x4x5xf32> {mock.offset = 0 : i64, mock.strides = array<i64: 20, 1, 4>}) -> (tensor<2x4x5xf32> {mock.strides = array<i64: 20, 5, 1>})
mock.kernel @to_rows(%x: tensor<2x4x5xf32> {mock.strides = array<i64: 20, 1, 4>, mock.offset = 0 : i64})
    -> (tensor<2x4x5xf32> {mock.strides = array<i64: 20, 5, 1>}) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<2x4x5xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<2x4x5xf32>) outs(%e : tensor<2x4x5xf32>) {
  ^bb0(%v: f32, %o: f32):
    linalg.yield %v : f32
  } -> tensor<2x4x5xf32>
  mock.yield %r : tensor<2x4x5xf32>
}

// Kept and reduced dimensions merge among themselves.
// CHECK-LABEL: mock.kernel @sum(
// CHECK-SAME: %{{.*}}: tensor<6x20xf32> {mock.offset = 0 : i64, mock.strides = array<i64: 20, 1>}) -> (tensor<6xf32>
// CHECK: mock.reduce <sum> {{.*}} dimensions = [1]
mock.kernel @sum(%x: tensor<2x3x4x5xf32> {mock.strides = array<i64: 60, 20, 5, 1>, mock.offset = 0 : i64})
    -> (tensor<2x3xf32> {mock.strides = array<i64: 3, 1>}) attributes {mock.root = "reduction"} {
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x3xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<2x3xf32>) -> tensor<2x3xf32>
  %r = mock.reduce <sum> ins(%x : tensor<2x3x4x5xf32>) outs(%f : tensor<2x3xf32>) dimensions = [2, 3] -> tensor<2x3xf32>
  mock.yield %r : tensor<2x3xf32>
}

// An index needs its own dimension; extents of 1 have any stride, extents of 0 merge too.
// CHECK-LABEL: mock.kernel @index(
// CHECK-SAME: -> (tensor<2x3xi64>
mock.kernel @index() -> (tensor<2x3xi64> {mock.strides = array<i64: 3, 1>}) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<2x3xi64>
  %r = linalg.generic {indexing_maps = [#id2], iterator_types = ["parallel", "parallel"]} outs(%e : tensor<2x3xi64>) {
  ^bb0(%o: i64):
    %i = linalg.index 1 : index
    %j = arith.index_cast %i : index to i64
    linalg.yield %j : i64
  } -> tensor<2x3xi64>
  mock.yield %r : tensor<2x3xi64>
}

// CHECK-LABEL: mock.kernel @unit(
// CHECK-SAME: %{{.*}}: tensor<5xf32> {mock.offset = 0 : i64, mock.strides = array<i64: 2>}) -> (tensor<5xf32> {mock.strides = array<i64: 1>})
mock.kernel @unit(%x: tensor<5x1xf32> {mock.strides = array<i64: 2, 99>, mock.offset = 0 : i64})
    -> (tensor<5x1xf32> {mock.strides = array<i64: 1, 1>}) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<5x1xf32>
  %r = linalg.generic {indexing_maps = [#id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<5x1xf32>) outs(%e : tensor<5x1xf32>) {
  ^bb0(%v: f32, %o: f32):
    %n = arith.negf %v : f32
    linalg.yield %n : f32
  } -> tensor<5x1xf32>
  mock.yield %r : tensor<5x1xf32>
}

// CHECK-LABEL: mock.kernel @nothing(
// CHECK-SAME: %{{.*}}: tensor<0xf32>
mock.kernel @nothing(%x: tensor<5x0xf32> {mock.strides = array<i64: 1, 1>, mock.offset = 0 : i64})
    -> (tensor<5x0xf32> {mock.strides = array<i64: 1, 1>}) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<5x0xf32>
  %r = linalg.generic {indexing_maps = [#id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<5x0xf32>) outs(%e : tensor<5x0xf32>) {
  ^bb0(%v: f32, %o: f32):
    %n = arith.negf %v : f32
    linalg.yield %n : f32
  } -> tensor<5x0xf32>
  mock.yield %r : tensor<5x0xf32>
}

// An operand without the last dimension keeps that one apart.
// CHECK-LABEL: mock.kernel @leading(
// CHECK-SAME: %{{.*}}: tensor<5x3xf32>
// CHECK-SAME: %{{.*}}: tensor<5xf32>
mock.kernel @leading(%x: tensor<5x3xf32> {mock.strides = array<i64: 3, 1>, mock.offset = 0 : i64},
                     %y: tensor<5xf32> {mock.strides = array<i64: 1>, mock.offset = 0 : i64})
    -> (tensor<5x3xf32> {mock.strides = array<i64: 3, 1>}) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<5x3xf32>
  %r = linalg.generic {indexing_maps = [#id2, affine_map<(d0, d1) -> (d0)>, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%x, %y : tensor<5x3xf32>, tensor<5xf32>) outs(%e : tensor<5x3xf32>) {
  ^bb0(%v: f32, %w: f32, %o: f32):
    %n = arith.addf %v, %w : f32
    linalg.yield %n : f32
  } -> tensor<5x3xf32>
  mock.yield %r : tensor<5x3xf32>
}

// The dimension of extent 1 between two others does not hide that their strides do not fit.
// CHECK-LABEL: mock.kernel @unit_between(
// CHECK-SAME: %{{.*}}: tensor<2x5xf32> {mock.offset = 0 : i64, mock.strides = array<i64: 7, 1>}
mock.kernel @unit_between(%x: tensor<2x1x5xf32> {mock.strides = array<i64: 7, 7, 1>, mock.offset = 0 : i64})
    -> (tensor<2x1x5xf32> {mock.strides = array<i64: 5, 5, 1>}) attributes {mock.root = "elementwise"} {
  %e = tensor.empty() : tensor<2x1x5xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<2x1x5xf32>) outs(%e : tensor<2x1x5xf32>) {
  ^bb0(%v: f32, %o: f32):
    %n = arith.negf %v : f32
    linalg.yield %n : f32
  } -> tensor<2x1x5xf32>
  mock.yield %r : tensor<2x1x5xf32>
}
