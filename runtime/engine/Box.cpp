//===- Box.cpp - Strided boxes and the bytes they cover --------------------===//

#include "runtime/engine/Box.h"

#include <algorithm>
#include <limits>

namespace mock::engine {

int64_t Box::elements() const {
  int64_t count = 1;
  for (int d = 0; d < rank; ++d)
    if (__builtin_mul_overflow(count, extents[d], &count))
      return std::numeric_limits<int64_t>::max();
  return count;
}

std::optional<ByteRange> rangeOf(const Box &box, int64_t elementBytes) {
  ByteRange range{0, elementBytes};
  for (int d = 0; d < box.rank; ++d) {
    int64_t &side = box.strides[d] < 0 ? range.begin : range.end;
    if (!addProduct(side, box.extents[d] - 1, box.strides[d]))
      return std::nullopt;
  }
  return range;
}

/// Dimensions that move, with positive strides, from the largest to the smallest.
static Box movingDimensions(const Box &box, int64_t &offset) {
  Box moving;
  for (int d = 0; d < box.rank; ++d) {
    if (box.extents[d] <= 1 || box.strides[d] == 0)
      continue;
    if (box.strides[d] < 0)
      offset += (box.extents[d] - 1) * box.strides[d];
    int64_t stride = std::abs(box.strides[d]);
    int at = moving.rank;
    moving.append(0, 0);
    for (; at > 0 && moving.strides[at - 1] < stride; --at) {
      moving.extents[at] = moving.extents[at - 1];
      moving.strides[at] = moving.strides[at - 1];
    }
    moving.extents[at] = box.extents[d];
    moving.strides[at] = stride;
  }
  return moving;
}

Runs runsOf(const Box &box, int64_t elementBytes) {
  Runs runs;
  runs.bytes = elementBytes;
  runs.outer = movingDimensions(box, runs.offset);
  while (runs.outer.rank > 0) {
    int last = runs.outer.rank - 1;
    // A stride below the run overlaps it (windows); the union is contiguous too.
    if (runs.outer.strides[last] > runs.bytes)
      break;
    runs.bytes += (runs.outer.extents[last] - 1) * runs.outer.strides[last];
    --runs.outer.rank;
  }
  return runs;
}

bool mayOverlap(const Box &a, int64_t aBase, int64_t aElement, const Box &b, int64_t bBase,
                int64_t bElement) {
  auto aRange = rangeOf(a, aElement), bRange = rangeOf(b, bElement);
  if (!aRange || !bRange)
    return true;
  return aBase + aRange->begin < bBase + bRange->end && bBase + bRange->begin < aBase + aRange->end;
}

} // namespace mock::engine
