//===- TileWindows.cpp - Tiles that slide over their tensors ---------------===//
#include "KernelTiler.h"

namespace mock::transforms {

/// o / divisor x stride - padding (+ where the inner loop's tile begins).
OpFoldResult KernelTiler::windowOffset(const Window &window, unsigned dim) {
  SmallVector<OpFoldResult> operands;
  auto position = [&](OpFoldResult value) -> AffineExpr {
    if (auto constant = getConstantIntValue(value))
      return builder.getAffineConstantExpr(*constant);
    operands.push_back(value);
    return builder.getAffineDimExpr(operands.size() - 1);
  };
  AffineExpr expr = position(offset[dim]).floorDiv(window.divisor) * window.stride - window.padding;
  if (window.inner)
    expr = expr + position(offset[*window.inner]);
  return affine::makeComposedFoldedAffineApply(builder, location,
                                               AffineMap::get(operands.size(), 0, expr), operands);
}

/// (t / divisor - 1) x stride + span, where t shrinks in the last tile.
OpFoldResult KernelTiler::windowSize(const Window &window, unsigned dim) {
  bool oneGroup = window.inner && std::min(tiles[dim], shape.extent(dim)) == window.divisor;
  if (oneGroup)
    return size[*window.inner];
  int64_t full = shape.tileExtent(dim, window, tiles);
  auto variable = dyn_cast<Value>(offset[dim]);
  if (!variable || getConstantIntValue(size[dim]))
    return builder.getIndexAttr(full);
  int64_t whole = (shape.extent(dim) - 1) * window.stride + window.span;
  AffineExpr rest =
      builder.getAffineConstantExpr(whole) - builder.getAffineDimExpr(0) * window.stride;
  auto map =
      AffineMap::get(1, 0, {builder.getAffineConstantExpr(full), rest}, builder.getContext());
  return affine::AffineMinOp::create(builder, location, map, ValueRange{variable}).getResult();
}

/// What lies outside of the operand: what changes nothing.
static TypedAttr fillOf(Operation *op, Type element) {
  auto pool = dyn_cast<ir::PoolOp>(op);
  if (!pool || pool.getKind() == ir::PoolKind::Sum)
    return FloatAttr::get(element, 0);
  auto type = cast<FloatType>(element);
  return FloatAttr::get(type, APFloat::getInf(type.getFloatSemantics(), /*Negative=*/true));
}

/// Whether no tile along `dim` reaches over the edges.
static bool staysInside(const KernelShape &shape, const Window &window, unsigned dim,
                        int64_t extent) {
  if (window.inner)
    return true;
  int64_t end = (shape.extent(dim) - 1) * window.stride - window.padding + window.span;
  return window.padding <= 0 && end <= extent;
}

Value KernelTiler::windowOf(OpOperand &operand, const Windows &windows) {
  auto type = cast<RankedTensorType>(operand.get().getType());
  SmallVector<OpFoldResult> offsets, sizes;
  SmallVector<int64_t> dropped;
  bool inside = true;
  for (auto [position, dim] : llvm::enumerate(shape.space.dimsOf(operand))) {
    const std::optional<Window> &window = windows[position];
    offsets.push_back(window ? windowOffset(*window, dim) : offset[dim]);
    sizes.push_back(window ? windowSize(*window, dim) : size[dim]);
    if (window)
      inside &= staysInside(shape, *window, dim, type.getDimSize(position));
    else if (shape.isDropped(dim, tiles))
      dropped.push_back(position);
  }
  Operation *reader = operand.getOwner();
  auto conv = dyn_cast<ir::ConvOp>(reader);
  int64_t sliding = conv ? conv.getSpatialRank() : cast<ir::PoolOp>(reader).getSpatialRank();
  Value tile = ir::WindowOp::create(builder, location, operand.get(), offsets, sizes, dropped,
                                    sliding, fillOf(reader, type.getElementType()), inside);
  mapping.map(operand.get(), tile);
  return tile;
}

Operation *KernelTiler::tileConv(ir::ConvOp op) {
  Value input = tileOf(op->getOpOperand(0)), weight = tileOf(op->getOpOperand(1));
  Value init = tileOf(op->getOpOperand(2));
  unsigned filters = shape.space.loopsOf(op)[1];
  int64_t perGroup = shape.extent(filters) / op.getGroups();
  int64_t groups =
      op.getGroups() == 1 ? 1 : std::min(tiles[filters], shape.extent(filters)) / perGroup;
  SmallVector<int64_t> none(op.getSpatialRank(), 0);
  return ir::ConvOp::create(builder, op.getLoc(), init.getType(), input, weight, init,
                            op.getStride(), op.getDilation(), none, groups);
}

} // namespace mock::transforms
