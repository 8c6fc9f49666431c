// RUN: mock-opt %s --allow-unregistered-dialect --split-input-file --verify-diagnostics

func.func @view_strides(%x: tensor<8xf32>) -> tensor<2x4xf32> {
  // expected-error @below {{has 1 strides for a result of rank 2}}
  %v = mock.view %x offset(0) strides([1]) : tensor<8xf32> -> tensor<2x4xf32>
  return %v : tensor<2x4xf32>
}

// -----

func.func @view_type(%x: tensor<8xf32>) -> tensor<8xi32> {
  // expected-error @below {{changes the element type from 'f32' to 'i32'}}
  %v = mock.view %x offset(0) strides([1]) : tensor<8xf32> -> tensor<8xi32>
  return %v : tensor<8xi32>
}

// -----

func.func @view_negative(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error @below {{begins 1 elements before its buffer}}
  %v = mock.view %x offset(-1) strides([1]) : tensor<8xf32> -> tensor<8xf32>
  return %v : tensor<8xf32>
}

// -----

func.func @view_backwards(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error @below {{begins 1 elements before its buffer}}
  %v = mock.view %x offset(6) strides([-1]) : tensor<8xf32> -> tensor<8xf32>
  return %v : tensor<8xf32>
}

// -----

func.func @view_bounds() -> tensor<8xf32> {
  %x = tensor.empty() : tensor<8xf32>
  // expected-error @below {{reads up to byte 36 of a buffer of 32 bytes}}
  %v = mock.view %x offset(1) strides([1]) : tensor<8xf32> -> tensor<8xf32>
  return %v : tensor<8xf32>
}

// -----

func.func @reduce_first(%x: tensor<4x8xf32>, %i: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error @below {{must reduce the last dimensions of its input in ascending order}}
  %r = mock.reduce <sum> ins(%x : tensor<4x8xf32>) outs(%i : tensor<8xf32>) dimensions = [0] -> tensor<8xf32>
  return %r : tensor<8xf32>
}

// -----

func.func @reduce_none(%x: tensor<4x8xf32>, %i: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{reduces 0 dimensions of an input of rank 2}}
  %r = mock.reduce <sum> ins(%x : tensor<4x8xf32>) outs(%i : tensor<4x8xf32>) dimensions = [] -> tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}

// -----

func.func @reduce_inits(%x: tensor<4x8xf32>, %i: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{of kind argmin takes 2 inits, not 1}}
  %r = mock.reduce <argmin> ins(%x : tensor<4x8xf32>) outs(%i : tensor<4xf32>) dimensions = [1] -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

func.func @reduce_shape(%x: tensor<4x8xf32>, %i: tensor<5xf32>) -> tensor<5xf32> {
  // expected-error @below {{must have the shape of the input's kept dimensions}}
  %r = mock.reduce <sum> ins(%x : tensor<4x8xf32>) outs(%i : tensor<5xf32>) dimensions = [1] -> tensor<5xf32>
  return %r : tensor<5xf32>
}

// -----

func.func @reduce_narrows(%x: tensor<4x8xf32>, %i: tensor<4xbf16>) -> tensor<4xbf16> {
  // expected-error @below {{of kind sum cannot reduce 'f32' into 'bf16'}}
  %r = mock.reduce <sum> ins(%x : tensor<4x8xf32>) outs(%i : tensor<4xbf16>) dimensions = [1] -> tensor<4xbf16>
  return %r : tensor<4xbf16>
}

// -----

// expected-error @below {{must end with mock.yield, not test.end}}
mock.kernel @no_yield(%x: tensor<4xf32>) -> tensor<4xf32> {
  "test.end"(%x) : (tensor<4xf32>) -> ()
}

// -----

mock.kernel @wrong_yield(%x: tensor<4xf32>) -> tensor<5xf32> {
  // expected-error @below {{gives ('tensor<4xf32>'), but the kernel's results are ('tensor<5xf32>')}}
  mock.yield %x : tensor<4xf32>
}

// -----

func.func @unknown(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{launches @missing, which is no mock.kernel of this module}}
  %r = mock.launch @missing(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

mock.kernel @k(%x: tensor<4xf32>) -> tensor<4xf32> {
  mock.yield %x : tensor<4xf32>
}
func.func @operands(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{has 2 operands, but @k takes 1}}
  %r = mock.launch @k(%x, %x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

mock.kernel @k(%x: tensor<4xf32>) -> tensor<4xf32> {
  mock.yield %x : tensor<4xf32>
}
func.func @element_type(%x: tensor<4xi32>) -> tensor<4xf32> {
  // expected-error @below {{operand 0 has elements of type 'i32', but @k reads 'f32'}}
  %r = mock.launch @k(%x) : (tensor<4xi32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// -----

mock.kernel @k(%x: tensor<4xf32>) -> tensor<4xf32> {
  mock.yield %x : tensor<4xf32>
}
func.func @results(%x: tensor<4xf32>) -> tensor<8xf32> {
  // expected-error @below {{gives ('tensor<8xf32>'), but @k gives ('tensor<4xf32>')}}
  %r = mock.launch @k(%x) : (tensor<4xf32>) -> tensor<8xf32>
  return %r : tensor<8xf32>
}
