// RUN: mock-opt %s --split-input-file --verify-diagnostics

mock.kernel @credits() {
  // expected-error @below {{has negative credits}}
  %s = mock.semaphore credits(-1)
  mock.yield
}

// -----

mock.kernel @memory() {
  // expected-error @below {{result must name a memory}}
  %a = mock.alloc offset(0) slots(1) : memref<4xf32>
  mock.yield
}

// -----

mock.kernel @slots() {
  // expected-error @below {{has 2 slots, but its type 'memref<4xf32, #mock.memory<"scratchpad">>' does not have them as first dimension}}
  %a = mock.alloc offset(0) slots(2) : memref<4xf32, #mock.memory<"scratchpad">>
  mock.yield
}

// -----

mock.kernel @inside() {
  %a = mock.alloc offset(0) slots(1) : memref<4xf32, #mock.memory<"scratchpad">>
  // expected-error @below {{copies between the main memory and a core's memory}}
  mock.dma %a <0> to %a <0> extents [#mock.extent<4>] strides [4] to [4]
      : memref<4xf32, #mock.memory<"scratchpad">> to memref<4xf32, #mock.memory<"scratchpad">>
  mock.yield
}

// -----

mock.kernel @pad_out(%y: memref<4xf32>) {
  %a = mock.alloc offset(0) slots(1) : memref<4xf32, #mock.memory<"scratchpad">>
  // expected-error @below {{pads on the way out, which the device cannot}}
  mock.dma %a <0> to %y <0> extents [#mock.extent<4>] strides [4] to [4] pad [8] with 0.0 : f32
      : memref<4xf32, #mock.memory<"scratchpad">> to memref<4xf32>
  mock.yield
}

// -----

mock.kernel @rank(%y: memref<4xf32>) {
  %a = mock.alloc offset(0) slots(1) : memref<4xf32, #mock.memory<"scratchpad">>
  // expected-error @below {{source has 2 strides for 1 extents}}
  mock.dma %y <0> to %a <0> extents [#mock.extent<4>] strides [4, 4] to [4]
      : memref<4xf32> to memref<4xf32, #mock.memory<"scratchpad">>
  mock.yield
}

// -----

mock.kernel @term(%y: memref<4xf32>) {
  %a = mock.alloc offset(0) slots(1) : memref<4xf32, #mock.memory<"scratchpad">>
  // expected-error @below {{source address has a term of loop 0, but the operation names 0 loops}}
  mock.dma %y <0, [<0 : 4>]> to %a <0> extents [#mock.extent<4>] strides [4] to [4]
      : memref<4xf32> to memref<4xf32, #mock.memory<"scratchpad">>
  mock.yield
}

// -----

mock.kernel @no_loop(%y: memref<4xf32>) {
  %i = arith.constant 0 : index
  %a = mock.alloc offset(0) slots(1) : memref<4xf32, #mock.memory<"scratchpad">>
  // expected-error @below {{loop operand 0 is no induction variable of an enclosing loop}}
  mock.dma %y <0> to %a <0> loops(%i) extents [#mock.extent<4>] strides [4] to [4]
      : memref<4xf32> to memref<4xf32, #mock.memory<"scratchpad">>
  mock.yield
}

// -----

mock.kernel @extent_modulus(%y: memref<4xf32>) {
  %a = mock.alloc offset(0) slots(1) : memref<4xf32, #mock.memory<"scratchpad">>
  mock.cores_for %i = 0 to 4 cores(1, 1) {
    // expected-error @below {{extent cannot have a term with a modulus}}
    mock.dma %y <0> to %a <0> loops(%i) extents [#mock.extent<4 of 8, [<0 : 4 mod 2>]>] strides [4] to [4]
        : memref<4xf32> to memref<4xf32, #mock.memory<"scratchpad">>
  }
  mock.yield
}

// -----

mock.kernel @main_memory(%y: memref<4xf32>) {
  // expected-error @below {{destination is in the main memory; only mock.dma reaches it}}
  mock.fill 0.0 : f32 into %y <0> extents [#mock.extent<4>] strides [4] : memref<4xf32>
  mock.yield
}

// -----

mock.kernel @fill_type() {
  %a = mock.alloc offset(0) slots(1) : memref<4xf32, #mock.memory<"scratchpad">>
  // expected-error @below {{fills 'f32' with a value of type 'i32'}}
  mock.fill 0 : i32 into %a <0> extents [#mock.extent<4>] strides [4] : memref<4xf32, #mock.memory<"scratchpad">>
  mock.yield
}

// -----

mock.kernel @body() {
  %a = mock.alloc offset(0) slots(1) : memref<4xf32, #mock.memory<"scratchpad">>
  // expected-error @below {{body must yield one scalar of the element type for each output}}
  mock.vector ins [] () outs [#mock.address<0>] (%a : memref<4xf32, #mock.memory<"scratchpad">>)
      extents [#mock.extent<4>] strides [array<i64: 4>] {
    %z = arith.constant 0 : i32
    mock.yield %z : i32
  }
  mock.yield
}

// -----

mock.kernel @index_dim() {
  %a = mock.alloc offset(0) slots(1) : memref<4xi64, #mock.memory<"scratchpad">>
  mock.vector ins [] () outs [#mock.address<0>] (%a : memref<4xi64, #mock.memory<"scratchpad">>)
      extents [#mock.extent<4>] strides [array<i64: 8>] {
    // expected-error @below {{reads dimension 1 of a vector operation with 1 extents}}
    %i = mock.index 1
    %z = arith.index_cast %i : index to i64
    mock.yield %z : i64
  }
  mock.yield
}

// -----

mock.kernel @positions() {
  %a = mock.alloc offset(0) slots(1) : memref<4xf32, #mock.memory<"scratchpad">>
  // expected-error @below {{has an index output, address and strides if and only if its kind is argmax or argmin}}
  mock.row_reduce <argmax> %a <0> into %a <0> extents [#mock.extent<4>] reduced 1 strides [4] to []
      accumulate <never> : memref<4xf32, #mock.memory<"scratchpad">>, memref<4xf32, #mock.memory<"scratchpad">>
  mock.yield
}

// -----

mock.kernel @reduced() {
  %a = mock.alloc offset(0) slots(1) : memref<4xf32, #mock.memory<"scratchpad">>
  // expected-error @below {{reduces 2 of 1 extents}}
  mock.row_reduce <sum> %a <0> into %a <0> extents [#mock.extent<4>] reduced 2 strides [4] to []
      accumulate <never> : memref<4xf32, #mock.memory<"scratchpad">>, memref<4xf32, #mock.memory<"scratchpad">>
  mock.yield
}

// -----

mock.kernel @first_of_no_loop() {
  %a = mock.alloc offset(0) slots(1) : memref<4xf32, #mock.memory<"scratchpad">>
  // expected-error @below {{accumulates unless the first trip of loop 0, but the operation names 0 loops}}
  mock.row_reduce <sum> %a <0> into %a <0> extents [#mock.extent<4>] reduced 1 strides [4] to []
      accumulate <unless_first> : memref<4xf32, #mock.memory<"scratchpad">>, memref<4xf32, #mock.memory<"scratchpad">>
  mock.yield
}

// -----

mock.kernel @count() {
  // expected-error @below {{count, divisor and modulus must be at least 1}}
  mock.cores_for %i = 0 to 0 cores(1, 1) {
  }
  mock.yield
}
