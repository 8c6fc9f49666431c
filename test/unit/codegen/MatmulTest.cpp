//===- MatmulTest.cpp - Native code of contractions ------------------------===//

#include "NativeKernel.h"

#include <gtest/gtest.h>

using namespace mock;
using namespace mock::test;

namespace {

struct Shape {
  int64_t m, n, k;
};

/// A matrix product in tiles of 32x48x40, with an optional bias and relu behind it.
std::string matmul(Shape shape, const std::string &in, const std::string &out,
                   const std::string &aStrides, const std::string &bStrides,
                   const std::string &outStrides, const std::string &epilogue) {
  std::string m = std::to_string(shape.m), n = std::to_string(shape.n), k = std::to_string(shape.k);
  std::string a = "tensor<" + m + "x" + k + "x" + in + ">",
              b = "tensor<" + k + "x" + n + "x" + in + ">";
  std::string c = "tensor<" + m + "x" + n + "x" + out + ">", tile = "tensor<?x?x" + out + ">";
  std::string zero = out == "i32" ? "0" : "0.0";
  std::string strides = " {mock.strides = array<i64: ";
  return "mock.kernel @k(%a: " + a + strides + aStrides + ">}, %b: " + b + strides + bStrides +
         ">}) -> (" + c + strides + outStrides + R"(>}) {
  %zero = arith.constant )" +
         zero + " : " + out + R"(
  %c0 = arith.constant 0 : index
  %ck = arith.constant )" +
         k + R"( : index
  %c40 = arith.constant 40 : index
  %e = tensor.empty() : )" +
         c + R"(
  %r = scf.forall (%i, %j) = (0, 0) to ()" +
         m + ", " + n + ") step (32, 48) shared_outs(%o = %e) -> (" + c + R"() {
    %ms = affine.min affine_map<(d0) -> (32, -d0 + )" +
         m + R"()>(%i)
    %ns = affine.min affine_map<(d0) -> (48, -d0 + )" +
         n + R"()>(%j)
    %f = tensor.empty(%ms, %ns) : )" +
         tile + R"(
    %g = linalg.fill ins(%zero : )" +
         out + ") outs(%f : " + tile + ") -> " + tile + R"(
    %l = scf.for %x = %c0 to %ck step %c40 iter_args(%acc = %g) -> ()" +
         tile + R"() {
      %ks = affine.min affine_map<(d0) -> (40, -d0 + )" +
         k + R"()>(%x)
      %as = tensor.extract_slice %a[%i, %x] [%ms, %ks] [1, 1] : )" +
         a + " to tensor<?x?x" + in + R"(>
      %bs = tensor.extract_slice %b[%x, %j] [%ks, %ns] [1, 1] : )" +
         b + " to tensor<?x?x" + in + R"(>
      %p = linalg.matmul ins(%as, %bs : tensor<?x?x)" +
         in + ">, tensor<?x?x" + in + ">) outs(%acc : " + tile + ") -> " + tile + R"(
      scf.yield %p : )" +
         tile + R"(
    }
    )" + epilogue +
         R"(
    scf.forall.in_parallel { tensor.parallel_insert_slice %l)" +
         (epilogue.empty() ? "" : "2") + " into %o[%i, %j] [%ms, %ns] [1, 1] : " + tile + " into " +
         c + R"( }
  }
  mock.yield %r : )" +
         c + R"(
})";
}

std::string rowMajor(int64_t columns) { return std::to_string(columns) + ", 1"; }

/// k ascending with one fused multiplication and addition each, as the ISA says.
template <typename Left, typename Right> float dot(int64_t k, Left left, Right right) {
  float sum = 0;
  for (int64_t x = 0; x < k; ++x)
    sum = std::fma(left(x), right(x), sum);
  return sum;
}

/// Half an ulp of the sum of magnitudes for each of k steps.
float bound(int64_t k) { return 1.2e-7f * static_cast<float>(k); }

} // namespace

class Shapes : public testing::TestWithParam<Shape> {};
INSTANTIATE_TEST_SUITE_P(Matmul, Shapes,
                         testing::Values(Shape{1, 1, 1}, Shape{32, 48, 40}, Shape{33, 49, 41},
                                         Shape{60, 250, 784}, Shape{5, 100, 3}, Shape{97, 1, 64}));

TEST_P(Shapes, RowMajorOperands) {
  auto [m, n, k] = GetParam();
  NativeKernel kernel(matmul({m, n, k}, "f32", "f32", rowMajor(k), rowMajor(n), rowMajor(n), ""));
  ASSERT_TRUE(kernel.code()) << kernel.error();
  std::vector<float> a = randomFloats(m * k, 1), b = randomFloats(k * n, 2), c(m * n);
  kernel.runBackwards({a.data(), b.data(), c.data()});
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j)
      ASSERT_NEAR(
          c[i * n + j],
          dot(
              k, [&](int64_t x) { return a[i * k + x]; }, [&](int64_t x) { return b[x * n + j]; }),
          bound(k))
          << i << "," << j;
}

TEST_P(Shapes, TransposedOperandsAndResult) {
  auto [m, n, k] = GetParam();
  NativeKernel kernel(matmul({m, n, k}, "f32", "f32", "1, " + std::to_string(m),
                             "1, " + std::to_string(k), "1, " + std::to_string(m), ""));
  ASSERT_TRUE(kernel.code()) << kernel.error();
  std::vector<float> a = randomFloats(m * k, 1), b = randomFloats(k * n, 2), c(m * n);
  kernel.run({a.data(), b.data(), c.data()});
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j)
      ASSERT_NEAR(
          c[i + j * m],
          dot(
              k, [&](int64_t x) { return a[i + x * m]; }, [&](int64_t x) { return b[x + j * k]; }),
          bound(k))
          << i << "," << j;
}

TEST_P(Shapes, BF16InputsAreWidened) {
  auto [m, n, k] = GetParam();
  NativeKernel kernel(matmul({m, n, k}, "bf16", "f32", rowMajor(k), rowMajor(n), rowMajor(n), ""));
  ASSERT_TRUE(kernel.code()) << kernel.error();
  std::vector<uint16_t> a, b;
  for (float value : randomFloats(m * k, 1))
    a.push_back(toBF16(value));
  for (float value : randomFloats(k * n, 2))
    b.push_back(toBF16(value));
  std::vector<float> c(m * n);
  kernel.run({a.data(), b.data(), c.data()});
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j)
      ASSERT_NEAR(c[i * n + j],
                  dot(
                      k, [&](int64_t x) { return fromBF16(a[i * k + x]); },
                      [&](int64_t x) { return fromBF16(b[x * n + j]); }),
                  bound(k))
          << i << "," << j;
}

TEST_P(Shapes, I8AccumulatesInI32) {
  auto [m, n, k] = GetParam();
  NativeKernel kernel(matmul({m, n, k}, "i8", "i32", rowMajor(k), rowMajor(n), rowMajor(n), ""));
  ASSERT_TRUE(kernel.code()) << kernel.error();
  std::vector<int8_t> a(m * k), b(k * n);
  for (size_t i = 0; i < a.size(); ++i)
    a[i] = static_cast<int8_t>(i * 37 + 5);
  for (size_t i = 0; i < b.size(); ++i)
    b[i] = static_cast<int8_t>(i * 91 + 11);
  std::vector<int32_t> c(m * n);
  kernel.run({a.data(), b.data(), c.data()});
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j) {
      int32_t sum = 0;
      for (int64_t x = 0; x < k; ++x)
        sum += a[i * k + x] * b[x * n + j];
      ASSERT_EQ(c[i * n + j], sum) << i << "," << j;
    }
}

TEST(MatmulEpilogue, ReadsTheAccumulatorFromTheWorkspace) {
  NativeKernel kernel(matmul({33, 50, 70}, "f32", "f32", "70, 1", "50, 1", "50, 1", R"(
    %q = tensor.empty(%ms, %ns) : tensor<?x?xf32>
    %l2 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%l : tensor<?x?xf32>) outs(%q : tensor<?x?xf32>) {
    ^bb0(%v: f32, %w: f32):
      %0 = arith.maximumf %v, %zero : f32
      linalg.yield %0 : f32
    } -> tensor<?x?xf32>)"));
  ASSERT_TRUE(kernel.code()) << kernel.error();
  std::vector<float> a = randomFloats(33 * 70, 1), b = randomFloats(70 * 50, 2), c(33 * 50);
  kernel.run({a.data(), b.data(), c.data()});
  for (int64_t i = 0; i < 33; ++i)
    for (int64_t j = 0; j < 50; ++j)
      ASSERT_NEAR(c[i * 50 + j],
                  std::max(0.0f, dot(
                                     70, [&](int64_t x) { return a[i * 70 + x]; },
                                     [&](int64_t x) { return b[x * 50 + j]; })),
                  bound(70));
}

TEST(BatchMatmul, EveryBatchHasItsOwnMatrices) {
  NativeKernel kernel(R"(
mock.kernel @k(%a: tensor<6x7x9xf32>, %b: tensor<6x9x20xf32>) -> (tensor<6x7x20xf32>) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<6x7x20xf32>
  %r = scf.forall (%i) = (0) to (6) step (4) shared_outs(%o = %e) -> (tensor<6x7x20xf32>) {
    %s = affine.min affine_map<(d0) -> (4, -d0 + 6)>(%i)
    %as = tensor.extract_slice %a[%i, 0, 0] [%s, 7, 9] [1, 1, 1] : tensor<6x7x9xf32> to tensor<?x7x9xf32>
    %bs = tensor.extract_slice %b[%i, 0, 0] [%s, 9, 20] [1, 1, 1] : tensor<6x9x20xf32> to tensor<?x9x20xf32>
    %f = tensor.empty(%s) : tensor<?x7x20xf32>
    %g = linalg.fill ins(%zero : f32) outs(%f : tensor<?x7x20xf32>) -> tensor<?x7x20xf32>
    %p = linalg.batch_matmul ins(%as, %bs : tensor<?x7x9xf32>, tensor<?x9x20xf32>) outs(%g : tensor<?x7x20xf32>) -> tensor<?x7x20xf32>
    scf.forall.in_parallel { tensor.parallel_insert_slice %p into %o[%i, 0, 0] [%s, 7, 20] [1, 1, 1] : tensor<?x7x20xf32> into tensor<6x7x20xf32> }
  }
  mock.yield %r : tensor<6x7x20xf32>
})");
  ASSERT_TRUE(kernel.code()) << kernel.error();
  std::vector<float> a = randomFloats(6 * 63, 1), b = randomFloats(6 * 180, 2), c(6 * 140);
  kernel.run({a.data(), b.data(), c.data()});
  for (int64_t s = 0; s < 6; ++s)
    for (int64_t i = 0; i < 7; ++i)
      for (int64_t j = 0; j < 20; ++j)
        ASSERT_NEAR(c[s * 140 + i * 20 + j],
                    dot(
                        9, [&](int64_t x) { return a[s * 63 + i * 9 + x]; },
                        [&](int64_t x) { return b[s * 180 + x * 20 + j]; }),
                    bound(9));
}
