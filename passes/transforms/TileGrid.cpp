//===- TileGrid.cpp - The grid of tiles and the slices of the current one --===//
#include "KernelTiler.h"

namespace mock::transforms {

OpFoldResult KernelTiler::sizeOf(unsigned dim, Value variable) {
  int64_t tile = tiles[dim], extent = shape.extent(dim);
  if (extent % tile == 0)
    return builder.getIndexAttr(tile);
  AffineExpr position = builder.getAffineDimExpr(0);
  auto map = AffineMap::get(
      1, 0, {builder.getAffineConstantExpr(tile), builder.getAffineConstantExpr(extent) - position},
      builder.getContext());
  return affine::AffineMinOp::create(builder, location, map, ValueRange{variable}).getResult();
}

void KernelTiler::setPosition(unsigned dim, Value variable) {
  if (tiles[dim] >= shape.extent(dim))
    return;
  offset[dim] = variable;
  size[dim] = sizeOf(dim, variable);
}

bool givesNothing(Operation *yield) {
  return llvm::all_of(yield->getOperandTypes(),
                      [](Type type) { return cast<RankedTensorType>(type).getNumElements() == 0; });
}

scf::ForallOp KernelTiler::createGrid(Operation *yield) {
  SmallVector<OpFoldResult> lower, upper, step;
  SmallVector<unsigned> gridDims;
  bool nothing = givesNothing(yield);
  for (unsigned dim = 0; dim < shape.rank(); ++dim)
    if (shape.grid[dim] && !nothing)
      gridDims.push_back(dim);
  for (unsigned dim : gridDims) {
    lower.push_back(builder.getIndexAttr(0));
    upper.push_back(builder.getIndexAttr(shape.extent(dim)));
    step.push_back(builder.getIndexAttr(tiles[dim]));
  }
  if (gridDims.empty()) { // A scalar result is one tile, no element none.
    lower.push_back(builder.getIndexAttr(0));
    upper.push_back(builder.getIndexAttr(nothing ? 0 : 1));
    step.push_back(builder.getIndexAttr(1));
  }
  SmallVector<Value> outputs;
  for (Value result : yield->getOperands()) {
    auto type = cast<RankedTensorType>(result.getType());
    if (auto scatter = result.getDefiningOp<ir::ScatterOp>())
      outputs.push_back(scatter.getBase());
    else
      outputs.push_back(
          tensor::EmptyOp::create(builder, location, type.getShape(), type.getElementType()));
  }
  auto grid = scf::ForallOp::create(builder, location, lower, upper, step, outputs,
                                    /*mapping=*/std::nullopt);
  for (auto [output, argument] : llvm::zip(outputs, grid.getRegionIterArgs()))
    if (isa<BlockArgument>(output))
      updated[output] = argument;
  builder.setInsertionPoint(grid.getTerminator());
  offset.assign(shape.rank(), builder.getIndexAttr(0));
  for (unsigned dim = 0; dim < shape.rank(); ++dim)
    size.push_back(builder.getIndexAttr(shape.extent(dim)));
  for (auto [dim, variable] : llvm::zip(gridDims, grid.getInductionVars()))
    setPosition(dim, variable);
  return grid;
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

KernelTiler::Slice KernelTiler::sliceOf(RankedTensorType type, const Dims &dims) {
  Slice slice;
  SmallVector<int64_t> shapeOfTile;
  for (auto [position, dim] : llvm::enumerate(dims)) {
    bool whole = dim == kWhole;
    OpFoldResult all = builder.getIndexAttr(type.getDimSize(position));
    slice.offsets.push_back(whole ? builder.getIndexAttr(0) : offset[dim]);
    slice.sizes.push_back(whole ? all : size[dim]);
    slice.strides.push_back(builder.getIndexAttr(1));
    if (whole) {
      slice.keptSizes.push_back(all);
      shapeOfTile.push_back(type.getDimSize(position));
      continue;
    }
    if (shape.isDropped(dim, tiles))
      continue;
    slice.keptSizes.push_back(size[dim]);
    shapeOfTile.push_back(getConstantIntValue(size[dim]).value_or(ShapedType::kDynamic));
  }
  slice.type = RankedTensorType::get(shapeOfTile, type.getElementType());
  return slice;
}

Value KernelTiler::tileOf(OpOperand &operand) {
  if (Value known = mapping.lookupOrNull(operand.get()))
    return known;
  if (Windows windows = shape.space.windowsOf(operand); !windows.empty())
    return windowOf(operand, windows);
  auto type = cast<RankedTensorType>(operand.get().getType());
  Slice slice = sliceOf(type, shape.space.dimsOf(operand));
  Value tile;
  if (operand.get().getDefiningOp<tensor::EmptyOp>())
    return tensor::EmptyOp::create(builder, location, slice.keptSizes, type.getElementType());
  Value whole = staysInMainMemory(operand) ? updated.lookup(operand.get()) : Value();
  tile =
      tensor::ExtractSliceOp::create(builder, location, slice.type, whole ? whole : operand.get(),
                                     slice.offsets, slice.sizes, slice.strides);
  mapping.map(operand.get(), tile);
  return tile;
}

} // namespace mock::transforms
