//===- ConvKernel.cpp - Convolution of a tile ------------------------------===//
//
// Blocks of pixels are gathered into a matrix with one row for each channel and point of the kernel
// (in the order of the sum) and one column for each pixel; a micro-kernel multiplies it by the
// weights. Windows whose rows are no runs of f32 are copied to planes before. Pointwise
// convolutions multiply in place. Depthwise ones have too short sums for that and are computed row
// by row from a padded copy of the channel's plane.
//
//===----------------------------------------------------------------------===//

#include "ConvGather.h"
#include "RuntimeSymbols.h"

#include <algorithm>
#include <cstring>

namespace mock::codegen::native {

/// Bytes of gathered pixels that stay in the second-level cache beside weights and results.
static constexpr int64_t kGatheredBytes = 256 << 10;
/// Pixels of a block: the micro-kernel wants several registers of them.
static constexpr int64_t kLeastBlock = 64, kBlockMultiple = 16;

static int64_t blockPixels(const ConvTile &tile) {
  int64_t row = std::max<int64_t>(1, tile.channels * tile.points() * int64_t(sizeof(float)));
  int64_t block = kGatheredBytes / row / kBlockMultiple * kBlockMultiple;
  return std::min(tile.pixels(), std::max(block, kLeastBlock));
}

static bool isDepthwise(const ConvTile &tile) { return tile.channels == 1 && tile.filters == 1; }

int64_t convScratch(const ConvTile &tile) {
  int64_t depth = tile.channels * tile.points();
  if (isDepthwise(tile))
    return reach(tile, 0) * reach(tile, 1) * reach(tile, 2) + tile.out[2] + depth;
  // A last tile with fewer channels takes larger blocks, within the same budget.
  int64_t gathered =
      std::min(depth * tile.pixels(),
               std::max(kGatheredBytes / int64_t(sizeof(float)), depth * kLeastBlock));
  int64_t window = 0;
  if (isPacked(tile, tile.input == int64_t(MatmulInput::F32))) {
    window = tile.channels;
    for (int dim = 0; dim < 3; ++dim)
      window *= std::min(reach(tile, dim), tile.extent[dim]);
  }
  return gathered + tile.filters * (tile.pixels() + depth) + window;
}

//===----------------------------------------------------------------------===//
// Weights and results
//===----------------------------------------------------------------------===//

namespace {
/// A matrix of f32 with contiguous rows.
struct Rows {
  const float *data;
  int64_t stride;
};
} // namespace

/// The kernel's points lie behind each other, channels behind those.
static bool weightsAreRows(const ConvTile &tile) {
  int64_t expected = 1;
  for (int dim = 2; dim >= 0; --dim) {
    if (tile.kernel[dim] > 1 && tile.weightPoint[dim] != expected)
      return false;
    expected *= tile.kernel[dim];
  }
  return (tile.channels == 1 || tile.weightChannel == expected) &&
         (tile.filters == 1 || tile.weightFilter >= tile.channels * expected);
}

/// The weights of one group, [filters, channels x points].
template <typename Element>
static Rows weightRows(const ConvTile &tile, const typename Element::Type *weight, float *scratch) {
  if constexpr (std::is_same_v<Element, F32>)
    if (weightsAreRows(tile))
      return {weight, std::max(tile.weightFilter, tile.channels * tile.points())};
  float *to = scratch;
  for (int64_t filter = 0; filter < tile.filters; ++filter)
    for (int64_t channel = 0; channel < tile.channels; ++channel)
      forEachPoint(tile, [&](const int64_t (&point)[3]) {
        int64_t offset = filter * tile.weightFilter + channel * tile.weightChannel;
        for (int dim = 0; dim < 3; ++dim)
          offset += point[dim] * tile.weightPoint[dim];
        *to++ = Element::widen(weight[offset]);
      });
  return {scratch, tile.channels * tile.points()};
}

/// Pixels of the result lie behind each other.
static bool resultIsRows(const ConvTile &tile) {
  int64_t expected = 1;
  for (int dim = 2; dim >= 0; --dim) {
    if (tile.out[dim] > 1 && tile.resultPoint[dim] != expected)
      return false;
    expected *= tile.out[dim];
  }
  return true;
}

/// Moves the pixels [begin, end) of all filters between the result and contiguous rows.
template <bool toRows>
static void moveResult(const ConvTile &tile, float *result, int64_t begin, int64_t end,
                       float *rows) {
  for (int64_t filter = 0; filter < tile.filters; ++filter)
    forEachRow(tile, begin, end, [&](const PixelRow &row) {
      float *at = result + filter * tile.resultFilter + row.outer * tile.resultPoint[0] +
                  row.middle * tile.resultPoint[1] + row.begin * tile.resultPoint[2];
      for (int64_t i = 0; i < row.count; ++i, ++rows)
        (toRows ? *rows : at[i * tile.resultPoint[2]]) =
            toRows ? at[i * tile.resultPoint[2]] : *rows;
    });
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// result[f, p] += weight[f, k] x gathered[k, p], k ascending.
static void multiply(float *result, int64_t resultStride, Rows weight, Rows gathered,
                     int64_t filters, int64_t pixels, int64_t depth) {
  mockNativeMatmul(result, resultStride, weight.data, weight.stride, 1, gathered.data,
                   gathered.stride, 1, filters, pixels, depth, int64_t(MatmulInput::F32), nullptr);
}

/// Pixels of the input can be multiplied where they are: one point, and rows that continue each
/// other in input and result alike.
static bool isPointwise(const ConvTile &tile) {
  int64_t expected = 1;
  for (int dim = 2; dim >= 0; --dim) {
    if (tile.kernel[dim] != 1 || tile.origin[dim] < 0 ||
        tile.origin[dim] + (tile.out[dim] - 1) * tile.stride[dim] >= tile.extent[dim])
      return false;
    if (tile.out[dim] > 1 && (tile.stride[dim] != 1 || tile.inputPoint[dim] != expected))
      return false;
    expected *= tile.out[dim];
  }
  return tile.channels == 1 || tile.inputChannel >= expected;
}

/// Multiplies block by block; `scratch` is what the weights and the window leave of it.
template <typename Element>
static void convolveBlocks(const ConvTile &tile, float *result,
                           const typename Element::Type *planes, Rows weights, float *scratch) {
  int64_t depth = tile.channels * tile.points(), block = blockPixels(tile);
  float *gathered = scratch, *partial = gathered + depth * block;
  bool inPlace = std::is_same_v<Element, F32> && isPointwise(tile);
  bool direct = resultIsRows(tile);
  int64_t first = 0;
  for (int dim = 0; dim < 3; ++dim)
    first += tile.origin[dim] * tile.inputPoint[dim];
  for (int64_t begin = 0; begin < tile.pixels(); begin += block) {
    int64_t end = std::min(begin + block, tile.pixels()), count = end - begin;
    Rows pixels{gathered, count};
    if (inPlace)
      pixels = {reinterpret_cast<const float *>(planes) + first + begin,
                std::max(tile.inputChannel, count)};
    else
      gather<Element>(tile, planes, begin, end, gathered);
    if (direct) {
      multiply(result + begin, tile.resultFilter, weights, pixels, tile.filters, count, depth);
      continue;
    }
    moveResult<true>(tile, result, begin, end, partial);
    multiply(partial, count, weights, pixels, tile.filters, count, depth);
    moveResult<false>(tile, result, begin, end, partial);
  }
}

template <typename Element>
static void convolveGroup(const ConvTile &tile, float *result, const typename Element::Type *planes,
                          const typename Element::Type *weight, float *scratch) {
  Rows weights = weightRows<Element>(tile, weight, scratch);
  scratch += tile.filters * tile.channels * tile.points();
  if (!isPacked(tile, std::is_same_v<Element, F32>))
    return convolveBlocks<Element>(tile, result, planes, weights, scratch);
  ConvTile packed = packedTile(tile);
  packWindow<Element>(tile, packed, planes, scratch);
  convolveBlocks<F32>(packed, result, scratch, weights,
                      scratch + tile.channels * packed.inputChannel);
}

//===----------------------------------------------------------------------===//
// Depthwise
//===----------------------------------------------------------------------===//

/// to[i] = from[i x stride] x weight + to[i], rounded once.
__attribute__((target_clones("avx512f", "fma,avx2", "default"))) static void
addRow(float *__restrict to, const float *__restrict from, int64_t stride, float weight,
       int64_t count) {
  if (stride == 1)
    for (int64_t i = 0; i < count; ++i)
      to[i] = __builtin_fmaf(from[i], weight, to[i]);
  else
    for (int64_t i = 0; i < count; ++i)
      to[i] = __builtin_fmaf(from[i * stride], weight, to[i]);
}

/// One channel from a padded copy of its plane, [reach 0, reach 1, reach 2].
static void convolvePlane(const ConvTile &tile, float *result, const float *plane,
                          const float *weight, float *row) {
  int64_t width = reach(tile, 2), height = reach(tile, 1);
  for (int64_t z = 0; z < tile.out[0]; ++z)
    for (int64_t y = 0; y < tile.out[1]; ++y) {
      float *at = result + z * tile.resultPoint[0] + y * tile.resultPoint[1];
      bool direct = tile.resultPoint[2] == 1 || tile.out[2] == 1;
      float *to = direct ? at : row;
      for (int64_t x = 0; !direct && x < tile.out[2]; ++x)
        to[x] = at[x * tile.resultPoint[2]];
      const float *factor = weight;
      forEachPoint(tile, [&](const int64_t (&point)[3]) {
        int64_t inZ = z * tile.stride[0] + point[0] * tile.dilation[0];
        int64_t inY = y * tile.stride[1] + point[1] * tile.dilation[1];
        addRow(to, plane + (inZ * height + inY) * width + point[2] * tile.dilation[2],
               tile.stride[2], *factor++, tile.out[2]);
      });
      for (int64_t x = 0; !direct && x < tile.out[2]; ++x)
        at[x * tile.resultPoint[2]] = to[x];
    }
}

template <typename Element>
static void convolveDepthwise(const ConvTile &tile, float *result,
                              const typename Element::Type *planes,
                              const typename Element::Type *weight, float *scratch) {
  float *plane = scratch, *row = plane + reach(tile, 0) * reach(tile, 1) * reach(tile, 2);
  float *factors = row + tile.out[2];
  float *to = plane;
  for (int64_t z = 0; z < reach(tile, 0); ++z)
    for (int64_t y = 0; y < reach(tile, 1); ++y, to += reach(tile, 2)) {
      int64_t inZ = tile.origin[0] + z, inY = tile.origin[1] + y;
      if (isInside(inZ, tile.extent[0]) && isInside(inY, tile.extent[1]))
        gatherRow<Element>(planes + inZ * tile.inputPoint[0] + inY * tile.inputPoint[1],
                           tile.inputPoint[2], tile.origin[2], 1, tile.extent[2], reach(tile, 2),
                           to);
      else
        std::fill(to, to + reach(tile, 2), 0.0f);
    }
  float *factor = factors;
  forEachPoint(tile, [&](const int64_t (&point)[3]) {
    int64_t offset = 0;
    for (int dim = 0; dim < 3; ++dim)
      offset += point[dim] * tile.weightPoint[dim];
    *factor++ = Element::widen(weight[offset]);
  });
  convolvePlane(tile, result, plane, factors, row);
}

//===----------------------------------------------------------------------===//
// Entry point
//===----------------------------------------------------------------------===//

template <typename Element>
static void convolve(const ConvTile &tile, float *result, const void *input, const void *weight,
                     float *scratch) {
  auto *planes = static_cast<const typename Element::Type *>(input);
  for (int dim = 0; dim < 3; ++dim) // from the window's first position to position 0
    planes -= tile.origin[dim] * tile.inputPoint[dim];
  auto *factors = static_cast<const typename Element::Type *>(weight);
  auto *group = isDepthwise(tile) ? convolveDepthwise<Element> : convolveGroup<Element>;
  for (int64_t g = 0; g < tile.groups; ++g)
    group(tile, result + g * tile.filters * tile.resultFilter,
          planes + g * tile.channels * tile.inputChannel,
          factors + g * tile.filters * tile.weightFilter, scratch);
}

extern "C" void mockNativeConv(const int64_t *fields, float *result, const void *input,
                               const void *weight, float *scratch) {
  ConvTile tile;
  std::memcpy(&tile, fields, sizeof(tile));
  switch (static_cast<MatmulInput>(tile.input)) {
  case MatmulInput::F32:
    return convolve<F32>(tile, result, input, weight, scratch);
  case MatmulInput::BF16:
    return convolve<BF16>(tile, result, input, weight, scratch);
  case MatmulInput::F16:
    return convolve<F16>(tile, result, input, weight, scratch);
  }
}

} // namespace mock::codegen::native
