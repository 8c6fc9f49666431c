//===- TestPrograms.cpp - Programs for the tests of the instruction set ----===//
#include "TestPrograms.h"

#include <cstdio>
#include <cstdlib>

namespace mock::isa::test {

const profile::Profile &mockV1() {
  static const std::shared_ptr<const profile::Profile> profile = [] {
    auto loaded = profile::load("mock-v1");
    if (!loaded) {
      std::fprintf(stderr, "%s\n", loaded.error().message.c_str());
      std::exit(1);
    }
    return *loaded;
  }();
  return *profile;
}

Program sample() {
  // Written as text so that a reader sees a program; AssemblerTest checks what it becomes.
  static constexpr char kText[] = R"text(
program "sample"
memories [dram, scratchpad, accumulator]
cores 4
argument "x" bytes 188160 read
argument "w" bytes 784000 read
argument "y" bytes 60000 read write
semaphore s0 credits 2
semaphore s1 credits 0
semaphore s2 credits 0
semaphore s3 credits 1
location @1 "model.py" 41 "Net.forward" "return F.gelu(self.fc(x))"
body 0
  r0 = in f32 0
  r1 = const f32 0.70710677
  r2 = mul f32 r0, r1
  r3 = index i64 1
  r4 = cvt f32 r3, i64
  r5 = fma f32 r2, r1, r4
  r6 = cmp.gt f32 r5, r1
  r7 = select f32 r6, r5, r1
  out f32 r7, 0
end
loop i0 count 4 from core / 2 % 4
  loop i1 count 4
    dma.in bytes 4 shape [60, min(256, 784 - 256*i1)] from %x[0 + 1024*i1] strides [3136, 4] to scratchpad[0 + 65536*(#i1 % 2)] strides [1024, 4] pad [8, 8] with 0x0 pop [s0] push [s1] @1
    fill bytes 4 shape [8] to scratchpad[262144] strides [4] with 0x3f800000
    matmul f32 -> f32 m roundup(60, 8) n 128 k roundup(min(256, 784 - 256*i1), 8) a scratchpad[0 + 65536*(#i1 % 2)] strides [1024, 4] b scratchpad[131072] strides [4, 1024] into accumulator[0] stride 512 accumulate unless-first i1 pop [s1] push [s0] @1
  end
  vector body 0 shape [64, 128] in [f32 accumulator[0] strides [512, 4]] out [bf16 scratchpad[393216] strides [256, 2]] index [0, 0 + 128*i0] @1
  reduce sum shape [64, 128] reduced 1 in bf16 scratchpad[393216] strides [256, 2] out f32 scratchpad[425984] strides [4] accumulate always
  reduce argmax shape [64, 128] reduced 1 in bf16 scratchpad[393216] strides [256, 2] out f32 scratchpad[425984] strides [4] positions i64 scratchpad[430080] strides [8] first 0 + 128*i0
  dma.in bytes 4 shape [8, min(14, 56 - 14*i0)] from %x[0] strides [224, 4] to scratchpad[0] strides [64, 4] bounds [-1 of 56, -1 + 14*i0 of 56] pad [1, 8] with 0x0
  conv f32 -> f32 groups 1 filters 16 channels min(8, 30 - 8*i0) out [4, 7] kernel [3, 3] stride [2, 2] dilation [1, 1] input scratchpad[0] strides [0, 576, 64, 4] weight scratchpad[8192] strides [0, 288, 36, 12, 4] into accumulator[32768] strides [0, 112, 28, 4] accumulate unless-first i0
  gather bytes 4 shape [16, 64] from %w[0] strides [0, 4] to scratchpad[16384] strides [256, 4] at [i64 scratchpad[430080] strides [8, 0] step 1000 bound 784] wraps
  scatter add f32 shape [16, 64] from scratchpad[16384] strides [256, 4] to %y[0] strides [0, 4] at [i64 scratchpad[430080] strides [8, 0] step 1000 bound 60]
  scan sum shape [16, 64] in f32 scratchpad[16384] strides [256, 4] out f32 scratchpad[16384] strides [256, 4] carry f32 scratchpad[425984] strides [4] accumulate unless-first i0
  sort descending shape [16, 64] kept 5 in f32 scratchpad[16384] strides [256, 4] out f32 scratchpad[24576] strides [20, 4] positions i64 scratchpad[28672] strides [40, 8]
  wait vector push [s2]
  dma.out bytes 2 shape [60, 128] from scratchpad[393216] strides [256, 2] to %y[0 + 256*i0] strides [500, 2] pop [s2] push [s3]
end
barrier
halt
)text";
  Expected<Program> program = assemble(kText, mockV1());
  if (!program) {
    std::fprintf(stderr, "%s\n", program.error().message.c_str());
    std::exit(1);
  }
  return *program;
}

std::string validationError(const Program &program) {
  Expected<void> result = validate(program, mockV1());
  return result ? "" : result.error().message;
}

} // namespace mock::isa::test
