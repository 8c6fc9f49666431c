//===- TileMap.cpp - Where the tensors of a kernel lie ---------------------===//

#include "TileMap.h"

#include "Operations.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;

namespace mock::codegen::native {

const Tile &TileMap::lookup(Value tensor) const {
  auto found = tiles.find(tensor);
  assert(found != tiles.end() && "operations are emitted in order of dominance");
  return found->second;
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

/// The constant among the operands of an affine.min: the full tile.
static std::optional<int64_t> constantOfMin(affine::AffineMinOp min) {
  std::optional<int64_t> bound;
  for (AffineExpr result : min.getMap().getResults())
    if (auto constant = dyn_cast<AffineConstantExpr>(result))
      bound = std::min(bound.value_or(constant.getValue()), constant.getValue());
  return bound;
}

FailureOr<int64_t> TileMap::upperBound(Operation *op, OpFoldResult size) {
  if (std::optional<int64_t> constant = getConstantIntValue(size))
    return *constant;
  Value value = cast<Value>(size);
  if (auto min = value.getDefiningOp<affine::AffineMinOp>())
    if (std::optional<int64_t> bound = constantOfMin(min))
      return *bound;
  FailureOr<int64_t> bound = ValueBoundsConstraintSet::computeConstantBound(
      presburger::BoundType::UB, {value}, /*stopCondition=*/nullptr, {/*closedUB=*/true});
  if (failed(bound))
    return emission.fail(op, "the size of a tile has no static upper bound");
  return *bound;
}

FailureOr<OpFoldResult> TileMap::mapped(Operation *op, OpFoldResult value) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return OpFoldResult(emission.builder.getIndexAttr(*constant));
  Value result = emission.values.lookupOrNull(cast<Value>(value));
  if (!result)
    return emission.fail(op, "an index is not computed by index arithmetic");
  return OpFoldResult(result);
}

FailureOr<Tile> TileMap::empty(tensor::EmptyOp op) {
  Tile tile;
  tile.element = op.getType().getElementType();
  for (OpFoldResult size : op.getMixedSizes()) {
    FailureOr<OpFoldResult> value = mapped(op, size);
    FailureOr<int64_t> bound = upperBound(op, size);
    if (failed(value) || failed(bound))
      return failure();
    tile.sizes.push_back(*value);
    tile.bounds.push_back(*bound);
    tile.strides.push_back(0);
  }
  return tile;
}

FailureOr<Tile> TileMap::slice(OffsetSizeAndStrideOpInterface op, const Tile &source,
                               const llvm::SmallBitVector &dropped) {
  Tile tile;
  tile.element = source.element;
  tile.pointer = source.pointer;
  Location loc = op.getLoc();
  for (int64_t dim = 0; dim < source.rank(); ++dim) {
    FailureOr<OpFoldResult> offset = mapped(op, op.getMixedOffsets()[dim]);
    FailureOr<OpFoldResult> size = mapped(op, op.getMixedSizes()[dim]);
    FailureOr<int64_t> bound = upperBound(op, op.getMixedSizes()[dim]);
    std::optional<int64_t> step = getConstantIntValue(op.getMixedStrides()[dim]);
    if (failed(offset) || failed(size) || failed(bound))
      return failure();
    if (!step)
      return emission.fail(op, "the stride of a slice is not constant");
    if (!isZeroInteger(*offset))
      tile.pointer = advance(emission.builder, loc, tile.pointer, emission.sizeOf(loc, *offset),
                             source.strides[dim], source.element);
    if (dropped.test(dim))
      continue;
    tile.sizes.push_back(*size);
    tile.bounds.push_back(*bound);
    tile.strides.push_back(source.strides[dim] * *step);
  }
  return tile;
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

void TileMap::forward(Value source, const Tile &destination) {
  if (!destinations.try_emplace(source, destination).second)
    return;
  auto result = dyn_cast<OpResult>(source);
  if (!result)
    return;
  Value init;
  if (auto loop = dyn_cast<scf::ForOp>(result.getOwner()))
    init = loop.getInitArgs()[result.getResultNumber()];
  else if (auto operation = dyn_cast<DestinationStyleOpInterface>(result.getOwner()))
    init = operation.getTiedOpOperand(result)->get();
  // An init that others read too must keep its own memory.
  if (init && init.hasOneUse())
    forward(init, destination);
}

FailureOr<Tile> TileMap::resultTile(Value result, Value init, bool read) {
  const Tile &current = lookup(init);
  auto destination = destinations.find(result);
  bool hasDestination = destination != destinations.end();
  if (current.pointer && current.writable && init.hasOneUse() &&
      (!hasDestination || current.sameMemory(destination->second)))
    return current;
  Tile tile;
  if (hasDestination) {
    tile = destination->second;
    tile.writable = true;
  } else {
    tile = emission.allocate(result.getLoc(), current, current.element);
  }
  if (read && current.pointer && !current.sameMemory(tile) &&
      failed(emitCopy(emission, result.getLoc(), current, tile)))
    return failure();
  return tile;
}

} // namespace mock::codegen::native
