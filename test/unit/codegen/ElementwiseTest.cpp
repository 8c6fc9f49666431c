//===- ElementwiseTest.cpp - Native code of elementwise kernels ------------===//

#include "NativeKernel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace mock;
using namespace mock::test;
using testing::HasSubstr;

/// A one-dimensional kernel of `count` elements in tiles of `tile` with the given body.
static std::string unary(int64_t count, int64_t tile, const std::string &in, const std::string &out,
                         const std::string &body) {
  std::string n = std::to_string(count), t = std::to_string(tile);
  std::string input = "tensor<" + n + "x" + in + ">", output = "tensor<" + n + "x" + out + ">";
  return R"(mock.kernel @k(%x: )" + input + ") -> (" + output + R"() {
  %e = tensor.empty() : )" +
         output + R"(
  %r = scf.forall (%i) = (0) to ()" +
         n + ") step (" + t + ") shared_outs(%o = %e) -> (" + output + R"() {
    %s = affine.min affine_map<(d0) -> ()" +
         t + ", -d0 + " + n + R"()>(%i)
    %a = tensor.extract_slice %x[%i] [%s] [1] : )" +
         input + " to tensor<?x" + in + R"(>
    %f = tensor.empty(%s) : tensor<?x)" +
         out + R"(>
    %g = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%a : tensor<?x)" +
         in + ">) outs(%f : tensor<?x" + out + R"(>) {
    ^bb0(%v: )" +
         in + ", %w: " + out + R"():
      )" +
         body + R"(
    } -> tensor<?x)" +
         out + R"(>
    scf.forall.in_parallel { tensor.parallel_insert_slice %g into %o[%i] [%s] [1] : tensor<?x)" +
         out + "> into " + output + R"( }
  }
  mock.yield %r : )" +
         output + R"(
})";
}

class OddSizes : public testing::TestWithParam<int64_t> {};
INSTANTIATE_TEST_SUITE_P(Elementwise, OddSizes, testing::Values(1, 3, 15, 16, 17, 100, 257, 1000));

TEST_P(OddSizes, GeluAgreesBitByBitWithScalars) {
  int64_t count = GetParam();
  NativeKernel kernel(unary(count, 96, "f32", "f32", R"(
      %c = arith.constant 0.707106769 : f32
      %h = arith.constant 0.5 : f32
      %one = arith.constant 1.0 : f32
      %0 = arith.mulf %v, %c : f32
      %1 = math.erf %0 : f32
      %2 = arith.addf %1, %one : f32
      %3 = arith.mulf %v, %h : f32
      %4 = arith.mulf %2, %3 : f32
      linalg.yield %4 : f32)"));
  ASSERT_TRUE(kernel.code()) << kernel.error();
  EXPECT_EQ(kernel.code()->gridSize, (count + 95) / 96);
  std::vector<float> x = randomFloats(count), y(count + 16, 7), expected(count + 16, 7);
  kernel.run({x.data(), y.data()});
  for (int64_t i = 0; i < count; ++i) {
    float erf = mathFunction(isa::BodyOpcode::Erf, x[i] * 0.707106769f);
    expected[i] = (erf + 1.0f) * (x[i] * 0.5f);
  }
  EXPECT_EQ(y, expected); // elements behind the result are untouched
}

TEST_P(OddSizes, TilesAreIndependent) {
  int64_t count = GetParam();
  NativeKernel kernel(unary(count, 7, "f32", "f32", R"(
      %0 = math.exp %v : f32
      linalg.yield %0 : f32)"));
  std::vector<float> x = randomFloats(count), forwards(count), backwards(count);
  kernel.run({x.data(), forwards.data()});
  kernel.runBackwards({x.data(), backwards.data()});
  EXPECT_EQ(forwards, backwards);
  EXPECT_EQ(forwards[0], mathFunction(isa::BodyOpcode::Exp, x[0]));
}

TEST(ElementwiseTypes, BoolIsOneBytePerElement) {
  NativeKernel kernel(unary(19, 8, "i1", "i1", R"(
      %t = arith.constant true
      %0 = arith.xori %v, %t : i1
      linalg.yield %0 : i1)"));
  std::vector<uint8_t> x(19), y(19, 9), expected(19);
  for (int i = 0; i < 19; ++i) {
    x[i] = i % 3; // any value but 0 is true
    expected[i] = x[i] == 0;
  }
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(y, expected);
}

TEST(ElementwiseTypes, ComparisonGivesBool) {
  NativeKernel kernel(unary(5, 8, "f32", "i1", R"(
      %c = arith.constant 0.0 : f32
      %0 = arith.cmpf ogt, %v, %c : f32
      linalg.yield %0 : i1)"));
  std::vector<float> x = {1, -1, 0, NAN, INFINITY};
  std::vector<uint8_t> y(5, 9);
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(y, (std::vector<uint8_t>{1, 0, 0, 0, 1}));
}

TEST(ElementwiseTypes, BF16RoundsToNearestEvenAndKeepsSubnormals) {
  NativeKernel kernel(unary(8, 8, "f32", "bf16", R"(
      %0 = arith.truncf %v : f32 to bf16
      linalg.yield %0 : bf16)"));
  std::vector<float> x = {1.0f, 1.00390625f, 1.01171875f, 1e-40f, -1e-39f, NAN, INFINITY, 3.4e38f};
  std::vector<uint16_t> y(8), expected(8);
  for (int i = 0; i < 8; ++i)
    expected[i] = toBF16(x[i]);
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(y, expected);
}

TEST(ElementwiseTypes, BF16IsComputedInF32) {
  NativeKernel kernel(unary(33, 32, "bf16", "bf16", R"(
      %c = arith.constant 3.0 : f32
      %0 = arith.extf %v : bf16 to f32
      %1 = arith.divf %0, %c : f32
      %2 = arith.truncf %1 : f32 to bf16
      linalg.yield %2 : bf16)"));
  std::vector<uint16_t> x(33), y(33), expected(33);
  std::vector<float> numbers = randomFloats(33);
  for (int i = 0; i < 33; ++i) {
    x[i] = toBF16(numbers[i]);
    expected[i] = toBF16(fromBF16(x[i]) / 3.0f);
  }
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(y, expected);
}

TEST(ElementwiseTypes, HalfUsesTheHostsConversions) {
  NativeKernel kernel(unary(20, 32, "f16", "f32", R"(
      %0 = arith.extf %v : f16 to f32
      linalg.yield %0 : f32)"));
  std::vector<uint16_t> x(20, 0x3c00);
  x[1] = 0x0001;
  x[19] = 0xc000;
  std::vector<float> y(20);
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(y[0], 1.0f);
  EXPECT_EQ(y[1], std::ldexp(1.0f, -24));
  EXPECT_EQ(y[19], -2.0f);
}

TEST(ElementwiseTypes, FloatToIntegerOutOfRangeIsTheSmallest) {
  NativeKernel kernel(unary(6, 8, "f32", "i32", R"(
      %0 = arith.fptosi %v : f32 to i32
      linalg.yield %0 : i32)"));
  std::vector<float> x = {-1.9f, 1.9f, 3e9f, -3e9f, NAN, 2147483520.0f};
  std::vector<int32_t> y(6);
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(y, (std::vector<int32_t>{-1, 1, INT32_MIN, INT32_MIN, INT32_MIN, 2147483520}));
}

TEST(ElementwiseTypes, FloatToInt64OutOfRangeIsTheSmallest) {
  NativeKernel kernel(unary(4, 8, "f32", "i64", R"(
      %0 = arith.fptosi %v : f32 to i64
      linalg.yield %0 : i64)"));
  std::vector<float> x = {1e18f, 1e19f, -1e19f, NAN};
  std::vector<int64_t> y(4);
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(y, (std::vector<int64_t>{int64_t(1e18f), INT64_MIN, INT64_MIN, INT64_MIN}));
}

TEST(ElementwiseTypes, IntegerDivisionNeverTraps) {
  NativeKernel kernel(unary(5, 8, "i32", "i32", R"(
      %c = arith.constant -2147483648 : i32
      %0 = arith.divsi %c, %v : i32
      linalg.yield %0 : i32)"));
  std::vector<int32_t> x = {1, -1, 0, 2, -2}, y(5);
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(y, (std::vector<int32_t>{INT32_MIN, INT32_MIN, 0, -1073741824, 1073741824}));
}

TEST(ElementwiseTypes, IndexCountsWithinTheWholeTensor) {
  NativeKernel kernel(unary(50, 20, "i64", "i64", R"(
      %0 = linalg.index 0 : index
      %1 = affine.apply affine_map<(d0)[s0] -> (d0 * 3 + s0)>(%0)[%i]
      %2 = arith.index_cast %1 : index to i64
      %3 = arith.addi %2, %v : i64
      linalg.yield %3 : i64)"));
  std::vector<int64_t> x(50, 1000), y(50), expected(50);
  for (int64_t i = 0; i < 50; ++i)
    expected[i] = 1000 + (i % 20) * 3 + i / 20 * 20;
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(y, expected);
}

TEST(ElementwiseValues, MaximumPropagatesNaN) {
  NativeKernel kernel(unary(4, 8, "f32", "f32", R"(
      %c = arith.constant 0.0 : f32
      %0 = arith.maximumf %v, %c : f32
      linalg.yield %0 : f32)"));
  std::vector<float> x = {1, -1, NAN, -INFINITY}, y(4);
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(y[0], 1);
  EXPECT_EQ(y[1], 0);
  EXPECT_TRUE(std::isnan(y[2]));
  EXPECT_EQ(y[3], 0);
}

TEST(ElementwiseValues, NothingIsContracted) {
  NativeKernel kernel(unary(64, 64, "f32", "f32", R"(
      %0 = arith.mulf %v, %v fastmath<fast> : f32
      %1 = arith.addf %0, %v fastmath<fast> : f32
      linalg.yield %1 : f32)"));
  std::vector<float> x = randomFloats(64), y(64);
  kernel.run({x.data(), y.data()});
  for (int i = 0; i < 64; ++i) {
    volatile float product = x[i] * x[i];
    EXPECT_EQ(y[i], product + x[i]);
  }
}

TEST(ElementwiseErrors, UnsupportedOperationIsNamed) {
  NativeKernel kernel(unary(4, 8, "f32", "f32", R"(
      %0 = math.cbrt %v : f32
      linalg.yield %0 : f32)"));
  ASSERT_FALSE(kernel.code());
  EXPECT_EQ(kernel.code().error().kind, Error::Kind::NotImplemented);
  EXPECT_THAT(kernel.error(), HasSubstr("math.cbrt"));
}

TEST(ElementwiseCache, EqualKernelsShareCode) {
  std::string text = unary(77, 16, "f32", "f32", R"(
      %0 = math.tanh %v : f32
      linalg.yield %0 : f32)");
  auto before = codegen::NativeCompiler::get().statistics();
  NativeKernel first(text);
  text.replace(text.find("@k"), 2, "@another_name");
  NativeKernel second(text);
  auto after = codegen::NativeCompiler::get().statistics();
  EXPECT_EQ(after.compiled - before.compiled, 1);
  EXPECT_EQ(after.reused - before.reused, 1);
  EXPECT_TRUE(second.code()->reused);
  EXPECT_EQ(first.code()->entry, second.code()->entry);
  EXPECT_THAT(first.code()->llvmIR, HasSubstr("tanh"));
}
