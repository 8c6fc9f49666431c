//===- VectorNorm.cpp - Norms of vectors -------------------------------------===//
#include "ReductionParts.h"
#include "Scalars.h"

#include "mlir/Dialect/Math/IR/Math.h"

#include <cmath>

using namespace mlir;

namespace mock::conversion {
namespace {

using ir::ReduceKind;

RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

/// What is summed, or whose extremum is taken, for an order.
Value termOf(Scalars &s, Value x, double order) {
  Value magnitude = math::AbsFOp::create(s, x);
  if (order == 0)
    return s.convert(s.ne(x, s.like(x, 0)), x.getType(), false);
  if (order == 1 || std::isinf(order))
    return magnitude;
  if (order == 2)
    return s.mul(x, x);
  return math::PowFOp::create(s, magnitude, s.like(x, order));
}

Value rootOf(Scalars &s, Value x, double order) {
  if (order == 2)
    return math::SqrtOp::create(s, x);
  return math::PowFOp::create(s, x, s.like(x, 1 / order));
}

/// (sum |x|^order)^(1/order), the extremum of |x| for infinite orders, how many are not 0 for 0.
FailureOr<SmallVector<Value>> lowerVectorNorm(Lowering &lowering) {
  Value self = lowering.args.tensor("self");
  if (!isa<FloatType>(typeOf(self).getElementType()) ||
      !isa<FloatType>(lowering.resultType().getElementType()))
    return lowering.unsupported("self", "no lowering for integers");
  double order = lowering.args.real("ord").value_or(2);
  SmallVector<int64_t> dims = reducedDims(lowering, self);
  bool isExtremum = std::isinf(order);
  if (isExtremum && countOf(self, dims) == 0)
    return lowering.unsupported("self", "an extremum of no elements");
  Value input = lowering.cast(self, lowering.builder.getF32Type(), /*implicit=*/true);
  auto mapped = [&](Value tensor, Value (*body)(Scalars &, Value, double)) {
    return lowering.map(typeOf(tensor), tensor, [&](OpBuilder &b, Location l, ValueRange x) {
      Scalars s(b, l);
      return body(s, x[0], order);
    });
  };
  ReduceKind kind = !isExtremum ? ReduceKind::Sum : order > 0 ? ReduceKind::Max : ReduceKind::Min;
  Value result = reduce(lowering, kind, mapped(input, termOf), dims)[0];
  if (!isExtremum && order != 0 && order != 1)
    result = mapped(result, rootOf);
  return SmallVector<Value>{finishReduced(lowering, result)};
}

} // namespace

void registerVectorNorm(Registry &registry) {
  registry["aten.linalg_vector_norm"] = lowerVectorNorm;
}

} // namespace mock::conversion
