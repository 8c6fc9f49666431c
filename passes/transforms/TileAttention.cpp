//===- TileAttention.cpp - Attention as a loop over tiles of the keys -------===//
//
// With x the scores of a tile, m the maximum and d the sum of a row so far, and a what the
// output's numerator is so far (Milakov and Gimelshein, "Online normalizer calculation for
// softmax"):
//
//   m' = max(m, max x)   p = exp(x - m')   c = exp(m - m')   d' = d c + sum p   a' = a c + p v
//
// Every step is an ordinary operation on tiles, so that placing and native code know it already.
// Where a row has no score yet, m is -infinity and 0 is subtracted instead.
//
//===----------------------------------------------------------------------===//
#include "KernelTiler.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

namespace mock::transforms {

namespace {

/// The operations of one tile of rows; maps are over (row, column).
class AttentionTile {
public:
  AttentionTile(OpBuilder &builder, ir::AttentionOp op, OpFoldResult rows, OpFoldResult columns,
                OpFoldResult values)
      : builder(builder), op(op), loc(op.getLoc()), f32(builder.getF32Type()), rows(rows),
        columns(columns), values(values) {}

  /// Maximum, sum and numerator before the first tile.
  SmallVector<Value> start();
  /// One tile of keys. `rowStart` and `columnStart` are its position, or null at 0.
  SmallVector<Value> step(Value query, Value key, Value value, Value mask, ValueRange carried,
                          Value rowStart, Value columnStart);
  /// The output and, when asked for, the logarithm of the sums.
  SmallVector<Value> finish(ValueRange carried);

private:
  using Body = llvm::function_ref<SmallVector<Value>(ImplicitLocOpBuilder &, ValueRange)>;
  struct Operand {
    Value tensor;
    AffineMap map;
  };
  SmallVector<Value> generic(ArrayRef<Operand> inputs, ArrayRef<Operand> outputs, Body body);
  AffineMap whole() { return builder.getMultiDimIdentityMap(2); }
  AffineMap perRow() { return AffineMap::get(2, 0, builder.getAffineDimExpr(0)); }
  AffineMap row() { return builder.getMultiDimIdentityMap(1); }
  AffineMap maskMap();
  Value empty(ArrayRef<OpFoldResult> sizes, Type element);
  Value filled(ArrayRef<OpFoldResult> sizes, double value);
  Value product(Value a, Value b, OpFoldResult width);
  Value reduced(ir::ReduceKind kind, Value tile, double identity);
  Value scores(Value product, Value mask, Value rowStart, Value columnStart);
  SmallVector<Value> exponentials(Value scores, Value maximum);

  OpBuilder &builder;
  ir::AttentionOp op;
  Location loc;
  Type f32;
  OpFoldResult rows, columns, values;
};

constexpr double kNothing = -std::numeric_limits<double>::infinity();

Value constant(ImplicitLocOpBuilder &b, double value) {
  return arith::ConstantOp::create(b, b.getF32FloatAttr(value));
}

/// `maximum`, or 0 where no score has been seen: -infinity - -infinity would be NaN.
Value subtrahend(ImplicitLocOpBuilder &b, Value maximum) {
  Value none = arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, maximum, constant(b, kNothing));
  return arith::SelectOp::create(b, none, constant(b, 0), maximum);
}

/// index + start, in the form that placing reads (docs/pipeline.md, stage `tiled`).
Value position(ImplicitLocOpBuilder &b, int64_t dim, Value start) {
  Value index = linalg::IndexOp::create(b, dim);
  if (!start)
    return index;
  AffineExpr sum = b.getAffineDimExpr(0) + b.getAffineDimExpr(1);
  return affine::AffineApplyOp::create(b, AffineMap::get(2, 0, sum), ValueRange{index, start});
}

} // namespace

Value AttentionTile::empty(ArrayRef<OpFoldResult> sizes, Type element) {
  return tensor::EmptyOp::create(builder, loc, sizes, element);
}

Value AttentionTile::filled(ArrayRef<OpFoldResult> sizes, double value) {
  Value scalar = arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(value));
  return linalg::FillOp::create(builder, loc, scalar, empty(sizes, f32)).getResult(0);
}

SmallVector<Value> AttentionTile::generic(ArrayRef<Operand> inputs, ArrayRef<Operand> outputs,
                                          Body body) {
  SmallVector<Value> ins, outs;
  SmallVector<AffineMap> maps;
  for (const Operand &input : inputs) {
    ins.push_back(input.tensor);
    maps.push_back(input.map);
  }
  for (const Operand &output : outputs) {
    outs.push_back(output.tensor);
    maps.push_back(output.map);
  }
  SmallVector<utils::IteratorType> iterators(maps.front().getNumDims(),
                                             utils::IteratorType::parallel);
  auto result =
      linalg::GenericOp::create(builder, loc, TypeRange(ValueRange(outs)), ins, outs, maps,
                                iterators, [&](OpBuilder &nested, Location l, ValueRange scalars) {
                                  ImplicitLocOpBuilder b(l, nested);
                                  linalg::YieldOp::create(b, body(b, scalars));
                                });
  return llvm::to_vector_of<Value>(result->getResults());
}

Value AttentionTile::product(Value a, Value b, OpFoldResult width) {
  Value zeros = filled({rows, width}, 0);
  return linalg::MatmulOp::create(builder, loc, TypeRange(zeros.getType()), ValueRange{a, b},
                                  ValueRange{zeros})
      ->getResult(0);
}

Value AttentionTile::reduced(ir::ReduceKind kind, Value tile, double identity) {
  Value init = filled({rows}, identity);
  return ir::ReduceOp::create(builder, loc, TypeRange(init.getType()),
                              ir::ReduceKindAttr::get(builder.getContext(), kind), tile,
                              ValueRange{init}, Value(), builder.getDenseI64ArrayAttr({1}))
      ->getResult(0);
}

/// The mask's dimensions that are left in a tile.
AffineMap AttentionTile::maskMap() {
  SmallVector<AffineExpr> results;
  for (AffineExpr result : op.mapOf(3).getResults()) {
    unsigned loop = cast<AffineDimExpr>(result).getPosition();
    if (loop == op.getRowLoop() || loop == op.getKeyLoop())
      results.push_back(builder.getAffineDimExpr(loop == op.getKeyLoop()));
  }
  return AffineMap::get(2, 0, results, builder.getContext());
}

/// scale x product + mask, -infinity where a score is removed.
Value AttentionTile::scores(Value product, Value mask, Value rowStart, Value columnStart) {
  SmallVector<Operand> inputs = {{product, whole()}};
  if (mask)
    inputs.push_back({mask, maskMap()});
  return generic(inputs, {{empty({rows, columns}, f32), whole()}},
                 [&](ImplicitLocOpBuilder &b, ValueRange x) -> SmallVector<Value> {
                   Value score =
                       arith::MulFOp::create(b, x[0], constant(b, op.getScale().convertToDouble()));
                   if (mask && x[1].getType().isInteger(1)) {
                     score = arith::SelectOp::create(b, x[1], score, constant(b, kNothing));
                   } else if (mask) {
                     bool narrow = x[1].getType() != f32;
                     Value added = narrow ? arith::ExtFOp::create(b, f32, x[1]).getResult() : x[1];
                     score = arith::AddFOp::create(b, score, added);
                   }
                   if (!op.getCausal())
                     return {score};
                   Value seen =
                       arith::CmpIOp::create(b, arith::CmpIPredicate::sle,
                                             position(b, 1, columnStart), position(b, 0, rowStart));
                   return {arith::SelectOp::create(b, seen, score, constant(b, kNothing))};
                 })[0];
}

/// p in f32, whose sum divides, and in the type of the values, which it multiplies.
SmallVector<Value> AttentionTile::exponentials(Value scores, Value maximum) {
  Type element = cast<RankedTensorType>(op.getValue().getType()).getElementType();
  SmallVector<Operand> outputs = {{empty({rows, columns}, f32), whole()}};
  if (element != f32)
    outputs.push_back({empty({rows, columns}, element), whole()});
  return generic({{scores, whole()}, {maximum, perRow()}}, outputs,
                 [&](ImplicitLocOpBuilder &b, ValueRange x) {
                   Value shifted = arith::SubFOp::create(b, x[0], subtrahend(b, x[1]));
                   SmallVector<Value> result = {math::ExpOp::create(b, shifted)};
                   if (element != f32)
                     result.push_back(arith::TruncFOp::create(b, element, result[0]));
                   return result;
                 });
}

SmallVector<Value> AttentionTile::start() {
  return {filled({rows}, kNothing), filled({rows}, 0), filled({rows, values}, 0)};
}

SmallVector<Value> AttentionTile::step(Value query, Value key, Value value, Value mask,
                                       ValueRange carried, Value rowStart, Value columnStart) {
  Value x = scores(product(query, key, columns), mask, rowStart, columnStart);
  Value largest = reduced(ir::ReduceKind::Max, x, kNothing);
  // The carried tiles are destinations, so that they stay where they are.
  SmallVector<Value> moved =
      generic({{largest, row()}}, {{carried[0], row()}, {empty({rows}, f32), row()}},
              [&](ImplicitLocOpBuilder &b, ValueRange x) -> SmallVector<Value> {
                Value maximum = arith::MaximumFOp::create(b, x[1], x[0]);
                Value change = arith::SubFOp::create(b, x[1], subtrahend(b, maximum));
                return {maximum, math::ExpOp::create(b, change)};
              });
  SmallVector<Value> p = exponentials(x, moved[0]);
  auto scaledSum = [](ImplicitLocOpBuilder &b, ValueRange x) -> SmallVector<Value> {
    return {arith::AddFOp::create(b, arith::MulFOp::create(b, x[2], x[0]), x[1])};
  };
  Value sum = generic({{moved[1], row()}, {reduced(ir::ReduceKind::Sum, p[0], 0), row()}},
                      {{carried[1], row()}}, scaledSum)[0];
  Value weighted = product(p.back(), value, values);
  Value numerator =
      generic({{moved[1], perRow()}, {weighted, whole()}}, {{carried[2], whole()}}, scaledSum)[0];
  return {moved[0], sum, numerator};
}

SmallVector<Value> AttentionTile::finish(ValueRange carried) {
  Type element = cast<RankedTensorType>(op.getInits()[0].getType()).getElementType();
  auto output = [&](ImplicitLocOpBuilder &b, ValueRange x) -> SmallVector<Value> {
    Value zero = constant(b, 0);
    Value none = arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, x[0], zero);
    Value quotient = arith::DivFOp::create(b, x[1], x[0]);
    Value result = arith::SelectOp::create(b, none, zero, quotient);
    return {element == f32 ? result : arith::TruncFOp::create(b, element, result).getResult()};
  };
  SmallVector<Value> results = generic({{carried[1], perRow()}, {carried[2], whole()}},
                                       {{empty({rows, values}, element), whole()}}, output);
  if (op.getInits().size() == 1)
    return results;
  auto logarithm = [&](ImplicitLocOpBuilder &b, ValueRange x) -> SmallVector<Value> {
    return {arith::AddFOp::create(b, x[0], math::LogOp::create(b, x[1]))};
  };
  results.push_back(generic({{carried[0], row()}, {carried[1], row()}},
                            {{empty({rows}, f32), row()}}, logarithm)[0]);
  return results;
}

/// One loop over the tiles of the keys, whatever their number.
SmallVector<Value> KernelTiler::tileAttention(ir::AttentionOp op) {
  const Dims &dims = shape.space.loopsOf(op);
  unsigned row = dims[op.getRowLoop()], key = dims[op.getKeyLoop()];
  Value query = tileOf(op->getOpOperand(0));
  AttentionTile outside(builder, op, size[row], size[key], size[dims[op.getValueLoop()]]);
  Value zero = arith::ConstantIndexOp::create(builder, location, 0);
  Value end = arith::ConstantIndexOp::create(builder, location, shape.extent(key));
  Value step =
      arith::ConstantIndexOp::create(builder, location, std::min(tiles[key], shape.extent(key)));
  auto loop = scf::ForOp::create(builder, location, zero, end, step, outside.start());
  if (Attribute source = op->getDiscardableAttr(ir::kSourceOp)) // reports name what the user wrote
    loop->setDiscardableAttr(ir::kSourceOp, source);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    setPosition(key, loop.getInductionVar());
    AttentionTile inside(builder, op, size[row], size[key], size[dims[op.getValueLoop()]]);
    auto start = [&](unsigned dim) { return dyn_cast<Value>(offset[dim]); };
    Value keys = tileOf(op->getOpOperand(1)), values = tileOf(op->getOpOperand(2));
    Value mask = op.getMask() ? tileOf(op->getOpOperand(3)) : Value();
    scf::YieldOp::create(
        builder, location,
        inside.step(query, keys, values, mask, loop.getRegionIterArgs(), start(row), start(key)));
  }
  builder.setInsertionPointAfter(loop);
  return outside.finish(loop.getResults());
}

} // namespace mock::transforms
