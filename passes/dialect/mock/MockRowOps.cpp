//===- MockRowOps.cpp - Attention, scans and sorts --------------------------===//
#include "mock/passes/dialect/mock/MockRowOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace mock::ir;

#define GET_OP_CLASSES
#include "mock/passes/dialect/mock/MockRowOps.cpp.inc"

static RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

//===----------------------------------------------------------------------===//
// AttentionOp
//===----------------------------------------------------------------------===//

SmallVector<int64_t> AttentionOp::getExtents() {
  SmallVector<int64_t> extents(getNumLoops(), 1);
  for (auto [number, operand] : llvm::enumerate(getOperands()))
    for (auto [dim, result] : llvm::enumerate(mapOf(number).getResults()))
      extents[cast<AffineDimExpr>(result).getPosition()] = typeOf(operand).getDimSize(dim);
  return extents;
}

/// Every operand has a projected permutation of its own rank, all over the same loops.
static LogicalResult verifyMaps(AttentionOp op) {
  if (op.getMaps().size() != op->getNumOperands())
    return op.emitOpError("has ") << op.getMaps().size() << " maps for " << op->getNumOperands()
                                  << " operands";
  unsigned loops = op.getNumLoops();
  if (loops < 4)
    return op.emitOpError("needs the loops l, s, e and v");
  for (auto [number, operand] : llvm::enumerate(op->getOperands())) {
    AffineMap map = op.mapOf(number);
    if (!map.isProjectedPermutation() || map.getNumDims() != loops ||
        map.getNumResults() != typeOf(operand).getRank())
      return op.emitOpError("map of operand ")
             << number << " is no projected permutation of its dimensions over " << loops
             << " loops";
  }
  return success();
}

static LogicalResult verifyExtents(AttentionOp op) {
  SmallVector<int64_t> extents = op.getExtents();
  for (auto [number, operand] : llvm::enumerate(op->getOperands()))
    for (auto [dim, result] : llvm::enumerate(op.mapOf(number).getResults())) {
      int64_t extent = extents[cast<AffineDimExpr>(result).getPosition()];
      if (typeOf(operand).getDimSize(dim) != extent)
        return op.emitOpError("operand ") << number << " has " << typeOf(operand).getDimSize(dim)
                                          << " elements along a loop of extent " << extent;
    }
  return success();
}

/// The last loops of an operand, in order.
static bool endsWith(AffineMap map, ArrayRef<unsigned> loops) {
  if (map.getNumResults() < loops.size())
    return false;
  for (auto [result, loop] : llvm::zip(map.getResults().take_back(loops.size()), loops))
    if (cast<AffineDimExpr>(result).getPosition() != loop)
      return false;
  return true;
}

static LogicalResult verifyTypes(AttentionOp op) {
  Type element = typeOf(op.getQuery()).getElementType();
  if (!element.isF32() && !element.isBF16() && !element.isF16())
    return op.emitOpError("computes on f32, bf16 and f16, not ") << element;
  if (typeOf(op.getKey()).getElementType() != element ||
      typeOf(op.getValue()).getElementType() != element)
    return op.emitOpError("query, key and value have different element types");
  if (op.getInits().size() == 2 && !typeOf(op.getInits()[1]).getElementType().isF32())
    return op.emitOpError("logarithms of row sums are f32");
  if (op.getMask()) {
    Type mask = typeOf(op.getMask()).getElementType();
    if (!isa<FloatType>(mask) && !mask.isInteger(1))
      return op.emitOpError("a mask is of floats or bool, not ") << mask;
  }
  return success();
}

LogicalResult AttentionOp::verify() {
  if (getInits().empty() || getInits().size() > 2)
    return emitOpError("has an output and perhaps logarithms of row sums, not ")
           << getInits().size() << " inits";
  if (failed(verifyMaps(*this)) || failed(verifyExtents(*this)) || failed(verifyTypes(*this)))
    return failure();
  unsigned l = getRowLoop(), s = getKeyLoop(), e = getHeadLoop(), v = getValueLoop();
  unsigned firstInit = getMask() ? 4 : 3;
  if (!endsWith(mapOf(0), {l, e}) || !endsWith(mapOf(1), {e, s}) || !endsWith(mapOf(2), {s, v}) ||
      !endsWith(mapOf(firstInit), {l, v}) ||
      (getInits().size() == 2 && !endsWith(mapOf(firstInit + 1), {l})))
    return emitOpError("must end with [l, e], [e, s], [s, v] and [l, v] in query, key, value and "
                       "output");
  return success();
}

//===----------------------------------------------------------------------===//
// ScanOp
//===----------------------------------------------------------------------===//

LogicalResult ScanOp::verify() {
  if (getKind() == ReduceKind::ArgMax || getKind() == ReduceKind::ArgMin)
    return emitOpError("of kind ") << stringifyReduceKind(getKind()) << " does not exist";
  if (typeOf(getInput()).getRank() == 0)
    return emitOpError("needs a dimension to run along");
  if (getInput().getType() != getInit().getType() || getType() != getInit().getType())
    return emitOpError("input, init and result must have one type");
  return success();
}

//===----------------------------------------------------------------------===//
// SortOp
//===----------------------------------------------------------------------===//

LogicalResult SortOp::verify() {
  RankedTensorType input = typeOf(getInput());
  if (getInits().size() != 2)
    return emitOpError("has two inits, values and positions, not ") << getInits().size();
  RankedTensorType values = typeOf(getInits()[0]), positions = typeOf(getInits()[1]);
  if (input.getRank() == 0 || values.getRank() != input.getRank() ||
      values.getShape().drop_back() != input.getShape().drop_back() ||
      values.getShape().back() > input.getShape().back())
    return emitOpError("values must have the input's shape but for the last extent, which may be "
                       "smaller");
  if (values.getElementType() != input.getElementType())
    return emitOpError("values have the input's element type");
  if (positions.getShape() != values.getShape() || !positions.getElementType().isInteger(64))
    return emitOpError("positions are i64 and as many as values");
  return success();
}
