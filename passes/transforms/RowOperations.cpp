//===- RowOperations.cpp - Loops of attention, scans and sorts ---------------===//
#include "RowOperations.h"

#include "mock/passes/dialect/mock/MockRowOps.h"

#include <numeric>

using namespace mlir;

namespace mock::transforms {

bool isRowOperation(Operation *op) { return isa<ir::AttentionOp, ir::ScanOp, ir::SortOp>(op); }

static Dims loopsOfMap(AffineMap map) {
  Dims loops;
  for (AffineExpr result : map.getResults())
    loops.push_back(cast<AffineDimExpr>(result).getPosition());
  return loops;
}

static OperationLoops attentionLoops(ir::AttentionOp op) {
  OperationLoops loops;
  loops.extents = op.getExtents();
  loops.reduced.assign(op.getNumLoops(), false);
  loops.reduced[op.getKeyLoop()] = loops.reduced[op.getHeadLoop()] = true;
  for (unsigned operand = 0; operand < op->getNumOperands(); ++operand)
    loops.operands.push_back(loopsOfMap(op.mapOf(operand)));
  loops.result = loops.operands[op->getNumOperands() - op.getInits().size()];
  return loops;
}

static OperationLoops scanLoops(ir::ScanOp op) {
  OperationLoops loops;
  llvm::append_range(loops.extents, op.getType().getShape());
  Dims all(loops.extents.size());
  std::iota(all.begin(), all.end(), 0);
  loops.reduced.assign(all.size(), false);
  loops.reduced.back() = true;
  loops.operands = {all, all};
  loops.result = all;
  return loops;
}

static OperationLoops sortLoops(ir::SortOp op) {
  auto input = cast<RankedTensorType>(op.getInput().getType());
  OperationLoops loops;
  llvm::append_range(loops.extents, input.getShape());
  Dims row(input.getRank());
  std::iota(row.begin(), row.end(), 0);
  Dims kept = row;
  kept.back() = row.size();
  loops.extents.push_back(cast<RankedTensorType>(op.getResult(0).getType()).getShape().back());
  loops.reduced.assign(loops.extents.size(), false);
  loops.reduced[row.back()] = true;
  loops.operands = {row, kept, kept};
  loops.result = kept;
  return loops;
}

OperationLoops rowOperationLoops(Operation *op) {
  if (auto attention = dyn_cast<ir::AttentionOp>(op))
    return attentionLoops(attention);
  if (auto scan = dyn_cast<ir::ScanOp>(op))
    return scanLoops(scan);
  return sortLoops(cast<ir::SortOp>(op));
}

} // namespace mock::transforms
