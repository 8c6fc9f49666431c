//===- Arithmetic.cpp - Operations whose edge cases the ISA fixes ----------===//

#include "Arithmetic.h"

#include "Element.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;

namespace mock::codegen::native {

namespace {

/// Short forms of the builders for one operation.
struct Emit {
  OpBuilder &builder;
  Location loc;

  Value constant(Value like, int64_t value) {
    return constantOf(builder, loc, like.getType(), value);
  }
  Value equal(Value left, Value right) {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, left, right);
  }
  Value compare(arith::CmpFPredicate predicate, Value left, Value right) {
    return arith::CmpFOp::create(builder, loc, predicate, left, right);
  }
  Value either(Value left, Value right) { return arith::OrIOp::create(builder, loc, left, right); }
  Value select(Value condition, Value yes, Value no) {
    return arith::SelectOp::create(builder, loc, condition, yes, no);
  }
};

} // namespace

/// Truncates towards 0; NaN and what does not fit give the smallest integer, as cvttss2si.
/// Narrower integers are the low bits of the i32, which is what a store of a register keeps.
static Value floatToInteger(Emit emit, Value value, Type target) {
  OpBuilder &builder = emit.builder;
  unsigned width = std::max(32u, target.getIntOrFloatBitWidth());
  Type lane = builder.getIntegerType(width);
  double limit = std::ldexp(1.0, width - 1);
  FloatAttr limitAttr = builder.getFloatAttr(builder.getF32Type(), limit);
  FloatAttr lowAttr = builder.getFloatAttr(builder.getF32Type(), -limit);
  Value below = emit.compare(arith::CmpFPredicate::OLT, value,
                             constantOf(builder, emit.loc, limitAttr, true));
  Value above =
      emit.compare(arith::CmpFPredicate::OGE, value, constantOf(builder, emit.loc, lowAttr, true));
  Value fits = arith::AndIOp::create(builder, emit.loc, below, above);
  Value safe = emit.select(fits, value, emit.constant(value, 0));
  Value converted = arith::FPToSIOp::create(builder, emit.loc, registerType(lane), safe);
  int64_t smallest = width == 32 ? INT32_MIN : INT64_MIN;
  Value result = emit.select(fits, converted, emit.constant(converted, smallest));
  if (target.getIntOrFloatBitWidth() < 32)
    result = arith::TruncIOp::create(builder, emit.loc, registerType(target), result);
  return result;
}

/// Quotient or remainder that never traps: x / 0 is 0 and x % 0 is 0 here (the checked
/// execution faults), and the smallest integer / -1 wraps.
static Value divide(Emit emit, Value left, Value right, bool remainder) {
  OpBuilder &builder = emit.builder;
  Value zero = emit.constant(right, 0);
  Value isZero = emit.equal(right, zero);
  Value isMinusOne = emit.equal(right, emit.constant(right, -1));
  Value safe = emit.select(emit.either(isZero, isMinusOne), emit.constant(right, 1), right);
  if (remainder)
    return arith::RemSIOp::create(builder, emit.loc, left, safe);
  Value quotient = arith::DivSIOp::create(builder, emit.loc, left, safe);
  Value negated = arith::SubIOp::create(builder, emit.loc, zero, left);
  quotient = emit.select(isMinusOne, negated, quotient);
  return emit.select(isZero, zero, quotient);
}

/// Amounts outside of [0, bits) shift everything out: 0, or the sign to the right.
static Value shift(Emit emit, Value value, Value amount, bool left) {
  OpBuilder &builder = emit.builder;
  int64_t bits = getElementTypeOrSelf(value.getType()).getIntOrFloatBitWidth();
  Value inRange = arith::CmpIOp::create(builder, emit.loc, arith::CmpIPredicate::ult, amount,
                                        emit.constant(amount, bits));
  Value safe = emit.select(inRange, amount, emit.constant(amount, bits - 1));
  if (!left)
    return arith::ShRSIOp::create(builder, emit.loc, value, safe);
  Value shifted = arith::ShLIOp::create(builder, emit.loc, value, safe);
  return emit.select(inRange, shifted, emit.constant(value, 0));
}

/// Integers to bf16 go through f32, as registers of the device do.
static Value integerToBF16(Emit emit, Operation *op, Value value) {
  Type wide = registerType(emit.builder.getF32Type());
  Value number;
  if (isa<arith::UIToFPOp>(op))
    number = arith::UIToFPOp::create(emit.builder, emit.loc, wide, value);
  else
    number = arith::SIToFPOp::create(emit.builder, emit.loc, wide, value);
  return truncateBF16(emit.builder, emit.loc, number);
}

static Value reciprocalSqrt(Emit emit, Value value) {
  Value root = math::SqrtOp::create(emit.builder, emit.loc, value);
  return arith::DivFOp::create(emit.builder, emit.loc, emit.constant(value, 1), root);
}

Value emitSpecial(OpBuilder &builder, Operation *op, ArrayRef<Value> operands) {
  Emit emit{builder, op->getLoc()};
  Type result = op->getResult(0).getType();
  Type source = op->getOperand(0).getType();
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case([&](arith::ExtFOp) {
        return source.isBF16() ? extendBF16(builder, emit.loc, operands[0]) : Value();
      })
      .Case([&](arith::TruncFOp) {
        return result.isBF16() ? truncateBF16(builder, emit.loc, operands[0]) : Value();
      })
      .Case<arith::SIToFPOp, arith::UIToFPOp>([&](Operation *) {
        return result.isBF16() ? integerToBF16(emit, op, operands[0]) : Value();
      })
      .Case<arith::FPToSIOp, arith::FPToUIOp>(
          [&](Operation *) { return floatToInteger(emit, operands[0], result); })
      .Case<arith::DivSIOp, arith::RemSIOp>([&](Operation *) {
        return divide(emit, operands[0], operands[1], isa<arith::RemSIOp>(op));
      })
      .Case<arith::ShLIOp, arith::ShRSIOp>([&](Operation *) {
        return shift(emit, operands[0], operands[1], isa<arith::ShLIOp>(op));
      })
      .Case([&](math::RsqrtOp) { return reciprocalSqrt(emit, operands[0]); })
      .Default(Value());
}

} // namespace mock::codegen::native
