//===- MatrixEngine.cpp - Products of tiles --------------------------------===//

#include "runtime/engine/MatrixEngine.h"
#include "runtime/engine/Box.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace mock::engine {

static int64_t padTo(int64_t value, int64_t multiple) {
  return ceilDiv(value, multiple) * multiple;
}

template <typename T> void MatrixEngine::pack(const MatrixTask &task, Panels<T> &panels) {
  panels.m = padTo(task.m, kMatrixRows);
  panels.n = padTo(task.n, kMatrixColumns);
  LoadFunction load = kernels.load[int(task.input)];
  panels.a.assign(size_t(panels.m * task.k), T(0));
  for (int64_t row = 0; row < task.m; ++row)
    load(panels.a.data() + row * task.k, task.a + row * task.aStrides[0], task.aStrides[1], task.k);
  panels.b.assign(size_t(task.k * panels.n), T(0));
  for (int64_t step = 0; step < task.k; ++step)
    load(panels.b.data() + step * panels.n, task.b + step * task.bStrides[0], task.bStrides[1],
         task.n);
  panels.c.assign(size_t(panels.m * panels.n), T(0));
  for (int64_t row = 0; task.accumulate && row < task.m; ++row)
    std::memcpy(panels.c.data() + row * panels.n, task.destination + row * task.destinationStride,
                size_t(task.n) * sizeof(T));
}

template <typename T> void MatrixEngine::unpack(const MatrixTask &task, const Panels<T> &panels) {
  for (int64_t row = 0; row < task.m; ++row)
    std::memcpy(task.destination + row * task.destinationStride, panels.c.data() + row * panels.n,
                size_t(task.n) * sizeof(T));
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

/// Whether no sum of the task can leave i32, whatever the elements are.
static bool cannotOverflow(const MatrixTask &task, const std::vector<int32_t> &start) {
  int64_t largest = 0;
  for (int32_t value : start)
    largest = std::max(largest, std::abs(int64_t(value)));
  int64_t magnitude = largestMagnitude(task.input);
  return task.k <= (std::numeric_limits<int32_t>::max() - largest) / (magnitude * magnitude);
}

static std::optional<Overflow> findOverflow(const MatrixTask &task, const int32_t *a,
                                            const int32_t *b, const int32_t *c, int64_t n) {
  for (int64_t row = 0; row < task.m; ++row)
    for (int64_t column = 0; column < task.n; ++column) {
      int64_t sum = c[row * n + column];
      for (int64_t step = 0; step < task.k; ++step) {
        sum += int64_t(a[row * task.k + step]) * b[step * n + column];
        if (sum != int32_t(sum))
          return Overflow{row, column, step, sum};
      }
    }
  return std::nullopt;
}

std::optional<Overflow> MatrixEngine::run(const MatrixTask &task) {
  if (!task.integer) {
    pack(task, floats);
    kernels.matrixF32(floats.c.data(), floats.a.data(), floats.b.data(), floats.m, floats.n,
                      task.k);
    unpack(task, floats);
    return std::nullopt;
  }
  pack(task, integers);
  if (!cannotOverflow(task, integers.c))
    if (auto overflow =
            findOverflow(task, integers.a.data(), integers.b.data(), integers.c.data(), integers.n))
      return overflow;
  kernels.matrixI32(integers.c.data(), integers.a.data(), integers.b.data(), integers.m, integers.n,
                    task.k);
  unpack(task, integers);
  return std::nullopt;
}

} // namespace mock::engine
