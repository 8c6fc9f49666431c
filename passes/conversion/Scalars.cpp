//===- Scalars.cpp - Scalar code in bodies of linalg operations ------------===//
#include "Scalars.h"

#include "mock/passes/dialect/mock/MockDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace mock::conversion {
namespace {

bool isFloat(Value value) { return isa<FloatType>(value.getType()); }

Value compare(Scalars &b, arith::CmpFPredicate real, arith::CmpIPredicate integer, Value left,
              Value right) {
  if (isFloat(left))
    return arith::CmpFOp::create(b, real, left, right);
  return arith::CmpIOp::create(b, integer, left, right);
}

/// i1 orders false before true, which is unsigned.
arith::CmpIPredicate signedness(Value value, arith::CmpIPredicate ofSigned,
                                arith::CmpIPredicate ofUnsigned) {
  return value.getType().isInteger(1) ? ofUnsigned : ofSigned;
}

bool is16Bit(Type type) { return type.isBF16() || type.isF16(); }

} // namespace

Value Scalars::constant(Type type, double value) {
  if (auto real = dyn_cast<FloatType>(type))
    return arith::ConstantOp::create(*this, FloatAttr::get(type, value));
  return arith::ConstantOp::create(*this, IntegerAttr::get(type, static_cast<int64_t>(value)));
}

Value Scalars::constant(Type type, const aten::Scalar &value) {
  if (isa<FloatType>(type))
    return constant(type, value.real);
  if (type.isInteger(1))
    return arith::ConstantOp::create(*this, getBoolAttr(value.real != 0));
  int64_t integer =
      value.kind == aten::Scalar::Kind::Float ? static_cast<int64_t>(value.real) : value.integer;
  // Numbers wrap to the type as PyTorch's do.
  APInt bits = APInt(64, integer, /*isSigned=*/true).sextOrTrunc(type.getIntOrFloatBitWidth());
  return arith::ConstantOp::create(*this, IntegerAttr::get(type, bits));
}

Value Scalars::loopIndex(int64_t loop) {
  Value index = linalg::IndexOp::create(*this, loop);
  return arith::IndexCastOp::create(*this, getI64Type(), index);
}

Value Scalars::convert(Value value, Type type, bool implicit) {
  Type from = value.getType();
  if (from == type)
    return value;
  if (is16Bit(from))
    return convert(arith::ExtFOp::create(*this, getF32Type(), value), type, implicit);
  if (type.isInteger(1))
    return ne(value, like(value, 0));
  if (is16Bit(type)) {
    auto rounded = arith::TruncFOp::create(*this, type, convert(value, getF32Type(), implicit));
    if (implicit)
      rounded->setAttr(ir::kImplicit, getUnitAttr());
    return rounded;
  }
  if (isa<FloatType>(type))
    return from.isInteger(1) ? Value(arith::UIToFPOp::create(*this, type, value))
                             : Value(arith::SIToFPOp::create(*this, type, value));
  if (isa<FloatType>(from))
    return arith::FPToSIOp::create(*this, type, value);
  if (from.isInteger(1))
    return arith::ExtUIOp::create(*this, type, value);
  if (from.getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth())
    return arith::ExtSIOp::create(*this, type, value);
  return arith::TruncIOp::create(*this, type, value);
}

Value Scalars::add(Value a, Value b) {
  if (a.getType().isInteger(1))
    return arith::OrIOp::create(*this, a, b);
  return isFloat(a) ? Value(arith::AddFOp::create(*this, a, b))
                    : Value(arith::AddIOp::create(*this, a, b));
}

Value Scalars::sub(Value a, Value b) {
  return isFloat(a) ? Value(arith::SubFOp::create(*this, a, b))
                    : Value(arith::SubIOp::create(*this, a, b));
}

Value Scalars::mul(Value a, Value b) {
  if (a.getType().isInteger(1))
    return arith::AndIOp::create(*this, a, b);
  return isFloat(a) ? Value(arith::MulFOp::create(*this, a, b))
                    : Value(arith::MulIOp::create(*this, a, b));
}

Value Scalars::div(Value a, Value b) { return arith::DivFOp::create(*this, a, b); }

Value Scalars::neg(Value a) {
  return isFloat(a) ? Value(arith::NegFOp::create(*this, a)) : sub(like(a, 0), a);
}

Value Scalars::maximum(Value a, Value b) {
  if (a.getType().isInteger(1))
    return arith::OrIOp::create(*this, a, b);
  return isFloat(a) ? Value(arith::MaximumFOp::create(*this, a, b))
                    : Value(arith::MaxSIOp::create(*this, a, b));
}

Value Scalars::minimum(Value a, Value b) {
  if (a.getType().isInteger(1))
    return arith::AndIOp::create(*this, a, b);
  return isFloat(a) ? Value(arith::MinimumFOp::create(*this, a, b))
                    : Value(arith::MinSIOp::create(*this, a, b));
}

Value Scalars::select(Value condition, Value a, Value b) {
  return arith::SelectOp::create(*this, condition, a, b);
}

Value Scalars::eq(Value a, Value b) {
  return compare(*this, arith::CmpFPredicate::OEQ, arith::CmpIPredicate::eq, a, b);
}
Value Scalars::ne(Value a, Value b) {
  return compare(*this, arith::CmpFPredicate::UNE, arith::CmpIPredicate::ne, a, b);
}
Value Scalars::lt(Value a, Value b) {
  return compare(*this, arith::CmpFPredicate::OLT,
                 signedness(a, arith::CmpIPredicate::slt, arith::CmpIPredicate::ult), a, b);
}
Value Scalars::le(Value a, Value b) {
  return compare(*this, arith::CmpFPredicate::OLE,
                 signedness(a, arith::CmpIPredicate::sle, arith::CmpIPredicate::ule), a, b);
}
Value Scalars::gt(Value a, Value b) { return lt(b, a); }
Value Scalars::ge(Value a, Value b) { return le(b, a); }

Value Scalars::logicalNot(Value a) {
  return arith::XOrIOp::create(*this, a, constant(a.getType(), 1.0));
}

} // namespace mock::conversion
