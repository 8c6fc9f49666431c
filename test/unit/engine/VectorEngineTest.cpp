//===- VectorEngineTest.cpp - Bodies over boxes ----------------------------===//

#include "runtime/engine/VectorEngine.h"
#include "Levels.h"
#include "test/unit/simulate/ProgramBuilder.h"

#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

using namespace mock;
using engine::OperandView;
using engine::VectorTask;
using isa::BodyOpcode;
using isa::RegisterType;
using test::op;

namespace {

template <typename T>
OperandView view(T *data, std::vector<int64_t> sizes, std::vector<int64_t> strides, DType dtype) {
  OperandView operand{reinterpret_cast<std::byte *>(data), {}, dtype};
  for (size_t d = 0; d < sizes.size(); ++d)
    operand.box.append(sizes[d], strides[d] * int64_t(sizeof(T)));
  return operand;
}

VectorTask makeTask(const isa::Body &body, std::vector<int64_t> sizes) {
  VectorTask task;
  task.body = &body;
  for (int64_t size : sizes)
    task.iteration.append(size, 0);
  return task;
}

TEST(VectorEngine, BroadcastsTransposesAndRounds) {
  // out[i, j] (bf16) = a[j, i] + b[j] for 37 x 29, strides as a transposed view and a row.
  isa::Body body{{op(BodyOpcode::Input, 0), op(BodyOpcode::Input, 1, {}, RegisterType::F32, 1),
                  op(BodyOpcode::Add, 0, {0, 1}), op(BodyOpcode::Output, 0, {0})}};
  std::vector<float> a(37 * 29), b(29);
  for (size_t i = 0; i < a.size(); ++i)
    a[i] = float(i);
  std::iota(b.begin(), b.end(), 0.25f);
  for (const engine::Kernels *kernels : test::levels()) {
    std::vector<uint16_t> out(37 * 29);
    VectorTask task = makeTask(body, {37, 29});
    task.inputs = {view(a.data(), {37, 29}, {1, 37}, DType::F32),
                   view(b.data(), {37, 29}, {0, 1}, DType::F32)};
    task.outputs = {view(out.data(), {37, 29}, {29, 1}, DType::BF16)};
    EXPECT_FALSE(engine::VectorEngine(*kernels).run(task));
    for (size_t i = 0; i < 37; ++i)
      for (size_t j = 0; j < 29; ++j) {
        uint32_t bits = std::bit_cast<uint32_t>(a[j * 37 + i] + b[j]);
        uint32_t expected = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
        ASSERT_EQ(out[i * 29 + j], expected);
      }
  }
}

TEST(VectorEngine, ResultsMayReplaceOperandsOfAnotherWidth) {
  // r0 (f32) -> r0 (pred) -> r0 (i64) -> r0 (f32): each in place.
  isa::Body body{{op(BodyOpcode::Input, 0), op(BodyOpcode::Constant, 1),
                  op(BodyOpcode::CmpGt, 0, {0, 1}),
                  op(BodyOpcode::Convert, 0, {0}, RegisterType::I64, uint64_t(RegisterType::Pred)),
                  op(BodyOpcode::Convert, 0, {0}, RegisterType::F32, uint64_t(RegisterType::I64)),
                  op(BodyOpcode::Output, 0, {0})}};
  std::vector<float> x(1000), y(1000);
  for (size_t i = 0; i < x.size(); ++i)
    x[i] = i % 3 ? 1.f : -1.f;
  for (const engine::Kernels *kernels : test::levels()) {
    VectorTask task = makeTask(body, {1000});
    task.inputs = {view(x.data(), {1000}, {1}, DType::F32)};
    task.outputs = {view(y.data(), {1000}, {1}, DType::F32)};
    EXPECT_FALSE(engine::VectorEngine(*kernels).run(task));
    for (size_t i = 0; i < x.size(); ++i)
      ASSERT_EQ(y[i], i % 3 ? 1.f : 0.f);
  }
}

TEST(VectorEngine, AConstantMayBeOverwritten) {
  isa::Body body{{op(BodyOpcode::Constant, 0, {}, RegisterType::F32, std::bit_cast<uint32_t>(2.f)),
                  op(BodyOpcode::Input, 1), op(BodyOpcode::Mul, 0, {0, 1}),
                  op(BodyOpcode::Output, 0, {0})}};
  std::vector<float> x(2000, 3.f), y(2000);
  VectorTask task = makeTask(body, {2000});
  task.inputs = {view(x.data(), {2000}, {1}, DType::F32)};
  task.outputs = {view(y.data(), {2000}, {1}, DType::F32)};
  EXPECT_FALSE(engine::VectorEngine(engine::kernels()).run(task));
  EXPECT_EQ(y, std::vector<float>(2000, 6.f));
}

TEST(VectorEngine, PositionsRunOneAfterTheOther) {
  // x[i + 1] = x[i] + 1: each position reads what the one before wrote.
  isa::Body body{{op(BodyOpcode::Input, 0),
                  op(BodyOpcode::Constant, 1, {}, RegisterType::F32, std::bit_cast<uint32_t>(1.f)),
                  op(BodyOpcode::Add, 0, {0, 1}), op(BodyOpcode::Output, 0, {0})}};
  std::vector<float> x(601, 0.f);
  VectorTask task = makeTask(body, {600});
  task.inputs = {view(x.data(), {600}, {1}, DType::F32)};
  task.outputs = {view(x.data() + 1, {600}, {1}, DType::F32)};
  EXPECT_FALSE(engine::VectorEngine(engine::kernels()).run(task));
  for (size_t i = 0; i < x.size(); ++i)
    ASSERT_EQ(x[i], float(i));
}

TEST(VectorEngine, InPlaceIsFine) {
  isa::Body body{
      {op(BodyOpcode::Input, 0), op(BodyOpcode::Neg, 0, {0}), op(BodyOpcode::Output, 0, {0})}};
  std::vector<float> x(1500);
  std::iota(x.begin(), x.end(), 0.f);
  VectorTask task = makeTask(body, {30, 50});
  task.inputs = task.outputs = {view(x.data(), {30, 50}, {50, 1}, DType::F32)};
  EXPECT_FALSE(engine::VectorEngine(engine::kernels()).run(task));
  for (size_t i = 0; i < x.size(); ++i)
    ASSERT_EQ(x[i], -float(i));
}

TEST(VectorEngine, ZeroDivisorsAreNamed) {
  isa::Body body{{op(BodyOpcode::Input, 0, {}, RegisterType::I64, 0),
                  op(BodyOpcode::Input, 1, {}, RegisterType::I64, 1),
                  op(BodyOpcode::Rem, 0, {0, 1}, RegisterType::I64),
                  op(BodyOpcode::Output, 0, {0}, RegisterType::I64)}};
  std::vector<int64_t> x(1100, 9), divisors(1100, 4), y(1100, -1);
  divisors[700] = 0;
  VectorTask task = makeTask(body, {1100});
  task.inputs = {view(x.data(), {1100}, {1}, DType::I64),
                 view(divisors.data(), {1100}, {1}, DType::I64)};
  task.outputs = {view(y.data(), {1100}, {1}, DType::I64)};
  auto zero = engine::VectorEngine(engine::kernels()).run(task);
  ASSERT_TRUE(zero);
  EXPECT_EQ(zero->operation, 2);
  EXPECT_EQ(zero->position, 700);
  EXPECT_EQ(y[0], 1);
  divisors[700] = -1;
  EXPECT_FALSE(engine::VectorEngine(engine::kernels()).run(task));
  EXPECT_EQ(y[700], 0);
}

TEST(VectorEngine, ScalarsAndEmptyBodies) {
  isa::Body body{{op(BodyOpcode::Input, 0), op(BodyOpcode::Output, 0, {0})}}, nothing;
  float x = 4, y = 0;
  VectorTask task = makeTask(body, {});
  task.inputs = {view(&x, {}, {}, DType::F32)};
  task.outputs = {view(&y, {}, {}, DType::F32)};
  EXPECT_FALSE(engine::VectorEngine(engine::kernels()).run(task));
  EXPECT_EQ(y, 4);
  EXPECT_FALSE(engine::VectorEngine(engine::kernels()).run(makeTask(nothing, {3})));
}

} // namespace
