//===- TileRows.cpp - Rows that are split into tiles -----------------------===//
#include "KernelTiler.h"

namespace mock::transforms {

bool KernelTiler::runsAlongSplit(Operation *op) const {
  return llvm::any_of(shape.space.loopsOf(op),
                      [&](unsigned dim) { return llvm::is_contained(splitDims, dim); });
}

void KernelTiler::assignPhases() {
  if (isa<ir::AttentionOp>(shape.ops.front())) { // stands alone and has a loop of its own
    phases[shape.ops.front()] = Phase::Before;
    return;
  }
  for (unsigned dim = 0; dim < shape.rank(); ++dim)
    if (shape.space.dimensions()[dim].reduced && tiles[dim] < shape.extent(dim))
      splitDims.push_back(dim);
  for (Operation *op : shape.ops) {
    bool depends = llvm::any_of(op->getOperands(), [&](Value operand) {
      Operation *producer = operand.getDefiningOp();
      auto found = producer ? phases.find(producer) : phases.end();
      return found != phases.end() && found->second != Phase::Before;
    });
    phases[op] = runsAlongSplit(op) ? Phase::Inside : depends ? Phase::After : Phase::Before;
  }
}

void KernelTiler::tileOperations(Phase phase) {
  for (Operation *op : shape.ops)
    if (phases[op] == phase)
      tileOperation(op);
}

/// Loops over the tiles of a row, ascending, which carry the results of the reductions.
void KernelTiler::tileReductionLoops() {
  SmallVector<Operation *> reductions;
  SmallVector<Value> carried;
  for (Operation *op : shape.ops)
    if (phases[op] == Phase::Inside &&
        (isa<ir::ReduceOp, ir::ScatterOp>(op) || usesMatrixEngine(op))) {
      reductions.push_back(op);
      for (OpOperand &init : cast<DestinationStyleOpInterface>(op).getDpsInitsMutable())
        carried.push_back(tileOf(init));
    }
  IRMapping outside = mapping;
  SmallVector<OpFoldResult> savedOffset = offset, savedSize = size;
  SmallVector<scf::ForOp> loops;
  for (unsigned dim : splitDims) {
    Value zero = arith::ConstantIndexOp::create(builder, location, 0);
    Value end = arith::ConstantIndexOp::create(builder, location, shape.extent(dim));
    Value step = arith::ConstantIndexOp::create(builder, location, tiles[dim]);
    auto loop = scf::ForOp::create(builder, location, zero, end, step, carried);
    loops.push_back(loop);
    carried.assign(loop.getRegionIterArgs().begin(), loop.getRegionIterArgs().end());
    builder.setInsertionPointToStart(loop.getBody());
    setPosition(dim, loop.getInductionVar());
  }
  size_t number = 0;
  for (Operation *op : reductions)
    for (Value init : cast<DestinationStyleOpInterface>(op).getDpsInits())
      mapping.map(init, carried[number++]);
  tileOperations(Phase::Inside);
  SmallVector<Value> results;
  for (Operation *op : reductions)
    for (Value result : op->getResults())
      results.push_back(mapping.lookup(result));
  for (scf::ForOp loop : llvm::reverse(loops)) {
    scf::YieldOp::create(builder, location, results);
    results.assign(loop.getResults().begin(), loop.getResults().end());
    builder.setInsertionPointAfter(loop);
  }
  mapping = outside; // Slices made inside are of no use behind the loops.
  offset = savedOffset;
  size = savedSize;
  number = 0;
  for (Operation *op : reductions)
    for (Value result : op->getResults())
      mapping.map(result, results[number++]);
}

} // namespace mock::transforms
