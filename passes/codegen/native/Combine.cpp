//===- Combine.cpp - What a reduction does with two values -----------------===//

#include "Combine.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

#include <limits>

using namespace mlir;
using mock::ir::ReduceKind;

namespace mock::codegen::native {

static Type withLane(Type like, Type lane) {
  if (auto vector = dyn_cast<VectorType>(like))
    return vector.clone(lane);
  return lane;
}

Type Combiner::computeType() const {
  if (element.isBF16() || element.isF16())
    return builder.getF32Type();
  return laneType(element);
}

Value Combiner::widen(Value value, Type from) const {
  Type target = withLane(value.getType(), computeType());
  if (from.isBF16())
    return extendBF16(builder, loc, value);
  if (value.getType() == target)
    return value;
  if (isa<FloatType>(from))
    return arith::ExtFOp::create(builder, loc, target, value);
  if (from.isInteger(1) || from.isUnsignedInteger())
    return arith::ExtUIOp::create(builder, loc, target, value);
  return arith::ExtSIOp::create(builder, loc, target, value);
}

Value Combiner::narrow(Value value) const {
  if (element.isBF16())
    return truncateBF16(builder, loc, value);
  if (element.isF16())
    return arith::TruncFOp::create(builder, loc, withLane(value.getType(), element), value);
  return value;
}

TypedAttr Combiner::identityAttr() const {
  Type type = computeType();
  if (kind == ReduceKind::Sum || kind == ReduceKind::Prod) {
    int64_t number = kind == ReduceKind::Prod;
    if (isa<FloatType>(type))
      return builder.getFloatAttr(type, double(number));
    return builder.getIntegerAttr(type, number);
  }
  double infinity = std::numeric_limits<double>::infinity();
  if (isa<FloatType>(type))
    return builder.getFloatAttr(type, isMaximum() ? -infinity : infinity);
  unsigned width = type.getIntOrFloatBitWidth();
  if (width == 1) // false is the smallest bool
    return builder.getIntegerAttr(type, isMaximum() ? 0 : 1);
  return builder.getIntegerAttr(type, isMaximum() ? APInt::getSignedMinValue(width)
                                                  : APInt::getSignedMaxValue(width));
}

Partial Combiner::identity() const {
  Partial result = {constantOf(builder, loc, identityAttr(), /*splat=*/true)};
  if (hasPositions()) // loses every tie
    result.push_back(constantOf(builder, loc, builder.getI64IntegerAttr(INT64_MAX), true));
  return result;
}

Value Combiner::combine(Value left, Value right) const {
  bool isFloat = isa<FloatType>(computeType());
  switch (kind) {
  case ReduceKind::Sum:
    return isFloat ? arith::AddFOp::create(builder, loc, left, right).getResult()
                   : arith::AddIOp::create(builder, loc, left, right).getResult();
  case ReduceKind::Prod:
    return isFloat ? arith::MulFOp::create(builder, loc, left, right).getResult()
                   : arith::MulIOp::create(builder, loc, left, right).getResult();
  default:
    break;
  }
  if (isFloat) // NaN wins, -0 is below 0
    return isMaximum() ? arith::MaximumFOp::create(builder, loc, left, right).getResult()
                       : arith::MinimumFOp::create(builder, loc, left, right).getResult();
  if (computeType().isInteger(1)) // signed, true would be -1
    return isMaximum() ? arith::OrIOp::create(builder, loc, left, right).getResult()
                       : arith::AndIOp::create(builder, loc, left, right).getResult();
  return isMaximum() ? arith::MaxSIOp::create(builder, loc, left, right).getResult()
                     : arith::MinSIOp::create(builder, loc, left, right).getResult();
}

/// Strictly better; NaN is better than any number.
Value Combiner::beats(Value value, Value other) const {
  if (!isa<FloatType>(computeType())) {
    auto predicate = isMaximum() ? arith::CmpIPredicate::sgt : arith::CmpIPredicate::slt;
    if (computeType().isInteger(1))
      predicate = isMaximum() ? arith::CmpIPredicate::ugt : arith::CmpIPredicate::ult;
    return arith::CmpIOp::create(builder, loc, predicate, value, other);
  }
  // Unordered or better, and `other` is a number: covers both cases in two comparisons.
  auto predicate = isMaximum() ? arith::CmpFPredicate::UGT : arith::CmpFPredicate::ULT;
  Value better = arith::CmpFOp::create(builder, loc, predicate, value, other);
  Value isNumber = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::ORD, other, other);
  return arith::AndIOp::create(builder, loc, better, isNumber);
}

Value Combiner::ties(Value left, Value right) const {
  Value loses = beats(left, right), wins = beats(right, left);
  Value decided = arith::OrIOp::create(builder, loc, loses, wins);
  return arith::XOrIOp::create(builder, loc, decided,
                               constantOf(builder, loc, decided.getType(), 1));
}

Partial Combiner::choose(Value condition, const Partial &yes, const Partial &no) const {
  Partial result;
  for (auto [first, second] : llvm::zip(yes, no))
    result.push_back(arith::SelectOp::create(builder, loc, condition, first, second));
  return result;
}

Partial Combiner::update(const Partial &accumulator, const Partial &value) const {
  if (!hasPositions())
    return {combine(accumulator[0], value[0])};
  return choose(beats(value[0], accumulator[0]), value, accumulator);
}

Partial Combiner::merge(const Partial &left, const Partial &right) const {
  if (!hasPositions())
    return {combine(left[0], right[0])};
  Value earlier = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::slt, right[1], left[1]);
  Value winsTie = arith::AndIOp::create(builder, loc, ties(left[0], right[0]), earlier);
  Value takeRight = arith::OrIOp::create(builder, loc, beats(right[0], left[0]), winsTie);
  return choose(takeRight, right, left);
}

Partial Combiner::mergeLanes(Partial partial) const {
  for (int64_t half = kLanes / 2; half >= 1; half /= 2) {
    Partial low, high;
    for (Value value : partial) {
      auto lanes = [&](int64_t first) {
        SmallVector<int64_t> numbers = llvm::to_vector(llvm::seq(first, first + half));
        return vector::ShuffleOp::create(builder, loc, value, value, numbers).getResult();
      };
      low.push_back(lanes(0));
      high.push_back(lanes(half));
    }
    partial = merge(low, high);
  }
  for (Value &value : partial)
    value = vector::ExtractOp::create(builder, loc, value, int64_t(0));
  return partial;
}

} // namespace mock::codegen::native
