//===- ConvEngine.h - Convolutions of tiles --------------------------------===//
#pragma once

#include "runtime/engine/Box.h"
#include "runtime/engine/MatrixPanels.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace mock::engine {

/// A conv instruction with everything evaluated; pointers are at the bases, strides in bytes.
struct ConvTask {
  static constexpr int kMaxSpatial = 3;
  using Spatial = std::array<int64_t, kMaxSpatial>;
  /// Of one operand: of its leading dimensions and the spatial ones.
  struct Strides {
    int64_t group = 0;   ///< all operands
    int64_t filter = 0;  ///< weight and destination
    int64_t channel = 0; ///< input and weight
    Spatial spatial{};
  };

  const std::byte *input = nullptr, *weight = nullptr;
  std::byte *destination = nullptr;
  int64_t groups = 1, filters = 1, channels = 1;
  int spatial = 1; ///< dimensions used of the arrays below
  Spatial out{}, kernel{}, stride{}, dilation{};
  Strides inputStrides, weightStrides, destinationStrides;
  DType type = DType::F32; ///< of input and weight
  bool integer = false;    ///< accumulates in i32, else in f32
  bool accumulate = false;
};

/// Gathers the windows of a block of pixels into a dense panel, channels outermost and then the
/// kernel's points row-major, and multiplies the weights with it: the sum order of the instruction.
class ConvEngine {
public:
  explicit ConvEngine(const Kernels &kernels) : kernels(kernels) {}

  /// On overflow the block of the destination that it is in, and those after it, are left as they
  /// were. The overflow's row is a filter, its column a pixel, its step a product of the sum.
  std::optional<Overflow> run(const ConvTask &task);

private:
  template <typename T>
  std::optional<Overflow> runGroup(const ConvTask &task, int64_t group, MatrixPanels<T> &panels);
  template <typename T> void packWeight(const ConvTask &task, const std::byte *weight, T *to) const;
  template <typename T>
  void packWindows(const ConvTask &task, const std::byte *input, int64_t firstPixel,
                   MatrixPanels<T> &panels) const;

  const Kernels &kernels;
  MatrixPanels<float> floats;
  MatrixPanels<int32_t> integers;
};

} // namespace mock::engine
