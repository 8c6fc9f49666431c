// RUN: mock-opt %s --convert-mock-to-isa --split-input-file --verify-diagnostics

#scratchpad = #mock.memory<"scratchpad">
module attributes {mock.target = "mock-v1"} {
  mock.kernel @no_body_operation() {
    %x = mock.alloc offset(0) slots(1) : memref<16xf32, #scratchpad>
    mock.vector ins [#mock.address<0>] (%x : memref<16xf32, #scratchpad>) outs [#mock.address<0>] (%x : memref<16xf32, #scratchpad>)
      extents [#mock.extent<16>] strides [array<i64: 4>, array<i64: 4>] {
    ^bb0(%v: f32):
      // expected-error @below {{has no body operation in the instruction set}}
      %0 = math.cbrt %v : f32
      mock.yield %0 : f32
    }
    mock.yield
  }
}

// -----

#scratchpad = #mock.memory<"scratchpad">
module attributes {mock.target = "mock-v1"} {
  mock.kernel @no_registers() {
    %x = mock.alloc offset(0) slots(1) : memref<16xf64, #scratchpad>
    mock.vector ins [#mock.address<0>] (%x : memref<16xf64, #scratchpad>) outs [#mock.address<0>] (%x : memref<16xf64, #scratchpad>)
      extents [#mock.extent<16>] strides [array<i64: 8>, array<i64: 8>] {
    ^bb0(%v: f64):
      // expected-error @below {{reads 'f64', which the vector engine has no registers for}}
      %0 = arith.addf %v, %v : f64
      mock.yield %0 : f64
    }
    mock.yield
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  mock.kernel @unknown_memory() {
    // expected-error @below {{is in no memory of a core of profile 'mock-v1'}}
    %x = mock.alloc offset(0) slots(1) : memref<16xf32, #mock.memory<"vault">>
    mock.yield
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  mock.kernel @loops_count_from_zero() {
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    // expected-error @below {{must count from 0 to a constant in steps of 1}}
    scf.for %i = %c1 to %c4 step %c1 {
    }
    mock.yield
  }
}

// -----

module attributes {mock.target = "mock-v1"} {
  mock.kernel @not_placed(%x: memref<4xf32>) {
    %c0 = arith.constant 0 : index
    // expected-error @below {{has no instruction; stage `placed` does not allow it}}
    %0 = memref.load %x[%c0] : memref<4xf32>
    mock.yield
  }
}
