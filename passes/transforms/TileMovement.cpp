//===- TileMovement.cpp - Gathers and scatters on tiles --------------------===//
//
// The source of a gather and the base of a scatter are cut along the dimensions that loops run
// along; dimensions that indices choose stay whole.
//
//===----------------------------------------------------------------------===//
#include "KernelTiler.h"

namespace mock::transforms {

/// A map over the loops that tiles keep.
AffineMap KernelTiler::tileMap(AffineMap map, const Dims &kept) {
  SmallVector<AffineExpr> results;
  for (AffineExpr result : map.getResults()) {
    auto loop = llvm::find(kept, cast<AffineDimExpr>(result).getPosition());
    if (loop != kept.end())
      results.push_back(builder.getAffineDimExpr(loop - kept.begin()));
  }
  return AffineMap::get(kept.size(), 0, results, builder.getContext());
}

/// Coordinates of the dimensions that a tile of the source or base keeps.
SmallVector<int64_t> KernelTiler::tileCoordinates(ArrayRef<int64_t> coordinates, const Dims &kept) {
  SmallVector<int64_t> result;
  for (int64_t coordinate : coordinates) {
    auto loop = llvm::find(kept, static_cast<unsigned>(coordinate));
    if (coordinate < 0)
      result.push_back(coordinate);
    else if (loop != kept.end())
      result.push_back(loop - kept.begin());
  }
  return result;
}

static ArrayAttr tileMaps(ArrayAttr maps, OpBuilder &builder,
                          llvm::function_ref<AffineMap(AffineMap)> tile) {
  SmallVector<AffineMap> tiled;
  for (AffineMap map : maps.getAsValueRange<AffineMapAttr>())
    tiled.push_back(tile(map));
  return builder.getAffineMapArrayAttr(tiled);
}

Operation *KernelTiler::tileGather(ir::GatherOp op) {
  Dims kept = keptLoops(op);
  Value source = tileOf(op.getSourceMutable());
  SmallVector<Value> indices;
  for (OpOperand &index : op.getIndicesMutable())
    indices.push_back(tileOf(index));
  Value init = tileOf(op.getInitMutable());
  auto maps =
      tileMaps(op.getIndexMaps(), builder, [&](AffineMap map) { return tileMap(map, kept); });
  return ir::GatherOp::create(builder, op.getLoc(), init.getType(), source, indices,
                              tileCoordinates(op.getCoordinates(), kept), maps, op.getWraps(),
                              init);
}

Operation *KernelTiler::tileScatter(ir::ScatterOp op) {
  Dims kept = keptLoops(op);
  Value values = tileOf(op.getValuesMutable());
  SmallVector<Value> indices;
  for (OpOperand &index : op.getIndicesMutable())
    indices.push_back(tileOf(index));
  Value base = tileOf(op.getBaseMutable());
  auto maps =
      tileMaps(op.getIndexMaps(), builder, [&](AffineMap map) { return tileMap(map, kept); });
  return ir::ScatterOp::create(builder, op.getLoc(), base.getType(), op.getMode(), values, indices,
                               tileCoordinates(op.getCoordinates(), kept),
                               tileMap(op.getValueMap(), kept), maps, op.getWraps(),
                               op.getMutates(), base);
}

} // namespace mock::transforms
