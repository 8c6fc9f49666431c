// RUN: mock-opt %s --convert-mock-to-isa | FileCheck %s

// Bodies of mock.vector on registers: dead values give theirs back, inputs are read late, equal
// constants and equal bodies are one.

#scratchpad = #mock.memory<"scratchpad">
module attributes {mock.target = "mock-v1"} {
  // CHECK-LABEL: mock_isa.program @gelu
  // CHECK-NEXT: mock_isa.body {
  // CHECK-NEXT: r0 = const f32 0.707106769
  // CHECK-NEXT: r1 = const f32 1.000000e+00
  // CHECK-NEXT: r2 = in f32 0
  // CHECK-NEXT: r0 = mul f32 r2, r0
  // CHECK-NEXT: r0 = erf f32 r0
  // CHECK-NEXT: r0 = add f32 r0, r1
  // CHECK-NEXT: r0 = mul f32 r0, r2
  // CHECK-NEXT: out f32 r0, 0
  // CHECK-NEXT: }
  // CHECK-NOT: mock_isa.body
  // CHECK: mock_isa.vector body 0 shape [16] in [f32 scratchpad[0] strides [4]] out [f32 scratchpad[64] strides [4]]
  // CHECK-NEXT: mock_isa.vector body 0
  mock.kernel @gelu() {
    %x = mock.alloc offset(0) slots(1) : memref<16xf32, #scratchpad>
    %y = mock.alloc offset(64) slots(1) : memref<16xf32, #scratchpad>
    mock.vector ins [#mock.address<0>] (%x : memref<16xf32, #scratchpad>) outs [#mock.address<0>] (%y : memref<16xf32, #scratchpad>)
      extents [#mock.extent<16>] strides [array<i64: 4>, array<i64: 4>] {
    ^bb0(%v: f32):
      %c = arith.constant 0.707106769 : f32
      %one = arith.constant 1.0 : f32
      %unused = arith.addf %v, %v : f32
      %0 = arith.mulf %v, %c : f32
      %1 = math.erf %0 : f32
      %2 = arith.addf %1, %one : f32
      %3 = arith.mulf %2, %v : f32
      mock.yield %3 : f32
    }
    mock.vector ins [#mock.address<0>] (%y : memref<16xf32, #scratchpad>) outs [#mock.address<0>] (%x : memref<16xf32, #scratchpad>)
      extents [#mock.extent<16>] strides [array<i64: 4>, array<i64: 4>] {
    ^bb0(%v: f32):
      %c = arith.constant 0.707106769 : f32
      %one = arith.constant 1.0 : f32
      %0 = arith.mulf %v, %c : f32
      %1 = math.erf %0 : f32
      %2 = arith.addf %1, %one : f32
      %3 = arith.mulf %2, %v : f32
      mock.yield %3 : f32
    }
    mock.yield
  }

  // A rounding in the middle is an operation; one before a store is the store's.
  // CHECK-LABEL: mock_isa.program @roundings
  // CHECK-NEXT: mock_isa.body {
  // CHECK-NEXT: r0 = in f32 0
  // CHECK-NEXT: r0 = round.bf16 f32 r0
  // CHECK-NEXT: r0 = neg f32 r0
  // CHECK-NEXT: out f32 r0, 0
  // CHECK-NEXT: }
  mock.kernel @roundings() {
    %x = mock.alloc offset(0) slots(1) : memref<16xbf16, #scratchpad>
    %y = mock.alloc offset(64) slots(1) : memref<16xbf16, #scratchpad>
    mock.vector ins [#mock.address<0>] (%x : memref<16xbf16, #scratchpad>) outs [#mock.address<0>] (%y : memref<16xbf16, #scratchpad>)
      extents [#mock.extent<16>] strides [array<i64: 2>, array<i64: 2>] {
    ^bb0(%v: bf16):
      %0 = arith.extf %v : bf16 to f32
      %1 = arith.truncf %0 : f32 to bf16
      %2 = arith.extf %1 : bf16 to f32
      %3 = arith.negf %2 : f32
      %4 = arith.truncf %3 : f32 to bf16
      mock.yield %4 : bf16
    }
    mock.yield
  }

  // Integers of 8 bits wrap in 32-bit registers; bool is pred; positions are i64.
  // CHECK-LABEL: mock_isa.program @integers
  // CHECK: r[[X:[0-9]+]] = in i32 0
  // CHECK-NEXT: r[[S:[0-9]+]] = add i32 r[[X]], r[[X]]
  // CHECK-NEXT: r[[A:[0-9]+]] = const i32 24
  // CHECK-NEXT: r[[H:[0-9]+]] = shl i32 r[[S]], r[[A]]
  // CHECK-NEXT: r[[W:[0-9]+]] = shr i32 r[[H]], r[[A]]
  // CHECK-NEXT: r[[P:[0-9]+]] = cmp.lt i32 r[[W]], r[[X]]
  // CHECK-NEXT: r[[I:[0-9]+]] = index i64 0
  // CHECK-NEXT: r[[F:[0-9]+]] = cvt f32 r[[I]], i64
  // CHECK-NEXT: r[[N:[0-9]+]] = cmp.ge f32 r[[F]], r[[F]]
  // CHECK-NEXT: r[[T:[0-9]+]] = const pred 1
  // CHECK-NEXT: r[[U:[0-9]+]] = xor pred r[[N]], r[[T]]
  // CHECK-NEXT: r[[O:[0-9]+]] = or pred r[[P]], r[[U]]
  // CHECK-NEXT: out i32 r{{[0-9]+}}, 0
  // CHECK-NEXT: out pred r{{[0-9]+}}, 1
  // CHECK: mock_isa.vector body 0 shape [16] in [i8 scratchpad[0] strides [1]] out [i8 scratchpad[64] strides [1], i1 scratchpad[128] strides [1]] index [5]
  mock.kernel @integers() {
    %x = mock.alloc offset(0) slots(1) : memref<16xi8, #scratchpad>
    %y = mock.alloc offset(64) slots(1) : memref<16xi8, #scratchpad>
    %z = mock.alloc offset(128) slots(1) : memref<16xi1, #scratchpad>
    mock.vector ins [#mock.address<0>] (%x : memref<16xi8, #scratchpad>) outs [#mock.address<0>, #mock.address<0>] (%y, %z : memref<16xi8, #scratchpad>, memref<16xi1, #scratchpad>)
      extents [#mock.extent<16>] strides [array<i64: 1>, array<i64: 1>, array<i64: 1>] index [#mock.address<5>] {
    ^bb0(%v: i8):
      %0 = arith.addi %v, %v : i8
      %1 = arith.cmpi slt, %0, %v : i8
      %2 = mock.index 0
      %3 = arith.index_cast %2 : index to i64
      %4 = arith.sitofp %3 : i64 to f32
      %5 = arith.cmpf ult, %4, %4 : f32
      %6 = arith.ori %1, %5 : i1
      mock.yield %0, %6 : i8, i1
    }
    mock.yield
  }
}
