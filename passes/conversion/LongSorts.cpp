//===- LongSorts.cpp - Sorts of rows that no core's memory holds ------------===//
#include "LongSorts.h"

#include "IndexOperands.h"
#include "Movement.h"
#include "RunMerger.h"
#include "Scalars.h"

#include "mock/passes/dialect/mock/MockRowOps.h"

using namespace mlir;

namespace mock::conversion {

static RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

SortedRows sortRows(Lowering &lowering, Value rows, int64_t kept, bool descending) {
  OpBuilder &builder = lowering.builder;
  SmallVector<int64_t> sizes(ir::shapeOf(rows));
  sizes.back() = kept;
  auto type = RankedTensorType::get(sizes, typeOf(rows).getElementType());
  SmallVector<Value> inits = {lowering.empty(type),
                              lowering.empty(type.clone(builder.getI64Type()))};
  auto op = ir::SortOp::create(builder, lowering.loc(), TypeRange(ValueRange(inits)), rows, inits,
                               descending ? builder.getUnitAttr() : UnitAttr());
  return {op.getResults()[0], op.getResults()[1]};
}

/// Rows [rows, length] with `padding` elements behind each that sort last.
static Value padded(Lowering &lowering, Value rows, int64_t padding, bool descending) {
  if (padding == 0)
    return rows;
  int64_t count = ir::shapeOf(rows)[0], length = ir::shapeOf(rows)[1];
  Type element = typeOf(rows).getElementType();
  PartsBuilder parts(lowering, RankedTensorType::get({count, length + padding}, element));
  parts.insert(rows, {0, 0});
  parts.insert(lowering.fill(RankedTensorType::get({count, padding}, element),
                             lastValue(element, descending)),
               {0, length});
  return parts.result();
}

/// Sorts blocks of `block` elements of rows [rows, length], the last ones filled up: values and
/// positions in the row, [rows, blocks * kept]. What fills up has the row's last position.
static SortedRows sortBlocks(Lowering &lowering, Value rows, int64_t block, int64_t kept,
                             bool descending) {
  int64_t count = ir::shapeOf(rows)[0], length = ir::shapeOf(rows)[1];
  int64_t blocks = llvm::divideCeil(length, block);
  Value whole = padded(lowering, rows, blocks * block - length, descending);
  SortedRows sorted =
      sortRows(lowering, lowering.reshape(whole, {count, blocks, block}), kept, descending);
  sorted.positions = lowering.map(
      typeOf(sorted.positions), sorted.positions, [&](OpBuilder &b, Location l, ValueRange x) {
        Scalars s(b, l);
        Value number = s.loopIndex(1);
        Value position = s.add(x[0], s.mul(number, s.like(number, double(block))));
        return s.minimum(position, s.like(position, double(length - 1)));
      });
  SmallVector<int64_t> shape{count, blocks * kept};
  return {lowering.reshape(sorted.values, shape), lowering.reshape(sorted.positions, shape)};
}

/// Elements of the blocks that a row longer than `longest` is cut into, as even as can be.
static int64_t evenBlock(int64_t length, int64_t longest) {
  int64_t blocks = std::max<int64_t>(2, llvm::divideCeil(length, longest));
  return llvm::divideCeil(length, blocks);
}

/// Keeps what the blocks' first values can give, until a core holds the rest.
static SortedRows selectRows(Lowering &lowering, Value rows, int64_t kept, bool descending,
                             int64_t longest) {
  Value values = rows, positions;
  auto keep = [&](SortedRows sorted) {
    values = sorted.values;
    positions = positions ? gather(lowering, positions, alongDim(lowering, sorted.positions, 1),
                                   ir::shapeOf(sorted.positions), /*wraps=*/false)
                          : sorted.positions;
  };
  for (int64_t length; (length = ir::shapeOf(values)[1]) > longest;)
    keep(sortBlocks(lowering, values, evenBlock(length, longest), kept, descending));
  keep(sortRows(lowering, values, kept, descending));
  return {values, positions};
}

static SortedRows mergeSort(Lowering &lowering, Value rows, int64_t kept, bool descending,
                            int64_t longest) {
  int64_t count = ir::shapeOf(rows)[0], length = ir::shapeOf(rows)[1];
  int64_t tile = llvm::divideCeil(evenBlock(length, longest / 2 * 2), 2);
  int64_t block = 2 * tile;
  SortedRows sorted = sortBlocks(lowering, rows, block, block, descending);
  length = ir::shapeOf(sorted.values)[1];
  RunMerger merger(lowering, count, length, tile, descending);
  for (int64_t run = block; run < length; run *= 2) {
    bool isLast = 2 * run >= length;
    int64_t tiles = llvm::divideCeil(isLast ? kept : length, tile);
    sorted = merger.merge(sorted, run, tiles);
  }
  return sorted;
}

SortedRows sortLongRows(Lowering &lowering, Value rows, int64_t kept, bool descending,
                        int64_t longest, int64_t longestKeeping) {
  SmallVector<int64_t> shape(ir::shapeOf(rows));
  int64_t length = shape.back();
  Value flat = lowering.reshape(rows, {typeOf(rows).getNumElements() / length, length});
  SortedRows sorted = longestKeeping >= 2 * kept
                          ? selectRows(lowering, flat, kept, descending, longestKeeping)
                          : mergeSort(lowering, flat, kept, descending, longest);
  shape.back() = kept;
  auto firstOf = [&](Value tensor) {
    return lowering.reshape(lowering.narrow(tensor, 1, 0, kept), shape);
  };
  return {firstOf(sorted.values), firstOf(sorted.positions)};
}

} // namespace mock::conversion
