//===- RowEngineTest.cpp - Scans and sorts against simple loops ------------===//

#include "runtime/engine/RowEngine.h"
#include "Levels.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <random>

using namespace mock;
using engine::OperandView;
using isa::ReduceKind;

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

template <typename T>
OperandView view(std::vector<T> &data, std::vector<int64_t> extents, DType dtype) {
  OperandView result{reinterpret_cast<std::byte *>(data.data()), {}, dtype};
  int64_t stride = itemSize(dtype);
  std::vector<int64_t> strides(extents.size());
  for (size_t d = extents.size(); d-- > 0; stride *= extents[d])
    strides[d] = stride;
  for (size_t d = 0; d < extents.size(); ++d)
    result.box.append(extents[d], strides[d]);
  return result;
}

float combine(ReduceKind kind, float a, float b) {
  if (kind == ReduceKind::Sum)
    return a + b;
  if (kind == ReduceKind::Prod)
    return a * b;
  if (std::isnan(a) || std::isnan(b))
    return kNaN;
  return kind == ReduceKind::Max ? std::max(a, b) : std::min(a, b);
}

void expectSame(const std::vector<float> &actual, const std::vector<float> &expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (size_t i = 0; i < actual.size(); ++i)
    if (!std::isnan(expected[i]) || !std::isnan(actual[i]))
      ASSERT_EQ(actual[i], expected[i]) << i;
}

TEST(RowEngine, ScansAscending) {
  std::mt19937 random(81);
  std::uniform_real_distribution<float> uniform(0.5f, 1.5f);
  for (ReduceKind kind : {ReduceKind::Sum, ReduceKind::Prod, ReduceKind::Max, ReduceKind::Min}) {
    std::vector<float> input(600 * 17), output(600 * 17), expected(600 * 17);
    for (float &value : input)
      value = uniform(random);
    input[5] = kNaN;
    float identity[] = {0.f, 1.f, -INFINITY, INFINITY};
    for (int row = 0; row < 600; ++row) {
      float running = identity[int(kind)];
      for (int i = 0; i < 17; ++i)
        expected[row * 17 + i] = running = combine(kind, running, input[row * 17 + i]);
    }
    for (const engine::Kernels *kernels : test::levels()) {
      engine::ScanTask task;
      task.kind = kind;
      task.input = view(input, {30, 20, 17}, DType::F32);
      task.output = view(output, {30, 20, 17}, DType::F32);
      runScan(*kernels, task);
      expectSame(output, expected);
    }
  }
}

TEST(RowEngine, ACarrySplitsRows) {
  std::vector<float> input(3 * 10), whole(30), parts(30), carry(3, 99.f);
  std::iota(input.begin(), input.end(), 0.25f);
  engine::ScanTask task;
  task.input = view(input, {3, 10}, DType::F32);
  task.output = view(whole, {3, 10}, DType::F32);
  runScan(engine::kernels(), task);
  for (int begin : {0, 4, 7}) {
    int count = begin == 0 ? 4 : 3;
    task.input.data = reinterpret_cast<std::byte *>(input.data() + begin);
    task.output = view(parts, {3, 10}, DType::F32);
    task.output.data = reinterpret_cast<std::byte *>(parts.data() + begin);
    task.input.box.extents[1] = task.output.box.extents[1] = count;
    task.carries = true;
    task.carry = view(carry, {3}, DType::F32);
    task.accumulate = begin > 0;
    runScan(engine::kernels(), task);
  }
  EXPECT_EQ(parts, whole);
  EXPECT_EQ(carry, (std::vector<float>{whole[9], whole[19], whole[29]}));
}

TEST(RowEngine, BoolsCountAsI64) {
  std::vector<uint8_t> input = {1, 0, 2, 1};
  std::vector<int64_t> output(4);
  engine::ScanTask task;
  task.input = view(input, {4}, DType::Bool);
  task.output = view(output, {4}, DType::I64);
  runScan(engine::kernels(), task);
  EXPECT_EQ(output, (std::vector<int64_t>{1, 1, 2, 3}));
}

TEST(RowEngine, I32Wraps) {
  std::vector<int32_t> input = {INT32_MAX, 1, 1}, output(3);
  engine::ScanTask task;
  task.input = view(input, {3}, DType::I32);
  task.output = view(output, {3}, DType::I32);
  runScan(engine::kernels(), task);
  EXPECT_EQ(output, (std::vector<int32_t>{INT32_MAX, INT32_MIN, INT32_MIN + 1}));
}

TEST(RowEngine, SortsStablyWithNaNAsTheGreatest) {
  std::vector<float> input = {2, kNaN, -0.f, 1, 0.f, kNaN, -INFINITY, INFINITY};
  std::vector<float> values(8);
  std::vector<int64_t> positions(8);
  engine::SortTask task{view(input, {8}, DType::F32), view(values, {8}, DType::F32),
                        view(positions, {8}, DType::I64), false};
  for (const engine::Kernels *kernels : test::levels()) {
    task.descending = false;
    runSort(*kernels, task);
    EXPECT_EQ(positions, (std::vector<int64_t>{6, 2, 4, 3, 0, 7, 1, 5}));
    expectSame(values, {-INFINITY, -0.f, 0.f, 1, 2, INFINITY, kNaN, kNaN});
    task.descending = true;
    runSort(*kernels, task);
    EXPECT_EQ(positions, (std::vector<int64_t>{1, 5, 7, 0, 3, 2, 4, 6}));
  }
}

TEST(RowEngine, KeepsTheFirstOfManyEqualValues) {
  std::mt19937 random(82);
  constexpr int kRows = 5, kLength = 700, kKept = 30;
  std::vector<int8_t> input(kRows * kLength), values(kRows * kKept);
  std::vector<int64_t> positions(kRows * kKept);
  for (int8_t &value : input)
    value = int8_t(random() % 9);
  for (bool descending : {false, true}) {
    engine::SortTask task{view(input, {kRows, kLength}, DType::I8),
                          view(values, {kRows, kKept}, DType::I8),
                          view(positions, {kRows, kKept}, DType::I64), descending};
    runSort(engine::kernels(), task);
    for (int row = 0; row < kRows; ++row) {
      std::vector<int64_t> order(kLength);
      std::iota(order.begin(), order.end(), 0);
      const int8_t *in = input.data() + row * kLength;
      std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
        return descending ? in[a] > in[b] : in[a] < in[b];
      });
      for (int i = 0; i < kKept; ++i) {
        ASSERT_EQ(positions[size_t(row * kKept + i)], order[size_t(i)]);
        ASSERT_EQ(values[size_t(row * kKept + i)], in[order[size_t(i)]]);
      }
    }
  }
}

TEST(RowEngine, SortsBoolsAndStridedRows) {
  std::vector<uint8_t> input = {1, 9, 0, 9, 1, 9, 0, 9}, values(4);
  std::vector<int64_t> positions(4);
  engine::SortTask task{view(input, {4}, DType::Bool), view(values, {4}, DType::Bool),
                        view(positions, {4}, DType::I64), false};
  task.input.box.strides[0] = 2;
  runSort(engine::kernels(), task);
  EXPECT_EQ(positions, (std::vector<int64_t>{1, 3, 0, 2}));
  EXPECT_EQ(values, (std::vector<uint8_t>{0, 0, 1, 1}));
}

} // namespace
