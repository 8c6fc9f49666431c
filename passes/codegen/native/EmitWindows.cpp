//===- EmitWindows.cpp - Slices that reach over the edges -------------------===//

#include "KernelEmitter.h"
#include "Operations.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;

namespace mock::codegen::native {

FailureOr<Tile> TileMap::window(ir::WindowOp op, const Tile &source) {
  Tile tile;
  tile.element = source.element;
  tile.pointer = source.pointer;
  Location loc = op.getLoc();
  SmallVector<OpFoldResult> offsets = op.getMixedOffsets(), sizes = op.getMixedSizes();
  for (int64_t dim = 0; dim < source.rank(); ++dim) {
    FailureOr<OpFoldResult> offset = mapped(op, offsets[dim]), size = mapped(op, sizes[dim]);
    FailureOr<int64_t> bound = upperBound(op, sizes[dim]);
    if (failed(offset) || failed(size) || failed(bound))
      return failure();
    Value origin = emission.sizeOf(loc, *offset);
    tile.pointer =
        advance(emission.builder, loc, tile.pointer, origin, source.strides[dim], source.element);
    if (op.isDropped(dim))
      continue;
    tile.sizes.push_back(*size);
    tile.bounds.push_back(*bound);
    tile.strides.push_back(source.strides[dim]);
    tile.origins.push_back(origin);
    tile.extents.push_back(source.bounds[dim]);
  }
  if (op.getInside()) {
    tile.origins.clear();
    tile.extents.clear();
  }
  return tile;
}

/// Convolutions gather from where the window lies; everything else reads a padded copy.
LogicalResult KernelEmitter::emitWindow(ir::WindowOp op) {
  const Tile &source = tiles.lookup(op.getSource());
  if (!source.pointer)
    return emission.fail(op, "is a window of an uninitialised tensor");
  FailureOr<Tile> tile = tiles.window(op, source);
  if (failed(tile))
    return failure();
  bool gathers = llvm::all_of(op->getUsers(), llvm::IsaPred<ir::ConvOp>);
  if (!gathers && !tile->origins.empty())
    tile = emitPadded(emission, op.getLoc(), *tile, op.getFill());
  if (failed(tile))
    return failure();
  tiles.bind(op.getResult(), *tile);
  return success();
}

/// The part of a window that lies in its source, as a part of `whole`, a tile of the window's
/// shape.
static Tile insidePart(Emission &emission, Location loc, const Tile &window, const Tile &whole) {
  OpBuilder &builder = emission.builder;
  Tile part = whole;
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  for (int64_t dim = 0; dim < window.rank(); ++dim) {
    Value origin = window.origins[dim], size = emission.sizeOf(loc, window.sizes[dim]);
    Value before = arith::SubIOp::create(builder, loc, zero, origin);
    Value rest = arith::SubIOp::create(
        builder, loc, arith::ConstantIndexOp::create(builder, loc, window.extents[dim]), origin);
    Value begin = arith::MinSIOp::create(builder, loc,
                                         arith::MaxSIOp::create(builder, loc, zero, before), size);
    Value end = arith::MaxSIOp::create(builder, loc,
                                       arith::MinSIOp::create(builder, loc, rest, size), begin);
    part.pointer = advance(builder, loc, part.pointer, begin, part.strides[dim], part.element);
    part.sizes[dim] = arith::SubIOp::create(builder, loc, end, begin).getResult();
  }
  return part;
}

FailureOr<Tile> emitPadded(Emission &emission, Location loc, const Tile &window, TypedAttr fill) {
  Tile padded = emission.allocate(loc, window, window.element);
  padded.origins.clear();
  padded.extents.clear();
  Value value = constantOf(emission.builder, loc, fill, /*splat=*/false);
  if (failed(emitFill(emission, loc, value, padded)))
    return failure();
  Tile from = insidePart(emission, loc, window, window);
  Tile to = insidePart(emission, loc, window, padded);
  if (failed(emitCopy(emission, loc, from, to)))
    return failure();
  return padded;
}

} // namespace mock::codegen::native
