// RUN: mock-opt %s --split-input-file --verify-diagnostics

#s = #mock.memory<"scratchpad">
mock.kernel @half_bounds(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{has bounds with an origin and sizes, or not at all}}
  mock.dma %x <0> to %t <0> extents [#mock.extent<4>] strides [4] to [4] origin [#mock.address<-1>] with 0.0 : f32
      : memref<4xf32> to memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @bounds_out(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{has bounds on the way out, which the device cannot check}}
  mock.dma %t <0> to %x <0> extents [#mock.extent<4>] strides [4] to [4] origin [#mock.address<-1>] sizes [4] with 0.0 : f32
      : memref<4xf32, #s> to memref<4xf32>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @bounds_rank(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{needs an origin and a size for each of its 1 extents}}
  mock.dma %x <0> to %t <0> extents [#mock.extent<4>] strides [4] to [4] origin [#mock.address<-1>] sizes [4, 4] with 0.0 : f32
      : memref<4xf32> to memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @origin_slot(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  mock.cores_for %i = 0 to 4 cores(1, 1) {
    // expected-error @below {{origin cannot have a term with a modulus}}
    mock.dma %x <0> to %t <0> loops(%i) extents [#mock.extent<4>] strides [4] to [4]
        origin [#mock.address<-1, [<0 : 1 mod 2>]>] sizes [4] with 0.0 : f32 : memref<4xf32> to memref<4xf32, #s>
  }
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @no_value(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{needs a value if and only if it pads or has bounds}}
  mock.dma %x <0> to %t <0> extents [#mock.extent<4>] strides [4] to [4] origin [#mock.address<-1>] sizes [4]
      : memref<4xf32> to memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @value_type(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{pads elements of type 'f32' with a value of type 'i32'}}
  mock.dma %x <0> to %t <0> extents [#mock.extent<4>] strides [4] to [4] pad [8] with 0 : i32
      : memref<4xf32> to memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @spatial(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{has 0 spatial extents; it takes 1 to 3}}
  mock.conv_tile %t <0>, %t <0> into %t <0> groups <1> filters <1> channels <1> out [] kernel [] stride [] dilation []
      strides [0, 0], [0, 0, 0], [0, 0] accumulate <never> : memref<4xf32, #s>, memref<4xf32, #s>, memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @window() {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{needs a kernel, stride and dilation for each of its 1 spatial extents}}
  mock.conv_tile %t <0>, %t <0> into %t <0> groups <1> filters <1> channels <1> out [#mock.extent<2>] kernel [3, 3] stride [1] dilation [1]
      strides [0, 0, 4], [0, 0, 0, 4], [0, 0, 4] accumulate <never> : memref<4xf32, #s>, memref<4xf32, #s>, memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @stride_zero() {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{has a kernel, stride or dilation below 1}}
  mock.conv_tile %t <0>, %t <0> into %t <0> groups <1> filters <1> channels <1> out [#mock.extent<2>] kernel [3] stride [0] dilation [1]
      strides [0, 0, 4], [0, 0, 0, 4], [0, 0, 4] accumulate <never> : memref<4xf32, #s>, memref<4xf32, #s>, memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @conv_main(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{weight is in the main memory}}
  mock.conv_tile %t <0>, %x <0> into %t <0> groups <1> filters <1> channels <1> out [#mock.extent<2>] kernel [3] stride [1] dilation [1]
      strides [0, 0, 4], [0, 0, 0, 4], [0, 0, 4] accumulate <never> : memref<4xf32, #s>, memref<4xf32>, memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @conv_types() {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  %w = mock.alloc offset(0) slots(1) : memref<4xbf16, #s>
  // expected-error @below {{multiplies different element types}}
  mock.conv_tile %t <0>, %w <0> into %t <0> groups <1> filters <1> channels <1> out [#mock.extent<2>] kernel [3] stride [1] dilation [1]
      strides [0, 0, 4], [0, 0, 0, 2], [0, 0, 4] accumulate <never> : memref<4xf32, #s>, memref<4xbf16, #s>, memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @conv_strides() {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{weight has 3 strides for 4 extents}}
  mock.conv_tile %t <0>, %t <0> into %t <0> groups <1> filters <1> channels <1> out [#mock.extent<2>] kernel [3] stride [1] dilation [1]
      strides [0, 0, 4], [0, 0, 4], [0, 0, 4] accumulate <never> : memref<4xf32, #s>, memref<4xf32, #s>, memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @gather_direction(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  %i = mock.alloc offset(0) slots(1) : memref<4xi64, #s>
  // expected-error @below {{copies from the main memory to a core's memory, not from}}
  mock.dma_gather %t <0> to %x <0> indices [#mock.address<0>] (%i : memref<4xi64, #s>) extents [#mock.extent<4>]
      strides [0] to [4], [array<i64: 8>] steps [4] bounds [4] : memref<4xf32, #s> to memref<4xf32>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @scatter_direction(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  %i = mock.alloc offset(0) slots(1) : memref<4xi64, #s>
  // expected-error @below {{copies from a core's memory to the main memory, not from}}
  mock.dma_scatter <add> %x <0> to %t <0> indices [#mock.address<0>] (%i : memref<4xi64, #s>) extents [#mock.extent<4>]
      strides [0] to [4], [array<i64: 8>] steps [4] bounds [4] : memref<4xf32> to memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @index_type(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{has an index operand of 'f32'; it takes i64 and i32}}
  mock.dma_gather %x <0> to %t <0> indices [#mock.address<0>] (%t : memref<4xf32, #s>) extents [#mock.extent<4>]
      strides [0] to [4], [array<i64: 8>] steps [4] bounds [4] : memref<4xf32> to memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @index_numbers(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  %i = mock.alloc offset(0) slots(1) : memref<4xi64, #s>
  // expected-error @below {{needs strides, a step and a bound for each of its 1 index operands}}
  mock.dma_gather %x <0> to %t <0> indices [#mock.address<0>] (%i : memref<4xi64, #s>) extents [#mock.extent<4>]
      strides [0] to [4], [array<i64: 8>] steps [4, 4] bounds [4] : memref<4xf32> to memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @index_strides(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  %i = mock.alloc offset(0) slots(1) : memref<4xi64, #s>
  // expected-error @below {{index operand has 2 strides for 1 extents}}
  mock.dma_gather %x <0> to %t <0> indices [#mock.address<0>] (%i : memref<4xi64, #s>) extents [#mock.extent<4>]
      strides [0] to [4], [array<i64: 8, 0>] steps [4] bounds [4] : memref<4xf32> to memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @bound(%x: memref<4xf32>) {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  %i = mock.alloc offset(0) slots(1) : memref<4xi64, #s>
  // expected-error @below {{has a negative bound}}
  mock.dma_gather %x <0> to %t <0> indices [#mock.address<0>] (%i : memref<4xi64, #s>) extents [#mock.extent<4>]
      strides [0] to [4], [array<i64: 8>] steps [4] bounds [-4] : memref<4xf32> to memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @scan_kind() {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{takes sum, prod, max and min}}
  mock.row_scan <argmax> %t <0> into %t <0> extents [#mock.extent<4>] strides [4] to [4] accumulate <never>
      : memref<4xf32, #s>, memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @scan_carry() {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{accumulates without a carry}}
  mock.row_scan <sum> %t <0> into %t <0> extents [#mock.extent<4>] strides [4] to [4] accumulate <always>
      : memref<4xf32, #s>, memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @scan_carry_strides() {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{carry has 1 strides for 0 extents}}
  mock.row_scan <sum> %t <0> into %t <0> carry %t <0> extents [#mock.extent<4>] strides [4] to [4], [4] accumulate <always>
      : memref<4xf32, #s>, memref<4xf32, #s>, memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @scan_rank() {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  // expected-error @below {{has no extent to run along}}
  mock.row_scan <sum> %t <0> into %t <0> extents [] strides [] to [] accumulate <never>
      : memref<4xf32, #s>, memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @sort_kept() {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  %p = mock.alloc offset(0) slots(1) : memref<4xi64, #s>
  // expected-error @below {{keeps 0 values of a row; it keeps at least 1}}
  mock.row_sort %t <0> into %t <0>, %p <0> extents [#mock.extent<4>] kept 0 strides [4] to [4], [8]
      : memref<4xf32, #s>, memref<4xf32, #s>, memref<4xi64, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @sort_types() {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  %p = mock.alloc offset(0) slots(1) : memref<4xi64, #s>
  // expected-error @below {{has positions of type 'f32'; they are i64}}
  mock.row_sort %t <0> into %t <0>, %t <0> extents [#mock.extent<4>] kept 4 strides [4] to [4], [8]
      : memref<4xf32, #s>, memref<4xf32, #s>, memref<4xf32, #s>
  mock.yield
}

// -----

#s = #mock.memory<"scratchpad">
mock.kernel @sort_values() {
  %t = mock.alloc offset(0) slots(1) : memref<4xf32, #s>
  %p = mock.alloc offset(0) slots(1) : memref<4xi64, #s>
  // expected-error @below {{sorts 'f32' into values of type 'i64'}}
  mock.row_sort %t <0> into %p <0>, %p <0> extents [#mock.extent<4>] kept 4 strides [4] to [4], [8]
      : memref<4xf32, #s>, memref<4xi64, #s>, memref<4xi64, #s>
  mock.yield
}
