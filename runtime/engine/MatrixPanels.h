//===- MatrixPanels.h - Dense operands of a product ------------------------===//
#pragma once

#include "runtime/engine/Kernels.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace mock::engine {

/// An element whose sum left the range of i32.
struct Overflow {
  int64_t row = 0, column = 0, step = 0, value = 0;
};

/// c[m, n] += a[m, k] x b[k, n], widened and row-major, in the blocks of the kernels: `rows` of a
/// and c are m rounded up, `columns` of b and c are n rounded up; what is added is zero.
template <typename T> struct MatrixPanels {
  std::vector<T> a, b, c;
  int64_t m = 0, n = 0, k = 0, rows = 0, columns = 0;

  /// All elements become zero.
  void resize(int64_t newM, int64_t newN, int64_t newK);
};

/// k ascending, one fused multiply-add for each product.
void multiply(const Kernels &kernels, MatrixPanels<float> &panels);

/// The same in i32. The first sum that leaves it, if any, is returned and nothing is computed.
/// `input` is the type that the elements of a and b have been widened from.
std::optional<Overflow> multiply(const Kernels &kernels, MatrixPanels<int32_t> &panels,
                                 DType input);

} // namespace mock::engine
