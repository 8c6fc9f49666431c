//===- DmaEngine.cpp - Copies and fills of boxes ---------------------------===//

#include "runtime/engine/DmaEngine.h"

#include <algorithm>
#include <cstring>

namespace mock::engine {

namespace {
/// Two boxes of the same extents, without dimensions of extent 1; the innermost dimensions that are
/// contiguous in both are one run of bytes.
struct CopyNest {
  Box to, from;
  int64_t run = 0;
};
} // namespace

static CopyNest makeNest(const Box &to, const Box &from, int64_t elementBytes) {
  CopyNest nest;
  nest.run = elementBytes;
  int contiguous = to.rank;
  for (; contiguous > 0; --contiguous) {
    int d = contiguous - 1;
    if (to.extents[d] == 1)
      continue;
    if (to.strides[d] != nest.run || from.strides[d] != nest.run)
      break;
    nest.run *= to.extents[d];
  }
  for (int d = 0; d < contiguous; ++d)
    if (to.extents[d] != 1) {
      nest.to.append(to.extents[d], to.strides[d]);
      nest.from.append(to.extents[d], from.strides[d]);
    }
  return nest;
}

template <int64_t Bytes>
static void copyFixed(std::byte *destination, int64_t toStride, const std::byte *source,
                      int64_t fromStride, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    std::memcpy(destination + i * toStride, source + i * fromStride, Bytes);
}

/// `count` runs of equal size.
static void copyRuns(std::byte *destination, int64_t toStride, const std::byte *source,
                     int64_t fromStride, int64_t count, int64_t bytes) {
  switch (bytes) {
  case 1:
    return copyFixed<1>(destination, toStride, source, fromStride, count);
  case 2:
    return copyFixed<2>(destination, toStride, source, fromStride, count);
  case 4:
    return copyFixed<4>(destination, toStride, source, fromStride, count);
  case 8:
    return copyFixed<8>(destination, toStride, source, fromStride, count);
  default:
    for (int64_t i = 0; i < count; ++i)
      std::memcpy(destination + i * toStride, source + i * fromStride, size_t(bytes));
  }
}

static void copyNest(const CopyNest &nest, int dimension, std::byte *destination,
                     const std::byte *source) {
  if (dimension == nest.to.rank) {
    std::memcpy(destination, source, size_t(nest.run));
    return;
  }
  int64_t extent = nest.to.extents[dimension];
  int64_t toStride = nest.to.strides[dimension], fromStride = nest.from.strides[dimension];
  if (dimension + 1 == nest.to.rank)
    return copyRuns(destination, toStride, source, fromStride, extent, nest.run);
  for (int64_t i = 0; i < extent; ++i)
    copyNest(nest, dimension + 1, destination + i * toStride, source + i * fromStride);
}

void copyBox(std::byte *destination, const Box &to, const std::byte *source, const Box &from,
             int64_t elementBytes) {
  copyNest(makeNest(to, from, elementBytes), 0, destination, source);
}

void fillBox(std::byte *destination, const Box &box, int64_t elementBytes, uint64_t pattern) {
  std::byte element[16] = {};
  std::memcpy(element, &pattern, sizeof(pattern));
  forEachRun(runsOf(box, elementBytes), [&](int64_t begin, int64_t end) {
    std::memcpy(destination + begin, element, size_t(elementBytes));
    // Doubling: each copy repeats all that is there already.
    for (int64_t done = elementBytes; done < end - begin; done *= 2)
      std::memcpy(destination + begin + done, destination + begin,
                  size_t(std::min(done, end - begin - done)));
    return true;
  });
}

} // namespace mock::engine
