//===- LongSorts.h - Sorts of rows that no core's memory holds --------------===//
#pragma once

#include "Lowering.h"

namespace mock::conversion {

/// What a sort gives for rows [..., n]: the first values [..., kept] and their i64 positions.
struct SortedRows {
  Value values, positions;
};

/// A mock.sort along the last dimension of `rows`, a row of which a core's memory holds.
SortedRows sortRows(Lowering &lowering, Value rows, int64_t kept, bool descending);

/// The same, in the same stable order, for rows longer than a core's memory holds.
///
/// Few values are the first ones of each block's first ones. Else blocks of at most `longest`
/// elements (at least 2) are sorted and pairs of sorted runs merged until one is left.
/// `longestKeeping` is the length of a block that a core can sort if it keeps `kept` of it.
SortedRows sortLongRows(Lowering &lowering, Value rows, int64_t kept, bool descending,
                        int64_t longest, int64_t longestKeeping);

} // namespace mock::conversion
