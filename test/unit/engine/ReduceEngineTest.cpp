//===- ReduceEngineTest.cpp - Reductions in the order of the specification -===//

#include "runtime/engine/ReduceEngine.h"
#include "Levels.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <random>

using namespace mock;
using engine::ReduceTask;
using isa::ReduceKind;

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

float combine(ReduceKind kind, float a, float b) {
  switch (kind) {
  case ReduceKind::Sum:
    return a + b;
  case ReduceKind::Prod:
    return a * b;
  case ReduceKind::Max:
    return std::isnan(a) || std::isnan(b) ? kNaN : std::max(a, b);
  default:
    return std::isnan(a) || std::isnan(b) ? kNaN : std::min(a, b);
  }
}

/// Sixteen partials, then i with i + 8, 4, 2 and 1, as Program.h words it.
float reduceRow(ReduceKind kind, const std::vector<float> &row) {
  float identity = kind == ReduceKind::Sum    ? 0.f
                   : kind == ReduceKind::Prod ? 1.f
                   : kind == ReduceKind::Max  ? -kInf
                                              : kInf;
  std::vector<float> partials(16, identity);
  for (size_t p = 0; p < row.size(); ++p)
    partials[p % 16] = combine(kind, partials[p % 16], row[p]);
  for (int distance : {8, 4, 2, 1})
    for (int i = 0; i < distance; ++i)
      partials[size_t(i)] = combine(kind, partials[size_t(i)], partials[size_t(i + distance)]);
  return partials[0];
}

/// A dense [rows, columns] task; the caller sets the kind.
ReduceTask makeTask(std::vector<float> &input, std::vector<float> &output, int64_t columns) {
  ReduceTask task;
  int64_t rows = int64_t(output.size());
  task.input.data = reinterpret_cast<std::byte *>(input.data());
  task.input.box.append(rows, columns * 4);
  task.input.box.append(columns, 4);
  task.output.data = reinterpret_cast<std::byte *>(output.data());
  task.output.box.append(rows, 4);
  return task;
}

TEST(ReduceEngine, FollowsTheFixedOrder) {
  std::mt19937 random(43);
  for (ReduceKind kind : {ReduceKind::Sum, ReduceKind::Prod, ReduceKind::Max, ReduceKind::Min})
    for (int64_t columns : {1, 7, 16, 17, 100, 511, 512, 513, 2000}) {
      std::vector<float> input(size_t(3 * columns)), output(3);
      for (float &value : input)
        value = 1.f + (float(random() % 2001) - 1000.f) / 65536.f;
      for (const engine::Kernels *kernels : test::levels()) {
        ReduceTask task = makeTask(input, output, columns);
        task.kind = kind;
        runReduce(*kernels, task);
        for (int64_t r = 0; r < 3; ++r)
          ASSERT_EQ(output[size_t(r)], reduceRow(kind, {input.begin() + r * columns,
                                                        input.begin() + (r + 1) * columns}))
              << columns;
      }
    }
}

TEST(ReduceEngine, CombinesWithTheDestinationFirst) {
  std::vector<float> input = {0x1p-30f, 1.f}, output = {3.f};
  ReduceTask task = makeTask(input, output, 2);
  task.accumulate = true;
  runReduce(engine::kernels(), task);
  EXPECT_EQ(output[0], 3.f + (0x1p-30f + 1.f));
}

TEST(ReduceEngine, ReducesStridedAndSeveralDimensions) {
  // Kept: dimension of stride 4; reduced: 3 x 5 with strides 80 and 16.
  std::vector<float> input(60), output(4);
  for (size_t i = 0; i < input.size(); ++i)
    input[i] = std::sin(float(i));
  ReduceTask task;
  task.reducedDims = 2;
  task.input.data = reinterpret_cast<std::byte *>(input.data());
  task.input.box.append(4, 4);
  task.input.box.append(3, 80);
  task.input.box.append(5, 16);
  task.output.data = reinterpret_cast<std::byte *>(output.data());
  task.output.box.append(4, 4);
  runReduce(engine::kernels(), task);
  for (size_t kept = 0; kept < 4; ++kept) {
    std::vector<float> row;
    for (size_t i = 0; i < 15; ++i)
      row.push_back(input[i * 4 + kept]);
    EXPECT_EQ(output[kept], reduceRow(ReduceKind::Sum, row));
  }
}

TEST(ReduceEngine, NaNWins) {
  std::vector<float> input(40, 1.f), output(1);
  input[23] = kNaN;
  input[5] = kInf;
  for (ReduceKind kind : {ReduceKind::Max, ReduceKind::Min}) {
    ReduceTask task = makeTask(input, output, 40);
    task.kind = kind;
    runReduce(engine::kernels(), task);
    EXPECT_TRUE(std::isnan(output[0]));
  }
}

int64_t argument(ReduceKind kind, std::vector<float> input, bool accumulate = false,
                 float heldValue = 0, int64_t heldPosition = 0, int64_t base = 0) {
  std::vector<float> output = {heldValue};
  int64_t position = heldPosition;
  ReduceTask task = makeTask(input, output, int64_t(input.size()));
  task.kind = kind;
  task.indexOutput = {reinterpret_cast<std::byte *>(&position), task.output.box, DType::I64};
  task.indexBase = base;
  task.accumulate = accumulate;
  runReduce(engine::kernels(), task);
  return position;
}

TEST(ReduceEngine, PositionsOfExtremes) {
  std::vector<float> row(100, 2.f);
  row[37] = row[53] = 5.f;
  row[60] = row[61] = -5.f;
  EXPECT_EQ(argument(ReduceKind::ArgMax, row), 37); // the first of equals
  EXPECT_EQ(argument(ReduceKind::ArgMin, row), 60);
  row[80] = row[70] = kNaN;
  EXPECT_EQ(argument(ReduceKind::ArgMax, row), 70);
  EXPECT_EQ(argument(ReduceKind::ArgMin, row), 70);
  EXPECT_EQ(argument(ReduceKind::ArgMax, std::vector<float>(20, -kInf)), 0);
  EXPECT_EQ(argument(ReduceKind::ArgMin, std::vector<float>(20, kInf)), 0);
}

TEST(ReduceEngine, PositionsAcrossTiles) {
  std::vector<float> tile = {1.f, 4.f, 4.f};
  EXPECT_EQ(argument(ReduceKind::ArgMax, tile, true, 3.f, 2, 10), 11);
  EXPECT_EQ(argument(ReduceKind::ArgMax, tile, true, 4.f, 2, 10), 2); // the earlier of equals
  EXPECT_EQ(argument(ReduceKind::ArgMax, tile, true, kNaN, 2, 10), 2);
  EXPECT_EQ(argument(ReduceKind::ArgMin, tile, true, 3.f, 2, 10), 10);
}

template <typename In, typename Out>
Out sumOf(std::vector<In> input, DType in, DType out, ReduceKind kind = ReduceKind::Sum) {
  Out result{};
  ReduceTask task;
  task.kind = kind;
  task.input = {reinterpret_cast<std::byte *>(input.data()), {}, in};
  task.input.box.append(int64_t(input.size()), sizeof(In));
  task.output = {reinterpret_cast<std::byte *>(&result), {}, out};
  runReduce(engine::kernels(), task);
  return result;
}

TEST(ReduceEngine, SumsOfIntegersAndBooleans) {
  EXPECT_EQ((sumOf<int32_t, int32_t>({INT32_MAX, 1}, DType::I32, DType::I32)), INT32_MIN);
  EXPECT_EQ((sumOf<int64_t, int64_t>({1ll << 40, 5}, DType::I64, DType::I64)), (1ll << 40) + 5);
  EXPECT_EQ((sumOf<uint8_t, int64_t>(std::vector<uint8_t>(700, 3), DType::Bool, DType::I64)), 700);
  EXPECT_EQ((sumOf<uint8_t, uint8_t>({0, 0, 1}, DType::Bool, DType::Bool, ReduceKind::Max)), 1);
  EXPECT_EQ((sumOf<uint8_t, uint8_t>({1, 1, 0}, DType::Bool, DType::Bool, ReduceKind::Min)), 0);
  EXPECT_EQ((sumOf<int8_t, int32_t>({-128, -128}, DType::I8, DType::I32)), -256);
}

TEST(ReduceEngine, BF16SumsInF32AndRoundsOnce) {
  std::vector<uint16_t> ones(300, 0x3f80);
  EXPECT_EQ((sumOf<uint16_t, float>(ones, DType::BF16, DType::F32)), 300.f);
  // 300 = 0x43960000 in f32, which bf16 holds exactly; 301 is a tie, to even.
  EXPECT_EQ((sumOf<uint16_t, uint16_t>(ones, DType::BF16, DType::BF16)), 0x4396);
  ones.push_back(0x3f80);
  EXPECT_EQ((sumOf<uint16_t, uint16_t>(ones, DType::BF16, DType::BF16)), 0x4396);
}

} // namespace
