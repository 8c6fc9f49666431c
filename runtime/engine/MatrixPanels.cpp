//===- MatrixPanels.cpp - Dense operands of a product ----------------------===//

#include "runtime/engine/MatrixPanels.h"
#include "runtime/engine/Box.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace mock::engine {

static int64_t padTo(int64_t value, int64_t multiple) {
  return ceilDiv(value, multiple) * multiple;
}

template <typename T> void MatrixPanels<T>::resize(int64_t newM, int64_t newN, int64_t newK) {
  m = newM;
  n = newN;
  k = newK;
  rows = padTo(m, kMatrixRows);
  columns = padTo(n, kMatrixColumns);
  a.assign(size_t(rows * k), T(0));
  b.assign(size_t(k * columns), T(0));
  c.assign(size_t(rows * columns), T(0));
}

template struct MatrixPanels<float>;
template struct MatrixPanels<int32_t>;

void multiply(const Kernels &kernels, MatrixPanels<float> &panels) {
  kernels.matrixF32(panels.c.data(), panels.a.data(), panels.b.data(), panels.rows, panels.columns,
                    panels.k);
}

/// The largest magnitude that an element of the dtype has.
static int64_t largestMagnitude(DType dtype) {
  switch (dtype) {
  case DType::U8:
    return 255;
  case DType::I8:
    return 128;
  default:
    return int64_t(1) << 15;
  }
}

/// Whether no sum can leave i32, whatever the elements are.
static bool cannotOverflow(const MatrixPanels<int32_t> &panels, DType input) {
  int64_t largest = 0;
  for (int32_t value : panels.c)
    largest = std::max(largest, std::abs(int64_t(value)));
  int64_t magnitude = largestMagnitude(input);
  return panels.k <= (std::numeric_limits<int32_t>::max() - largest) / (magnitude * magnitude);
}

static std::optional<Overflow> findOverflow(const MatrixPanels<int32_t> &panels) {
  const int32_t *a = panels.a.data(), *b = panels.b.data(), *c = panels.c.data();
  for (int64_t row = 0; row < panels.m; ++row)
    for (int64_t column = 0; column < panels.n; ++column) {
      int64_t sum = c[row * panels.columns + column];
      for (int64_t step = 0; step < panels.k; ++step) {
        sum += int64_t(a[row * panels.k + step]) * b[step * panels.columns + column];
        if (sum != int32_t(sum))
          return Overflow{row, column, step, sum};
      }
    }
  return std::nullopt;
}

std::optional<Overflow> multiply(const Kernels &kernels, MatrixPanels<int32_t> &panels,
                                 DType input) {
  if (!cannotOverflow(panels, input))
    if (auto overflow = findOverflow(panels))
      return overflow;
  kernels.matrixI32(panels.c.data(), panels.a.data(), panels.b.data(), panels.rows, panels.columns,
                    panels.k);
  return std::nullopt;
}

} // namespace mock::engine
