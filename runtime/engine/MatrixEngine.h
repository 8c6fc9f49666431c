//===- MatrixEngine.h - Products of tiles ----------------------------------===//
#pragma once

#include "runtime/engine/Kernels.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

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

/// An element of the destination whose sum left the range of i32.
struct Overflow {
  int64_t row = 0, column = 0, step = 0, value = 0;
};

/// Packs operands into dense, widened panels and runs a register-blocked kernel on them.
class MatrixEngine {
public:
  explicit MatrixEngine(const Kernels &kernels) : kernels(kernels) {}

  /// On overflow the destination is left as it was.
  std::optional<Overflow> run(const MatrixTask &task);

private:
  template <typename T> struct Panels {
    std::vector<T> a, b, c;
    int64_t m = 0, n = 0; ///< padded
  };
  template <typename T> void pack(const MatrixTask &task, Panels<T> &panels);
  template <typename T> void unpack(const MatrixTask &task, const Panels<T> &panels);

  const Kernels &kernels;
  Panels<float> floats;
  Panels<int32_t> integers;
};

} // namespace mock::engine
