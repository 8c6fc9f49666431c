//===- ConvKernel.cpp - Convolution of a tile ------------------------------===//
//
// The input window of a group is copied to planes of f32 with the padding's zeros. Blocks of pixels
// are gathered from them into a matrix with one row for each channel and point of the kernel (in
// the order of the sum) and one column for each pixel; a micro-kernel multiplies it by the weights.
// Pointwise convolutions multiply in place. Depthwise ones have too short sums for that and are
// computed row by row.
//
//===----------------------------------------------------------------------===//

#include "ConvWindow.h"
#include "RuntimeSymbols.h"

#include "llvm/ADT/SmallVector.h"

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
  int64_t window = tile.channels * packedTile(tile).inputChannel;
  if (isDepthwise(tile))
    return window + tile.out[2] + depth;
  // A last tile with fewer channels takes larger blocks, within the same budget.
  int64_t gathered =
      std::min(depth * tile.pixels(),
               std::max(kGatheredBytes / int64_t(sizeof(float)), depth * kLeastBlock));
  return window + gathered + tile.filters * (tile.pixels() + depth);
}

//===----------------------------------------------------------------------===//
// Gathering
//===----------------------------------------------------------------------===//

namespace {

/// Rows of pixels of the result, in row-major order from one pixel to another.
struct PixelRow {
  int64_t outer, middle, begin, count;
};

/// A row of pixels among those of a block: where its first one's window begins in a plane.
struct Segment {
  int64_t begin, count;
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

} // namespace

/// Rows of one channel and kernel point, one behind the other. They are short: a call of memcpy for
/// each, which GCC would make of the loop, took twice as long.
__attribute__((target_clones("avx512f", "avx2", "default"),
               optimize("no-tree-loop-distribute-patterns"))) static void
gatherSegments(const Segment *segments, size_t number, const float *__restrict from, int64_t stride,
               float *__restrict to) {
  for (size_t s = 0; s < number; ++s) {
    const float *row = from + segments[s].begin;
    const int64_t count = segments[s].count;
    if (stride == 1)
      for (int64_t i = 0; i < count; ++i)
        to[i] = row[i];
    else
      for (int64_t i = 0; i < count; ++i)
        to[i] = row[i * stride];
    to += count;
  }
}

/// The matrix of one group and block, [channels x points, pixels], from a packed window.
static void gather(const ConvTile &packed, const float *planes, int64_t begin, int64_t end,
                   float *to) {
  llvm::SmallVector<Segment, 64> segments;
  forEachRow(packed, begin, end, [&](const PixelRow &row) {
    segments.push_back({row.outer * packed.stride[0] * packed.inputPoint[0] +
                            row.middle * packed.stride[1] * packed.inputPoint[1] +
                            row.begin * packed.stride[2],
                        row.count});
  });
  for (int64_t channel = 0; channel < packed.channels; ++channel)
    forEachPoint(packed, [&](const int64_t (&point)[3]) {
      const float *from = planes + channel * packed.inputChannel;
      for (int dim = 0; dim < 3; ++dim)
        from += point[dim] * packed.dilation[dim] * packed.inputPoint[dim];
      gatherSegments(segments.data(), segments.size(), from, packed.stride[2], to);
      to += end - begin;
    });
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

/// Multiplies block by block. `tile` is packed or can be multiplied in place.
static void convolveBlocks(const ConvTile &tile, float *result, const float *planes, Rows weights,
                           float *scratch) {
  int64_t depth = tile.channels * tile.points(), block = blockPixels(tile);
  float *gathered = scratch, *partial = gathered + depth * block;
  bool inPlace = isPointwise(tile), direct = resultIsRows(tile);
  for (int dim = 0; dim < 3; ++dim)
    planes += tile.origin[dim] * tile.inputPoint[dim];
  for (int64_t begin = 0; begin < tile.pixels(); begin += block) {
    int64_t end = std::min(begin + block, tile.pixels()), count = end - begin;
    Rows pixels{planes + begin, std::max(tile.inputChannel, count)};
    if (!inPlace) {
      gather(tile, planes, begin, end, gathered);
      pixels = {gathered, count};
    }
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
  if constexpr (std::is_same_v<Element, F32>)
    if (isPointwise(tile))
      return convolveBlocks(tile, result, planes, weights, scratch);
  ConvTile packed = packedTile(tile);
  WindowPacker<Element>(tile, packed, planes).pack(scratch);
  convolveBlocks(packed, result, scratch, weights, scratch + tile.channels * packed.inputChannel);
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

/// One channel of a packed tile.
static void convolvePlane(const ConvTile &tile, float *result, const float *plane,
                          const float *weight, float *row) {
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
        addRow(to,
               plane + inZ * tile.inputPoint[0] + inY * tile.inputPoint[1] +
                   point[2] * tile.dilation[2],
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
  ConvTile packed = packedTile(tile);
  WindowPacker<Element>(tile, packed, planes).pack(scratch);
  float *row = scratch + packed.inputChannel, *factors = row + tile.out[2], *factor = factors;
  forEachPoint(tile, [&](const int64_t (&point)[3]) {
    int64_t offset = 0;
    for (int dim = 0; dim < 3; ++dim)
      offset += point[dim] * tile.weightPoint[dim];
    *factor++ = Element::widen(weight[offset]);
  });
  convolvePlane(packed, result, scratch, factors, row);
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
