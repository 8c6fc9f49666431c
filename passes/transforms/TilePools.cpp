//===- TilePools.cpp - Pooling of a tile ------------------------------------===//
//
// The points of a window are slices of the padded tile, shifted against each other: one operand of
// an elementwise operation each, in row-major order. Windows with more points than the vector
// engine has operands take several operations, which hand on what they have found.
//
//===----------------------------------------------------------------------===//
#include "KernelTiler.h"

#include "mock/passes/constraints/Report.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <limits>

namespace mock::transforms {

namespace {

/// Pools one tile.
class PoolTiler {
public:
  PoolTiler(OpBuilder &builder, ir::PoolOp op, Value window, ArrayRef<Value> inits,
            ArrayRef<OpFoldResult> offsets)
      : builder(builder), loc(op.getLoc()), op(op), window(window), inits(inits), offsets(offsets),
        type(cast<RankedTensorType>(inits[0].getType())) {}

  /// `keeps` tells for each dimension of the whole result whether the tile has it.
  SmallVector<Value> tile(ArrayRef<bool> keeps, ArrayRef<OpFoldResult> sizes, int64_t operands);

private:
  /// Where a point of the window lies.
  struct Point {
    SmallVector<int64_t> shift; ///< by spatial dimension
    int64_t position = 0;       ///< relative to the window's first one in the input
  };
  SmallVector<Point> points();
  Value slice(const Point &point, ArrayRef<bool> keeps, ArrayRef<OpFoldResult> sizes);
  SmallVector<Value> combine(ArrayRef<Value> slices, ArrayRef<Point> points, ValueRange carried,
                             ArrayRef<OpFoldResult> keptSizes, bool isLast);
  SmallVector<Value> body(OpBuilder &b, ValueRange x, ArrayRef<Point> points, bool carries,
                          bool isLast);
  SmallVector<Value> findGreatest(OpBuilder &b, ValueRange x, ArrayRef<Point> points, bool carries,
                                  bool isLast);
  Value index(OpBuilder &b, int64_t dim);
  Value first(OpBuilder &b);
  Value clampedFirst(OpBuilder &b);
  Value number(OpBuilder &b, int64_t value) {
    return arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(value));
  }
  Value real(OpBuilder &b, Value x) {
    if (x.getType().isF32())
      return x;
    return arith::ExtFOp::create(b, loc, b.getF32Type(), x);
  }
  int64_t planeStride(int64_t dim) {
    int64_t stride = 1;
    for (int64_t inner = dim + 1; inner < op.getSpatialRank(); ++inner)
      stride *= extents()[inner];
    return stride;
  }
  ArrayRef<int64_t> extents() {
    return cast<RankedTensorType>(op.getInput().getType())
        .getShape()
        .take_back(op.getSpatialRank());
  }

  OpBuilder &builder;
  Location loc;
  ir::PoolOp op;
  Value window;
  ArrayRef<Value> inits;
  ArrayRef<OpFoldResult> offsets; ///< of the tile, by dimension of the whole result
  RankedTensorType type;
};

} // namespace

SmallVector<PoolTiler::Point> PoolTiler::points() {
  int64_t rank = op.getSpatialRank();
  SmallVector<Point> all;
  for (int64_t number = 0; number < op.getPoints(); ++number) {
    Point point;
    point.shift.resize(rank);
    int64_t rest = number;
    for (int64_t dim = rank - 1; dim >= 0; --dim) {
      point.shift[dim] = rest % op.getKernel()[dim] * op.getDilation()[dim];
      point.position += point.shift[dim] * planeStride(dim);
      rest /= op.getKernel()[dim];
    }
    all.push_back(std::move(point));
  }
  return all;
}

Value PoolTiler::slice(const Point &point, ArrayRef<bool> keeps, ArrayRef<OpFoldResult> sizes) {
  size_t lead = keeps.size() - op.getSpatialRank();
  SmallVector<OpFoldResult> begin, extent, step;
  for (size_t dim = 0; dim < keeps.size(); ++dim) {
    if (dim < lead && !keeps[dim]) // The window has no such dimension either.
      continue;
    bool slides = dim >= lead;
    begin.push_back(builder.getIndexAttr(slides ? point.shift[dim - lead] : 0));
    extent.push_back(sizes[dim]);
    step.push_back(builder.getIndexAttr(slides ? op.getStride()[dim - lead] : 1));
  }
  Type element = cast<RankedTensorType>(window.getType()).getElementType();
  return tensor::ExtractSliceOp::create(builder, loc, type.clone(element), window, begin, extent,
                                        step);
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

/// Position of a point along a spatial dimension of the whole result.
Value PoolTiler::index(OpBuilder &b, int64_t dim) {
  size_t lead = offsets.size() - op.getSpatialRank();
  int64_t loop = type.getRank() - op.getSpatialRank() + dim; // Positions keep spatial dimensions.
  Value position = linalg::IndexOp::create(b, loc, loop);
  if (auto variable = dyn_cast<Value>(offsets[lead + dim])) {
    AffineExpr sum = b.getAffineDimExpr(0) + b.getAffineDimExpr(1);
    position = affine::AffineApplyOp::create(b, loc, AffineMap::get(2, 0, sum),
                                             ValueRange{position, variable});
  }
  return arith::IndexCastOp::create(b, loc, b.getI64Type(), position);
}

/// Row-major position of the window's first point, which may lie outside of the input.
Value PoolTiler::first(OpBuilder &b) {
  Value sum;
  for (int64_t dim = 0; dim < op.getSpatialRank(); ++dim) {
    int64_t stride = planeStride(dim);
    Value scaled =
        arith::MulIOp::create(b, loc, index(b, dim), number(b, op.getStride()[dim] * stride));
    scaled = arith::SubIOp::create(b, loc, scaled, number(b, op.getPadding()[dim] * stride));
    sum = sum ? arith::AddIOp::create(b, loc, sum, scaled).getResult() : scaled;
  }
  return sum;
}

/// How far behind the window's first point its first point inside of the input lies.
Value PoolTiler::clampedFirst(OpBuilder &b) {
  Value sum = number(b, 0);
  for (int64_t dim = 0; dim < op.getSpatialRank(); ++dim) {
    int64_t padding = op.getPadding()[dim], dilation = op.getDilation()[dim];
    if (padding == 0)
      continue;
    Value begin = arith::SubIOp::create(
        b, loc, arith::MulIOp::create(b, loc, index(b, dim), number(b, op.getStride()[dim])),
        number(b, padding));
    Value steps = number(b, 0);
    for (int64_t step = 0; step * dilation < padding; ++step) { // begin + step x dilation < 0
      Value outside = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, begin,
                                            number(b, -step * dilation));
      Value behind = number(b, (step + 1) * dilation * planeStride(dim));
      steps = arith::SelectOp::create(b, loc, outside, behind, steps);
    }
    sum = arith::AddIOp::create(b, loc, sum, steps);
  }
  return sum;
}

/// Carries the greatest value and its position relative to the window's first point.
SmallVector<Value> PoolTiler::findGreatest(OpBuilder &b, ValueRange x, ArrayRef<Point> points,
                                           bool carries, bool isLast) {
  Value best, position;
  if (carries) {
    best = x[0];
    position = x[1];
    x = x.drop_front(2);
  } else {
    best = arith::ConstantOp::create(b, loc,
                                     b.getF32FloatAttr(-std::numeric_limits<float>::infinity()));
    position = clampedFirst(b);
  }
  for (auto [value, point] : llvm::zip(x, points)) {
    Value current = real(b, value);
    Value greater = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGT, current, best);
    Value isNaN = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNO, current, current);
    Value wins = arith::OrIOp::create(b, loc, greater, isNaN);
    best = arith::SelectOp::create(b, loc, wins, current, best);
    position = arith::SelectOp::create(b, loc, wins, number(b, point.position), position);
  }
  if (isLast)
    position = arith::AddIOp::create(b, loc, first(b), position);
  return {best, position};
}

SmallVector<Value> PoolTiler::body(OpBuilder &b, ValueRange x, ArrayRef<Point> points, bool carries,
                                   bool isLast) {
  SmallVector<Value> results;
  if (op.hasPositions()) {
    results = findGreatest(b, x, points, carries, isLast);
  } else {
    Value combined = real(b, x[0]);
    for (Value value : x.drop_front())
      combined = op.getKind() == ir::PoolKind::Max
                     ? Value(arith::MaximumFOp::create(b, loc, combined, real(b, value)))
                     : Value(arith::AddFOp::create(b, loc, combined, real(b, value)));
    results = {combined};
  }
  // The greatest of 16-bit floats is one of them: this rounds nothing.
  if (isLast && results[0].getType() != type.getElementType())
    results[0] = arith::TruncFOp::create(b, loc, type.getElementType(), results[0]);
  return results;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

SmallVector<Value> PoolTiler::combine(ArrayRef<Value> slices, ArrayRef<Point> points,
                                      ValueRange carried, ArrayRef<OpFoldResult> keptSizes,
                                      bool isLast) {
  SmallVector<Value> inputs(carried), outputs;
  llvm::append_range(inputs, slices);
  for (Value init : inits) {
    bool narrow = !isLast && init == inits[0] && !type.getElementType().isF32();
    if (narrow)
      init = tensor::EmptyOp::create(builder, loc, keptSizes, builder.getF32Type());
    outputs.push_back(init);
  }
  SmallVector<AffineMap> maps(inputs.size() + outputs.size(),
                              builder.getMultiDimIdentityMap(type.getRank()));
  SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::parallel);
  auto generic = linalg::GenericOp::create(
      builder, loc, TypeRange(ValueRange(outputs)), inputs, outputs, maps, iterators,
      [&](OpBuilder &b, Location, ValueRange arguments) {
        linalg::YieldOp::create(
            b, loc, body(b, arguments.take_front(inputs.size()), points, !carried.empty(), isLast));
      });
  if (Attribute source = op->getDiscardableAttr(ir::kSourceOp))
    generic->setDiscardableAttr(ir::kSourceOp, source);
  return SmallVector<Value>(generic->getResults());
}

SmallVector<Value> PoolTiler::tile(ArrayRef<bool> keeps, ArrayRef<OpFoldResult> sizes,
                                   int64_t operands) {
  SmallVector<Point> all = points();
  SmallVector<Value> carried;
  SmallVector<OpFoldResult> keptSizes;
  for (auto [keep, size] : llvm::zip(keeps, sizes))
    if (keep)
      keptSizes.push_back(size);
  for (ArrayRef<Point> rest = all; !rest.empty();) {
    size_t free = std::max<int64_t>(1, operands - inits.size() - carried.size());
    ArrayRef<Point> now = rest.take_front(free);
    rest = rest.drop_front(now.size());
    SmallVector<Value> slices;
    for (const Point &point : now)
      slices.push_back(slice(point, keeps, sizes));
    carried = combine(slices, now, carried, keptSizes, /*isLast=*/rest.empty());
  }
  return carried;
}

SmallVector<Value> KernelTiler::tilePool(ir::PoolOp op) {
  Value window = tileOf(op->getOpOperand(0));
  SmallVector<Value> inits;
  for (OpOperand &init : op.getInitsMutable())
    inits.push_back(tileOf(init));
  SmallVector<bool> keeps;
  SmallVector<OpFoldResult> sizes, offsets;
  for (unsigned dim : shape.space.dimsOf(cast<OpResult>(op->getResult(0)))) {
    keeps.push_back(!shape.isDropped(dim, tiles));
    sizes.push_back(size[dim]);
    offsets.push_back(offset[dim]);
  }
  const profile::Profile *profile = targetOf(kernel);
  int64_t operands = profile ? profile->vector.maxOperands : 0;
  return PoolTiler(builder, op, window, inits, offsets).tile(keeps, sizes, operands);
}

} // namespace mock::transforms
