// RUN: mock-opt %s -split-input-file -verify-diagnostics

func.func @beyond(%x: tensor<4x8xf32>, %y: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{'mock.insert' op writes elements 9 to 64 of a buffer of 64}}
  %0 = mock.insert %x into %y offset(9) strides([16, 1]) : tensor<4x8xf32> into tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// -----

func.func @before(%x: tensor<4x8xf32>, %y: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{writes elements -3 to 52 of a buffer of 64}}
  %0 = mock.insert %x into %y offset(4) strides([16, -1]) : tensor<4x8xf32> into tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// -----

func.func @rank(%x: tensor<4x8xf32>, %y: tensor<4x16xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{has 1 strides for a part of rank 2}}
  %0 = mock.insert %x into %y offset(0) strides([16]) : tensor<4x8xf32> into tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}

// -----

func.func @into_a_view(%x: tensor<4x8xf32>, %y: tensor<4x16xf32>) -> tensor<4x8xf32> {
  %v = mock.view %y offset(0) strides([16, 1]) : tensor<4x16xf32> -> tensor<4x8xf32>
  // expected-error @below {{writes to a view; its base is a buffer}}
  %0 = mock.insert %x into %v offset(0) strides([16, 1]) : tensor<4x8xf32> into tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -----

#row = affine_map<(d0, d1) -> (d0)>
func.func @coordinates(%x: tensor<9x8xf32>, %i: tensor<4xi64>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  // expected-error @below {{has 1 coordinates for a tensor of rank 2}}
  %0 = mock.gather ins(%x : tensor<9x8xf32>) indices(%i : tensor<4xi64>) coordinates = [-1] maps = [#row]
       outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -----

#row = affine_map<(d0, d1) -> (d0)>
func.func @no_such_index(%x: tensor<9x8xf32>, %i: tensor<4xi64>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  // expected-error @below {{has no loop or index for coordinate -2}}
  %0 = mock.gather ins(%x : tensor<9x8xf32>) indices(%i : tensor<4xi64>) coordinates = [-2, 1] maps = [#row]
       outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -----

#row = affine_map<(d0, d1) -> (d0)>
func.func @leaves_the_source(%x: tensor<9x6xf32>, %i: tensor<4xi64>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  // expected-error @below {{runs loop 1 to 8 along a dimension of 6}}
  %0 = mock.gather ins(%x : tensor<9x6xf32>) indices(%i : tensor<4xi64>) coordinates = [-1, 1] maps = [#row]
       outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -----

#row = affine_map<(d0, d1) -> (d0)>
func.func @index_type(%x: tensor<9x8xf32>, %i: tensor<4xi8>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  // expected-error @below {{takes indices of type i64 or i32, not 'i8'}}
  %0 = mock.gather ins(%x : tensor<9x8xf32>) indices(%i : tensor<4xi8>) coordinates = [-1, 1] maps = [#row]
       outs(%e : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -----

#row = affine_map<(d0, d1) -> (d0)>
func.func @values_type(%x: tensor<9x8xf32>, %i: tensor<4xi64>, %v: tensor<4xi32>) -> tensor<9x8xf32> {
  // expected-error @below {{gives 'tensor<9x8xf32>' from values 'tensor<4xi32>' over 'tensor<9x8xf32>'}}
  %0 = mock.scatter <store> ins(%v : tensor<4xi32>) indices(%i : tensor<4xi64>) coordinates = [-1, 1] values = #row
       maps = [#row] outs(%x : tensor<9x8xf32>) -> tensor<9x8xf32>
  return %0 : tensor<9x8xf32>
}

// -----

mock.kernel @k(%x: tensor<4x8xf32>) -> (tensor<4x8xf32> {mock.strides = array<i64: 16, 1>, mock.offset = 8 : i64})
    attributes {mock.root = "elementwise"} {
  mock.yield %x : tensor<4x8xf32>
}
func.func @updates(%x: tensor<4x8xf32>, %y: tensor<8x8xf32>) -> tensor<4x16xf32> {
  // expected-error @below {{gives result 0 of type 'tensor<4x16xf32>' the buffer of an operand of type 'tensor<4x8xf32>'}}
  %0 = mock.launch @k(%x) {updates = array<i64: 0>} : (tensor<4x8xf32>) -> tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}
