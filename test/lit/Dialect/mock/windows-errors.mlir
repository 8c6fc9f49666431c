// RUN: mock-opt %s -split-input-file -verify-diagnostics

func.func @rank(%x: tensor<1x4x9xf32>, %w: tensor<8x4x3x3xf32>, %i: tensor<1x8x7xf32>) -> tensor<1x8x7xf32> {
  // expected-error @below {{has an input of rank 3, a weight of rank 4 and a result of rank 3 for 1 spatial dimensions}}
  %r = mock.conv ins(%x, %w : tensor<1x4x9xf32>, tensor<8x4x3x3xf32>) outs(%i : tensor<1x8x7xf32>) stride [1] dilation [1] padding [0] groups 1 -> tensor<1x8x7xf32>
  return %r : tensor<1x8x7xf32>
}

// -----

func.func @descriptor(%x: tensor<1x4x9xf32>, %w: tensor<8x4x3xf32>, %i: tensor<1x8x7xf32>) -> tensor<1x8x7xf32> {
  // expected-error @below {{dilation has 2 numbers for 1 spatial dimensions}}
  %r = mock.conv ins(%x, %w : tensor<1x4x9xf32>, tensor<8x4x3xf32>) outs(%i : tensor<1x8x7xf32>) stride [1] dilation [1, 1] padding [0] groups 1 -> tensor<1x8x7xf32>
  return %r : tensor<1x8x7xf32>
}

// -----

func.func @stride(%x: tensor<1x4x9xf32>, %w: tensor<8x4x3xf32>, %i: tensor<1x8x7xf32>) -> tensor<1x8x7xf32> {
  // expected-error @below {{stride has a number below 1: 0}}
  %r = mock.conv ins(%x, %w : tensor<1x4x9xf32>, tensor<8x4x3xf32>) outs(%i : tensor<1x8x7xf32>) stride [0] dilation [1] padding [0] groups 1 -> tensor<1x8x7xf32>
  return %r : tensor<1x8x7xf32>
}

// -----

func.func @types(%x: tensor<1x4x9xf16>, %w: tensor<8x4x3xf16>, %i: tensor<1x8x7xf16>) -> tensor<1x8x7xf16> {
  // expected-error @below {{accumulates in f32, not in 'f16'}}
  %r = mock.conv ins(%x, %w : tensor<1x4x9xf16>, tensor<8x4x3xf16>) outs(%i : tensor<1x8x7xf16>) stride [1] dilation [1] padding [0] groups 1 -> tensor<1x8x7xf16>
  return %r : tensor<1x8x7xf16>
}

// -----

func.func @channels(%x: tensor<1x5x9xf32>, %w: tensor<8x2x3xf32>, %i: tensor<1x8x7xf32>) -> tensor<1x8x7xf32> {
  // expected-error @below {{has 5 input channels for 2 groups of 2}}
  %r = mock.conv ins(%x, %w : tensor<1x5x9xf32>, tensor<8x2x3xf32>) outs(%i : tensor<1x8x7xf32>) stride [1] dilation [1] padding [0] groups 2 -> tensor<1x8x7xf32>
  return %r : tensor<1x8x7xf32>
}

// -----

func.func @filters(%x: tensor<1x6x9xf32>, %w: tensor<8x2x3xf32>, %i: tensor<1x8x7xf32>) -> tensor<1x8x7xf32> {
  // expected-error @below {{has 8 filters for 3 groups}}
  %r = mock.conv ins(%x, %w : tensor<1x6x9xf32>, tensor<8x2x3xf32>) outs(%i : tensor<1x8x7xf32>) stride [1] dilation [1] padding [0] groups 3 -> tensor<1x8x7xf32>
  return %r : tensor<1x8x7xf32>
}

// -----

func.func @spatial(%x: tensor<1x4x1x1x1x1xf32>, %w: tensor<8x4x1x1x1x1xf32>, %i: tensor<1x8x1x1x1x1xf32>) -> tensor<1x8x1x1x1x1xf32> {
  // expected-error @below {{has 4 spatial dimensions; 1 to 3 are possible}}
  %r = mock.conv ins(%x, %w : tensor<1x4x1x1x1x1xf32>, tensor<8x4x1x1x1x1xf32>) outs(%i : tensor<1x8x1x1x1x1xf32>) stride [1, 1, 1, 1] dilation [1, 1, 1, 1] padding [0, 0, 0, 0] groups 1 -> tensor<1x8x1x1x1x1xf32>
  return %r : tensor<1x8x1x1x1x1xf32>
}

// -----

func.func @positions(%x: tensor<4x9xf32>, %i: tensor<4x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{of kind argmax has 2 inits and results, not 1}}
  %r = mock.pool <argmax> ins(%x : tensor<4x9xf32>) outs(%i : tensor<4x3xf32>) kernel [3] stride [3] dilation [1] padding [0] -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}

// -----

func.func @sum(%x: tensor<4x9xbf16>, %i: tensor<4x3xbf16>) -> tensor<4x3xbf16> {
  // expected-error @below {{of kind sum cannot give 'bf16' for an input of 'bf16'}}
  %r = mock.pool <sum> ins(%x : tensor<4x9xbf16>) outs(%i : tensor<4x3xbf16>) kernel [3] stride [3] dilation [1] padding [0] -> tensor<4x3xbf16>
  return %r : tensor<4x3xbf16>
}

// -----

func.func @lead(%x: tensor<4x9xf32>, %i: tensor<5x3xf32>) -> tensor<5x3xf32> {
  // expected-error @below {{input and result have to agree in all but the last 1 dimensions}}
  %r = mock.pool <max> ins(%x : tensor<4x9xf32>) outs(%i : tensor<5x3xf32>) kernel [3] stride [3] dilation [1] padding [0] -> tensor<5x3xf32>
  return %r : tensor<5x3xf32>
}

// -----

func.func @padding(%x: tensor<4x9xf32>, %i: tensor<4x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{padding has a number below 0: -1}}
  %r = mock.pool <max> ins(%x : tensor<4x9xf32>) outs(%i : tensor<4x3xf32>) kernel [3] stride [3] dilation [1] padding [-1] -> tensor<4x3xf32>
  return %r : tensor<4x3xf32>
}

// -----

func.func @dropped(%x: tensor<4x9xf32>) -> tensor<9xf32> {
  // expected-error @below {{drops dimension 0, which slides or is not of size 1}}
  %r = mock.window %x[0, 0] [4, 9] dropped [0] sliding 1 fill(0.0 : f32) : tensor<4x9xf32> to tensor<9xf32>
  return %r : tensor<9xf32>
}

// -----

func.func @fill(%x: tensor<4x9xf32>) -> tensor<4x9xf32> {
  // expected-error @below {{source, fill and result have to have one element type}}
  %r = mock.window %x[0, 0] [4, 9] dropped [] sliding 1 fill(0 : i32) : tensor<4x9xf32> to tensor<4x9xf32>
  return %r : tensor<4x9xf32>
}

// -----

func.func @sizes(%x: tensor<4x9xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{result is 'tensor<4x8xf32>', but the kept sizes are others}}
  %r = mock.window %x[0, 0] [4, 9] dropped [] sliding 1 fill(0.0 : f32) : tensor<4x9xf32> to tensor<4x8xf32>
  return %r : tensor<4x8xf32>
}
