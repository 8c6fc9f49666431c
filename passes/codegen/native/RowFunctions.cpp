//===- RowFunctions.cpp - Scans and sorts of one row ------------------------===//

#include "RowFunctions.h"

#include "mock/passes/dialect/mock/MockDialect.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <type_traits>

namespace mock::codegen::native {

using ir::ReduceKind;

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
  if (left != left) // NaN
    return left;
  if (right != right)
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

/// a < b, where NaN is above everything.
template <typename T> static bool isLess(T a, T b) { return a < b || (b != b && a == a); }

template <typename T>
static void sortAs(const void *input, int64_t inputStride, void *values, int64_t valuesStride,
                   int64_t *positions, int64_t positionsStride, int64_t count, int64_t kept,
                   bool descending, int64_t *scratch) {
  const T *from = static_cast<const T *>(input);
  T *to = static_cast<T *>(values);
  // Ordering equal values by position makes any sort stable.
  auto before = [&](int64_t i, int64_t j) {
    T a = from[i * inputStride], b = from[j * inputStride];
    if (descending ? isLess(b, a) : isLess(a, b))
      return true;
    return !(descending ? isLess(a, b) : isLess(b, a)) && i < j;
  };
  std::iota(scratch, scratch + count, int64_t(0));
  if (kept < count)
    std::partial_sort(scratch, scratch + kept, scratch + count, before);
  else
    std::sort(scratch, scratch + count, before);
  for (int64_t i = 0; i < kept; ++i) {
    to[i * valuesStride] = from[scratch[i] * inputStride];
    positions[i * positionsStride] = scratch[i];
  }
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
