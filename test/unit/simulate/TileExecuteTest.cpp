//===- TileExecuteTest.cpp - Values of convolution, indexing and rows ------===//

#include "ProgramBuilder.h"

#include <gtest/gtest.h>
#include <limits>
#include <numeric>

using namespace mock;
using namespace mock::test;

namespace {

void expectRuns(isa::Program program, Buffers &buffers) {
  auto fault = run(inSequence(std::move(program)), makeProfile(), buffers);
  EXPECT_FALSE(fault) << fault->message();
}

isa::IndexOperand index(isa::Address address, std::vector<int64_t> strides, int64_t step,
                        int64_t bound, DType dtype = DType::I64) {
  return {{std::move(address), std::move(strides), dtype}, step, bound};
}

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

/// A window of rows x columns at (top, left) of a 4 x 5 matrix that counts from 1, with 7 outside.
std::vector<int32_t> windowAt(int64_t top, int64_t left, int64_t rows, int64_t columns,
                              std::vector<uint32_t> pad = {}) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 20 * 4), y = addArgument(program, 64 * 4, true);
  isa::Dma in = dmaIn(x, scratchpad(0), {rows, columns});
  in.sourceStrides = {20, 4};
  in.destinationStrides = {32, 4};
  in.bounds = {{{top, {}}, 4}, {{left, {}}, 5}};
  in.padMultiples = std::move(pad);
  in.padValue = 7;
  add(program, fill(scratchpad(0), {64}, 99));
  add(program, in);
  add(program, dmaOut(scratchpad(0), y, {64}));
  Buffers buffers(program);
  std::iota(buffers.data<int32_t>(0), buffers.data<int32_t>(0) + 20, 1);
  expectRuns(program, buffers);
  return {buffers.data<int32_t>(1), buffers.data<int32_t>(1) + 64};
}

int32_t expectedAt(int64_t row, int64_t column) {
  bool inside = row >= 0 && row < 4 && column >= 0 && column < 5;
  return inside ? int32_t(row * 5 + column + 1) : 7;
}

TEST(TileExecute, BoundsReadOnlyWhatExists) {
  for (int64_t top : {-2, -1, 0, 1, 3, 9})
    for (int64_t left : {-9, -3, 0, 2, 4}) {
      std::vector<int32_t> window = windowAt(top, left, 3, 6);
      for (int64_t i = 0; i < 3; ++i)
        for (int64_t j = 0; j < 8; ++j)
          ASSERT_EQ(window[size_t(i * 8 + j)], j < 6 ? expectedAt(top + i, left + j) : 99)
              << top << " " << left << " " << i << " " << j;
    }
}

TEST(TileExecute, PaddingToMultiplesComesAfterBounds) {
  std::vector<int32_t> window = windowAt(2, 1, 3, 6, {4, 8});
  for (int64_t i = 0; i < 4; ++i)
    for (int64_t j = 0; j < 8; ++j)
      EXPECT_EQ(window[size_t(i * 8 + j)], i < 3 && j < 6 ? expectedAt(2 + i, 1 + j) : 7);
}

TEST(TileExecute, AnOriginMovesWithItsLoop) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 8 * 4), y = addArgument(program, 3 * 16 * 4, true);
  add(program, isa::LoopBegin{0, 3});
  isa::Dma in = dmaIn(x, scratchpad(0, {{0, 64, 0}}), {4});
  in.bounds = {{{-1, {{0, 3, 0}}}, 8}};
  in.padValue = 55;
  add(program, in);
  add(program, isa::LoopEnd{});
  isa::Dma out = dmaOut(scratchpad(0), y, {3, 4});
  out.sourceStrides = {64, 4};
  out.destinationStrides = {16, 4};
  add(program, out);
  uint8_t done = addSemaphore(program);
  std::get<isa::Dma>(program.instructions[1].operation).sync.push = {done};
  std::get<isa::Dma>(program.instructions[3].operation).sync.pop = {done, done, done};
  Buffers buffers(program);
  std::iota(buffers.data<int32_t>(0), buffers.data<int32_t>(0) + 8, 0);
  auto fault = run(program, makeProfile(), buffers);
  ASSERT_FALSE(fault) << fault->message();
  const int32_t *found = buffers.data<int32_t>(1);
  EXPECT_EQ(std::vector<int32_t>(found, found + 12),
            (std::vector<int32_t>{55, 0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 55}));
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

// Two groups, stride 2, dilation 1, no padding: 5 x 5 windows of 2 x 2 outputs. Channels come in
// two trips that accumulate.
TEST(TileExecute, ConvAccumulatesOverTripsOfChannels) {
  constexpr int kGroups = 2, kFilters = 3, kChannels = 4, kSize = 5, kOut = 2, kKernel = 3;
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, kGroups * kChannels * kSize * kSize * 4);
  uint16_t w = addArgument(program, kGroups * kFilters * kChannels * kKernel * kKernel * 4);
  uint16_t y = addArgument(program, kGroups * kFilters * kOut * kOut * 4, true);
  uint8_t ready = addSemaphore(program), done = addSemaphore(program);
  add(program, dmaIn(x, scratchpad(0), {kGroups * kChannels * kSize * kSize}));
  add(program, with(dmaIn(w, scratchpad(4096), {kGroups * kFilters * kChannels * 9}), {}, {ready}));
  add(program, isa::Wait{isa::Engine::Matrix, {{ready}, {}}});
  add(program, isa::LoopBegin{0, 2});
  isa::Conv conv;
  conv.groups = fixed(kGroups);
  conv.filters = fixed(kFilters);
  conv.channels = {3, kChannels, {{0, 3, 0}}, 1}; // 3, then 1
  conv.out = shape({kOut, kOut});
  conv.kernel = {3, 3};
  conv.stride = {2, 2};
  conv.dilation = {1, 1};
  conv.input = scratchpad(0, {{0, 3 * kSize * kSize * 4, 0}});
  conv.inputStrides = {kChannels * 100, 100, 20, 4};
  conv.weight = scratchpad(4096, {{0, 3 * 36, 0}});
  conv.weightStrides = {kFilters * kChannels * 36, kChannels * 36, 36, 12, 4};
  conv.destination = accumulator(0);
  conv.destinationStrides = {kFilters * 16, 16, 8, 4};
  conv.accumulate = {isa::Accumulate::Mode::UnlessFirst, 0};
  auto profile = makeProfile();
  profile.memories[1].alignment = 4; // bases of channels
  add(program, conv);
  add(program, isa::LoopEnd{});
  add(program, isa::Wait{isa::Engine::Matrix, {{}, {done}}});
  add(program, with(dmaOut(accumulator(0), y, {kGroups * kFilters * kOut * kOut}), {done}, {}));
  Buffers buffers(program);
  float *in = buffers.data<float>(x), *weight = buffers.data<float>(w);
  for (int i = 0; i < kGroups * kChannels * 25; ++i)
    in[i] = float(i % 13) - 6;
  for (int i = 0; i < kGroups * kFilters * kChannels * 9; ++i)
    weight[i] = float(i % 7) - 3;
  auto fault = run(program, profile, buffers);
  ASSERT_FALSE(fault) << fault->message();
  for (int g = 0; g < kGroups; ++g)
    for (int f = 0; f < kFilters; ++f)
      for (int o = 0; o < 4; ++o) {
        float sum = 0; // small integers: exact in any order
        for (int c = 0; c < kChannels; ++c)
          for (int k = 0; k < 9; ++k)
            sum += in[((g * kChannels + c) * 5 + o / 2 * 2 + k / 3) * 5 + o % 2 * 2 + k % 3] *
                   weight[((g * kFilters + f) * kChannels + c) * 9 + k];
        EXPECT_EQ(buffers.data<float>(y)[(g * kFilters + f) * 4 + o], sum);
      }
}

//===----------------------------------------------------------------------===//
// Gather and scatter
//===----------------------------------------------------------------------===//

/// Loads `indices` at byte 0 and the values of argument 0 stay in the main memory.
struct Indexed {
  isa::Program program = makeProgram();
  uint16_t table, ids, result;

  Indexed(int64_t tableBytes, int64_t indices, int64_t resultBytes, bool writesTable = false) {
    table = addArgument(program, tableBytes, writesTable);
    program.arguments[table].read = true;
    ids = addArgument(program, indices * 8);
    result = addArgument(program, resultBytes, true);
    program.arguments[result].read = true;
    add(program, dmaIn(ids, scratchpad(0), {indices}, 8));
  }
};

TEST(TileExecute, GathersRows) {
  Indexed test(10 * 6 * 4, 4, 4 * 6 * 4);
  isa::Gather gather;
  gather.source = argument(test.table);
  gather.destination = scratchpad(1024);
  gather.extents = shape({4, 6});
  gather.sourceStrides = {0, 4};
  gather.destinationStrides = {24, 4};
  gather.indices = {index(scratchpad(0), {8, 0}, 24, 10)};
  gather.wraps = true;
  add(test.program, gather);
  add(test.program, dmaOut(scratchpad(1024), test.result, {24}));
  Buffers buffers(test.program);
  std::iota(buffers.data<float>(0), buffers.data<float>(0) + 60, 0.f);
  int64_t rows[] = {3, 0, -1, 3}, wrapped[] = {3, 0, 9, 3};
  std::copy(rows, rows + 4, buffers.data<int64_t>(1));
  expectRuns(test.program, buffers);
  for (int i = 0; i < 4; ++i)
    for (int j = 0; j < 6; ++j)
      EXPECT_EQ(buffers.data<float>(2)[i * 6 + j], float(wrapped[i] * 6 + j));
}

// Two index operands of different types: table[row[i], column[j]], 2 bytes an element.
TEST(TileExecute, GathersByTwoIndices) {
  Indexed test(5 * 7 * 2, 4, 6 * 2);
  uint16_t columns = addArgument(test.program, 2 * 4);
  add(test.program, dmaIn(columns, scratchpad(64), {2}, 4));
  isa::Gather gather;
  gather.elementBytes = 2;
  gather.source = argument(test.table);
  gather.destination = scratchpad(1024);
  gather.extents = shape({3, 2});
  gather.sourceStrides = {0, 0};
  gather.destinationStrides = {4, 2};
  gather.indices = {index(scratchpad(0), {8, 0}, 14, 5),
                    index(scratchpad(64), {0, 4}, 2, 7, DType::I32)};
  add(test.program, gather);
  add(test.program, dmaOut(scratchpad(1024), test.result, {6}, 2));
  Buffers buffers(test.program);
  for (int i = 0; i < 35; ++i)
    buffers.data<int16_t>(0)[i] = int16_t(i);
  int64_t rows[] = {4, 0, 2, 0};
  std::copy(rows, rows + 4, buffers.data<int64_t>(1));
  buffers.data<int32_t>(columns)[0] = 6;
  buffers.data<int32_t>(columns)[1] = 1;
  expectRuns(test.program, buffers);
  const int16_t *found = buffers.data<int16_t>(2);
  EXPECT_EQ(std::vector<int16_t>(found, found + 6), (std::vector<int16_t>{34, 29, 6, 1, 20, 15}));
}

/// result[ids[i]] = result[ids[i]] op value[i] for 6 rows of 2 elements.
template <typename T>
std::vector<T> scatterRows(isa::ScatterMode mode, DType dtype, std::vector<T> place,
                           std::vector<T> values, std::vector<int64_t> ids) {
  int64_t bytes = itemSize(dtype), count = int64_t(ids.size());
  Indexed test(int64_t(values.size()) * bytes, count, int64_t(place.size()) * bytes);
  add(test.program, dmaIn(test.table, scratchpad(1024), {int64_t(values.size())}, uint8_t(bytes)));
  isa::Scatter scatter;
  scatter.mode = mode;
  scatter.dtype = dtype;
  scatter.source = scratchpad(1024);
  scatter.destination = argument(test.result);
  scatter.extents = shape({count, 2});
  scatter.sourceStrides = {2 * bytes, bytes};
  scatter.destinationStrides = {0, bytes};
  scatter.indices = {index(scratchpad(0), {8, 0}, 2 * bytes, int64_t(place.size()) / 2)};
  add(test.program, scatter);
  Buffers buffers(test.program);
  std::copy(values.begin(), values.end(), buffers.data<T>(0));
  std::copy(ids.begin(), ids.end(), buffers.data<int64_t>(1));
  std::copy(place.begin(), place.end(), buffers.data<T>(2));
  expectRuns(test.program, buffers);
  return {buffers.data<T>(2), buffers.data<T>(2) + place.size()};
}

TEST(TileExecute, ScatterModes) {
  using Mode = isa::ScatterMode;
  std::vector<float> place = {1, 2, 3, 4, 5, 6}, values = {10, 20, 0.5f, 7, -1, 30};
  std::vector<int64_t> ids = {2, 0, 2};
  auto run = [&](Mode mode) { return scatterRows(mode, DType::F32, place, values, ids); };
  EXPECT_EQ(run(Mode::Store), (std::vector<float>{0.5f, 7, 3, 4, -1, 30}));
  EXPECT_EQ(run(Mode::Add), (std::vector<float>{1.5f, 9, 3, 4, 5 + 10 - 1, 6 + 20 + 30}));
  EXPECT_EQ(run(Mode::Mul), (std::vector<float>{0.5f, 14, 3, 4, -50, 3600}));
  EXPECT_EQ(run(Mode::Min), (std::vector<float>{0.5f, 2, 3, 4, -1, 6}));
  EXPECT_EQ(run(Mode::Max), (std::vector<float>{1, 7, 3, 4, 10, 30}));
}

TEST(TileExecute, ScatterOfIntegersAndBools) {
  using Mode = isa::ScatterMode;
  EXPECT_EQ(scatterRows<int32_t>(Mode::Add, DType::I32, {INT32_MAX, 0}, {1, 5, 1, 6}, {0, 0}),
            (std::vector<int32_t>{INT32_MIN + 1, 11}));
  EXPECT_EQ(scatterRows<int64_t>(Mode::Max, DType::I64, {-5, 9}, {1, 5, 2, 6}, {0, 0}),
            (std::vector<int64_t>{2, 9}));
  EXPECT_EQ(scatterRows<uint8_t>(Mode::Add, DType::Bool, {0, 0, 1, 1}, {0, 1, 0, 1}, {0, 1}),
            (std::vector<uint8_t>{0, 1, 1, 1}));
}

// bf16 rounds at each step, as a device that stores in between does: 256 + 1 is 256 again.
TEST(TileExecute, ScatterRoundsEachTime) {
  std::vector<uint16_t> place = {0x4380, 0}, ones = {0x3f80, 0, 0x3f80, 0};
  EXPECT_EQ(scatterRows(isa::ScatterMode::Add, DType::BF16, place, ones, {0, 0}), place);
}

// All elements of a row go to one place, whose stride is 0: one after the other.
TEST(TileExecute, ScatterIsSerial) {
  Indexed test(8 * 4, 1, 4);
  add(test.program, dmaIn(test.table, scratchpad(1024), {8}));
  isa::Scatter scatter;
  scatter.mode = isa::ScatterMode::Add;
  scatter.source = scratchpad(1024);
  scatter.destination = argument(test.result);
  scatter.extents = shape({8});
  scatter.sourceStrides = {4};
  scatter.destinationStrides = {0};
  scatter.indices = {index(scratchpad(0), {0}, 4, 1)};
  add(test.program, scatter);
  Buffers buffers(test.program);
  float expected = 3;
  for (int i = 0; i < 8; ++i) {
    buffers.data<float>(0)[i] = 1.f / float(i + 3);
    expected += 1.f / float(i + 3);
  }
  *buffers.data<float>(2) = 3;
  expectRuns(test.program, buffers);
  EXPECT_EQ(*buffers.data<float>(2), expected);
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

TEST(TileExecute, ScanSplitOverTrips) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 2 * 32 * 4), y = addArgument(program, 2 * 32 * 4, true);
  uint8_t ready = addSemaphore(program), done = addSemaphore(program);
  add(program, with(dmaIn(x, scratchpad(0), {64}), {}, {ready}));
  add(program, isa::Wait{isa::Engine::Vector, {{ready}, {}}});
  add(program, isa::LoopBegin{0, 2});
  isa::Scan scan;
  scan.extents = shape({2, 16});
  scan.input = {scratchpad(0, {{0, 64, 0}}), {128, 4}, DType::F32};
  scan.output = {scratchpad(512, {{0, 64, 0}}), {128, 4}, DType::F32};
  scan.carries = true;
  scan.carry = {scratchpad(1024), {4}, DType::F32};
  scan.accumulate = {isa::Accumulate::Mode::UnlessFirst, 0};
  add(program, scan);
  add(program, isa::LoopEnd{});
  add(program, isa::Wait{isa::Engine::Vector, {{}, {done}}});
  add(program, with(dmaOut(scratchpad(512), y, {64}), {done}, {}));
  Buffers buffers(program);
  for (int i = 0; i < 64; ++i)
    buffers.data<float>(x)[i] = float(i % 5);
  auto fault = run(program, makeProfile(), buffers);
  ASSERT_FALSE(fault) << fault->message();
  for (int row = 0; row < 2; ++row) {
    float sum = 0;
    for (int i = 0; i < 32; ++i)
      EXPECT_EQ(buffers.data<float>(y)[row * 32 + i], sum += float((row * 32 + i) % 5));
  }
}

TEST(TileExecute, SortKeepsTheGreatest) {
  isa::Program program = makeProgram();
  uint16_t x = addArgument(program, 2 * 8 * 4);
  uint16_t v = addArgument(program, 2 * 3 * 4, true), p = addArgument(program, 2 * 3 * 8, true);
  add(program, dmaIn(x, scratchpad(0), {16}));
  isa::Sort sort;
  sort.extents = shape({2, 8});
  sort.input = operand(scratchpad(0), {2, 8});
  sort.values = operand(scratchpad(512), {2, 3});
  sort.positions = operand(scratchpad(1024), {2, 3}, DType::I64);
  sort.kept = 3;
  sort.descending = true;
  add(program, sort);
  add(program, dmaOut(scratchpad(512), v, {6}));
  add(program, dmaOut(scratchpad(1024), p, {6}, 8));
  Buffers buffers(program);
  float rows[] = {4, 1, 9, 9, 2, 0, 8, 1, 3, 3, std::numeric_limits<float>::quiet_NaN(),
                  5, 1, 5, 0, 2};
  std::copy(rows, rows + 16, buffers.data<float>(x));
  expectRuns(program, buffers);
  const int64_t *positions = buffers.data<int64_t>(p);
  EXPECT_EQ(std::vector<int64_t>(positions, positions + 6),
            (std::vector<int64_t>{2, 3, 6, 2, 3, 5}));
  EXPECT_EQ(buffers.data<float>(v)[0], 9);
  EXPECT_TRUE(buffers.data<float>(v)[3] != buffers.data<float>(v)[3]);
}

} // namespace
