//===- EmitTileLoops.cpp - Loops over reduced tiles ------------------------===//

#include "KernelEmitter.h"

#include "Operations.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace mock::codegen::native {

/// Yielded tiles become the carried ones. All are read before any is written: a body may swap.
LogicalResult KernelEmitter::emitYield(scf::ForOp op, ArrayRef<Tile> carried) {
  SmallVector<std::pair<Tile, Tile>, 1> copies;
  for (auto [value, target] : llvm::zip(op.getYieldedValues(), carried)) {
    Tile source = tiles.lookup(value);
    if (!source.sameMemory(target))
      copies.push_back({source, target});
  }
  for (auto &[source, target] : copies) {
    bool overwritten =
        llvm::any_of(carried, [&](const Tile &other) { return other.pointer == source.pointer; });
    if (!overwritten)
      continue;
    Tile kept = emission.allocate(op.getLoc(), source, source.element);
    if (failed(emitCopy(emission, op.getLoc(), source, kept)))
      return failure();
    source = kept;
  }
  for (auto &[source, target] : copies)
    if (failed(emitCopy(emission, op.getLoc(), source, target)))
      return failure();
  return success();
}

LogicalResult KernelEmitter::emitLoop(scf::ForOp op) {
  Location loc = op.getLoc();
  SmallVector<Tile, 4> carried;
  for (auto [result, init] : llvm::zip(op.getResults(), op.getInitArgs())) {
    if (!isa<RankedTensorType>(init.getType()))
      return emission.fail(op, "carries a value that is no tensor");
    FailureOr<Tile> tile = tiles.resultTile(result, init, /*read=*/true);
    if (failed(tile))
      return failure();
    carried.push_back(*tile);
    tiles.bind(result, *tile);
  }
  for (auto [argument, tile] : llvm::zip(op.getRegionIterArgs(), carried))
    tiles.bind(argument, tile);
  SmallVector<Value> bounds;
  for (Value bound : {op.getLowerBound(), op.getUpperBound(), op.getStep()}) {
    bounds.push_back(emission.values.lookupOrNull(bound));
    if (!bounds.back())
      return emission.fail(op, "a bound is not computed by index arithmetic");
  }
  auto loop = scf::ForOp::create(builder, loc, bounds[0], bounds[1], bounds[2]);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  emission.values.map(op.getInductionVar(), loop.getInductionVar());
  for (Operation &inner : op.getBody()->without_terminator())
    if (failed(emitOperation(&inner)))
      return failure();
  return emitYield(op, carried);
}

} // namespace mock::codegen::native
