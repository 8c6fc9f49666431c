//===- MatrixEngineTest.cpp - Products against three loops -----------------===//

#include "runtime/engine/MatrixEngine.h"
#include "Levels.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <random>

using namespace mock;
using engine::MatrixTask;

namespace {

float toFloat(DType dtype, const std::byte *element) {
  float value = 0;
  engine::kernelsOf(engine::KernelLevel::Baseline)->load[int(dtype)](&value, element, 0, 1);
  return value;
}

struct Problem {
  MatrixTask task;
  std::vector<std::byte> a, b;
  std::vector<float> c;
};

/// Random operands; `aTransposed` and `bTransposed` choose which stride is the small one.
Problem makeProblem(std::mt19937 &random, DType dtype, bool aTransposed, bool bTransposed) {
  Problem problem;
  MatrixTask &task = problem.task;
  int64_t bytes = itemSize(dtype);
  task.m = 1 + random() % 20;
  task.n = 1 + random() % 70;
  task.k = 1 + random() % 40;
  task.input = dtype;
  task.aStrides[0] = aTransposed ? bytes : bytes * task.k;
  task.aStrides[1] = aTransposed ? bytes * task.m : bytes;
  task.bStrides[0] = bTransposed ? bytes : bytes * task.n;
  task.bStrides[1] = bTransposed ? bytes * task.k : bytes;
  task.destinationStride = 4 * (task.n + random() % 3);
  std::vector<float> values(size_t(std::max(task.m, task.n) * task.k));
  auto fill = [&](std::vector<std::byte> &memory) {
    for (float &value : values)
      value = float(int(random() % 2000) - 1000) / 64.f;
    memory.resize(values.size() * size_t(bytes));
    engine::kernels().store[int(dtype)](memory.data(), bytes, values.data(),
                                        int64_t(values.size()));
  };
  fill(problem.a);
  fill(problem.b);
  problem.c.resize(size_t(task.m * task.destinationStride / 4));
  for (float &value : problem.c)
    value = float(random() % 100);
  task.accumulate = random() % 2;
  return problem;
}

std::vector<float> expectedOf(const Problem &problem) {
  const MatrixTask &task = problem.task;
  std::vector<float> c = problem.c;
  for (int64_t m = 0; m < task.m; ++m)
    for (int64_t n = 0; n < task.n; ++n) {
      float &element = c[size_t(m * task.destinationStride / 4 + n)];
      float sum = task.accumulate ? element : 0.f;
      for (int64_t k = 0; k < task.k; ++k)
        sum = std::fma(
            toFloat(task.input, &problem.a[size_t(m * task.aStrides[0] + k * task.aStrides[1])]),
            toFloat(task.input, &problem.b[size_t(k * task.bStrides[0] + n * task.bStrides[1])]),
            sum);
      element = sum;
    }
  return c;
}

TEST(MatrixEngine, AddsAscendingWithOneRoundingEach) {
  std::mt19937 random(37);
  for (int i = 0; i < 200; ++i)
    for (DType dtype : {DType::F32, DType::BF16, DType::F16}) {
      Problem problem = makeProblem(random, dtype, random() % 2, random() % 2);
      std::vector<float> expected = expectedOf(problem);
      for (const engine::Kernels *kernels : test::levels()) {
        std::vector<float> c = problem.c;
        MatrixTask task = problem.task;
        task.a = problem.a.data();
        task.b = problem.b.data();
        task.destination = reinterpret_cast<std::byte *>(c.data());
        EXPECT_FALSE(engine::MatrixEngine(*kernels).run(task));
        ASSERT_EQ(std::memcmp(c.data(), expected.data(), c.size() * 4), 0);
      }
    }
}

TEST(MatrixEngine, IntegersAreExact) {
  std::mt19937 random(41);
  std::vector<int8_t> a(12 * 30), b(30 * 40);
  for (auto *memory : {&a, &b})
    for (int8_t &value : *memory)
      value = int8_t(random());
  for (const engine::Kernels *kernels : test::levels()) {
    std::vector<int32_t> c(12 * 40, 5);
    MatrixTask task{12,
                    40,
                    30,
                    reinterpret_cast<std::byte *>(a.data()),
                    reinterpret_cast<std::byte *>(b.data()),
                    reinterpret_cast<std::byte *>(c.data()),
                    {30, 1},
                    {40, 1},
                    160,
                    DType::I8,
                    true,
                    true};
    EXPECT_FALSE(engine::MatrixEngine(*kernels).run(task));
    for (int m = 0; m < 12; ++m)
      for (int n = 0; n < 40; ++n) {
        int32_t sum = 5;
        for (int k = 0; k < 30; ++k)
          sum += a[size_t(m * 30 + k)] * b[size_t(k * 40 + n)];
        ASSERT_EQ(c[size_t(m * 40 + n)], sum);
      }
  }
}

TEST(MatrixEngine, OverflowIsFoundAtTheStepAndLeavesTheDestination) {
  std::vector<int8_t> a = {1, 1, 1, -1}, b = {1, 1, 1, 1};
  for (auto [start, overflows] :
       {std::pair{INT32_MAX - 3, false}, {INT32_MAX - 2, true}, {INT32_MAX - 1, true}}) {
    int32_t c = start;
    MatrixTask task{1,
                    1,
                    4,
                    reinterpret_cast<std::byte *>(a.data()),
                    reinterpret_cast<std::byte *>(b.data()),
                    reinterpret_cast<std::byte *>(&c),
                    {4, 1},
                    {1, 1},
                    4,
                    DType::I8,
                    true,
                    true};
    auto overflow = engine::MatrixEngine(engine::kernels()).run(task);
    // The final sum always fits; a sum on the way to it must fit too.
    EXPECT_EQ(overflow.has_value(), overflows);
    EXPECT_EQ(c, overflows ? start : start + 2);
    if (overflow) {
      EXPECT_EQ(overflow->value, int64_t(INT32_MAX) + 1);
      EXPECT_EQ(overflow->step, INT32_MAX - start);
    }
  }
}

} // namespace
