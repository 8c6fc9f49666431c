//===- MatrixEngine.h - Products of tiles ----------------------------------===//
#pragma once

#include "runtime/engine/MatrixPanels.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace mock::engine {

/// A matmul instruction with everything evaluated; pointers are at the bases, strides in bytes.
struct MatrixTask {
  int64_t m = 0, n = 0, k = 0;
  const std::byte *a = nullptr, *b = nullptr;
  std::byte *destination = nullptr;
  int64_t aStrides[2] = {0, 0}, bStrides[2] = {0, 0}, destinationStride = 0;
  DType input = DType::F32;
  bool integer = false; ///< accumulates in i32, else in f32
  bool accumulate = false;
};

/// Packs operands into dense, widened panels and runs a register-blocked kernel on them.
class MatrixEngine {
public:
  explicit MatrixEngine(const Kernels &kernels) : kernels(kernels) {}

  /// On overflow the destination is left as it was.
  std::optional<Overflow> run(const MatrixTask &task);

private:
  template <typename T> void pack(const MatrixTask &task, MatrixPanels<T> &panels);
  template <typename T> void unpack(const MatrixTask &task, const MatrixPanels<T> &panels);

  const Kernels &kernels;
  MatrixPanels<float> floats;
  MatrixPanels<int32_t> integers;
};

} // namespace mock::engine
