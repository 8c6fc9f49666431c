//===- RunMerger.cpp - Merges sorted runs of long rows ----------------------===//
#include "RunMerger.h"

#include "IndexOperands.h"
#include "ReductionParts.h"
#include "Scalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <limits>

using namespace mlir;

namespace mock::conversion {

/// Candidates of one step of the search. They are read at once, so that a step costs little more
/// than its launch: runs of 16 million elements take three.
static constexpr int64_t kCandidates = 256;

TypedAttr lastValue(Type type, bool descending) {
  if (isa<FloatType>(type) && !descending)
    return FloatAttr::get(type, std::numeric_limits<double>::quiet_NaN());
  return identityOf(descending ? ir::ReduceKind::Max : ir::ReduceKind::Min, type);
}

//===----------------------------------------------------------------------===//
// Scalar code
//===----------------------------------------------------------------------===//

static Value number(Scalars &s, int64_t value) {
  return s.constant(s.getI64Type(), static_cast<double>(value));
}

/// Whether `a` is less than `b` in the order where NaN is the greatest.
static Value isBelow(Scalars &s, Value a, Value b) {
  if (!isa<FloatType>(a.getType()))
    return s.lt(a, b);
  Value onlyB = arith::AndIOp::create(s, s.ne(b, b), s.eq(a, a));
  return arith::OrIOp::create(s, s.lt(a, b), onlyB);
}

/// A tile and its pair of runs, in code of the loops (row, tile, element). Counts elements.
struct RunMerger::Pair {
  Pair(Scalars &s, const RunMerger &merger, int64_t run);

  /// Element `offset` of the pair, counted over all rows; the row's last one where it has fewer.
  Value position(Value offset);
  /// Element `slot` of the tile's short row, of whose elements the first run has `taken` before it:
  /// its position, and whether there is one.
  std::pair<Value, Value> source(Value taken, Value slot);
  /// Element number `index` of the second run.
  Value inSecond(Value index) { return position(s.add(first, index)); }

  Scalars &s;
  Value rowBegin;      ///< counted over all rows
  Value begin;         ///< of the first run in the row
  Value first, second; ///< lengths of the runs
  Value diagonal;      ///< elements of the pair that belong before the tile
  Value tile, last;    ///< elements of a tile; the row's last element
};

RunMerger::Pair::Pair(Scalars &s, const RunMerger &merger, int64_t run) : s(s) {
  int64_t tilesOfPair = 2 * run / merger.tile;
  assert(llvm::isPowerOf2_64(tilesOfPair) && "a mask finds the pair");
  tile = number(s, merger.tile);
  last = number(s, merger.length - 1);
  rowBegin = s.mul(s.loopIndex(0), number(s, merger.length));
  Value index = s.loopIndex(1);
  Value firstTile = arith::AndIOp::create(s, index, number(s, -tilesOfPair));
  begin = s.mul(firstTile, tile);
  diagonal = s.mul(s.sub(index, firstTile), tile);
  Value rest = s.sub(number(s, merger.length), begin);
  first = s.minimum(rest, number(s, run));
  second = s.minimum(s.sub(rest, first), number(s, run));
}

Value RunMerger::Pair::position(Value offset) {
  return s.add(rowBegin, s.minimum(s.add(begin, offset), last));
}

std::pair<Value, Value> RunMerger::Pair::source(Value taken, Value slot) {
  Value ahead = s.minimum(tile, s.sub(first, taken));
  Value isFirst = s.lt(slot, ahead);
  Value index = s.add(s.sub(diagonal, taken), s.sub(slot, ahead)); // in the second run
  Value exists = arith::OrIOp::create(s, isFirst, s.lt(index, second));
  return {position(s.select(isFirst, s.add(taken, slot), s.add(first, index))), exists};
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

Value RunMerger::elementsAt(Value source, ArrayRef<int64_t> shape, ValueRange operands, int64_t run,
                            PositionOf positionOf) {
  OpBuilder &builder = lowering.builder;
  Value positions = lowering.map(RankedTensorType::get(shape, builder.getI64Type()), operands,
                                 [&](OpBuilder &b, Location l, ValueRange x) {
                                   Scalars s(b, l);
                                   Pair pair(s, *this, run);
                                   return positionOf(s, pair, x);
                                 });
  IndexOperands index;
  index.tensors = {positions};
  index.maps = {builder.getMultiDimIdentityMap(shape.size())};
  index.coordinates = {-1};
  return gather(lowering, lowering.reshape(source, {rows * length}), index, shape, /*wraps=*/false);
}

/// The candidate of the innermost loop, an element of the first run.
static Value candidate(Scalars &s, Value taken, int64_t step) {
  Value steps = s.mul(s.loopIndex(2), number(s, step));
  return s.add(taken, s.add(steps, number(s, step - 1)));
}

Value RunMerger::refine(Value values, Value taken, int64_t run, int64_t step, int64_t count) {
  SmallVector<int64_t> shape{rows, ir::shapeOf(taken)[1], count};
  Value firsts = elementsAt(values, shape, taken, run, [&](Scalars &s, Pair &pair, ValueRange x) {
    return pair.position(candidate(s, x[0], step));
  });
  // An element of the first run belongs before the tile if it goes before the element of the second
  // run with which it would fill up the diagonal.
  auto opposite = [&](Scalars &s, Pair &pair, Value index) {
    return s.sub(s.sub(pair.diagonal, number(s, 1)), index);
  };
  Value seconds = elementsAt(values, shape, taken, run, [&](Scalars &s, Pair &pair, ValueRange x) {
    Value index = opposite(s, pair, candidate(s, x[0], step));
    return pair.inSecond(s.maximum(index, number(s, 0)));
  });
  auto type = RankedTensorType::get(shape, lowering.builder.getI64Type());
  Value before = lowering.map(
      type, {taken, firsts, seconds}, [&](OpBuilder &b, Location l, ValueRange x) -> Value {
        Scalars s(b, l);
        Pair pair(s, *this, run);
        Value index = candidate(s, x[0], step), other = opposite(s, pair, index);
        Value overtakes = descending ? isBelow(s, x[1], x[2]) : isBelow(s, x[2], x[1]);
        Value exists = s.lt(index, s.minimum(pair.first, pair.diagonal));
        Value isAhead = arith::OrIOp::create(s, s.ge(other, pair.second), s.logicalNot(overtakes));
        Value both = arith::AndIOp::create(s, exists, isAhead);
        return s.select(both, number(s, step), number(s, 0));
      });
  Value steps = reduce(lowering, ir::ReduceKind::Sum, before, {2})[0];
  return lowering.map(
      cast<RankedTensorType>(taken.getType()), {taken, lowering.reshape(steps, ir::shapeOf(taken))},
      [](OpBuilder &b, Location l, ValueRange x) { return Scalars(b, l).add(x[0], x[1]); });
}

Value RunMerger::split(Value values, int64_t run, int64_t tiles) {
  auto type = RankedTensorType::get({rows, tiles, 1}, lowering.builder.getI64Type());
  Value taken = lowering.fill(type, lowering.builder.getI64IntegerAttr(0));
  for (int64_t unknown = run; unknown > 0;) { // the answer is in [taken, taken + unknown]
    int64_t step = llvm::divideCeil(unknown + 1, kCandidates);
    taken = refine(values, taken, run, step, unknown / step);
    unknown = step - 1;
  }
  return taken;
}

Value RunMerger::window(Value values, Value taken, int64_t run) {
  SmallVector<int64_t> shape{rows, ir::shapeOf(taken)[1], 2 * tile};
  Value found = elementsAt(values, shape, taken, run, [](Scalars &s, Pair &pair, ValueRange x) {
    return pair.source(x[0], s.loopIndex(2)).first;
  });
  Type element = getElementTypeOrSelf(values);
  return lowering.map(RankedTensorType::get(shape, element), {found, taken},
                      [&](OpBuilder &b, Location l, ValueRange x) {
                        Scalars s(b, l);
                        Pair pair(s, *this, run);
                        Value exists = pair.source(x[1], s.loopIndex(2)).second;
                        Value last = arith::ConstantOp::create(s, lastValue(element, descending));
                        return s.select(exists, x[0], last);
                      });
}

SortedRows RunMerger::merge(SortedRows runs, int64_t run, int64_t tiles) {
  Value taken = split(runs.values, run, tiles);
  Value rowsToSort = window(runs.values, taken, run);
  SortedRows merged = sortRows(lowering, rowsToSort, tile, descending);
  SmallVector<int64_t> shape(ir::shapeOf(merged.positions));
  Value positions =
      elementsAt(runs.positions, shape, {merged.positions, taken}, run,
                 [](Scalars &, Pair &pair, ValueRange x) { return pair.source(x[1], x[0]).first; });
  return {lowering.reshape(merged.values, {rows, tiles * tile}),
          lowering.reshape(positions, {rows, tiles * tile})};
}

} // namespace mock::conversion
