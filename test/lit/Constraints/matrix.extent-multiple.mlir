// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1 remarks=true' 2>&1 | FileCheck %s
// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1 rules=matrix.extent-multiple:host_call' 2>&1 | FileCheck %s --check-prefix=HOST
// RUN: not mock-opt %s --mock-check-constraints='profile=mock-v1 enforcement=strict' 2>&1 | FileCheck %s --check-prefix=STRICT
// limit - 1, limit, limit + 1

// CHECK: warning: matrix.extent-multiple: aten.mm: m (rows) is 7; it has to be a multiple of 8 elements [mock-v1 matrix.extent.multiple ({{.*}})]; padded, 64 bytes, {{[1-9][0-9]*}} cycles
// CHECK: remark: matrix.extent-multiple: aten.mm: n (columns) is 8; {{.*}}; passed, slack 0
// STRICT: error: matrix.extent-multiple: aten.mm: m (rows) is 7; {{.*}}; refused
func.func @below(%a: tensor<7x8xf32>, %b: tensor<8x8xf32>) -> tensor<7x8xf32> {
  // HOST-LABEL: func.func @below
  // HOST: aten.mm {{.*}}mock.host = "matrix.extent-multiple"
  %0 = aten.mm %a, %b : (tensor<7x8xf32>, tensor<8x8xf32>) -> tensor<7x8xf32>
  return %0 : tensor<7x8xf32>
}

// CHECK-NOT: warning: matrix.extent-multiple: aten.bmm
// CHECK: remark: matrix.extent-multiple: aten.bmm: m (rows) is 8
func.func @at(%a: tensor<3x8x8xf32>, %b: tensor<3x8x8xf32>) -> tensor<3x8x8xf32> {
  %0 = aten.bmm %a, %b : (tensor<3x8x8xf32>, tensor<3x8x8xf32>) -> tensor<3x8x8xf32>
  return %0 : tensor<3x8x8xf32>
}

// All three extents are reported. The leading dimensions of linear are rows.
// CHECK: warning: matrix.extent-multiple: aten.linear: m (rows) is 9;
// CHECK: warning: matrix.extent-multiple: aten.linear: n (columns) is 9;
// CHECK: warning: matrix.extent-multiple: aten.linear: k (reduced) is 9;
func.func @above(%a: tensor<3x3x9xf32>, %b: tensor<9x9xf32>) -> tensor<3x3x9xf32> {
  %0 = aten.linear %a, %b : (tensor<3x3x9xf32>, tensor<9x9xf32>) -> tensor<3x3x9xf32>
  return %0 : tensor<3x3x9xf32>
}

// CHECK-NOT: aten.addmm: m
// A product of nothing is not checked.
func.func @empty(%c: tensor<8xf32>, %a: tensor<0x9xf32>, %b: tensor<9x8xf32>) -> tensor<0x8xf32> {
  %0 = aten.addmm %c, %a, %b {alpha = 1 : i64, beta = 1 : i64} : (tensor<8xf32>, tensor<0x9xf32>, tensor<9x8xf32>) -> tensor<0x8xf32>
  return %0 : tensor<0x8xf32>
}
