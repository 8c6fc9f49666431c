//===- Pointwise.cpp - Arithmetic and mathematical functions ---------------===//
#include "Elementwise.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace mock::conversion {
namespace {

using Args = aten::Arguments;

template <typename MathOp> Value unary(Scalars &b, ValueRange x, const Args &) {
  return MathOp::create(b, x[0]);
}

/// `other * alpha`, without the product when alpha is 1.
Value scaled(Scalars &b, Value value, const Args &args) {
  auto alpha = args.scalar("alpha");
  if (!alpha || alpha->real == 1.0)
    return value;
  return b.mul(value, b.constant(value.getType(), *alpha));
}

Value add(Scalars &b, ValueRange x, const Args &args) { return b.add(x[0], scaled(b, x[1], args)); }
Value sub(Scalars &b, ValueRange x, const Args &args) { return b.sub(x[0], scaled(b, x[1], args)); }
Value rsub(Scalars &b, ValueRange x, const Args &args) {
  return b.sub(x[1], scaled(b, x[0], args));
}
Value mul(Scalars &b, ValueRange x, const Args &) { return b.mul(x[0], x[1]); }
Value div(Scalars &b, ValueRange x, const Args &) { return b.div(x[0], x[1]); }
Value neg(Scalars &b, ValueRange x, const Args &) { return b.neg(x[0]); }
/// What rounding does: nothing to integers.
template <typename RoundOp> Value rounded(Scalars &b, ValueRange x, const Args &) {
  return isa<FloatType>(x[0].getType()) ? Value(RoundOp::create(b, x[0])) : x[0];
}
Value square(Scalars &b, ValueRange x, const Args &) { return b.mul(x[0], x[0]); }
Value copySign(Scalars &b, ValueRange x, const Args &) {
  return math::CopySignOp::create(b, x[0], x[1]);
}

Value abs(Scalars &b, ValueRange x, const Args &) {
  if (isa<FloatType>(x[0].getType()))
    return math::AbsFOp::create(b, x[0]);
  if (x[0].getType().isInteger(32))
    return math::AbsIOp::create(b, x[0]);
  return b.select(b.lt(x[0], b.like(x[0], 0)), b.neg(x[0]), x[0]); // all that is there for i64
}

Value reciprocal(Scalars &b, ValueRange x, const Args &) { return b.div(b.like(x[0], 1), x[0]); }

Value rsqrt(Scalars &b, ValueRange x, const Args &) {
  return b.div(b.like(x[0], 1), math::SqrtOp::create(b, x[0]));
}

/// (x > 0) - (x < 0), which is 0 for NaN.
Value sign(Scalars &b, ValueRange x, const Args &) {
  if (x[0].getType().isInteger(1))
    return x[0];
  Value zero = b.like(x[0], 0);
  Value positive = b.convert(b.lt(zero, x[0]), x[0].getType(), false);
  return b.sub(positive, b.convert(b.lt(x[0], zero), x[0].getType(), false));
}

/// Remainder of the division that rounds down, as Python's %: it has the sign of the divisor.
Value pythonRemainder(Scalars &b, Value x, Value y) {
  Value remainder = arith::RemFOp::create(b, x, y);
  Value zero = b.like(x, 0);
  Value otherSign = arith::XOrIOp::create(b, b.lt(y, zero), b.lt(remainder, zero));
  Value adjust = arith::AndIOp::create(b, b.ne(remainder, zero), otherSign);
  return b.select(adjust, b.add(remainder, y), remainder);
}

Value remainder(Scalars &b, ValueRange x, const Args &) { return pythonRemainder(b, x[0], x[1]); }
Value fmod(Scalars &b, ValueRange x, const Args &) { return arith::RemFOp::create(b, x[0], x[1]); }

Value pow(Scalars &b, ValueRange x, const Args &) { return math::PowFOp::create(b, x[0], x[1]); }

/// The exponents that ATen computes without pow.
Value powNumber(Scalars &b, ValueRange x, const Args &args) {
  double exponent = args.real("exponent").value_or(1);
  Value base = x[0], one = b.like(base, 1);
  if (exponent == 0)
    return one;
  if (exponent == 1)
    return base;
  if (exponent == 2)
    return b.mul(base, base);
  if (exponent == 3)
    return b.mul(b.mul(base, base), base);
  if (exponent == 0.5)
    return math::SqrtOp::create(b, base);
  if (exponent == -0.5)
    return b.div(one, math::SqrtOp::create(b, base));
  if (exponent == -1)
    return b.div(one, base);
  if (exponent == -2)
    return b.div(one, b.mul(base, base));
  return math::PowFOp::create(b, base, b.constant(base.getType(), exponent));
}

Value maximum(Scalars &b, ValueRange x, const Args &) { return b.maximum(x[0], x[1]); }
Value minimum(Scalars &b, ValueRange x, const Args &) { return b.minimum(x[0], x[1]); }

/// The other operand where one is NaN.
Value fmax(Scalars &b, ValueRange x, const Args &) {
  Value larger = b.select(b.ne(x[1], x[1]), x[0], b.maximum(x[0], x[1]));
  return b.select(b.ne(x[0], x[0]), x[1], larger);
}
Value fmin(Scalars &b, ValueRange x, const Args &) {
  Value smaller = b.select(b.ne(x[1], x[1]), x[0], b.minimum(x[0], x[1]));
  return b.select(b.ne(x[0], x[0]), x[1], smaller);
}

Value clampNumbers(Scalars &b, ValueRange x, const Args &args) {
  Value value = x[0];
  if (auto low = args.scalar("min"))
    value = b.maximum(value, b.constant(value.getType(), *low));
  if (auto high = args.scalar("max"))
    value = b.minimum(value, b.constant(value.getType(), *high));
  return value;
}
Value clampBoth(Scalars &b, ValueRange x, const Args &) {
  return b.minimum(b.maximum(x[0], x[1]), x[2]);
}

/// start + weight * (end - start), from the nearer end as ATen does.
Value lerp(Scalars &b, ValueRange x, const Args &) {
  Value difference = b.sub(x[1], x[0]);
  Value fromStart = b.add(x[0], b.mul(x[2], difference));
  Value fromEnd = b.sub(x[1], b.mul(difference, b.sub(b.like(x[0], 1), x[2])));
  Value near = b.lt(math::AbsFOp::create(b, x[2]), b.like(x[0], 0.5));
  return b.select(near, fromStart, fromEnd);
}

Value addcmul(Scalars &b, ValueRange x, const Args &args) {
  Value value = scalarArgument(b, args, "value", x[0], 1);
  return b.add(x[0], b.mul(b.mul(value, x[1]), x[2]));
}
Value addcdiv(Scalars &b, ValueRange x, const Args &args) {
  Value value = scalarArgument(b, args, "value", x[0], 1);
  return b.add(x[0], b.div(b.mul(value, x[1]), x[2]));
}

const ElementwiseRow kBinary[] = {
    {"aten.add.Tensor", {"self", "other"}, Compute::Promoted, kAll, add},
    {"aten.add.Scalar", {"self", "other"}, Compute::Promoted, kAll, add},
    {"aten.sub.Tensor", {"self", "other"}, Compute::Promoted, kNumbers, sub},
    {"aten.sub.Scalar", {"self", "other"}, Compute::Promoted, kNumbers, sub},
    {"aten.rsub.Tensor", {"self", "other"}, Compute::Promoted, kNumbers, rsub},
    {"aten.rsub.Scalar", {"self", "other"}, Compute::Promoted, kNumbers, rsub},
    {"aten.mul.Tensor", {"self", "other"}, Compute::Promoted, kAll, mul},
    {"aten.mul.Scalar", {"self", "other"}, Compute::Promoted, kAll, mul},
    {"aten.div.Tensor", {"self", "other"}, Compute::Float, kFloats, div},
    {"aten.div.Scalar", {"self", "other"}, Compute::Float, kFloats, div},
    {"aten.remainder.Tensor", {"self", "other"}, Compute::Promoted, kFloats, remainder},
    {"aten.remainder.Scalar", {"self", "other"}, Compute::Promoted, kFloats, remainder},
    {"aten.fmod.Tensor", {"self", "other"}, Compute::Promoted, kFloats, fmod},
    {"aten.fmod.Scalar", {"self", "other"}, Compute::Promoted, kFloats, fmod},
    {"aten.pow.Tensor_Tensor", {"self", "exponent"}, Compute::Promoted, kFloats, pow},
    {"aten.pow.Scalar", {"self", "exponent"}, Compute::Promoted, kFloats, pow},
    {"aten.maximum", {"self", "other"}, Compute::Promoted, kAll, maximum},
    {"aten.minimum", {"self", "other"}, Compute::Promoted, kAll, minimum},
    {"aten.fmax", {"self", "other"}, Compute::Promoted, kNumbers, fmax},
    {"aten.fmin", {"self", "other"}, Compute::Promoted, kNumbers, fmin},
    {"aten.atan2",
     {"self", "other"},
     Compute::Float,
     kFloats,
     [](Scalars &b, ValueRange x, const Args &) -> Value {
       return math::Atan2Op::create(b, x[0], x[1]);
     }},
    {"aten.copysign.Tensor", {"self", "other"}, Compute::Float, kFloats, copySign},
};

const ElementwiseRow kTernary[] = {
    {"aten.clamp", {"self"}, Compute::Result, kNumbers, clampNumbers},
    {"aten.clamp_min", {"self", "min"}, Compute::Promoted, kNumbers, maximum},
    {"aten.clamp_max", {"self", "max"}, Compute::Promoted, kNumbers, minimum},
    {"aten.clamp_min.Tensor", {"self", "min"}, Compute::Promoted, kNumbers, maximum},
    {"aten.clamp_max.Tensor", {"self", "max"}, Compute::Promoted, kNumbers, minimum},
    {"aten.lerp.Scalar", {"self", "end", "weight"}, Compute::Result, kFloats, lerp},
    {"aten.lerp.Tensor", {"self", "end", "weight"}, Compute::Result, kFloats, lerp},
    {"aten.addcmul", {"self", "tensor1", "tensor2"}, Compute::Promoted, kNumbers, addcmul},
    {"aten.addcdiv", {"self", "tensor1", "tensor2"}, Compute::Promoted, kFloats, addcdiv},
};

const ElementwiseRow kUnary[] = {
    {"aten.neg", {"self"}, Compute::Promoted, kNumbers, neg},
    {"aten.abs", {"self"}, Compute::Promoted, kNumbers, abs},
    {"aten.sign", {"self"}, Compute::Promoted, kAll, sign},
    {"aten.square", {"self"}, Compute::Promoted, kNumbers, square},
    {"aten.reciprocal", {"self"}, Compute::Float, kFloats, reciprocal},
    {"aten.rsqrt", {"self"}, Compute::Float, kFloats, rsqrt},
    {"aten.sqrt", {"self"}, Compute::Float, kFloats, unary<math::SqrtOp>},
    {"aten.exp", {"self"}, Compute::Float, kFloats, unary<math::ExpOp>},
    {"aten.exp2", {"self"}, Compute::Float, kFloats, unary<math::Exp2Op>},
    {"aten.expm1", {"self"}, Compute::Float, kFloats, unary<math::ExpM1Op>},
    {"aten.log", {"self"}, Compute::Float, kFloats, unary<math::LogOp>},
    {"aten.log2", {"self"}, Compute::Float, kFloats, unary<math::Log2Op>},
    {"aten.log10", {"self"}, Compute::Float, kFloats, unary<math::Log10Op>},
    {"aten.log1p", {"self"}, Compute::Float, kFloats, unary<math::Log1pOp>},
    {"aten.sin", {"self"}, Compute::Float, kFloats, unary<math::SinOp>},
    {"aten.cos", {"self"}, Compute::Float, kFloats, unary<math::CosOp>},
    {"aten.tan", {"self"}, Compute::Float, kFloats, unary<math::TanOp>},
    {"aten.asin", {"self"}, Compute::Float, kFloats, unary<math::AsinOp>},
    {"aten.acos", {"self"}, Compute::Float, kFloats, unary<math::AcosOp>},
    {"aten.atan", {"self"}, Compute::Float, kFloats, unary<math::AtanOp>},
    {"aten.sinh", {"self"}, Compute::Float, kFloats, unary<math::SinhOp>},
    {"aten.cosh", {"self"}, Compute::Float, kFloats, unary<math::CoshOp>},
    {"aten.tanh", {"self"}, Compute::Float, kFloats, unary<math::TanhOp>},
    {"aten.asinh", {"self"}, Compute::Float, kFloats, unary<math::AsinhOp>},
    {"aten.acosh", {"self"}, Compute::Float, kFloats, unary<math::AcoshOp>},
    {"aten.atanh", {"self"}, Compute::Float, kFloats, unary<math::AtanhOp>},
    {"aten.erf", {"self"}, Compute::Float, kFloats, unary<math::ErfOp>},
    {"aten.erfc", {"self"}, Compute::Float, kFloats, unary<math::ErfcOp>},
    {"aten.floor", {"self"}, Compute::Promoted, kNumbers, rounded<math::FloorOp>},
    {"aten.ceil", {"self"}, Compute::Promoted, kNumbers, rounded<math::CeilOp>},
    {"aten.trunc", {"self"}, Compute::Promoted, kNumbers, rounded<math::TruncOp>},
    {"aten.round", {"self"}, Compute::Promoted, kNumbers, rounded<math::RoundEvenOp>},
};

/// pow with a number: integers only by multiplication.
FailureOr<SmallVector<Value>> lowerPowNumber(Lowering &lowering) {
  double exponent = lowering.args.real("exponent").value_or(1);
  bool multiplies = exponent >= 0 && exponent <= 3 && exponent == static_cast<int>(exponent);
  ElementwiseRow row{"aten.pow.Tensor_Scalar",
                     {"self"},
                     Compute::Result,
                     multiplies ? unsigned(kNumbers) : unsigned(kFloats),
                     powNumber};
  return lowerElementwise(lowering, row);
}

/// clamp with tensors, either of which may be absent.
FailureOr<SmallVector<Value>> lowerClampTensor(Lowering &lowering) {
  bool low = lowering.args.has("min"), high = lowering.args.has("max");
  ElementwiseRow row{
      "aten.clamp.Tensor", {"self", "min", "max"}, Compute::Promoted, kNumbers, clampBoth};
  if (!high)
    row = {"aten.clamp.Tensor", {"self", "min"}, Compute::Promoted, kNumbers, maximum};
  else if (!low)
    row = {"aten.clamp.Tensor", {"self", "max"}, Compute::Promoted, kNumbers, minimum};
  return lowerElementwise(lowering, row);
}

} // namespace

void registerPointwise(Registry &registry) {
  registerRows(registry, kBinary);
  registerRows(registry, kTernary);
  registerRows(registry, kUnary);
  registry["aten.pow.Tensor_Scalar"] = lowerPowNumber;
  registry["aten.clamp.Tensor"] = lowerClampTensor;
}

} // namespace mock::conversion
