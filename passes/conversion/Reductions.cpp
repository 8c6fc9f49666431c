//===- Reductions.cpp - Sums, extrema, statistics --------------------------===//
#include "ReductionParts.h"

#include "Scalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;
using ir::ReduceKind;

RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

/// f32 for 16-bit floats, the type itself otherwise.
Type accumulatorFor(Type type) {
  return type.isBF16() || type.isF16() ? Float32Type::get(type.getContext()) : type;
}

//===----------------------------------------------------------------------===//
// Sums and products
//===----------------------------------------------------------------------===//

template <ReduceKind kind> Results lowerSum(Lowering &lowering) {
  Value self = lowering.args.tensor("self");
  Type accumulator = accumulatorFor(lowering.resultType().getElementType());
  SmallVector<int64_t> dims = reducedDims(lowering, self);
  Value input = lowering.cast(self, accumulator, /*implicit=*/true);
  return SmallVector<Value>{finishReduced(lowering, reduce(lowering, kind, input, dims)[0])};
}

LogicalResult checkFloat(Lowering &lowering, Type type) {
  if (isa<FloatType>(type))
    return success();
  return lowering.unsupported("result", "no lowering for integers");
}

Results lowerMean(Lowering &lowering) {
  if (failed(checkFloat(lowering, lowering.resultType().getElementType())))
    return failure();
  Value self = lowering.args.tensor("self");
  Value input = lowering.cast(self, lowering.builder.getF32Type(), /*implicit=*/true);
  return SmallVector<Value>{
      finishReduced(lowering, meanOf(lowering, input, reducedDims(lowering, self)))};
}

//===----------------------------------------------------------------------===//
// Variance
//===----------------------------------------------------------------------===//

/// Elements that the divisor of a variance leaves out.
double correctionOf(Lowering &lowering) {
  if (auto correction = lowering.args.real("correction"))
    return *correction;
  return lowering.args.flag("unbiased", /*absent=*/true) ? 1 : 0;
}

/// Variance and mean in two passes, in f32.
std::pair<Value, Value> varianceOf(Lowering &lowering, Value self) {
  SmallVector<int64_t> dims = reducedDims(lowering, self);
  Value input = lowering.cast(self, lowering.builder.getF32Type(), /*implicit=*/true);
  Value mean = meanOf(lowering, input, dims);
  Value sum = squaredDeviations(lowering, input, mean, dims);
  double divisor = std::max(0.0, double(countOf(input, dims)) - correctionOf(lowering));
  return {divided(lowering, sum, divisor), mean};
}

Results lowerVariance(Lowering &lowering) {
  if (failed(checkFloat(lowering, lowering.resultType().getElementType())))
    return failure();
  auto [variance, mean] = varianceOf(lowering, lowering.args.tensor("self"));
  if (lowering.op->getNumResults() == 1)
    return SmallVector<Value>{finishReduced(lowering, variance)};
  return SmallVector<Value>{finishReduced(lowering, variance, 0), finishReduced(lowering, mean, 1)};
}

Results lowerDeviation(Lowering &lowering) {
  if (failed(checkFloat(lowering, lowering.resultType().getElementType())))
    return failure();
  Value variance = varianceOf(lowering, lowering.args.tensor("self")).first;
  Value root =
      lowering.map(typeOf(variance), variance, [](OpBuilder &b, Location l, ValueRange x) -> Value {
        return math::SqrtOp::create(b, l, x[0]);
      });
  return SmallVector<Value>{finishReduced(lowering, root)};
}

//===----------------------------------------------------------------------===//
// Extrema
//===----------------------------------------------------------------------===//

/// The type an extremum is found in: bool as i32.
Type comparedAs(Type type) {
  return type.isInteger(1) ? Type(IntegerType::get(type.getContext(), 32)) : accumulatorFor(type);
}

LogicalResult checkNotEmpty(Lowering &lowering, Value self, ArrayRef<int64_t> dims) {
  if (countOf(self, dims) != 0)
    return success();
  return lowering.unsupported("self", "an extremum of no elements");
}

template <ReduceKind kind> Results lowerExtremum(Lowering &lowering) {
  Value self = lowering.args.tensor("self");
  SmallVector<int64_t> dims = reducedDims(lowering, self);
  if (failed(checkNotEmpty(lowering, self, dims)))
    return failure();
  Value input = lowering.cast(self, comparedAs(typeOf(self).getElementType()), true);
  return SmallVector<Value>{finishReduced(lowering, reduce(lowering, kind, input, dims)[0])};
}

/// Positions count along the one reduced dimension, or over all elements in row-major order.
Results lowerPosition(Lowering &lowering, ReduceKind kind, bool withValue) {
  Value self = lowering.args.tensor("self");
  SmallVector<int64_t> dims = reducedDims(lowering, self);
  if (failed(checkNotEmpty(lowering, self, dims)))
    return failure();
  Value input = lowering.cast(self, comparedAs(typeOf(self).getElementType()), true);
  if (dims.size() > 1) {
    input = lowering.reshape(input, {countOf(input, dims)});
    dims = {0};
  }
  SmallVector<Value> found = reduce(lowering, kind, input, dims);
  if (!withValue)
    return SmallVector<Value>{withResultShape(lowering, found[1])};
  return SmallVector<Value>{finishReduced(lowering, found[0], 0),
                            withResultShape(lowering, found[1], 1)};
}

template <ReduceKind kind, bool withValue> Results lowerPositionOf(Lowering &lowering) {
  return lowerPosition(lowering, kind, withValue);
}

//===----------------------------------------------------------------------===//
// any, all
//===----------------------------------------------------------------------===//

/// The extremum of 1 for true and 0 for false. The identity of an empty reduction is infinite, so
/// `> 0` gives false for any and true for all.
template <ReduceKind kind> Results lowerTruth(Lowering &lowering) {
  Value self = lowering.args.tensor("self");
  Type f32 = lowering.builder.getF32Type(), i1 = lowering.builder.getI1Type();
  auto list = lowering.args.integers("dim");
  if (list && list->empty()) // unlike for sums, no dimension is reduced
    return SmallVector<Value>{lowering.copy(lowering.cast(self, i1, /*implicit=*/false))};
  Value truth =
      lowering.map(typeOf(self).clone(f32), self, [&](OpBuilder &b, Location l, ValueRange x) {
        Scalars s(b, l);
        return s.convert(s.convert(x[0], i1, false), f32, false);
      });
  Value extremum = reduce(lowering, kind, truth, reducedDims(lowering, self))[0];
  Value result = lowering.map(typeOf(extremum).clone(i1), extremum,
                              [&](OpBuilder &b, Location l, ValueRange x) {
                                Scalars s(b, l);
                                return s.gt(x[0], s.like(x[0], 0));
                              });
  return SmallVector<Value>{withResultShape(lowering, result)};
}

} // namespace

void registerReductions(Registry &registry) {
  registry["aten.sum"] = registry["aten.sum.dim_IntList"] = lowerSum<ReduceKind::Sum>;
  registry["aten.prod"] = registry["aten.prod.dim_int"] = lowerSum<ReduceKind::Prod>;
  registry["aten.mean"] = registry["aten.mean.dim"] = lowerMean;
  for (StringRef name : {"aten.var", "aten.var.dim", "aten.var.correction", "aten.var_mean",
                         "aten.var_mean.dim", "aten.var_mean.correction"})
    registry[name] = lowerVariance;
  for (StringRef name : {"aten.std", "aten.std.dim", "aten.std.correction"})
    registry[name] = lowerDeviation;
  registry["aten.amax"] = registry["aten.max"] = lowerExtremum<ReduceKind::Max>;
  registry["aten.amin"] = registry["aten.min"] = lowerExtremum<ReduceKind::Min>;
  registry["aten.max.dim"] = lowerPositionOf<ReduceKind::ArgMax, true>;
  registry["aten.min.dim"] = lowerPositionOf<ReduceKind::ArgMin, true>;
  registry["aten.argmax"] = lowerPositionOf<ReduceKind::ArgMax, false>;
  registry["aten.argmin"] = lowerPositionOf<ReduceKind::ArgMin, false>;
  for (StringRef name : {"aten.any", "aten.any.dim", "aten.any.dims"})
    registry[name] = lowerTruth<ReduceKind::Max>;
  for (StringRef name : {"aten.all", "aten.all.dim", "aten.all.dims"})
    registry[name] = lowerTruth<ReduceKind::Min>;
}

} // namespace mock::conversion
