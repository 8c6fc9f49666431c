//===- ConvWindow.h - The input window of a convolution's tile --------------===//
#pragma once

#include "ConvKernel.h"
#include "Halves.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace mock::codegen::native {

/// Element types of inputs and weights.
struct F32 {
  using Type = float;
  static float widen(float value) { return value; }
};
struct BF16 {
  using Type = uint16_t;
  static float widen(uint16_t bits) { return widenBF16(bits); }
};
struct F16 {
  using Type = uint16_t;
  static float widen(uint16_t bits) { return widenF16(bits); }
};

template <typename Visit> void forEachPoint(const ConvTile &tile, Visit visit) {
  int64_t point[3];
  for (point[0] = 0; point[0] < tile.kernel[0]; ++point[0])
    for (point[1] = 0; point[1] < tile.kernel[1]; ++point[1])
      for (point[2] = 0; point[2] < tile.kernel[2]; ++point[2])
        visit(point);
}

/// The same convolution of a window of f32 planes that lies within the input: what the padding
/// adds is in it as zeros. Of a dimension with one kernel point it has only what is read.
inline ConvTile packedTile(const ConvTile &tile) {
  ConvTile packed = tile;
  int64_t elements = 1;
  for (int dim = 2; dim >= 0; --dim) {
    bool single = tile.kernel[dim] == 1;
    packed.stride[dim] = single ? 1 : tile.stride[dim];
    packed.origin[dim] = 0;
    packed.extent[dim] =
        (tile.out[dim] - 1) * packed.stride[dim] + (tile.kernel[dim] - 1) * tile.dilation[dim] + 1;
    packed.inputPoint[dim] = elements;
    elements *= packed.extent[dim];
  }
  packed.inputChannel = elements;
  return packed;
}

/// Fills the planes of a packed tile.
template <typename Element> class WindowPacker {
public:
  /// `planes` is where position 0 of all dimensions and channels is.
  WindowPacker(const ConvTile &tile, const ConvTile &packed, const typename Element::Type *planes)
      : tile(tile), packed(packed), planes(planes), width(packed.extent[2]) {
    for (int dim = 0; dim < 3; ++dim)
      step[dim] = tile.kernel[dim] == 1 ? tile.stride[dim] : 1;
    first = std::clamp<int64_t>(-floorDiv(tile.origin[2], step[2]), 0, width);
    last = std::clamp<int64_t>(-floorDiv(tile.origin[2] - tile.extent[2], step[2]), first, width);
  }

  void pack(float *to) const {
    // Channels that lie beside each other are read together.
    bool interleaved = tile.inputChannel < tile.inputPoint[2];
    int64_t together = interleaved ? tile.channels : 1;
    for (int64_t channel = 0; channel < tile.channels; channel += together)
      for (int64_t z = 0; z < packed.extent[0]; ++z)
        for (int64_t y = 0; y < packed.extent[1]; ++y)
          packRows(channel, together, z, y,
                   to + channel * packed.inputChannel + z * packed.inputPoint[0] + y * width);
  }

private:
  static int64_t floorDiv(int64_t a, int64_t b) { return (a - (a < 0 ? b - 1 : 0)) / b; }

  /// Row (z, y) of some channels.
  void packRows(int64_t channel, int64_t count, int64_t z, int64_t y, float *to) const {
    int64_t inZ = tile.origin[0] + z * step[0], inY = tile.origin[1] + y * step[1];
    bool inside = inZ >= 0 && inZ < tile.extent[0] && inY >= 0 && inY < tile.extent[1];
    int64_t begin = inside ? first : width, end = inside ? last : width;
    for (int64_t c = 0; c < count; ++c) {
      std::fill_n(to + c * packed.inputChannel, begin, 0.0f);
      std::fill(to + c * packed.inputChannel + end, to + c * packed.inputChannel + width, 0.0f);
    }
    if (inside)
      copyRows(planes + channel * tile.inputChannel + inZ * tile.inputPoint[0] +
                   inY * tile.inputPoint[1] + tile.origin[2] * tile.inputPoint[2],
               count, to);
  }

  /// The part of a row that lies in the input.
  void copyRows(const typename Element::Type *from, int64_t count, float *to) const {
    const int64_t stride = step[2] * tile.inputPoint[2];
    if (count > 1) {
      for (int64_t x = first; x < last; ++x)
        for (int64_t c = 0; c < count; ++c)
          to[c * packed.inputChannel + x] =
              Element::widen(from[x * stride + c * tile.inputChannel]);
      return;
    }
    if constexpr (std::is_same_v<Element, F32>)
      if (stride == 1)
        return void(std::memcpy(to + first, from + first,
                                static_cast<size_t>(last - first) * sizeof(float)));
    for (int64_t x = first; x < last; ++x)
      to[x] = Element::widen(from[x * stride]);
  }

  const ConvTile &tile, &packed;
  const typename Element::Type *planes;
  int64_t width, step[3];
  int64_t first, last; ///< the steps of a row that lie in the input
};

} // namespace mock::codegen::native
