//===- Factories.cpp - Tensors made of numbers and positions ---------------===//
#include "Lowering.h"

#include "Scalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace mock::conversion {
namespace {

TypedAttr numberOf(Type type, const aten::Scalar &number) {
  if (isa<FloatType>(type))
    return FloatAttr::get(type, number.real);
  if (type.isInteger(1))
    return IntegerAttr::get(type, number.real != 0);
  int64_t integer =
      number.kind == aten::Scalar::Kind::Float ? static_cast<int64_t>(number.real) : number.integer;
  APInt bits = APInt(64, integer, /*isSigned=*/true).sextOrTrunc(type.getIntOrFloatBitWidth());
  return IntegerAttr::get(type, bits);
}

FailureOr<SmallVector<Value>> fillWith(Lowering &lowering, const aten::Scalar &number) {
  RankedTensorType type = lowering.resultType();
  return SmallVector<Value>{lowering.fill(type, numberOf(type.getElementType(), number))};
}

template <int64_t number> FailureOr<SmallVector<Value>> lowerConstant(Lowering &lowering) {
  return fillWith(lowering, {aten::Scalar::Kind::Int, number, double(number)});
}

/// A factory whose number is the schema argument `name`.
LowerFunction filledBy(StringLiteral name) {
  return [name](Lowering &lowering) -> FailureOr<SmallVector<Value>> {
    auto number = lowering.args.scalar(name);
    if (!number)
      return lowering.unsupported(name, "absent");
    return fillWith(lowering, *number);
  };
}

/// start + position * step, computed in the type of the result (f32 for halves).
FailureOr<SmallVector<Value>> lowerArange(Lowering &lowering) {
  aten::Scalar start = lowering.args.scalar("start").value_or(aten::Scalar{});
  aten::Scalar step =
      lowering.args.scalar("step").value_or(aten::Scalar{aten::Scalar::Kind::Int, 1, 1.0});
  Type type = lowering.resultType().getElementType();
  bool isHalf = type.isBF16() || type.isF16();
  Type compute = isHalf ? Type(lowering.builder.getF32Type()) : type;
  Value value =
      lowering.map(lowering.resultType(), {}, [&](OpBuilder &b, Location l, ValueRange) -> Value {
        Scalars s(b, l);
        Value position = s.loopIndex(0);
        Value scaled = s.mul(s.convert(position, compute, false), s.constant(compute, step));
        return s.convert(s.add(s.constant(compute, start), scaled), type, /*implicit=*/true);
      });
  return SmallVector<Value>{value};
}

/// Keeps elements where column - row is at most (tril) or at least (triu) `diagonal`.
template <bool lower> FailureOr<SmallVector<Value>> lowerTriangle(Lowering &lowering) {
  RankedTensorType type = lowering.resultType();
  int64_t rank = type.getRank();
  int64_t diagonal = lowering.args.integer("diagonal").value_or(0);
  Value value = lowering.map(
      type, lowering.args.tensor("self"), [&](OpBuilder &b, Location l, ValueRange x) -> Value {
        Scalars s(b, l);
        Value column = s.loopIndex(rank - 1);
        Value limit = s.add(s.loopIndex(rank - 2), s.constant(s.getI64Type(), double(diagonal)));
        Value keep = lower ? s.le(column, limit) : s.ge(column, limit);
        return s.select(keep, x[0], s.like(x[0], 0));
      });
  return SmallVector<Value>{value};
}

FailureOr<SmallVector<Value>> lowerFillTensor(Lowering &lowering) {
  Value value = lowering.args.tensor("value");
  Type type = lowering.resultType().getElementType();
  Value filled =
      lowering.map(lowering.resultType(), value, [&](OpBuilder &b, Location l, ValueRange x) {
        return Scalars(b, l).convert(x[0], type, /*implicit=*/false);
      });
  return SmallVector<Value>{filled};
}

} // namespace

void registerFactories(Registry &registry) {
  for (StringRef name : {"aten.full", "aten.full_like", "aten.new_full"})
    registry[name] = filledBy("fill_value");
  registry["aten.fill.Scalar"] = filledBy("value");
  registry["aten.scalar_tensor"] = filledBy("s");
  registry["aten.fill.Tensor"] = lowerFillTensor;
  for (StringRef name : {"aten.zeros", "aten.zeros_like", "aten.new_zeros", "aten.empty_like",
                         "aten.empty.memory_format"})
    registry[name] = lowerConstant<0>; // memory that nobody has written reads as zeros
  for (StringRef name : {"aten.ones", "aten.ones_like", "aten.new_ones"})
    registry[name] = lowerConstant<1>;
  for (StringRef name : {"aten.arange", "aten.arange.start", "aten.arange.start_step"})
    registry[name] = lowerArange;
  registry["aten.tril"] = lowerTriangle<true>;
  registry["aten.triu"] = lowerTriangle<false>;
}

} // namespace mock::conversion
