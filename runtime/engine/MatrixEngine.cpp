//===- MatrixEngine.cpp - Products of tiles --------------------------------===//

#include "runtime/engine/MatrixEngine.h"

#include <cstring>

namespace mock::engine {

template <typename T> void MatrixEngine::pack(const MatrixTask &task, MatrixPanels<T> &panels) {
  panels.resize(task.m, task.n, task.k);
  LoadFunction load = kernels.load[int(task.input)];
  for (int64_t row = 0; row < task.m; ++row)
    load(panels.a.data() + row * task.k, task.a + row * task.aStrides[0], task.aStrides[1], task.k);
  for (int64_t step = 0; step < task.k; ++step)
    load(panels.b.data() + step * panels.columns, task.b + step * task.bStrides[0],
         task.bStrides[1], task.n);
  for (int64_t row = 0; task.accumulate && row < task.m; ++row)
    std::memcpy(panels.c.data() + row * panels.columns,
                task.destination + row * task.destinationStride, size_t(task.n) * sizeof(T));
}

template <typename T>
void MatrixEngine::unpack(const MatrixTask &task, const MatrixPanels<T> &panels) {
  for (int64_t row = 0; row < task.m; ++row)
    std::memcpy(task.destination + row * task.destinationStride,
                panels.c.data() + row * panels.columns, size_t(task.n) * sizeof(T));
}

std::optional<Overflow> MatrixEngine::run(const MatrixTask &task) {
  if (!task.integer) {
    pack(task, floats);
    multiply(kernels, floats);
    unpack(task, floats);
    return std::nullopt;
  }
  pack(task, integers);
  if (auto overflow = multiply(kernels, integers, task.input))
    return overflow;
  unpack(task, integers);
  return std::nullopt;
}

} // namespace mock::engine
