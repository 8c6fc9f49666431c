// RUN: mock-opt %s -split-input-file -verify-diagnostics

func.func @missing_attribute(%a: tensor<4xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{requires attribute 'alpha'}}
  %0 = "aten.add.Tensor"(%a, %b) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @wrong_attribute(%a: tensor<4xf32>, %b: tensor<4xf32>) {
  // expected-error @+1 {{attribute 'alpha' failed to satisfy constraint: an i64, f64 or bool attribute}}
  %0 = "aten.add.Tensor"(%a, %b) {alpha = "one"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @operand_count(%a: tensor<4xf32>) {
  // expected-error @+1 {{expected 2 operands, but found 1}}
  %0 = "aten.add.Tensor"(%a) {alpha = 1 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @operand_type(%a: memref<4xf32>) {
  // expected-error @+1 {{operand #0 must be}}
  %0 = "aten.exp"(%a) : (memref<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @opaque_name(%a: tensor<4xf32>) {
  // expected-error @+1 {{names the operator "svd", which is not of the form "namespace.operator"}}
  %0 = aten.opaque "svd"(%a) : (tensor<4xf32>) -> tensor<4xf32>
  return
}
