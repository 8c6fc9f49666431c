//===- LongScans.cpp - Scans of rows that no core's memory holds ------------===//
#include "LongScans.h"

#include "Movement.h"
#include "Scalars.h"

#include "mock/passes/dialect/mock/MockRowOps.h"

using namespace mlir;

namespace mock::conversion {

using ir::ReduceKind;

static RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

Value scanRows(Lowering &lowering, ReduceKind kind, Value rows, ArrayRef<int64_t> strides) {
  OpBuilder &builder = lowering.builder;
  auto op = ir::ScanOp::create(builder, lowering.loc(), rows.getType(),
                               ir::ReduceKindAttr::get(builder.getContext(), kind), rows,
                               lowering.empty(typeOf(rows)));
  op->setAttr(ir::kResultStrides, builder.getDenseI64ArrayAttr(strides));
  return op.getResult();
}

static Value combine(OpBuilder &builder, Location location, ReduceKind kind, Value a, Value b) {
  Scalars s(builder, location);
  switch (kind) {
  case ReduceKind::Sum:
    return s.add(a, b);
  case ReduceKind::Prod:
    return s.mul(a, b);
  case ReduceKind::Max:
    return s.maximum(a, b);
  case ReduceKind::Min:
    return s.minimum(a, b);
  default:
    llvm_unreachable("a scan has no positions");
  }
}

namespace {

/// Rows seen as blocks of `longest` elements and a tail.
class BlockedScan {
public:
  BlockedScan(Lowering &lowering, ReduceKind kind, Value rows, int64_t longest)
      : lowering(lowering), kind(kind), rows(rows), longest(longest),
        blocks(typeOf(rows).getShape().back() / longest) {}

  Value make(PartsBuilder parts, ArrayRef<int64_t> order);

private:
  /// `count` elements from `begin` on along dimension `dim`, counted from the last.
  Value slice(Value tensor, unsigned dim, int64_t begin, int64_t count);
  /// [..., blocks, longest] of the rows without their tail.
  Value asBlocks();
  /// Scans rows of any length.
  Value whole(Value tensor);
  /// A part with what comes before it, which has extent 1 along the last dimension.
  Value combined(Value before, Value part);

  Lowering &lowering;
  ReduceKind kind;
  Value rows;
  int64_t longest, blocks;
};

} // namespace

Value BlockedScan::slice(Value tensor, unsigned dim, int64_t begin, int64_t count) {
  return lowering.narrow(tensor, typeOf(tensor).getRank() - dim, begin, count);
}

Value BlockedScan::asBlocks() {
  SmallVector<int64_t> sizes(typeOf(rows).getShape());
  ir::Layout layout = ir::layoutOf(rows);
  sizes.back() = blocks;
  sizes.push_back(longest);
  layout.strides.insert(layout.strides.end() - 1, layout.strides.back() * longest);
  return lowering.view(rows, sizes, layout.strides, layout.offset);
}

Value BlockedScan::whole(Value tensor) {
  SmallVector<int64_t> shape(typeOf(tensor).getShape());
  if (shape.back() <= longest)
    return scanRows(lowering, kind, tensor, ir::rowMajorStrides(shape));
  SmallVector<int64_t> order = llvm::to_vector(llvm::seq<int64_t>(0, shape.size()));
  return BlockedScan(lowering, kind, tensor, longest)
      .make(PartsBuilder(lowering, typeOf(tensor)), order);
}

Value BlockedScan::combined(Value before, Value part) {
  return lowering.map(typeOf(part), {before, part}, [&](OpBuilder &b, Location l, ValueRange x) {
    return combine(b, l, kind, x[0], x[1]);
  });
}

Value BlockedScan::make(PartsBuilder parts, ArrayRef<int64_t> order) {
  Value main = asBlocks();
  Value scanned = scanRows(lowering, kind, main, ir::rowMajorStrides(typeOf(main).getShape()));
  Value lastOfBlocks = slice(scanned, 1, longest - 1, 1);
  Value totals = whole(lowering.reshape(lastOfBlocks, typeOf(lastOfBlocks).getShape().drop_back()));
  SmallVector<int64_t> dims(order), steps(order.size(), 1), start(order.size(), 0);
  dims.push_back(order.back());
  steps.insert(steps.end() - 1, longest);
  parts.insert(slice(scanned, 2, 0, 1), start, dims, steps);
  start[order.back()] = longest;
  Value before = slice(totals, 1, 0, blocks - 1);
  SmallVector<int64_t> withUnit(typeOf(before).getShape());
  withUnit.push_back(1);
  parts.insert(combined(lowering.reshape(before, withUnit), slice(scanned, 2, 1, blocks - 1)),
               start, dims, steps);
  start[order.back()] = blocks * longest;
  int64_t tail = typeOf(rows).getShape().back() - blocks * longest;
  if (tail > 0)
    parts.insert(
        combined(slice(totals, 1, blocks - 1, 1), whole(slice(rows, 1, blocks * longest, tail))),
        start, order, SmallVector<int64_t>(order.size(), 1));
  return parts.result();
}

Value scanLongRows(Lowering &lowering, ReduceKind kind, Value rows, ArrayRef<int64_t> order,
                   int64_t longest) {
  return BlockedScan(lowering, kind, rows, longest).make(PartsBuilder(lowering), order);
}

} // namespace mock::conversion
