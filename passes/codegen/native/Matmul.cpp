//===- Matmul.cpp - Matrix products of tiles -------------------------------===//
//
// The micro-kernels are libxsmm's, generated for the extents and strides of the tile and kept
// in its own thread-safe registry. They take the reduced dimension in ascending order with one
// fused multiplication and addition each, which is what the ISA says of matmul.
//
//===----------------------------------------------------------------------===//

#include "Halves.h"
#include "RuntimeSymbols.h"

#include <libxsmm.h>

#include <algorithm>
#include <cmath>

namespace mock::codegen::native {

/// A matrix of f32 with contiguous rows, which is what a micro-kernel takes.
struct Matrix {
  const float *data;
  int64_t row;
};

template <typename T, typename Convert>
static Matrix pack(const void *source, int64_t rows, int64_t columns, int64_t rowStride,
                   int64_t columnStride, float *scratch, Convert convert) {
  const T *elements = static_cast<const T *>(source);
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = 0; j < columns; ++j)
      scratch[i * columns + j] = convert(elements[i * rowStride + j * columnStride]);
  return {scratch, columns};
}

/// Packs a transposed operand in blocks that stay in the first-level cache.
static Matrix packTransposed(const float *source, int64_t rows, int64_t columns,
                             int64_t columnStride, float *scratch) {
  constexpr int64_t kBlock = 16;
  for (int64_t i0 = 0; i0 < rows; i0 += kBlock)
    for (int64_t j = 0; j < columns; ++j)
      for (int64_t i = i0; i < std::min(rows, i0 + kBlock); ++i)
        scratch[i * columns + j] = source[j * columnStride + i];
  return {scratch, columns};
}

static Matrix operand(const void *source, int64_t rows, int64_t columns, int64_t rowStride,
                      int64_t columnStride, MatmulInput input, float *scratch) {
  if (input == MatmulInput::BF16)
    return pack<uint16_t>(source, rows, columns, rowStride, columnStride, scratch, widenBF16);
  if (input == MatmulInput::F16)
    return pack<uint16_t>(source, rows, columns, rowStride, columnStride, scratch, widenF16);
  const float *elements = static_cast<const float *>(source);
  // libxsmm reads rows where they are; a row stride below the row's length only repeats rows.
  if (columnStride == 1 && rowStride >= columns)
    return {elements, rowStride};
  if (rowStride == 1)
    return packTransposed(elements, rows, columns, columnStride, scratch);
  return pack<float>(source, rows, columns, rowStride, columnStride, scratch,
                     [](float value) { return value; });
}

/// For hosts that libxsmm generates no code for.
static void multiplyPlain(float *c, int64_t cRow, Matrix a, Matrix b, int64_t m, int64_t n,
                          int64_t k) {
  for (int64_t i = 0; i < m; ++i)
    for (int64_t x = 0; x < k; ++x)
      for (int64_t j = 0; j < n; ++j)
        c[i * cRow + j] = std::fma(a.data[i * a.row + x], b.data[x * b.row + j], c[i * cRow + j]);
}

/// c += a b, in ascending order of k.
static void multiply(float *c, int64_t cRow, Matrix a, Matrix b, int64_t m, int64_t n, int64_t k) {
  // libxsmm is column-major: c^T (n x m) += b^T (n x k) a^T (k x m).
  const libxsmm_blasint lda = b.row, ldb = a.row, ldc = cRow;
  const float one = 1;
  libxsmm_smmfunction kernel =
      libxsmm_smmdispatch(n, m, k, &lda, &ldb, &ldc, &one, &one, nullptr, nullptr);
  if (kernel)
    kernel(b.data, a.data, c);
  else
    multiplyPlain(c, cRow, a, b, m, n, k);
}

/// Steps of k that go into one call of a micro-kernel, which reads a few columns of as many rows of
/// the right matrix. Rows of a page and more share sets of the caches and take a TLB entry each:
/// 1024 of them ran at half the speed of 128 (Xeon with AVX-512), at which all strides run well.
static int64_t stepsOfCall(const Matrix &right, int64_t k) {
  constexpr int64_t kPage = 4096, kSteps = 128;
  return right.row * int64_t(sizeof(float)) < kPage ? k : std::min(k, kSteps);
}

extern "C" void mockNativeMatmul(float *c, int64_t cRow, const void *a, int64_t aRow,
                                 int64_t aColumn, const void *b, int64_t bRow, int64_t bColumn,
                                 int64_t m, int64_t n, int64_t k, int64_t input, float *scratch) {
  auto dtype = static_cast<MatmulInput>(input);
  Matrix left = operand(a, m, k, aRow, aColumn, dtype, scratch);
  Matrix right = operand(b, k, n, bRow, bColumn, dtype, scratch + m * k);
  int64_t steps = stepsOfCall(right, k);
  for (int64_t begin = 0; begin < k; begin += steps)
    multiply(c, cRow, {left.data + begin, left.row}, {right.data + begin * right.row, right.row}, m,
             n, std::min(steps, k - begin));
}

} // namespace mock::codegen::native
