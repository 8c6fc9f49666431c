//===- RunMerger.h - Merges sorted runs of long rows ------------------------===//
#pragma once

#include "LongSorts.h"

namespace mock::conversion {

class Scalars;

/// Merges neighbouring sorted runs by the merge path (Green, McColl, Bader, "GPU Merge Path: A GPU
/// Merging Algorithm", ICS 2012). Each output tile begins on a diagonal of its pair of runs; where
/// the path crosses the diagonal says how much of each run belongs before the tile. The tile's
/// values are the first ones among the next elements, a tile of each run: one short row to sort.
class RunMerger {
public:
  /// For `rows` rows of `length` elements, a multiple of `tile`.
  RunMerger(Lowering &lowering, int64_t rows, int64_t length, int64_t tile, bool descending)
      : lowering(lowering), rows(rows), length(length), tile(tile), descending(descending) {}

  /// Merges pairs of runs of `run` elements, `tile` times a power of two; the last run may be
  /// shorter. Values and positions are [rows, length] in row-major order, equal values in order of
  /// their positions. The result has the first `tiles` tiles of each row.
  SortedRows merge(SortedRows runs, int64_t run, int64_t tiles);

private:
  struct Pair;
  using PositionOf = llvm::function_ref<Value(Scalars &, Pair &, mlir::ValueRange)>;

  /// Elements of `source` [rows, length] at positions [rows, tiles, elements] that scalar code
  /// makes of `operands`, counted over all rows.
  Value elementsAt(Value source, llvm::ArrayRef<int64_t> shape, mlir::ValueRange operands,
                   int64_t run, PositionOf positionOf);
  /// How many elements of its pair's first run belong before each tile: [rows, tiles, 1].
  Value split(Value values, int64_t run, int64_t tiles);
  /// One step of the search: `taken` or, of the first `count` elements that lie `step` apart behind
  /// it, the last one that belongs before the tile.
  Value refine(Value values, Value taken, int64_t run, int64_t step, int64_t count);
  /// The elements of each tile's short row: [rows, tiles, 2 * tile].
  Value window(Value values, Value taken, int64_t run);

  Lowering &lowering;
  int64_t rows, length, tile;
  bool descending;
};

/// A value that sorts behind all others of the type, or among the last.
mlir::TypedAttr lastValue(Type type, bool descending);

} // namespace mock::conversion
