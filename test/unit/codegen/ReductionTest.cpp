//===- ReductionTest.cpp - Native code of mock.reduce ----------------------===//

#include "NativeKernel.h"

#include <gtest/gtest.h>

#include <limits>

using namespace mock;
using namespace mock::test;

/// One tile: reduces the last of two dimensions of a tensor with the given strides.
static std::string rowReduction(int64_t rows, int64_t columns, const std::string &kind,
                                const std::string &in, const std::string &out,
                                const std::string &init, const std::string &strides) {
  std::string r = std::to_string(rows), c = std::to_string(columns);
  std::string input = "tensor<" + r + "x" + c + "x" + in + ">",
              output = "tensor<" + r + "x" + out + ">";
  return "mock.kernel @k(%x: " + input + " {mock.strides = array<i64: " + strides + ">}) -> (" +
         output + R"() {
  %init = arith.constant )" +
         init + " : " + out + R"(
  %e = tensor.empty() : )" +
         output + R"(
  %r = scf.forall (%i) in (1) shared_outs(%o = %e) -> ()" +
         output + R"() {
    %xs = tensor.extract_slice %x[0, 0] [)" +
         r + ", " + c + "] [1, 1] : " + input + " to " + input + R"(
    %f = tensor.empty() : )" +
         output + R"(
    %g = linalg.fill ins(%init : )" +
         out + ") outs(%f : " + output + ") -> " + output + R"(
    %s = mock.reduce <)" +
         kind + "> ins(%xs : " + input + ") outs(%g : " + output + ") dimensions = [1] -> " +
         output + R"(
    scf.forall.in_parallel { tensor.parallel_insert_slice %s into %o[0] [)" +
         r + "] [1] : " + output + " into " + output + R"( }
  }
  mock.yield %r : )" +
         output + R"(
})";
}

class Columns : public testing::TestWithParam<int64_t> {};
INSTANTIATE_TEST_SUITE_P(Reduction, Columns, testing::Values(1, 2, 15, 16, 17, 33, 64, 201));

TEST_P(Columns, SumOfContiguousRowsHasTheFixedOrder) {
  int64_t n = GetParam();
  NativeKernel kernel(rowReduction(5, n, "sum", "f32", "f32", "0.25", std::to_string(n) + ", 1"));
  ASSERT_TRUE(kernel.code()) << kernel.error();
  std::vector<float> x = randomFloats(5 * n), y(5);
  kernel.run({x.data(), y.data()});
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(y[i], 0.25f + fixedOrderSum(&x[i * n], n)) << i;
}

TEST_P(Columns, SumOfStridedRowsHasTheFixedOrder) {
  int64_t n = GetParam(); // rows lie along columns: lanes are rows
  NativeKernel kernel(rowReduction(21, n, "sum", "f32", "f32", "-1.5", "1, 21"));
  ASSERT_TRUE(kernel.code()) << kernel.error();
  std::vector<float> x = randomFloats(21 * n), y(21);
  kernel.run({x.data(), y.data()});
  for (int i = 0; i < 21; ++i)
    EXPECT_EQ(y[i], -1.5f + fixedOrderSum(&x[i], n, 21)) << i;
}

TEST_P(Columns, SumOfGatheredRowsHasTheFixedOrder) {
  int64_t n = GetParam(); // neither dimension is contiguous
  NativeKernel kernel(
      rowReduction(3, n, "sum", "f32", "f32", "0.0", std::to_string(2 * n) + ", 2"));
  ASSERT_TRUE(kernel.code()) << kernel.error();
  std::vector<float> x = randomFloats(6 * n), y(3);
  kernel.run({x.data(), y.data()});
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(y[i], fixedOrderSum(&x[i * 2 * n], n, 2)) << i;
}

TEST_P(Columns, MaximumLetsNaNWin) {
  int64_t n = GetParam();
  NativeKernel kernel(
      rowReduction(3, n, "max", "f32", "f32", "0xFF800000", std::to_string(n) + ", 1"));
  std::vector<float> x = randomFloats(3 * n), y(3);
  x[n + n / 2] = NAN;
  x[2 * n + n - 1] = INFINITY;
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(y[0], *std::max_element(x.begin(), x.begin() + n));
  EXPECT_TRUE(std::isnan(y[1]));
  EXPECT_EQ(y[2], INFINITY);
}

TEST_P(Columns, IntegersWrap) {
  int64_t n = GetParam();
  NativeKernel kernel(rowReduction(2, n, "prod", "i32", "i32", "1", std::to_string(n) + ", 1"));
  std::vector<int32_t> x(2 * n), y(2);
  std::vector<uint32_t> expected(2, 1);
  for (int64_t i = 0; i < 2 * n; ++i) {
    x[i] = static_cast<int32_t>(i * 7 + 3);
    expected[i / n] *= static_cast<uint32_t>(x[i]);
  }
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(static_cast<uint32_t>(y[0]), expected[0]);
  EXPECT_EQ(static_cast<uint32_t>(y[1]), expected[1]);
}

TEST(ReductionTypes, SumsOfBoolCountInI64) {
  for (const char *strides : {"50, 1", "1, 18"}) {
    NativeKernel kernel(rowReduction(18, 50, "sum", "i1", "i64", "0", strides));
    ASSERT_TRUE(kernel.code()) << kernel.error();
    std::vector<uint8_t> x(900, 1);
    std::vector<int64_t> y(18);
    kernel.run({x.data(), y.data()});
    EXPECT_EQ(y, std::vector<int64_t>(18, 50));
  }
}

TEST(ReductionTypes, AnyAndAllAreMaximumAndMinimumOfBool) {
  NativeKernel any(rowReduction(2, 20, "max", "i1", "i1", "0", "20, 1"));
  NativeKernel all(rowReduction(2, 20, "min", "i1", "i1", "1", "20, 1"));
  std::vector<uint8_t> x(40, 0), y(2, 9), z(2, 9);
  std::fill(x.begin() + 20, x.end(), 1);
  x[3] = 1;
  any.run({x.data(), y.data()});
  all.run({x.data(), z.data()});
  EXPECT_EQ(y, (std::vector<uint8_t>{1, 1}));
  EXPECT_EQ(z, (std::vector<uint8_t>{0, 1}));
}

TEST(ReductionTypes, SumsOfBF16AreF32) {
  NativeKernel kernel(rowReduction(2, 30, "sum", "bf16", "bf16", "0.0", "30, 1"));
  std::vector<float> numbers = randomFloats(60);
  std::vector<uint16_t> x(60), y(2);
  for (int i = 0; i < 60; ++i) {
    x[i] = toBF16(numbers[i]);
    numbers[i] = fromBF16(x[i]);
  }
  kernel.run({x.data(), y.data()});
  EXPECT_EQ(y[0], toBF16(fixedOrderSum(&numbers[0], 30)));
  EXPECT_EQ(y[1], toBF16(fixedOrderSum(&numbers[30], 30)));
}

/// argmax over the last dimension in tiles of 24 columns.
static std::string argmax(int64_t rows, int64_t columns, const std::string &strides) {
  std::string r = std::to_string(rows), c = std::to_string(columns), x = r + "x" + c;
  return "mock.kernel @k(%x: tensor<" + x + "xf32> {mock.strides = array<i64: " + strides + R"(>})
    -> (tensor<)" +
         r + "xf32>, tensor<" + r + R"(xi64>) {
  %lowest = arith.constant 0xFF800000 : f32
  %zero = arith.constant 0 : i64
  %c0 = arith.constant 0 : index
  %n = arith.constant )" +
         c + R"( : index
  %c24 = arith.constant 24 : index
  %e = tensor.empty() : tensor<)" +
         r + R"(xf32>
  %h = tensor.empty() : tensor<)" +
         r + R"(xi64>
  %r:2 = scf.forall (%i) in (1) shared_outs(%o = %e, %p = %h) -> (tensor<)" +
         r + "xf32>, tensor<" + r + R"(xi64>) {
    %f = linalg.fill ins(%lowest : f32) outs(%e : tensor<)" +
         r + "xf32>) -> tensor<" + r + R"(xf32>
    %g = linalg.fill ins(%zero : i64) outs(%h : tensor<)" +
         r + "xi64>) -> tensor<" + r + R"(xi64>
    %l:2 = scf.for %k = %c0 to %n step %c24 iter_args(%u = %f, %v = %g) -> (tensor<)" +
         r + "xf32>, tensor<" + r + R"(xi64>) {
      %s = affine.min affine_map<(d0) -> (24, -d0 + )" +
         c + R"()>(%k)
      %xs = tensor.extract_slice %x[0, %k] [)" +
         r + ", %s] [1, 1] : tensor<" + x + "xf32> to tensor<" + r + R"(x?xf32>
      %m:2 = mock.reduce <argmax> ins(%xs : tensor<)" +
         r + "x?xf32>) outs(%u, %v : tensor<" + r + "xf32>, tensor<" + r +
         "xi64>) offset(%k) dimensions = [1] -> tensor<" + r + "xf32>, tensor<" + r + R"(xi64>
      scf.yield %m#0, %m#1 : tensor<)" +
         r + "xf32>, tensor<" + r + R"(xi64>
    }
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %l#0 into %o[0] [)" +
         r + "] [1] : tensor<" + r + "xf32> into tensor<" + r + R"(xf32>
      tensor.parallel_insert_slice %l#1 into %p[0] [)" +
         r + "] [1] : tensor<" + r + "xi64> into tensor<" + r + R"(xi64>
    }
  }
  mock.yield %r#0, %r#1 : tensor<)" +
         r + "xf32>, tensor<" + r + R"(xi64>
})";
}

TEST(ArgMax, FirstPositionOfTheWholeRowWinsTies) {
  for (bool transposed : {false, true}) {
    NativeKernel kernel(argmax(18, 60, transposed ? "1, 18" : "60, 1"));
    ASSERT_TRUE(kernel.code()) << kernel.error();
    std::vector<float> x(18 * 60, -1), value(18);
    std::vector<int64_t> position(18), expected(18);
    auto at = [&](int row, int column) -> float & {
      return transposed ? x[row + column * 18] : x[row * 60 + column];
    };
    for (int row = 0; row < 18; ++row) {
      expected[row] = row * 3 + 2;
      at(row, row * 3 + 2) = at(row, row * 3 + 4) = at(row, 59) = 5;
    }
    for (int column = 0; column < 60; ++column)
      at(7, column) = -INFINITY;
    expected[7] = 0;
    at(9, 41) = at(9, 57) = NAN;
    expected[9] = 41;
    kernel.run({x.data(), value.data(), position.data()});
    EXPECT_EQ(position, expected) << "transposed " << transposed;
    EXPECT_EQ(value[0], 5);
    EXPECT_EQ(value[7], -INFINITY);
    EXPECT_TRUE(std::isnan(value[9]));
  }
}

/// Sum over the last two of three dimensions of a slice: rows of positions are not contiguous.
static std::string boxReduction(int64_t inner) {
  std::string n = std::to_string(inner);
  return R"(mock.kernel @k(%x: tensor<4x9x40xf32>) -> (tensor<4xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %r = scf.forall (%i) in (2) shared_outs(%o = %e) -> (tensor<4xf32>) {
    %b = affine.apply affine_map<(d0) -> (d0 * 2)>(%i)
    %xs = tensor.extract_slice %x[%b, 1, 2] [2, 7, )" +
         n + "] [1, 1, 1] : tensor<4x9x40xf32> to tensor<2x7x" + n + R"(xf32>
    %f = tensor.empty() : tensor<2xf32>
    %g = linalg.fill ins(%zero : f32) outs(%f : tensor<2xf32>) -> tensor<2xf32>
    %s = mock.reduce <sum> ins(%xs : tensor<2x7x)" +
         n + R"(xf32>) outs(%g : tensor<2xf32>) dimensions = [1, 2] -> tensor<2xf32>
    scf.forall.in_parallel { tensor.parallel_insert_slice %s into %o[%b] [2] [1] : tensor<2xf32> into tensor<4xf32> }
  }
  mock.yield %r : tensor<4xf32>
})";
}

TEST(ReductionBoxes, PositionsCountThroughAllReducedDimensions) {
  for (int64_t inner : {1, 5, 16, 31, 32, 37}) {
    NativeKernel kernel(boxReduction(inner));
    ASSERT_TRUE(kernel.code()) << kernel.error();
    std::vector<float> x = randomFloats(4 * 9 * 40), y(4);
    kernel.run({x.data(), y.data()});
    for (int i = 0; i < 4; ++i) {
      std::vector<float> row;
      for (int j = 0; j < 7; ++j)
        for (int64_t k = 0; k < inner; ++k)
          row.push_back(x[i * 360 + (j + 1) * 40 + k + 2]);
      EXPECT_EQ(y[i], fixedOrderSum(row.data(), row.size())) << inner << " row " << i;
    }
  }
}
