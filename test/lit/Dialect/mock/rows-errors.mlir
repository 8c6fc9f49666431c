// RUN: mock-opt %s -split-input-file -verify-diagnostics

func.func @kind(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'mock.scan' op of kind argmax does not exist}}
  %0 = mock.scan <argmax> ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @scalar(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'mock.scan' op needs a dimension to run along}}
  %0 = mock.scan <sum> ins(%x : tensor<f32>) outs(%x : tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func @kept(%x: tensor<4xf32>, %a: tensor<5xf32>, %b: tensor<5xi64>) -> tensor<5xf32> {
  // expected-error @below {{'mock.sort' op values must have the input's shape but for the last extent, which may be smaller}}
  %0:2 = mock.sort ins(%x : tensor<4xf32>) outs(%a, %b : tensor<5xf32>, tensor<5xi64>) -> tensor<5xf32>, tensor<5xi64>
  return %0#0 : tensor<5xf32>
}

// -----

func.func @positions(%x: tensor<4xf32>, %a: tensor<4xf32>, %b: tensor<4xi32>) -> tensor<4xf32> {
  // expected-error @below {{'mock.sort' op positions are i64 and as many as values}}
  %0:2 = mock.sort ins(%x : tensor<4xf32>) outs(%a, %b : tensor<4xf32>, tensor<4xi32>) -> tensor<4xf32>, tensor<4xi32>
  return %0#0 : tensor<4xf32>
}

// -----

#q = affine_map<(l, s, e, v) -> (l, e)>
#k = affine_map<(l, s, e, v) -> (s, e)>
#v = affine_map<(l, s, e, v) -> (s, v)>
#o = affine_map<(l, s, e, v) -> (l, v)>
func.func @transposed(%q: tensor<4x8xf32>, %k: tensor<6x8xf32>, %v: tensor<6x8xf32>, %o: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'mock.attention' op must end with [l, e], [e, s], [s, v] and [l, v] in query, key, value and output}}
  %0 = mock.attention ins(%q, %k, %v : tensor<4x8xf32>, tensor<6x8xf32>, tensor<6x8xf32>) outs(%o : tensor<4x8xf32>)
    scale(1.0) maps = [#q, #k, #v, #o] -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -----

#q = affine_map<(l, s, e, v) -> (l, e)>
#k = affine_map<(l, s, e, v) -> (e, s)>
#v = affine_map<(l, s, e, v) -> (s, v)>
#o = affine_map<(l, s, e, v) -> (l, v)>
func.func @extents(%q: tensor<4x8xf32>, %k: tensor<7x6xf32>, %v: tensor<6x8xf32>, %o: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error-re @below {{'mock.attention' op operand {{[01]}} has {{[78]}} elements along a loop of extent {{[78]}}}}
  %0 = mock.attention ins(%q, %k, %v : tensor<4x8xf32>, tensor<7x6xf32>, tensor<6x8xf32>) outs(%o : tensor<4x8xf32>)
    scale(1.0) maps = [#q, #k, #v, #o] -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -----

#q = affine_map<(l, s, e, v) -> (l, e)>
#k = affine_map<(l, s, e, v) -> (e, s)>
#v = affine_map<(l, s, e, v) -> (s, v)>
#o = affine_map<(l, s, e, v) -> (l, v)>
func.func @maps(%q: tensor<4x8xf32>, %k: tensor<8x6xf32>, %v: tensor<6x8xf32>, %o: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'mock.attention' op has 3 maps for 4 operands}}
  %0 = mock.attention ins(%q, %k, %v : tensor<4x8xf32>, tensor<8x6xf32>, tensor<6x8xf32>) outs(%o : tensor<4x8xf32>)
    scale(1.0) maps = [#q, #k, #o] -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}
