//===- ConvGather.h - Pixels of a convolution's input ----------------------===//
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

/// Positions of the input that the tile reads along a dimension.
inline int64_t reach(const ConvTile &tile, int dim) {
  return (tile.out[dim] - 1) * tile.stride[dim] + (tile.kernel[dim] - 1) * tile.dilation[dim] + 1;
}

/// The steps of [0, count) whose position begin + step x stride lies in [0, extent).
inline void insideSteps(int64_t begin, int64_t stride, int64_t extent, int64_t count,
                        int64_t &first, int64_t &last) {
  first = begin >= 0 ? 0 : (-begin + stride - 1) / stride;
  last = begin >= extent ? 0 : (extent - begin + stride - 1) / stride;
  first = std::min(first, count);
  last = std::clamp(last, first, count);
}

/// `count` positions from `begin` on, `stride` apart, of one row of the input; zeros outside.
template <typename Element>
void gatherRow(const typename Element::Type *row, int64_t elementStride, int64_t begin,
               int64_t stride, int64_t extent, int64_t count, float *to) {
  int64_t first, last;
  insideSteps(begin, stride, extent, count, first, last);
  std::fill(to, to + first, 0.0f);
  std::fill(to + last, to + count, 0.0f);
  const int64_t step = stride * elementStride;
  if constexpr (std::is_same_v<Element, F32>) {
    if (step == 1) {
      std::memcpy(to + first, row + begin + first, (last - first) * sizeof(float));
      return;
    }
  }
  const typename Element::Type *from = row + begin * elementStride;
  for (int64_t i = first; i < last; ++i)
    to[i] = Element::widen(from[i * step]);
}

/// Rows of pixels of the result, in row-major order from one pixel to another.
struct PixelRow {
  int64_t outer, middle, begin, count;
};

/// Calls `visit` for every (part of a) row among the pixels [begin, end).
template <typename Visit>
void forEachRow(const ConvTile &tile, int64_t begin, int64_t end, Visit visit) {
  int64_t width = tile.out[2];
  for (int64_t pixel = begin; pixel < end;) {
    int64_t row = pixel / width, inRow = pixel % width;
    int64_t count = std::min(width - inRow, end - pixel);
    visit(PixelRow{row / tile.out[1], row % tile.out[1], inRow, count});
    pixel += count;
  }
}

inline bool isInside(int64_t position, int64_t extent) {
  return position >= 0 && position < extent;
}

/// One row of the gathered matrix: the pixels [begin, end) at one channel and kernel point. `plane`
/// is where position 0 of all dimensions is.
template <typename Element>
void gatherPoint(const ConvTile &tile, const typename Element::Type *plane,
                 const int64_t (&point)[3], int64_t begin, int64_t end, float *to) {
  int64_t first[3];
  for (int dim = 0; dim < 3; ++dim)
    first[dim] = tile.origin[dim] + point[dim] * tile.dilation[dim];
  forEachRow(tile, begin, end, [&](const PixelRow &row) {
    int64_t z = first[0] + row.outer * tile.stride[0];
    int64_t y = first[1] + row.middle * tile.stride[1];
    int64_t x = first[2] + row.begin * tile.stride[2];
    if (isInside(z, tile.extent[0]) && isInside(y, tile.extent[1]))
      gatherRow<Element>(plane + z * tile.inputPoint[0] + y * tile.inputPoint[1],
                         tile.inputPoint[2], x, tile.stride[2], tile.extent[2], row.count, to);
    else
      std::fill(to, to + row.count, 0.0f);
    to += row.count;
  });
}

template <typename Visit> void forEachPoint(const ConvTile &tile, Visit visit) {
  int64_t point[3];
  for (point[0] = 0; point[0] < tile.kernel[0]; ++point[0])
    for (point[1] = 0; point[1] < tile.kernel[1]; ++point[1])
      for (point[2] = 0; point[2] < tile.kernel[2]; ++point[2])
        visit(point);
}

/// The matrix of one group and block, [channels x points, pixels].
template <typename Element>
void gather(const ConvTile &tile, const typename Element::Type *planes, int64_t begin, int64_t end,
            float *to) {
  for (int64_t channel = 0; channel < tile.channels; ++channel)
    forEachPoint(tile, [&](const int64_t (&point)[3]) {
      gatherPoint<Element>(tile, planes + channel * tile.inputChannel, point, begin, end, to);
      to += end - begin;
    });
}

/// Whether the window is copied to planes of f32 first: each of its elements is read for several
/// points of the kernel, and its rows are no runs of f32.
inline bool isPacked(const ConvTile &tile, bool isF32) {
  return tile.points() > 1 && !(isF32 && (tile.inputPoint[2] == 1 || tile.out[2] == 1));
}

/// The same tile of a packed window, with the part of it that lies in the input.
inline ConvTile packedTile(const ConvTile &tile) {
  ConvTile packed = tile;
  int64_t stride = 1;
  for (int dim = 2; dim >= 0; --dim) {
    int64_t low = std::clamp<int64_t>(tile.origin[dim], 0, tile.extent[dim]);
    int64_t high = std::clamp(tile.origin[dim] + reach(tile, dim), low, tile.extent[dim]);
    packed.origin[dim] = tile.origin[dim] - low;
    packed.extent[dim] = high - low;
    packed.inputPoint[dim] = stride;
    stride *= high - low;
  }
  packed.inputChannel = stride;
  return packed;
}

/// Copies one group's window to where `packed` says.
template <typename Element>
void packWindow(const ConvTile &tile, const ConvTile &packed, const typename Element::Type *planes,
                float *to) {
  for (int dim = 0; dim < 3; ++dim)
    planes += (tile.origin[dim] - packed.origin[dim]) * tile.inputPoint[dim];
  const int64_t width = packed.extent[2], step = tile.inputPoint[2];
  for (int64_t z = 0; z < packed.extent[0]; ++z)
    for (int64_t y = 0; y < packed.extent[1]; ++y, to += width) {
      const auto *row = planes + z * tile.inputPoint[0] + y * tile.inputPoint[1];
      auto move = [&](int64_t x, int64_t c) {
        to[c * packed.inputChannel + x] = Element::widen(row[x * step + c * tile.inputChannel]);
      };
      if (step == 1) {
        for (int64_t c = 0; c < tile.channels; ++c)
          for (int64_t x = 0; x < width; ++x)
            move(x, c);
      } else {
        for (int64_t x = 0; x < width; ++x)
          for (int64_t c = 0; c < tile.channels; ++c)
            move(x, c);
      }
    }
}

} // namespace mock::codegen::native
