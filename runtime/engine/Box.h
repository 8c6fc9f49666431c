//===- Box.h - Strided boxes and the bytes they cover ----------------------===//
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace mock::engine {

/// The most dimensions any operand of the instruction set can have. Profiles allow fewer.
inline constexpr int kMaxRank = 16;

/// An n-dimensional box of elements: extents in elements, strides in bytes, outermost first.
struct Box {
  int rank = 0;
  std::array<int64_t, kMaxRank> extents{}, strides{};

  void append(int64_t extent, int64_t stride) {
    extents[rank] = extent;
    strides[rank] = stride;
    ++rank;
  }
  /// Number of elements; INT64_MAX when it does not fit.
  int64_t elements() const;
};

/// Bytes [begin, end) relative to a base address.
struct ByteRange {
  int64_t begin = 0, end = 0;
};

/// The smallest range that holds all elements; nullopt when it overflows 64 bits.
std::optional<ByteRange> rangeOf(const Box &box, int64_t elementBytes);

/// The bytes of a box as equal contiguous runs: dimensions that repeat or do not move are gone,
/// the others are sorted from the largest stride to the smallest and merged where they touch.
/// The box must have passed rangeOf().
struct Runs {
  int64_t offset = 0; ///< of the first run
  int64_t bytes = 0;  ///< of each run
  Box outer;          ///< where the runs begin; positive strides

  int64_t count() const { return outer.elements(); }
};
Runs runsOf(const Box &box, int64_t elementBytes);

/// Calls `visit(begin, end)` for each run, ascending in the order of the outer dimensions, until
/// one call gives false. Returns whether all calls gave true.
template <typename Visit> bool forEachRun(const Runs &runs, Visit &&visit) {
  std::array<int64_t, kMaxRank> position{};
  int64_t begin = runs.offset;
  while (true) {
    if (!visit(begin, begin + runs.bytes))
      return false;
    int dimension = runs.outer.rank - 1;
    for (; dimension >= 0; --dimension) {
      begin += runs.outer.strides[dimension];
      if (++position[dimension] < runs.outer.extents[dimension])
        break;
      begin -= runs.outer.strides[dimension] * runs.outer.extents[dimension];
      position[dimension] = 0;
    }
    if (dimension < 0)
      return true;
  }
}

/// Whether the two boxes, each at its base, could share a byte (by their ranges).
bool mayOverlap(const Box &a, int64_t aBase, int64_t aElement, const Box &b, int64_t bBase,
                int64_t bElement);

/// Checked arithmetic: false when the result does not fit 64 bits.
inline bool addProduct(int64_t &sum, int64_t a, int64_t b) {
  int64_t product = 0;
  return !__builtin_mul_overflow(a, b, &product) && !__builtin_add_overflow(sum, product, &sum);
}

/// The least multiple of `multiple` that is at least `value`; false when it does not fit.
inline bool roundUp(int64_t value, int64_t multiple, int64_t &result) {
  int64_t remainder = value % multiple;
  if (remainder <= 0) { // negative values round towards zero
    result = value - remainder;
    return true;
  }
  return !__builtin_add_overflow(value, multiple - remainder, &result);
}

inline int64_t ceilDiv(int64_t value, int64_t divisor) {
  return value / divisor + (value % divisor > 0 ? 1 : 0);
}

} // namespace mock::engine
