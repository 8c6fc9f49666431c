// RUN: mock-opt %s --split-input-file --verify-diagnostics

mock_isa.program @bounds_go_in profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{has bounds on the way out}}
  mock_isa.dma_out bytes 4 shape [8] from scratchpad[0] strides [4] to arg0[0] strides [4] bounds [0 of 8] with 0x0
  mock_isa.halt
}

// -----

mock_isa.program @bounds_for_each_extent profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{needs bounds for each extent, or none}}
  mock_isa.dma_in bytes 4 shape [8] from arg0[0] strides [4] to scratchpad[0] strides [4] bounds [0 of 8, 0 of 8] with 0x0
  mock_isa.halt
}

// -----

mock_isa.program @origins_use_enclosing_loops profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{names loop i3, which does not enclose it}}
  mock_isa.dma_in bytes 4 shape [8] from arg0[0] strides [4] to scratchpad[0] strides [4] bounds [0 + 4*i3 of 8] with 0x0
  mock_isa.halt
}

// -----

mock_isa.program @convolves_one_to_three profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{has 4 spatial extents; it takes 1 to 3}}
  mock_isa.conv f32 -> f32 groups 1 filters 1 channels 1 out [2, 2, 2, 2] kernel [3] stride [1] dilation [1] input scratchpad[0] strides [0, 0, 4] weight scratchpad[64] strides [0, 0, 0, 4] into accumulator[0] strides [0, 0, 4] accumulate never
  mock_isa.halt
}

// -----

mock_isa.program @kernel_for_each_extent profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{needs a kernel, stride and dilation for each spatial extent}}
  mock_isa.conv f32 -> f32 groups 1 filters 1 channels 1 out [2] kernel [3, 3] stride [1] dilation [1] input scratchpad[0] strides [0, 0, 4] weight scratchpad[64] strides [0, 0, 0, 4] into accumulator[0] strides [0, 0, 4] accumulate never
  mock_isa.halt
}

// -----

mock_isa.program @convolves_in_memories_of_a_core profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{works on a core's memory, not on arg0}}
  mock_isa.conv f32 -> f32 groups 1 filters 1 channels 1 out [2] kernel [3] stride [1] dilation [1] input arg0[0] strides [0, 0, 4] weight scratchpad[64] strides [0, 0, 0, 4] into accumulator[0] strides [0, 0, 4] accumulate never
  mock_isa.halt
}

// -----

mock_isa.program @strides_of_the_input profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{the input has 2 strides; expected are 3}}
  mock_isa.conv f32 -> f32 groups 1 filters 1 channels 1 out [2] kernel [3] stride [1] dilation [1] input scratchpad[0] strides [0, 4] weight scratchpad[64] strides [0, 0, 0, 4] into accumulator[0] strides [0, 0, 4] accumulate never
  mock_isa.halt
}

// -----

mock_isa.program @accumulates_over_a_loop profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{names loop i0, which does not enclose it}}
  mock_isa.conv f32 -> f32 groups 1 filters 1 channels 1 out [2] kernel [3] stride [1] dilation [1] input scratchpad[0] strides [0, 0, 4] weight scratchpad[64] strides [0, 0, 0, 4] into accumulator[0] strides [0, 0, 4] accumulate unless_first i0
  mock_isa.halt
}

// -----

mock_isa.program @gathers_from_arguments profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{needs an argument, not memory 'scratchpad'}}
  mock_isa.gather bytes 4 shape [8] from scratchpad[0] strides [4] to scratchpad[0] strides [4] at [i64 scratchpad[64] strides [8] step 4 bound 8]
  mock_isa.halt
}

// -----

mock_isa.program @gathers_into_a_core profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{works on a core's memory, not on arg0}}
  mock_isa.gather bytes 4 shape [8] from arg0[0] strides [4] to arg0[0] strides [4] at [i64 scratchpad[64] strides [8] step 4 bound 8]
  mock_isa.halt
}

// -----

mock_isa.program @gathers_with_indices profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{has no index operand}}
  mock_isa.gather bytes 4 shape [8] from arg0[0] strides [4] to scratchpad[0] strides [4] at []
  mock_isa.halt
}

// -----

mock_isa.program @strides_of_an_index profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{an operand has 2 strides; expected are 1}}
  mock_isa.gather bytes 4 shape [8] from arg0[0] strides [4] to scratchpad[0] strides [4] at [i64 scratchpad[64] strides [8, 0] step 4 bound 8]
  mock_isa.halt
}

// -----

mock_isa.program @scatters_to_arguments profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{needs an argument, not memory 'scratchpad'}}
  mock_isa.scatter add f32 shape [8] from scratchpad[0] strides [4] to scratchpad[0] strides [4] at [i64 scratchpad[64] strides [8] step 4 bound 8]
  mock_isa.halt
}

// -----

mock_isa.program @scans_four_kinds profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{takes sum, prod, max and min}}
  mock_isa.scan argmax shape [8] in f32 scratchpad[0] strides [4] out f32 scratchpad[0] strides [4] accumulate never
  mock_isa.halt
}

// -----

mock_isa.program @scans_with_a_carry profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{accumulates without a carry}}
  mock_isa.scan sum shape [8] in f32 scratchpad[0] strides [4] out f32 scratchpad[0] strides [4] accumulate always
  mock_isa.halt
}

// -----

mock_isa.program @scans_along_an_extent profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{has no extent to run along}}
  mock_isa.scan sum shape [] in f32 scratchpad[0] strides [] out f32 scratchpad[0] strides [] accumulate never
  mock_isa.halt
}

// -----

mock_isa.program @sorts_along_an_extent profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{has no extent to sort along}}
  mock_isa.sort shape [] kept 1 in f32 scratchpad[0] strides [] out f32 scratchpad[0] strides [] positions i64 scratchpad[0] strides []
  mock_isa.halt
}

// -----

mock_isa.program @keeps_something profile "p" digest "d" cores 1 arguments ["x" 64 read write] semaphores [] {
  // expected-error @below {{keeps no value of a row}}
  mock_isa.sort shape [8] kept 0 in f32 scratchpad[0] strides [4] out f32 scratchpad[0] strides [4] positions i64 scratchpad[64] strides [8]
  mock_isa.halt
}
