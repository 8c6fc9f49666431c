//===- ExecuteTest.cpp - Programs' values ----------------------------------===//

#include "ProgramBuilder.h"

#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

using namespace mock;
using namespace mock::test;

namespace {

void expectRuns(const isa::Program &program, Buffers &buffers,
                const profile::Profile &profile = makeProfile()) {
  auto fault = run(program, profile, buffers);
  EXPECT_FALSE(fault) << fault->message();
}

TEST(Execute, CopiesABox) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 64 * 4), y = addArgument(program, 64 * 4, true);
  isa::Dma in = dmaIn(x, scratchpad(0), {8, 8});
  in.sourceStrides = {4, 32}; // transposed
  add(program, in);
  add(program, dmaOut(scratchpad(0), y, {8, 8}));
  program = inSequence(program);
  Buffers buffers(program);
  std::iota(buffers.data<int32_t>(0), buffers.data<int32_t>(0) + 64, 0);
  expectRuns(program, buffers);
  for (int i = 0; i < 8; ++i)
    for (int j = 0; j < 8; ++j)
      EXPECT_EQ(buffers.data<int32_t>(1)[i * 8 + j], j * 8 + i);
}

TEST(Execute, PadsWithAPattern) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 15 * 2), y = addArgument(program, 32 * 2, true);
  isa::Dma in = dmaIn(x, scratchpad(0), {3, 5}, 2);
  in.padMultiples = {4, 8};
  in.destinationStrides = {16, 2};
  in.padValue = 0xabcd;
  add(program, in);
  add(program, dmaOut(scratchpad(0), y, {32}, 2));
  program = inSequence(program);
  Buffers buffers(program);
  std::iota(buffers.data<uint16_t>(0), buffers.data<uint16_t>(0) + 15, 0);
  expectRuns(program, buffers);
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 8; ++j)
      EXPECT_EQ(buffers.data<uint16_t>(1)[i * 8 + j], i < 3 && j < 5 ? i * 5 + j : 0xabcd);
}

TEST(Execute, BroadcastsAndReversesByStrides) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 4 * 4), y = addArgument(program, 12 * 4, true);
  isa::Dma in = dmaIn(x, scratchpad(0), {3, 4});
  in.source.base = 12;
  in.sourceStrides = {0, -4};
  add(program, in);
  add(program, dmaOut(scratchpad(0), y, {12}));
  program = inSequence(program);
  Buffers buffers(program);
  std::iota(buffers.data<int32_t>(0), buffers.data<int32_t>(0) + 4, 0);
  expectRuns(program, buffers);
  for (int i = 0; i < 12; ++i)
    EXPECT_EQ(buffers.data<int32_t>(1)[i], 3 - i % 4);
}

TEST(Execute, EdgeTilesStopAtTheTotal) {
  // 2 cores over 7 rows in tiles of 2: y = x + 1, row by row.
  isa::Program program = makeProgram(2);
  uint16_t x = addArgument(program, 7 * 16), y = addArgument(program, 7 * 16, true);
  uint8_t full = addSemaphore(program), empty = addSemaphore(program, 1);
  uint8_t one = uint8_t(0);
  program.bodies.push_back(
      {{op(isa::BodyOpcode::Input, 0),
        op(isa::BodyOpcode::Constant, 1, {}, isa::RegisterType::F32, std::bit_cast<uint32_t>(1.0f)),
        op(isa::BodyOpcode::Add, 2, {0, 1}), op(isa::BodyOpcode::Output, 0, {2})}});
  uint8_t done = addSemaphore(program);
  add(program, isa::LoopBegin{one, 4, 1, 2});
  isa::Extent rows{2, 7, {{0, 2, 0}}, 1};
  isa::Dma in = dmaIn(x, scratchpad(0), {1, 4});
  in.extents[0] = rows;
  in.source.terms = {{0, 32, 0}};
  add(program, with(in, {empty}, {full}));
  isa::Vector vector;
  vector.extents = {rows, fixed(4)};
  vector.inputs = {operand(scratchpad(0), {2, 4})};
  vector.outputs = {operand(scratchpad(64), {2, 4})};
  add(program, with(vector, {full}, {done}));
  isa::Dma out = dmaOut(scratchpad(64), y, {1, 4});
  out.extents[0] = rows;
  out.destination.terms = {{0, 32, 0}};
  add(program, with(out, {done}, {empty}));
  add(program, isa::LoopEnd{});
  Buffers buffers(program);
  std::iota(buffers.data<float>(0), buffers.data<float>(0) + 28, 0.f);
  expectRuns(program, buffers);
  for (int i = 0; i < 28; ++i)
    EXPECT_EQ(buffers.data<float>(1)[i], float(i) + 1);
}

TEST(Execute, SlotsCountEntriesOverRunsOfTheLoop) {
  // The inner loop has 3 trips and 2 slots: its second run starts with slot 1.
  isa::Program program = makeProgram();
  uint16_t y = addArgument(program, 2 * 64, true);
  add(program, isa::LoopBegin{0, 2});
  add(program, isa::LoopBegin{1, 3});
  isa::Fill slot = fill(scratchpad(0, {{1, 64, 2}}), {16});
  add(program, slot);
  add(program, isa::LoopEnd{});
  add(program, isa::LoopEnd{});
  // Entries 0..5: the last one, number 5, filled slot 1. Adding the outer iv shows who was last.
  isa::Program last = program;
  std::get<isa::Fill>(last.instructions[2].operation).value = 1;
  last.instructions.insert(last.instructions.begin() + 3,
                           {fill(scratchpad(0, {{1, 64, 2}, {0, 64, 0}}), {16}, 2), 0});
  std::get<isa::Fill>(last.instructions[3].operation).destination.terms[1].stride = 0;
  add(last, dmaOut(scratchpad(0), y, {32}));
  uint8_t s = addSemaphore(last);
  std::get<isa::Fill>(last.instructions[3].operation).sync.push = {s};
  std::get<isa::Dma>(last.instructions.back().operation).sync.pop = std::vector<uint8_t>(6, s);
  Buffers buffers(last);
  expectRuns(last, buffers);
  for (int i = 0; i < 32; ++i)
    EXPECT_EQ(buffers.data<int32_t>(0)[i], 2);
}

TEST(Execute, MatmulAccumulatesUnlessFirst) {
  constexpr int kM = 8, kN = 16, kK = 24, kStep = 8;
  isa::Program program = makeProgram();
  uint16_t a = addArgument(program, kM * kK * 4), b = addArgument(program, kK * kN * 4);
  uint16_t c = addArgument(program, 2 * kM * kN * 4, true);
  uint8_t loaded = addSemaphore(program), done = addSemaphore(program);
  uint8_t stored = addSemaphore(program, 1);
  add(program, with(dmaIn(a, scratchpad(0), {kM * kK}), {}, {loaded}));
  add(program, with(dmaIn(b, scratchpad(4096), {kK * kN}), {}, {loaded}));
  add(program, with(isa::Wait{isa::Engine::Matrix, {}}, {loaded, loaded}, {}));
  add(program, isa::LoopBegin{0, 2}); // the second run must overwrite again
  add(program, with(isa::Wait{isa::Engine::Matrix, {}}, {stored}, {}));
  add(program, isa::LoopBegin{1, kK / kStep});
  isa::MatMul product = matmul(kM, kN, kStep, scratchpad(0, {}), scratchpad(4096), accumulator(0));
  product.accumulate = {isa::Accumulate::Mode::UnlessFirst, 1};
  product.aStrides[0] = kK * 4;
  product.b.terms = {{1, kStep * kN * 4, 0}};
  product.a.terms = {{1, kStep * 4, 0}};
  add(program, product);
  add(program, isa::LoopEnd{});
  add(program, with(isa::Wait{isa::Engine::Matrix, {}}, {}, {done}));
  isa::Dma out = dmaOut(accumulator(0), c, {kM * kN});
  out.destination.terms = {{0, kM * kN * 4, 0}};
  add(program, with(out, {done}, {stored}));
  add(program, isa::LoopEnd{});
  Buffers buffers(program);
  for (int i = 0; i < kM * kK; ++i)
    buffers.data<float>(0)[i] = std::sin(float(i));
  for (int i = 0; i < kK * kN; ++i)
    buffers.data<float>(1)[i] = std::cos(float(i));
  profile::Profile profile = makeProfile();
  profile.memories[kScratchpad].alignment = 32; // tiles of a start within a row
  expectRuns(program, buffers, profile);
  for (int m = 0; m < kM; ++m)
    for (int n = 0; n < kN; ++n) {
      float sum = 0;
      for (int k = 0; k < kK; ++k)
        sum = std::fma(buffers.data<float>(0)[m * kK + k], buffers.data<float>(1)[k * kN + n], sum);
      EXPECT_EQ(buffers.data<float>(2)[m * kN + n], sum);
      EXPECT_EQ(buffers.data<float>(2)[kM * kN + m * kN + n], sum);
    }
}

TEST(Execute, IndexCountsFromTheTile) {
  isa::Program program = makeProgram();
  uint16_t y = addArgument(program, 12 * 8, true);
  using isa::BodyOpcode;
  constexpr auto kI64 = isa::RegisterType::I64;
  program.bodies.push_back(
      {{op(BodyOpcode::Index, 0, {}, kI64, 0), op(BodyOpcode::Index, 1, {}, kI64, 1),
        op(BodyOpcode::Constant, 2, {}, kI64, 100), op(BodyOpcode::Fma, 3, {0, 2, 1}, kI64),
        op(BodyOpcode::Output, 0, {3}, kI64)}});
  isa::Vector vector;
  vector.extents = shape({3, 4});
  vector.outputs = {operand(scratchpad(0), {3, 4}, DType::I64)};
  vector.indexBases = {{5, {}}, {-2, {}}};
  add(program, vector);
  add(program, dmaOut(scratchpad(0), y, {12}, 8));
  program = inSequence(program);
  Buffers buffers(program);
  expectRuns(program, buffers);
  for (int i = 0; i < 12; ++i)
    EXPECT_EQ(buffers.data<int64_t>(0)[i], (5 + i / 4) * 100 + (-2 + i % 4));
}

TEST(Execute, SplitReductionMeetsABarrier) {
  // Four cores sum a quarter each, write partials to DRAM, and core 0 combines them.
  isa::Program program = makeProgram(4);
  uint16_t x = addArgument(program, 64 * 4), partials = addArgument(program, 256, true);
  uint16_t y = addArgument(program, 4, true);
  program.arguments[partials].read = true;
  auto sum = [&](int64_t from, int64_t count, int64_t stride, int64_t to) {
    isa::Reduce reduce;
    reduce.extents = shape({count});
    reduce.input = {scratchpad(from), {stride}, DType::F32};
    reduce.output = {scratchpad(to), {}, DType::F32};
    return reduce;
  };
  uint8_t loaded = addSemaphore(program), summed = addSemaphore(program);
  add(program, isa::LoopBegin{0, 4, 1, 4});
  isa::Dma in = dmaIn(x, scratchpad(0), {16});
  in.source.terms = {{0, 64, 0}};
  add(program, with(in, {}, {loaded}));
  add(program, with(sum(0, 16, 4, 64), {loaded}, {summed}));
  isa::Dma out = dmaOut(scratchpad(64), partials, {1});
  out.destination.terms = {{0, 64, 0}};
  add(program, with(out, {summed}, {}));
  add(program, isa::LoopEnd{});
  add(program, isa::Barrier{});
  add(program, isa::LoopBegin{1, 1, 1, 4});
  isa::Dma gather = dmaIn(partials, scratchpad(128), {4});
  gather.sourceStrides = {64};
  add(program, with(gather, {}, {loaded}));
  add(program, with(sum(128, 4, 4, 192), {loaded}, {summed}));
  add(program, with(dmaOut(scratchpad(192), y, {1}), {summed}, {}));
  add(program, isa::LoopEnd{});
  Buffers buffers(program);
  std::iota(buffers.data<float>(0), buffers.data<float>(0) + 64, 1.f);
  expectRuns(program, buffers);
  EXPECT_EQ(buffers.data<float>(2)[0], 64 * 65 / 2);
}

TEST(Execute, MarksWhatItWrites) {
  isa::Program program = makeProgram();
  uint16_t y = addArgument(program, 64, true);
  add(program, fill(scratchpad(0), {8}));
  isa::Dma out = dmaOut(scratchpad(0), y, {8});
  out.destinationStrides = {8};
  add(program, out);
  program = inSequence(program);
  add(program, isa::Halt{});
  Buffers buffers(program);
  simulate::InitialisedBytes written(128);
  auto bindings = buffers.bindings(program);
  bindings[0].initialised = &written;
  bindings[0].initialisedOffset = 64;
  EXPECT_FALSE(simulate::execute(program, makeProfile(), bindings));
  EXPECT_EQ(written.firstUnset(64, 4), std::nullopt);
  EXPECT_EQ(written.firstUnset(64, 8), 68u);
  EXPECT_EQ(written.firstUnset(0, 64), 0u);
  EXPECT_EQ(written.firstUnset(10, 0), std::nullopt);
}

TEST(Execute, IsDeterministic) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 4096), y = addArgument(program, 4096, true);
  add(program, dmaIn(x, scratchpad(0), {1024}));
  add(program, binaryVector(program, isa::BodyOpcode::Pow, 1024, scratchpad(0), scratchpad(0),
                            scratchpad(4096)));
  add(program, dmaOut(scratchpad(4096), y, {1024}));
  program = inSequence(program);
  std::vector<float> first;
  for (int repeat = 0; repeat < 3; ++repeat) {
    Buffers buffers(program);
    for (int i = 0; i < 1024; ++i)
      buffers.data<float>(0)[i] = 0.01f * float(i);
    expectRuns(program, buffers);
    std::vector<float> result(buffers.data<float>(1), buffers.data<float>(1) + 1024);
    if (repeat == 0)
      first = result;
    EXPECT_EQ(std::memcmp(first.data(), result.data(), 4096), 0);
  }
}

} // namespace
