//===- ConvEngineTest.cpp - Convolutions against simple loops --------------===//

#include "runtime/engine/ConvEngine.h"
#include "Levels.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <random>

using namespace mock;
using engine::ConvTask;

namespace {

/// A task whose operands are dense: input [g, c, i...], weight [g, f, c, k...], result [g, f,
/// o...].
template <typename T> struct Problem {
  ConvTask task;
  std::vector<T> input, weight;
  int64_t inputElements = 1, pixels = 1, points = 1;
  ConvTask::Spatial size{1, 1, 1};

  Problem(std::mt19937 &random, int spatial) {
    auto upTo = [&](int64_t most) { return int64_t(1 + random() % uint64_t(most)); };
    task.groups = upTo(3);
    task.filters = upTo(6);
    task.channels = upTo(5);
    task.spatial = spatial;
    for (int d = 0; d < spatial; ++d) {
      task.out[d] = upTo(spatial == 1 ? 40 : 7);
      task.kernel[d] = upTo(3);
      task.stride[d] = upTo(3);
      task.dilation[d] = upTo(2);
      size[d] = (task.out[d] - 1) * task.stride[d] + (task.kernel[d] - 1) * task.dilation[d] + 1;
      inputElements *= size[d];
      pixels *= task.out[d];
      points *= task.kernel[d];
    }
    setStrides();
    input.resize(size_t(task.groups * task.channels * inputElements));
    weight.resize(size_t(task.groups * task.filters * task.channels * points));
  }

  void setStrides() {
    int64_t bytes = int64_t(sizeof(T)), in = bytes, out = 4, point = bytes;
    for (int d = task.spatial - 1; d >= 0; --d) {
      task.inputStrides.spatial[d] = in;
      task.weightStrides.spatial[d] = point;
      task.destinationStrides.spatial[d] = out;
      in *= size[d];
      point *= task.kernel[d];
      out *= task.out[d];
    }
    task.inputStrides.channel = in;
    task.inputStrides.group = in * task.channels;
    task.weightStrides.channel = point;
    task.weightStrides.filter = point * task.channels;
    task.weightStrides.group = point * task.channels * task.filters;
    task.destinationStrides.filter = out;
    task.destinationStrides.group = out * task.filters;
  }

  /// `add(sum, input, weight)` over channels, then the kernel's points, row-major.
  template <typename Sum, typename Add> void reference(std::vector<Sum> &result, Add &&add) const {
    for (int64_t g = 0; g < task.groups; ++g)
      for (int64_t f = 0; f < task.filters; ++f)
        for (int64_t pixel = 0; pixel < pixels; ++pixel) {
          Sum &sum = result[size_t((g * task.filters + f) * pixels + pixel)];
          for (int64_t c = 0; c < task.channels; ++c)
            for (int64_t point = 0; point < points; ++point)
              sum = add(
                  sum, input[size_t((g * task.channels + c) * inputElements + place(pixel, point))],
                  weight[size_t(((g * task.filters + f) * task.channels + c) * points + point)]);
        }
  }

  int64_t place(int64_t pixel, int64_t point) const {
    int64_t offset = 0, scale = 1;
    for (int d = task.spatial - 1; d >= 0; --d) {
      int64_t o = pixel % task.out[d], k = point % task.kernel[d];
      offset += (o * task.stride[d] + k * task.dilation[d]) * scale;
      pixel /= task.out[d];
      point /= task.kernel[d];
      scale *= size[d];
    }
    return offset;
  }

  std::optional<engine::Overflow> run(const engine::Kernels &kernels, void *result) {
    task.input = reinterpret_cast<const std::byte *>(input.data());
    task.weight = reinterpret_cast<const std::byte *>(weight.data());
    task.destination = static_cast<std::byte *>(result);
    return engine::ConvEngine(kernels).run(task);
  }
};

TEST(ConvEngine, AddsInTheSpecifiedOrder) {
  std::mt19937 random(71);
  std::normal_distribution<float> normal;
  for (int trial = 0; trial < 60; ++trial) {
    Problem<float> problem(random, 1 + trial % 3);
    for (auto *list : {&problem.input, &problem.weight})
      for (float &value : *list)
        value = normal(random);
    problem.task.accumulate = trial % 2;
    std::vector<float> begin(size_t(problem.task.groups * problem.task.filters * problem.pixels));
    for (float &value : begin)
      value = normal(random);
    std::vector<float> expected =
        problem.task.accumulate ? begin : std::vector<float>(begin.size(), 0.f);
    problem.reference(expected, [](float sum, float x, float w) { return std::fma(w, x, sum); });
    for (const engine::Kernels *kernels : test::levels()) {
      std::vector<float> result = begin;
      EXPECT_FALSE(problem.run(*kernels, result.data()));
      ASSERT_EQ(std::memcmp(result.data(), expected.data(), result.size() * 4), 0) << trial;
    }
  }
}

TEST(ConvEngine, IntegersAreExact) {
  std::mt19937 random(72);
  for (int trial = 0; trial < 20; ++trial) {
    Problem<int8_t> problem(random, 1 + trial % 3);
    problem.task.type = DType::I8;
    problem.task.integer = true;
    for (auto *list : {&problem.input, &problem.weight})
      for (int8_t &value : *list)
        value = int8_t(random());
    std::vector<int32_t> expected(size_t(problem.task.groups * problem.task.filters) *
                                  size_t(problem.pixels));
    problem.reference(expected,
                      [](int32_t sum, int8_t x, int8_t w) { return sum + int32_t(x) * w; });
    for (const engine::Kernels *kernels : test::levels()) {
      std::vector<int32_t> result(expected.size(), 7);
      EXPECT_FALSE(problem.run(*kernels, result.data()));
      EXPECT_EQ(result, expected);
    }
  }
}

TEST(ConvEngine, FindsTheFirstOverflow) {
  std::mt19937 random(73);
  Problem<int8_t> problem(random, 1);
  problem.task.type = DType::I8;
  problem.task.integer = problem.task.accumulate = true;
  std::fill(problem.input.begin(), problem.input.end(), int8_t(1));
  std::fill(problem.weight.begin(), problem.weight.end(), int8_t(1));
  std::vector<int32_t> result(size_t(problem.task.groups * problem.task.filters * problem.pixels),
                              INT32_MAX - 1);
  int64_t products = problem.task.channels * problem.points;
  auto overflow = problem.run(engine::kernels(), result.data());
  ASSERT_EQ(overflow.has_value(), products > 1);
  if (overflow) {
    EXPECT_EQ(overflow->row, 0);
    EXPECT_EQ(overflow->column, 0);
    EXPECT_EQ(overflow->step, 1);
    EXPECT_EQ(overflow->value, int64_t(INT32_MAX) + 1);
  }
}

// More pixels than one panel of windows holds: blocks do not change the result.
TEST(ConvEngine, BlocksOfPixels) {
  std::mt19937 random(74);
  Problem<float> problem(random, 1);
  ConvTask &task = problem.task;
  task.groups = 1;
  task.filters = 3;
  task.channels = 300;
  task.out[0] = problem.pixels = 700;
  task.kernel[0] = problem.points = 5;
  task.stride[0] = 2;
  task.dilation[0] = 1;
  problem.size[0] = problem.inputElements = 699 * 2 + 4 + 1;
  problem.setStrides();
  problem.input.resize(size_t(300 * problem.inputElements));
  problem.weight.resize(3 * 300 * 5);
  std::normal_distribution<float> normal;
  for (auto *list : {&problem.input, &problem.weight})
    for (float &value : *list)
      value = normal(random);
  std::vector<float> expected(3 * 700), result(3 * 700);
  problem.reference(expected, [](float sum, float x, float w) { return std::fma(w, x, sum); });
  EXPECT_FALSE(problem.run(engine::kernels(), result.data()));
  EXPECT_EQ(std::memcmp(result.data(), expected.data(), result.size() * 4), 0);
}

} // namespace
