//===- Elementwise.cpp - linalg.generic, fills and copies of tiles ---------===//

#include "BodyEmitter.h"
#include "Operations.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace mock::codegen::native {

/// How a tile moves through loops that `map` (a projected permutation) relates to it.
static Access accessOf(const Tile &tile, AffineMap map) {
  Access access{tile.pointer, tile.element, SmallVector<int64_t>(map.getNumDims(), 0)};
  for (auto [result, stride] : llvm::zip(map.getResults(), tile.strides))
    if (auto dim = dyn_cast<AffineDimExpr>(result)) // a constant 0 indexes a unit dimension
      access.strides[dim.getPosition()] += stride;
  return access;
}

/// The size of each loop, from any operand that has it; a static one is preferred.
static SmallVector<OpFoldResult> loopSizes(ArrayRef<Tile> tiles, ArrayRef<AffineMap> maps) {
  SmallVector<OpFoldResult> sizes(maps.front().getNumDims());
  for (auto [tile, map] : llvm::zip(tiles, maps))
    for (auto [result, size] : llvm::zip(map.getResults(), tile.sizes))
      if (auto dim = dyn_cast<AffineDimExpr>(result)) {
        OpFoldResult &known = sizes[dim.getPosition()];
        if (!known || (!getConstantIntValue(known) && getConstantIntValue(size)))
          known = size;
      }
  return sizes;
}

/// The indexing maps of the operands that are tensors.
static SmallVector<AffineMap> tensorMaps(linalg::GenericOp op) {
  SmallVector<AffineMap> maps;
  for (OpOperand &operand : op->getOpOperands())
    if (isa<RankedTensorType>(operand.get().getType()))
      maps.push_back(op.getMatchingIndexingMap(&operand));
  return maps;
}

/// The nest of an operation whose tensor operands are `inputs`, then `outputs`. Outputs that the
/// body reads become inputs as well.
static FailureOr<Nest> nestOf(Emission &emission, linalg::GenericOp op, ArrayRef<Tile> inputs,
                              ArrayRef<Tile> outputs) {
  SmallVector<Tile, 4> tiles(inputs);
  tiles.append(outputs.begin(), outputs.end());
  SmallVector<AffineMap> maps = tensorMaps(op);
  for (AffineMap map : maps)
    if (!map.isProjectedPermutation(/*allowZeroInResults=*/true))
      return emission.fail(op, "an indexing map is no projected permutation");
  Nest nest;
  nest.sizes = loopSizes(tiles, maps);
  if (llvm::is_contained(nest.sizes, OpFoldResult()))
    return emission.fail(op, "a loop has no operand that gives its size");
  for (auto [number, tile] : llvm::enumerate(tiles)) {
    bool isOutput = number >= inputs.size();
    bool isRead =
        !isOutput || op.payloadUsesValueFromOperand(op.getDpsInitOperand(number - inputs.size()));
    if (isRead)
      nest.inputs.push_back(accessOf(tile, maps[number]));
    if (isOutput)
      nest.outputs.push_back(accessOf(tile, maps[number]));
  }
  return nest;
}

LogicalResult emitGeneric(Emission &emission, linalg::GenericOp op, ArrayRef<Tile> inputs,
                          ArrayRef<Tile> outputs) {
  if (op.getNumParallelLoops() != op.getNumLoops())
    return emission.fail(op, "only parallel loops have native code; reduce with mock.reduce");
  FailureOr<Nest> nest = nestOf(emission, op, inputs, outputs);
  if (failed(nest))
    return failure();
  if (!op.hasIndexSemantics())
    nest->collapse();
  return emitNest(emission, op.getLoc(), *nest, [&](ArrayRef<Value> loaded, const Point &point) {
    SmallVector<Value> arguments;
    for (OpOperand &operand : op->getOpOperands()) {
      bool isTensor = isa<RankedTensorType>(operand.get().getType());
      bool isLoaded =
          isTensor && (op.isDpsInput(&operand) || op.payloadUsesValueFromOperand(&operand));
      Value scalar = isTensor ? Value() : emission.values.lookupOrNull(operand.get());
      if (scalar)
        scalar = splat(emission.builder, op.getLoc(), scalar);
      arguments.push_back(isLoaded ? loaded.front() : scalar);
      if (isLoaded)
        loaded = loaded.drop_front();
    }
    return BodyEmitter(emission, point).emit(*op.getBlock(), arguments);
  });
}

LogicalResult emitFill(Emission &emission, Location loc, Value value, const Tile &output) {
  Nest nest;
  nest.sizes = output.sizes;
  nest.outputs.push_back({output.pointer, output.element, output.strides});
  nest.collapse();
  Value filled = splat(emission.builder, loc, value);
  return emitNest(emission, loc, nest, [&](ArrayRef<Value>, const Point &) {
    return FailureOr<SmallVector<Value>>(SmallVector<Value>{filled});
  });
}

LogicalResult emitCopy(Emission &emission, Location loc, const Tile &from, const Tile &to) {
  Nest nest;
  nest.sizes = to.sizes;
  nest.inputs.push_back({from.pointer, from.element, from.strides});
  nest.outputs.push_back({to.pointer, to.element, to.strides});
  nest.collapse();
  return emitNest(emission, loc, nest, [&](ArrayRef<Value> loaded, const Point &) {
    return FailureOr<SmallVector<Value>>(SmallVector<Value>(loaded));
  });
}

} // namespace mock::codegen::native
