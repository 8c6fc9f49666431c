//===- TimeTest.cpp - Event simulation against hand-computed cycles --------===//

#include "ProgramBuilder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace mock;
using namespace mock::test;
using isa::Engine;
using testing::HasSubstr;

namespace {

simulate::Timing timeOf(isa::Program program, const profile::Profile &profile,
                        std::vector<simulate::Interval> *timeline = nullptr) {
  add(program, isa::Halt{});
  auto timing = simulate::time(program, profile, timeline);
  EXPECT_TRUE(timing) << timing.error().message;
  return timing ? *timing : simulate::Timing();
}

std::string errorOf(isa::Program program, const profile::Profile &profile) {
  add(program, isa::Halt{});
  auto timing = simulate::time(program, profile);
  return timing ? "" : timing.error().message;
}

/// y = x + x over `tiles` tiles of 4096 bytes, with so many buffers on each side.
isa::Program makeStream(int64_t tiles, uint16_t slots) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, tiles * 4096), y = addArgument(program, tiles * 4096, true);
  uint8_t full = addSemaphore(program), empty = addSemaphore(program, slots);
  uint8_t done = addSemaphore(program), freed = addSemaphore(program, slots);
  auto slot = [&](int64_t base) { return scratchpad(base, {{0, 4096, slots}}); };
  add(program, isa::LoopBegin{0, tiles});
  isa::Dma in = dmaIn(x, slot(0), {1024});
  in.source.terms = {{0, 4096, 0}};
  add(program, with(in, {empty}, {full}));
  isa::Vector vector =
      binaryVector(program, isa::BodyOpcode::Add, 1024, slot(0), slot(0), slot(65536));
  program.bodies[0].ops.erase(program.bodies[0].ops.begin() + 1); // in, add, out
  program.bodies[0].ops[1].operands[1] = 0;
  add(program, with(vector, {full, freed}, {empty, done}));
  isa::Dma out = dmaOut(slot(65536), y, {1024});
  out.destination.terms = {{0, 4096, 0}};
  add(program, with(out, {done}, {freed}));
  add(program, isa::LoopEnd{});
  return program;
}

// A DMA of 4096 bytes takes 64 cycles, the vector instruction 64 strips x 3 operations = 192.
//   in     0-64  64-128  256-320 (vector 0 done)  448-512 (vector 1 done)
//   vector 64-256  256-448  448-640  640-832
//   out    256-320  448-512  640-704  832-896
TEST(Time, DoubleBufferingOverlaps) {
  std::vector<simulate::Interval> timeline;
  simulate::Timing timing = timeOf(makeStream(4, 2), makeProfile(), &timeline);
  EXPECT_EQ(timing.cycles, 896);
  EXPECT_EQ(timing.busy[size_t(Engine::DmaIn)], 4 * 64);
  EXPECT_EQ(timing.busy[size_t(Engine::Vector)], 4 * 192);
  EXPECT_EQ(timing.busy[size_t(Engine::DmaOut)], 4 * 64);
  EXPECT_EQ(timing.instructions[size_t(Engine::Vector)], 4);
  EXPECT_EQ(timing.bytesIn, 4 * 4096);
  EXPECT_EQ(timing.bytesOut, 4 * 4096);
  EXPECT_EQ(timing.vectorOps, 4 * 1024);
  EXPECT_EQ(timing.bound(), "vector");
  EXPECT_DOUBLE_EQ(timing.utilisation(Engine::Vector, 1), 768.0 / 896.0);
  ASSERT_EQ(timeline.size(), 12u);
  EXPECT_EQ(timeline[6].engine, Engine::DmaIn); // the third tile
  EXPECT_EQ(timeline[6].begin, 256);
  EXPECT_EQ(timeline[6].end, 320);
  EXPECT_EQ(timeline[11].end, 896);
}

// With one buffer a tile's load waits for the vector instruction before it: 64 + 192 per tile, and
// the last store.
TEST(Time, SingleBufferDoesNot) {
  EXPECT_EQ(timeOf(makeStream(4, 1), makeProfile()).cycles, 4 * (64 + 192) + 64);
}

TEST(Time, PeakBytesAreTheHighestTouched) {
  simulate::Timing timing = timeOf(makeStream(4, 2), makeProfile());
  EXPECT_EQ(timing.peakBytes, (std::vector<int64_t>{2 * 4 * 4096, 65536 + 2 * 4096, 0}));
}

TEST(Time, MatmulGolden) {
  // SCALE-Sim reports 10175, the zero-based number of the last cycle, for this product.
  isa::Program program = makeProgram();
  add(program, matmul(256, 128, 256, scratchpad(0), scratchpad(262144), accumulator(0)));
  simulate::Timing timing = timeOf(program, makeProfile());
  EXPECT_EQ(timing.cycles, 10176);
  EXPECT_EQ(timing.macs, 256 * 128 * 256);
  EXPECT_EQ(timing.bound(), "matrix");
  EXPECT_DOUBLE_EQ(timing.utilisation(Engine::Matrix, 1), 1.0);
}

TEST(Time, EnginesWithoutTokensRunSideBySide) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 6400);
  add(program, dmaIn(x, scratchpad(0), {1600})); // 100 cycles
  add(program, fill(scratchpad(65536), {3200})); // 200 cycles
  EXPECT_EQ(timeOf(program, makeProfile()).cycles, 200);
}

TEST(Time, OneEngineIsInOrder) {
  isa::Program program = makeProgram();
  add(program, fill(scratchpad(0), {1600}));
  add(program, fill(scratchpad(65536), {1600}));
  EXPECT_EQ(timeOf(program, makeProfile()).cycles, 200);
}

// Core 0 takes trips 0 and 2, core 1 trip 1; all meet at cycle 200, which costs one; then one more.
TEST(Time, BarrierWaitsForTheSlowestCore) {
  isa::Program program = makeProgram(2);
  add(program, isa::LoopBegin{0, 3, 1, 2});
  add(program, fill(scratchpad(0), {1600})); // 100 cycles
  add(program, isa::LoopEnd{});
  add(program, isa::Barrier{});
  add(program, fill(scratchpad(0), {1600}));
  simulate::Timing timing = timeOf(program, makeProfile());
  EXPECT_EQ(timing.cycles, 200 + 1 + 100);
  EXPECT_EQ(timing.busy[size_t(Engine::Vector)], 5 * 100);
  EXPECT_EQ(timing.busiest[size_t(Engine::Vector)], 3 * 100);
}

TEST(Time, CoresShareAGridOfTwoLoops) {
  // 2 x 2 cores over 4 x 6 tiles: each core takes 2 x 3 of 100 cycles.
  isa::Program program = makeProgram(4);
  add(program, isa::LoopBegin{0, 4, 2, 2});
  add(program, isa::LoopBegin{1, 6, 1, 2});
  add(program, fill(scratchpad(0), {1600}));
  add(program, isa::LoopEnd{});
  add(program, isa::LoopEnd{});
  simulate::Timing timing = timeOf(program, makeProfile());
  EXPECT_EQ(timing.cycles, 600);
  EXPECT_EQ(timing.instructions[size_t(Engine::Vector)], 24);
  EXPECT_DOUBLE_EQ(timing.utilisation(Engine::Vector, 4), 1.0);
}

TEST(Time, IdleCoresDoNotChangeWhatBounds) {
  isa::Program program = makeProgram(4);
  add(program, isa::LoopBegin{0, 1, 1, 4});
  add(program, fill(scratchpad(0), {1600}));
  add(program, isa::LoopEnd{});
  EXPECT_EQ(timeOf(program, makeProfile()).bound(), "vector");
}

TEST(Time, WaitingOnEachOtherIsOverhead) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 6400), y = addArgument(program, 6400, true);
  uint8_t a = addSemaphore(program), b = addSemaphore(program);
  add(program, with(dmaIn(x, scratchpad(0), {1600}), {}, {a}));
  add(program, with(fill(scratchpad(65536), {1600}), {a}, {b}));
  add(program, with(dmaOut(scratchpad(0), y, {1600}), {b}, {}));
  simulate::Timing timing = timeOf(program, makeProfile());
  EXPECT_EQ(timing.cycles, 300);
  EXPECT_EQ(timing.bound(), "overhead");
}

TEST(Time, EdgeTilesCostLess) {
  isa::Program program = makeProgram();
  add(program, isa::LoopBegin{0, 2});
  isa::Fill edge = fill(scratchpad(0), {1600});
  edge.extents[0] = {1600, 2400, {{0, 1600, 0}}, 1}; // 1600, then 800
  add(program, edge);
  add(program, isa::LoopEnd{});
  EXPECT_EQ(timeOf(program, makeProfile()).cycles, 150);
}

TEST(Time, DmaCountsContiguousRunsInBursts) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 65536);
  isa::Dma dma = dmaIn(x, scratchpad(0), {16, 4}); // runs of 16 bytes: a burst of 64 each
  dma.sourceStrides = {1024, 4};
  add(program, dma);
  EXPECT_EQ(timeOf(program, makeProfile()).cycles, 16);
}

TEST(Time, PaddingIsWrittenAtTheSameRate) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 4096);
  isa::Dma dma = dmaIn(x, scratchpad(0), {16});
  dma.padMultiples = {1024}; // 64 bytes in, 4096 written
  add(program, dma);
  simulate::Timing timing = timeOf(program, makeProfile());
  EXPECT_EQ(timing.cycles, 64);
  EXPECT_EQ(timing.bytesIn, 64);
}

TEST(Time, EveryInstructionTakesACycle) {
  isa::Program program = makeProgram();
  for (int i = 0; i < 5; ++i)
    add(program, isa::Wait{Engine::Matrix, {}});
  EXPECT_EQ(timeOf(program, makeProfile()).cycles, 5);
}

TEST(Time, PopWithoutCreditIsADeadlock) {
  isa::Program program = makeProgram();
  uint8_t s = addSemaphore(program);
  add(program, with(fill(scratchpad(0), {16}), {s}, {}));
  add(program, with(dmaIn(addArgument(program, 64), scratchpad(64), {16}), {}, {s}));
  EXPECT_THAT(errorOf(program, makeProfile()), HasSubstr("deadlock"));
  program.semaphores[s] = 1;
  EXPECT_EQ(errorOf(program, makeProfile()), "");
}

TEST(Time, AnEndlessProgramIsStopped) {
  isa::Program program = makeProgram();
  add(program, isa::LoopBegin{0, int64_t(1) << 31});
  add(program, isa::LoopBegin{1, int64_t(1) << 31});
  add(program, isa::LoopEnd{});
  add(program, isa::LoopEnd{});
  EXPECT_THAT(errorOf(program, makeProfile()), HasSubstr("limit"));
}

TEST(Time, IsTheSameEveryTime) {
  std::vector<simulate::Interval> first, second;
  isa::Program program = makeStream(64, 3);
  EXPECT_EQ(timeOf(program, makeProfile(), &first).cycles,
            timeOf(program, makeProfile(), &second).cycles);
  ASSERT_EQ(first.size(), second.size());
  for (size_t i = 0; i < first.size(); ++i)
    EXPECT_EQ(first[i].begin, second[i].begin);
}

TEST(Time, ForeignProgramIsRefused) {
  isa::Program program = makeStream(1, 1);
  program.profileDigest = "d2";
  EXPECT_THAT(errorOf(program, makeProfile()), HasSubstr("digest d2"));
}

} // namespace
