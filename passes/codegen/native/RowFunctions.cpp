//===- RowFunctions.cpp - Scans and sorts of one row ------------------------===//

#include "RowFunctions.h"

#include "mock/passes/dialect/mock/MockDialect.h"

#include "llvm/ADT/bit.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <type_traits>

namespace mock::codegen::native {

using ir::ReduceKind;

template <typename T> static bool isNaN(T value) {
  if constexpr (std::is_floating_point_v<T>)
    return std::isnan(value);
  return false;
}

//===----------------------------------------------------------------------===//
// Scan
//===----------------------------------------------------------------------===//

template <ReduceKind kind, typename T> static T combine(T left, T right) {
  if constexpr (std::is_integral_v<T>) {
    using Unsigned = std::make_unsigned_t<T>; // wraps
    if constexpr (kind == ReduceKind::Sum)
      return static_cast<T>(static_cast<Unsigned>(left) + static_cast<Unsigned>(right));
    if constexpr (kind == ReduceKind::Prod)
      return static_cast<T>(static_cast<Unsigned>(left) * static_cast<Unsigned>(right));
  }
  if constexpr (kind == ReduceKind::Sum)
    return left + right;
  if constexpr (kind == ReduceKind::Prod)
    return left * right;
  if (isNaN(left))
    return left;
  if (isNaN(right))
    return right;
  return kind == ReduceKind::Max ? std::max(left, right) : std::min(left, right);
}

/// What a row begins with: 0 + -0 is 0.
template <ReduceKind kind, typename T> static T identity() {
  using Limits = std::numeric_limits<T>;
  if constexpr (kind == ReduceKind::Sum || kind == ReduceKind::Prod)
    return kind == ReduceKind::Prod;
  constexpr T highest = Limits::has_infinity ? Limits::infinity() : Limits::max();
  constexpr T lowest = Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
  return kind == ReduceKind::Max ? lowest : highest;
}

template <ReduceKind kind, typename T>
static void scanAs(const void *input, int64_t inputStride, void *output, int64_t outputStride,
                   int64_t count) {
  const T *from = static_cast<const T *>(input);
  T *to = static_cast<T *>(output);
  T carried = identity<kind, T>();
  for (int64_t i = 0; i < count; ++i)
    to[i * outputStride] = carried = combine<kind>(carried, from[i * inputStride]);
}

template <typename T> static auto scanOf(ReduceKind kind) {
  switch (kind) {
  case ReduceKind::Sum:
    return &scanAs<ReduceKind::Sum, T>;
  case ReduceKind::Prod:
    return &scanAs<ReduceKind::Prod, T>;
  case ReduceKind::Max:
    return &scanAs<ReduceKind::Max, T>;
  default: // the verifier of mock.scan leaves no other
    return &scanAs<ReduceKind::Min, T>;
  }
}

extern "C" void mockNativeScan(const void *input, int64_t inputStride, void *output,
                               int64_t outputStride, int64_t count, int64_t kind, int64_t element) {
  auto type = static_cast<RowElement>(element);
  auto combination = static_cast<ReduceKind>(kind);
  auto scan = type == RowElement::F32   ? scanOf<float>(combination)
              : type == RowElement::I32 ? scanOf<int32_t>(combination)
                                        : scanOf<int64_t>(combination);
  scan(input, inputStride, output, outputStride, count);
}

//===----------------------------------------------------------------------===//
// Sort
//===----------------------------------------------------------------------===//

namespace {

/// A row with the arguments of mockNativeSort.
template <typename T> struct SortedRow {
  const T *input;
  int64_t inputStride;
  T *values;
  int64_t valuesStride;
  int64_t *positions;
  int64_t positionsStride;
  int64_t count, kept;
  bool descending;

  T at(int64_t position) const { return input[position * inputStride]; }

  /// Whether the element at `b` has to be moved before the one at `a`; NaN is above everything.
  bool isBefore(int64_t b, int64_t a) const {
    T left = descending ? at(a) : at(b), right = descending ? at(b) : at(a);
    return left < right || (isNaN(right) && !isNaN(left));
  }

  /// Writes the result's element `i`.
  void put(int64_t i, int64_t position) const {
    values[i * valuesStride] = at(position);
    positions[i * positionsStride] = position;
  }

  /// Where the sorted run from `begin` on ends.
  int64_t runEnd(int64_t begin) const {
    int64_t end = std::min(begin + 1, count);
    while (end < count && !isBefore(end, end - 1))
      ++end;
    return end;
  }

  /// What a merge of longer rows sorts are two runs: they are merged as they are read.
  bool mergeTwoRuns() const {
    int64_t middle = runEnd(0);
    if (runEnd(middle) < count)
      return false;
    for (int64_t i = 0, a = 0, b = middle; i < kept; ++i)
      put(i, a < middle && (b == count || !isBefore(b, a)) ? a++ : b++);
    return true;
  }
};

} // namespace

/// Numbers whose unsigned order is that of the values; equal values have one.
static uint32_t orderOf(int32_t value) { return static_cast<uint32_t>(value) ^ 0x80000000u; }
static uint32_t orderOf(float value) {
  if (isNaN(value))
    return UINT32_MAX;
  uint32_t bits = llvm::bit_cast<uint32_t>(value + 0.0f); // -0 becomes 0
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

/// Brings the first `kept` of `count` unequal numbers to the front, in order.
template <typename T, typename Before>
static void sortFirst(T *numbers, int64_t count, int64_t kept, Before before) {
  constexpr int64_t fewest = 16; // one of so many is few enough for a heap
  if (kept * fewest < count)
    return std::partial_sort(numbers, numbers + kept, numbers + count, before);
  if (kept < count)
    std::nth_element(numbers, numbers + kept, numbers + count, before);
  std::sort(numbers, numbers + kept, before);
}

/// 32-bit values and their positions are sorted as one number, which makes any sort stable. No
/// scratchpad has room for a row of 2^32 elements.
template <typename T> static void sortRow(const SortedRow<T> &row, int64_t *scratch) {
  auto *numbers = reinterpret_cast<uint64_t *>(scratch);
  for (int64_t i = 0; i < row.count; ++i) {
    uint32_t order = orderOf(row.at(i));
    numbers[i] = uint64_t(row.descending ? ~order : order) << 32 | uint64_t(i);
  }
  sortFirst(numbers, row.count, row.kept, std::less<uint64_t>());
  for (int64_t i = 0; i < row.kept; ++i)
    row.put(i, static_cast<int64_t>(numbers[i] & UINT32_MAX));
}

template <> void sortRow(const SortedRow<int64_t> &row, int64_t *scratch) {
  std::iota(scratch, scratch + row.count, int64_t(0));
  sortFirst(scratch, row.count, row.kept, [&](int64_t a, int64_t b) {
    return row.at(a) == row.at(b) ? a < b : row.isBefore(a, b);
  });
  for (int64_t i = 0; i < row.kept; ++i)
    row.put(i, scratch[i]);
}

template <typename T>
static void sortAs(const void *input, int64_t inputStride, void *values, int64_t valuesStride,
                   int64_t *positions, int64_t positionsStride, int64_t count, int64_t kept,
                   bool descending, int64_t *scratch) {
  SortedRow<T> row{static_cast<const T *>(input),
                   inputStride,
                   static_cast<T *>(values),
                   valuesStride,
                   positions,
                   positionsStride,
                   count,
                   kept,
                   descending};
  if (!row.mergeTwoRuns())
    sortRow(row, scratch);
}

extern "C" void mockNativeSort(const void *input, int64_t inputStride, void *values,
                               int64_t valuesStride, int64_t *positions, int64_t positionsStride,
                               int64_t count, int64_t kept, int64_t descending, int64_t element,
                               int64_t *scratch) {
  auto type = static_cast<RowElement>(element);
  auto sort = type == RowElement::F32   ? &sortAs<float>
              : type == RowElement::I32 ? &sortAs<int32_t>
                                        : &sortAs<int64_t>;
  sort(input, inputStride, values, valuesStride, positions, positionsStride, count, kept,
       descending != 0, scratch);
}

} // namespace mock::codegen::native
