//===- Divisions.cpp - Quotients that are rounded to integers --------------===//
//
// ATen computes these in the type of the tensors: in 16 bits every step is rounded, and truncating
// a rounded quotient gives another integer than truncating the exact one.
//
//===----------------------------------------------------------------------===//
#include "Elementwise.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace mock::conversion {
namespace {

using Args = aten::Arguments;

/// Arithmetic on f32 registers whose results are rounded to a narrower type.
class NarrowScalars {
public:
  NarrowScalars(Scalars &b, Type narrow) : b(b), narrow(narrow) {}

  Value sub(Value x, Value y) { return rounded(b.sub(x, y)); }
  Value div(Value x, Value y) { return rounded(b.div(x, y)); }
  /// Not an implicit rounding: those are removed where the value is extended again.
  Value rounded(Value value) {
    return b.convert(b.convert(value, narrow, /*implicit=*/false), value.getType(), false);
  }

private:
  Scalars &b;
  Type narrow;
};

/// c10::div_floor_floating: exact where x / y rounds up to an integer.
Value floorDivide(Scalars &b, Value x, Value y, Type narrow) {
  NarrowScalars in(b, narrow);
  Value zero = b.like(x, 0), one = b.like(x, 1);
  Value remainder = arith::RemFOp::create(b, x, y); // a remainder is never rounded
  Value quotient = in.div(in.sub(x, remainder), y);
  Value otherSign = arith::XOrIOp::create(b, b.lt(y, zero), b.lt(remainder, zero));
  Value adjust = arith::AndIOp::create(b, b.ne(remainder, zero), otherSign);
  quotient = b.select(adjust, in.sub(quotient, one), quotient);
  Value whole = math::FloorOp::create(b, quotient);
  Value tooLow = b.gt(in.sub(quotient, whole), b.like(x, 0.5));
  whole = b.select(tooLow, b.add(whole, one), whole);
  Value signedZero = math::CopySignOp::create(b, zero, b.div(x, y));
  Value result = b.select(b.ne(quotient, zero), whole, signedZero);
  return b.select(b.eq(y, zero), b.div(x, y), result);
}

Value truncDivide(Scalars &b, Value x, Value y, Type narrow) {
  NarrowScalars in(b, narrow);
  return math::TruncOp::create(b, in.div(x, y));
}

Type f32(Scalars &b) { return b.getF32Type(); }
Type bf16(Scalars &b) { return b.getBF16Type(); }
Type f16(Scalars &b) { return b.getF16Type(); }

using TypeOf = Type (*)(Scalars &);

template <TypeOf type> Value floorDivision(Scalars &b, ValueRange x, const Args &) {
  return floorDivide(b, x[0], x[1], type(b));
}

template <TypeOf type> Value division(Scalars &b, ValueRange x, const Args &args) {
  StringRef mode = args.string("rounding_mode");
  if (mode == "floor")
    return floorDivide(b, x[0], x[1], type(b));
  if (mode == "trunc")
    return truncDivide(b, x[0], x[1], type(b));
  return b.div(x[0], x[1]);
}

/// One row for each type that is computed in: f32, bf16, f16. With a number (or a tensor of no
/// dimensions) ATen computes in f32 and rounds once.
LowerFunction lowerDivision(StringLiteral name, std::array<ElementBody, 3> bodies) {
  return [name, bodies](Lowering &lowering) {
    Type type = lowering.resultType().getElementType();
    Value other = lowering.args.tensor("other");
    bool isNumber = !other || cast<RankedTensorType>(other.getType()).getRank() == 0;
    ElementBody body = bodies[isNumber ? 0 : type.isBF16() ? 1 : type.isF16() ? 2 : 0];
    return lowerElementwise(lowering, {name, {"self", "other"}, Compute::Promoted, kFloats, body});
  };
}

} // namespace

void registerDivisions(Registry &registry) {
  for (StringLiteral name :
       {StringLiteral("aten.div.Tensor_mode"), StringLiteral("aten.div.Scalar_mode")})
    registry[name] = lowerDivision(name, {division<f32>, division<bf16>, division<f16>});
  registry["aten.floor_divide"] = lowerDivision(
      "aten.floor_divide", {floorDivision<f32>, floorDivision<bf16>, floorDivision<f16>});
}

} // namespace mock::conversion
