// RUN: mock-opt %s --split-input-file --verify-diagnostics

mock_isa.program @main_needs_an_argument profile "p" digest "d" cores 1 arguments ["x" 4 read] semaphores [] {
  // expected-error @below {{names arg1; the program has 1}}
  mock_isa.dma_in bytes 4 shape [1] from arg1[0] strides [4] to scratchpad[0] strides [4]
  mock_isa.halt
}

// -----

mock_isa.program @dma_in_reads_main profile "p" digest "d" cores 1 arguments [] semaphores [] {
  // expected-error @below {{needs an argument, not memory 'scratchpad'}}
  mock_isa.dma_in bytes 4 shape [1] from scratchpad[0] strides [4] to scratchpad[0] strides [4]
  mock_isa.halt
}

// -----

mock_isa.program @dma_out_does_not_pad profile "p" digest "d" cores 1 arguments ["x" 4 write] semaphores [] {
  // expected-error @below {{pads on the way out}}
  mock_isa.dma_out bytes 4 shape [1] from scratchpad[0] strides [4] to arg0[0] strides [4] pad [8] with 0x0
  mock_isa.halt
}

// -----

mock_isa.program @one_stride_for_each_extent profile "p" digest "d" cores 1 arguments ["x" 4 read] semaphores [] {
  // expected-error @below {{the source has 2 strides; expected are 1}}
  mock_isa.dma_in bytes 4 shape [1] from arg0[0] strides [4, 4] to scratchpad[0] strides [4]
  mock_isa.halt
}

// -----

mock_isa.program @semaphores_exist profile "p" digest "d" cores 1 arguments [] semaphores [0] {
  // expected-error @below {{names semaphore s1; the program has 1}}
  mock_isa.wait vector pop [s1]
  mock_isa.halt
}

// -----

mock_isa.program @terms_name_enclosing_loops profile "p" digest "d" cores 1 arguments [] semaphores [] {
  mock_isa.loop i0 count 2 {
  }
  // expected-error @below {{names loop i0, which does not enclose it}}
  mock_isa.fill bytes 4 shape [1] to scratchpad[0 + 4*i0] strides [4] with 0x0
  mock_isa.halt
}

// -----

mock_isa.program @only_addresses_count profile "p" digest "d" cores 1 arguments [] semaphores [] {
  mock_isa.loop i0 count 2 {
    // expected-error @below {{counts trips of a loop outside of an address}}
    mock_isa.fill bytes 4 shape [min(4, 8 - 4*(i0 mod 2))] to scratchpad[0] strides [4] with 0x0
  }
  mock_isa.halt
}

// -----

mock_isa.program @extents_are_positive profile "p" digest "d" cores 1 arguments [] semaphores [] {
  // expected-error @below {{has an extent whose tile or multiple is below 1}}
  mock_isa.fill bytes 4 shape [0] to scratchpad[0] strides [4] with 0x0
  mock_isa.halt
}

// -----

mock_isa.program @engines_work_on_core_memories profile "p" digest "d" cores 1 arguments ["x" 4 read] semaphores [] {
  // expected-error @below {{works on a core's memory, not on arg0}}
  mock_isa.matmul f32 -> f32 m 8 n 8 k 8 a arg0[0] strides [32, 4] b scratchpad[0] strides [32, 4] into accumulator[0] stride 32 accumulate never
  mock_isa.halt
}

// -----

mock_isa.program @accumulate_names_an_enclosing_loop profile "p" digest "d" cores 1 arguments [] semaphores [] {
  // expected-error @below {{names loop i3, which does not enclose it}}
  mock_isa.matmul f32 -> f32 m 8 n 8 k 8 a scratchpad[0] strides [32, 4] b scratchpad[0] strides [32, 4] into accumulator[0] stride 32 accumulate unless_first i3
  mock_isa.halt
}

// -----

mock_isa.program @bodies_exist profile "p" digest "d" cores 1 arguments [] semaphores [] {
  // expected-error @below {{names body 0; the program has 0}}
  mock_isa.vector body 0 shape [8] in [] out [f32 scratchpad[0] strides [4]]
  mock_isa.halt
}

// -----

mock_isa.program @one_index_base_for_each_extent profile "p" digest "d" cores 1 arguments [] semaphores [] {
  mock_isa.body {
    r0 = index i64 0
    out i64 r0, 0
  }
  // expected-error @below {{needs one index base for each extent, or none}}
  mock_isa.vector body 0 shape [8] in [] out [i64 scratchpad[0] strides [8]] index [0, 0]
  mock_isa.halt
}

// -----

mock_isa.program @reduces_what_is_there profile "p" digest "d" cores 1 arguments [] semaphores [] {
  // expected-error @below {{reduces 2 of 1 extents}}
  mock_isa.reduce sum shape [8] reduced 2 in f32 scratchpad[0] strides [4] out f32 scratchpad[0] strides [] accumulate never
  mock_isa.halt
}

// -----

mock_isa.program @argmax_has_positions profile "p" digest "d" cores 1 arguments [] semaphores [] {
  // expected-error @below {{has positions if and only if its kind is argmax or argmin}}
  mock_isa.reduce argmax shape [8] reduced 1 in f32 scratchpad[0] strides [4] out f32 scratchpad[0] strides [] accumulate never
  mock_isa.halt
}

// -----

mock_isa.program @loops_have_their_own_ids profile "p" digest "d" cores 1 arguments [] semaphores [] {
  mock_isa.loop i0 count 2 {
    // expected-error @below {{is inside of another loop i0}}
    mock_isa.loop i0 count 2 {
    }
  }
  mock_isa.halt
}

// -----

mock_isa.program @loops_count_upwards profile "p" digest "d" cores 1 arguments [] semaphores [] {
  // expected-error @below {{has a negative count, or a divisor or modulus below 1}}
  mock_isa.loop i0 count 2 cores(0, 1) {
  }
  mock_isa.halt
}

// -----

// expected-error @below {{runs on 0 cores; it needs at least 1}}
mock_isa.program @runs_somewhere profile "p" digest "d" cores 0 arguments [] semaphores [] {
  mock_isa.halt
}

// -----

mock_isa.program @body_operations_exist profile "p" digest "d" cores 1 arguments [] semaphores [] {
  mock_isa.body {
    // expected-error @below {{'gelu' is no body operation}}
    r0 = gelu f32 r1
  }
  mock_isa.halt
}

// -----

mock_isa.program @registers_have_numbers profile "p" digest "d" cores 1 arguments [] semaphores [] {
  mock_isa.body {
    // expected-error @below {{expected r and a number, as in r0}}
    first = in f32 0
  }
  mock_isa.halt
}

// -----

mock_isa.program @accumulates_in_a_known_way profile "p" digest "d" cores 1 arguments [] semaphores [] {
  // expected-error @below {{expected never, always or unless_first}}
  mock_isa.reduce sum shape [8] reduced 1 in f32 scratchpad[0] strides [4] out f32 scratchpad[0] strides [] accumulate sometimes
  mock_isa.halt
}
