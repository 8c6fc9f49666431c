// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1 rules=matrix.extent-multiple:ignore remarks=true' 2>&1 | FileCheck %s --check-prefix=IGNORE
// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1 rules=matrix.extent-multiple:error' 2>&1 | FileCheck %s --check-prefix=ERROR
// RUN: mock-opt %s --mock-check-constraints='profile=mock-v1 enforcement=strict rules=matrix.extent-multiple:ignore' 2>&1 | FileCheck %s --check-prefix=STRICT-IGNORE
// RUN: not mock-opt %s --mock-check-constraints='profile=mock-v1 enforcement=strict' --convert-aten-to-linalg 2>&1 | FileCheck %s --check-prefix=STRICT

// IGNORE-NOT: warning:
// IGNORE: remark: matrix.extent-multiple: aten.mm: m (rows) is 7; {{.*}}; ignored
// ERROR: error: matrix.extent-multiple: aten.mm: m (rows) is 7; {{.*}}; refused
// STRICT-IGNORE-NOT: error:
// STRICT: error: matrix.extent-multiple: aten.mm: m (rows) is 7; {{.*}}; refused
func.func @seven_rows(%a: tensor<7x8xf32>, %b: tensor<8x8xf32>) -> tensor<7x8xf32> {
  %0 = aten.mm %a, %b : (tensor<7x8xf32>, tensor<8x8xf32>) -> tensor<7x8xf32>
  return %0 : tensor<7x8xf32>
}
