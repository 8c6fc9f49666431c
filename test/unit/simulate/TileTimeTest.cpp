//===- TileTimeTest.cpp - Cycles of tile programs, computed by hand --------===//

#include "ProgramBuilder.h"

#include <gtest/gtest.h>

using namespace mock;
using namespace mock::test;
using isa::Engine;

namespace {

simulate::Timing timeOf(isa::Program program, std::vector<simulate::Interval> *timeline = nullptr) {
  add(program, isa::Halt{});
  auto timing = simulate::time(program, makeProfile(), timeline);
  EXPECT_TRUE(timing) << timing.error().message;
  return timing ? *timing : simulate::Timing();
}

/// c[32, 32] = a[32, 64 x tiles] x b, by tiles of k = 64 with so many slots, then c goes out.
isa::Program makeProduct(int64_t tiles, uint16_t slots) {
  constexpr int64_t kTile = 32 * 64 * 4; // bytes of a tile of either operand
  isa::Program program = makeProgram();
  uint16_t a = addArgument(program, tiles * kTile), b = addArgument(program, tiles * kTile);
  uint16_t c = addArgument(program, 4096, true);
  uint8_t empty = addSemaphore(program, slots), full = addSemaphore(program);
  uint8_t done = addSemaphore(program);
  auto slot = [&](int64_t base) { return scratchpad(base, {{0, kTile, slots}}); };
  add(program, isa::LoopBegin{0, tiles});
  isa::Dma loadA = dmaIn(a, slot(0), {32, 64}), loadB = dmaIn(b, slot(65536), {64, 32});
  loadA.source.terms = loadB.source.terms = {{0, kTile, 0}};
  add(program, with(loadA, {empty}, {}));
  add(program, with(loadB, {}, {full}));
  isa::MatMul product = matmul(32, 32, 64, slot(0), slot(65536), accumulator(0));
  product.accumulate = {isa::Accumulate::Mode::UnlessFirst, 0};
  add(program, with(product, {full}, {empty}));
  add(program, isa::LoopEnd{});
  add(program, isa::Wait{Engine::Matrix, {{}, {done}}});
  add(program, with(dmaOut(accumulator(0), c, {1024}), {done}, {}));
  return program;
}

// Two tiles of 8192 bytes take 256 cycles to load, their product 32 + 32 + 64 - 2 = 126, the result
// 64 to store; the wait one. So it is bound by bandwidth: with two slots the engine that loads
// never waits, and only the last product, the wait and the store come after it.
TEST(TileTime, ABandwidthBoundProductOverlaps) {
  std::vector<simulate::Interval> timeline;
  simulate::Timing timing = timeOf(makeProduct(8, 2), &timeline);
  EXPECT_EQ(timing.cycles, 8 * 256 + 126 + 1 + 64);
  EXPECT_EQ(timing.busy[size_t(Engine::DmaIn)], 8 * 256);
  EXPECT_EQ(timing.busy[size_t(Engine::Matrix)], 8 * 126 + 1);
  EXPECT_EQ(timing.bound(), "dma");
  EXPECT_EQ(timing.bytesIn, 16 * 8192);
  EXPECT_EQ(timing.bytesOut, 4096);
  EXPECT_EQ(timing.macs, 32 * 32 * 64 * 8);
  int64_t overlapping = 0; // products that run while a load does
  for (const auto &product : timeline)
    for (const auto &load : timeline)
      overlapping += product.engine == Engine::Matrix && load.engine == Engine::DmaIn &&
                     product.begin < load.end && load.begin < product.end;
  EXPECT_EQ(overlapping, 7);
}

// With one slot nothing overlaps: the sum of all parts.
TEST(TileTime, ASingleBufferedOneIsTheSum) {
  std::vector<simulate::Interval> timeline;
  simulate::Timing timing = timeOf(makeProduct(8, 1), &timeline);
  EXPECT_EQ(timing.cycles, 8 * (256 + 126) + 1 + 64);
  int64_t busy = 0;
  for (int64_t cycles : timing.busy)
    busy += cycles;
  EXPECT_EQ(busy, timing.cycles);
}

TEST(TileTime, UtilisationByCoreAndIntensity) {
  isa::Program program = makeProgram(2);
  add(program, isa::LoopBegin{0, 3, 1, 2});  // core 0 takes two trips, core 1 one
  add(program, fill(scratchpad(0), {1600})); // 100 cycles
  add(program, isa::LoopEnd{});
  simulate::Timing timing = timeOf(program);
  ASSERT_EQ(timing.coreBusy.size(), 2u);
  EXPECT_EQ(timing.coreBusy[0][size_t(Engine::Vector)], 200);
  EXPECT_EQ(timing.coreBusy[1][size_t(Engine::Vector)], 100);
  EXPECT_DOUBLE_EQ(timing.coreUtilisation(Engine::Vector, 0), 1.0);
  EXPECT_DOUBLE_EQ(timing.coreUtilisation(Engine::Vector, 1), 0.5);
  EXPECT_DOUBLE_EQ(timing.coreUtilisation(Engine::Vector, 7), 0.0);
  EXPECT_DOUBLE_EQ(timing.utilisation(Engine::Vector, 2), 0.75);
  EXPECT_DOUBLE_EQ(timing.arithmeticIntensity(), 0.0);
  timing = timeOf(makeProduct(8, 2));
  EXPECT_DOUBLE_EQ(timing.arithmeticIntensity(), 2.0 * 32 * 32 * 64 * 8 / double(16 * 8192 + 4096));
  EXPECT_DOUBLE_EQ(timing.peakShare(makeProfile(), DType::F32, 1),
                   32.0 * 32 * 64 * 8 / (2239.0 * 1024));
}

// Groups x (pixels / 32)(filters / 32) folds of 32 + 32 + T - 2, T = channels x points of the
// kernel.
TEST(TileTime, Conv) {
  profile::Profile profile = makeProfile();
  EXPECT_EQ(simulate::convCycles(profile, 1, 196, 64, 27, DType::F32), 7 * 2 * (62 + 27));
  EXPECT_EQ(simulate::convCycles(profile, 32, 196, 1, 9, DType::F32), 32 * 7 * (62 + 9));
  EXPECT_EQ(simulate::convCycles(profile, 1, 32, 32, 9, DType::BF16), 62 + 5);
  profile.matrix.startup = 16;
  EXPECT_EQ(simulate::convCycles(profile, 2, 32, 32, 9, DType::F32), 16 + 2 * (62 + 9));
  EXPECT_EQ(simulate::convCycles(profile, 1, 64, 32, 128, DType::F32),
            simulate::matmulCycles(profile, 64, 32, 128, DType::F32));
  isa::Conv conv;
  conv.filters = fixed(64);
  conv.channels = fixed(3);
  conv.out = shape({14, 14});
  conv.kernel = {3, 3};
  conv.stride = conv.dilation = {1, 1};
  conv.input = scratchpad(0);
  conv.inputStrides = {0, 1024, 64, 4};
  conv.weight = scratchpad(4096);
  conv.weightStrides = {0, 108, 36, 12, 4};
  conv.destination = accumulator(0);
  conv.destinationStrides = {0, 784, 56, 4};
  isa::Program program = makeProgram();
  add(program, conv);
  std::vector<simulate::Interval> timeline;
  simulate::Timing timing = timeOf(program, &timeline);
  EXPECT_EQ(timing.cycles, 7 * 2 * (62 + 27));
  EXPECT_EQ(timing.macs, 64 * 3 * 14 * 14 * 9);
  ASSERT_EQ(timeline.size(), 1u);
  EXPECT_EQ(timeline[0].engine, Engine::Matrix);
}

TEST(TileTime, ConvOfOtherDataflows) {
  profile::Profile profile = makeProfile();
  profile.matrix.dataflow = profile::Dataflow::WeightStationary; // depth x filters stay
  EXPECT_EQ(simulate::convCycles(profile, 1, 196, 64, 27, DType::F32), 1 * 2 * (94 + 196));
  profile.matrix.dataflow = profile::Dataflow::InputStationary;
  EXPECT_EQ(simulate::convCycles(profile, 1, 196, 64, 27, DType::F32), 1 * 7 * (94 + 64));
}

// 64 bytes are one burst of one cycle. A row of 256 contiguous bytes takes 4, one element a whole
// burst.
TEST(TileTime, GatherIsChargedByRun) {
  isa::Program program = makeProgram();
  isa::Gather gather;
  gather.source = argument(addArgument(program, 1 << 20));
  gather.destination = scratchpad(0);
  gather.extents = shape({16, 64});
  gather.sourceStrides = {0, 4};
  gather.destinationStrides = {256, 4};
  gather.indices = {{{scratchpad(65536), {8, 0}, DType::I64}, 256, 4096}};
  add(program, gather);
  std::vector<simulate::Interval> timeline;
  simulate::Timing timing = timeOf(program, &timeline);
  EXPECT_EQ(timing.cycles, 16 * 4);
  EXPECT_EQ(timing.bytesIn, 16 * 256);
  EXPECT_EQ(timeline.at(0).engine, Engine::DmaIn);
  std::get<isa::Gather>(program.instructions[0].operation).indices[0].values.strides = {0, 8};
  EXPECT_EQ(timeOf(program).cycles, 16 * 64);
}

TEST(TileTime, ScatterThatCombinesReadsAndWrites) {
  isa::Program program = makeProgram();
  uint16_t y = addArgument(program, 1 << 20, true);
  program.arguments[y].read = true;
  isa::Scatter scatter;
  scatter.source = scratchpad(0);
  scatter.destination = argument(y);
  scatter.extents = shape({16, 64});
  scatter.sourceStrides = {256, 4};
  scatter.destinationStrides = {0, 4};
  scatter.indices = {{{scratchpad(65536), {8, 0}, DType::I64}, 256, 4096}};
  add(program, scatter);
  simulate::Timing store = timeOf(program);
  EXPECT_EQ(store.cycles, 16 * 4);
  EXPECT_EQ(store.bytesIn, 0);
  std::get<isa::Scatter>(program.instructions[0].operation).mode = isa::ScatterMode::Add;
  simulate::Timing combined = timeOf(program);
  EXPECT_EQ(combined.cycles, 2 * 16 * 4);
  EXPECT_EQ(combined.bytesIn, 16 * 256);
  EXPECT_EQ(combined.bytesOut, 16 * 256);
  EXPECT_EQ(combined.busy[size_t(Engine::DmaOut)], 2 * 16 * 4);
}

// What lies out of bounds is not read; the box that is written bounds the time from below.
TEST(TileTime, BoundsReadLess) {
  isa::Program program = makeProgram();
  isa::Dma in = dmaIn(addArgument(program, 4096), scratchpad(0), {1024});
  in.bounds = {{{-512, {}}, 1024}};
  add(program, in);
  simulate::Timing timing = timeOf(program);
  EXPECT_EQ(timing.bytesIn, 2048);
  EXPECT_EQ(timing.cycles, 64);
  std::get<isa::Dma>(program.instructions[0].operation).bounds[0].origin.base = 5000;
  timing = timeOf(program);
  EXPECT_EQ(timing.bytesIn, 0);
  EXPECT_EQ(timing.cycles, 64);
}

TEST(TileTime, RowsOfScansAndSorts) {
  profile::Profile profile = makeProfile();
  EXPECT_EQ(simulate::scanCycles(profile, 16, 100), 100);
  EXPECT_EQ(simulate::scanCycles(profile, 17, 100), 200);
  // 64 = 2^6: 21 stages of 4 strips, two operations each.
  EXPECT_EQ(simulate::sortCycles(profile, 3, 64), 3 * 2 * 21 * 4);
  EXPECT_EQ(simulate::sortCycles(profile, 1, 1), 2);
  profile.vector.startup = 8;
  EXPECT_EQ(simulate::scanCycles(profile, 1, 10), 18);
}

} // namespace
