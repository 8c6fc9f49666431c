//===- Softmax.cpp - Decompositions of softmax and its gradients -----------===//
//
// All in f32; 16-bit results are rounded once, as eager does.
//
//===----------------------------------------------------------------------===//
#include "Decomposition.h"

#include <limits>

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;

/// The dimension, wrapped; nullopt for a type without f32 arithmetic.
std::optional<int64_t> softmaxDim(Decomposition &d, Value x) {
  auto type = cast<RankedTensorType>(x.getType());
  if (!isa<FloatType>(d.resultType().getElementType()) || !hasArithmetic(type.getElementType()))
    return std::nullopt;
  int64_t dim = d.args.integer("dim").value_or(0);
  return dim < 0 ? dim + type.getRank() : dim;
}

/// Over a row, keeping its dimension. A tensor without dimensions is its own row; nothing has none.
Value overRow(Decomposition &d, StringRef name, Value x, int64_t dim) {
  auto type = cast<RankedTensorType>(x.getType());
  bool isTrivial = type.getRank() == 0 || type.getNumElements() == 0;
  return isTrivial ? x : d.reduce(name, x, {dim});
}

Value shifted(Decomposition &d, Value x, int64_t dim) {
  return d.binary("aten.sub.Tensor", x, overRow(d, "aten.amax", x, dim));
}

Value normalized(Decomposition &d, Value x, int64_t dim) {
  Value exponential = d.unary("aten.exp", shifted(d, x, dim));
  return d.binary("aten.div.Tensor", exponential,
                  overRow(d, "aten.sum.dim_IntList", exponential, dim));
}

/// exp(x - max) / sum(exp(x - max))
Results decomposeSoftmax(Decomposition &d) {
  std::optional<int64_t> dim = softmaxDim(d, d.args.tensor("self"));
  if (!dim)
    return failure();
  Value x = d.cast(d.args.tensor("self"), d.builder.getF32Type());
  return SmallVector<Value>{d.cast(normalized(d, x, *dim), d.resultType().getElementType())};
}

/// As softmax, and 0 where a whole row is -inf.
Results decomposeSafeSoftmax(Decomposition &d) {
  std::optional<int64_t> dim = softmaxDim(d, d.args.tensor("self"));
  if (!dim)
    return failure();
  Value x = d.cast(d.args.tensor("self"), d.builder.getF32Type());
  Value largest = overRow(d, "aten.amax", x, *dim);
  auto maskType = cast<RankedTensorType>(largest.getType()).clone(d.builder.getI1Type());
  Value nothing = d.emit(
      "aten.eq.Scalar", largest, maskType,
      {d.attribute("other", d.builder.getF64FloatAttr(-std::numeric_limits<double>::infinity()))});
  Value soft = normalized(d, x, *dim);
  Value safe =
      d.emit("aten.masked_fill.Scalar", {soft, nothing}, cast<RankedTensorType>(soft.getType()),
             {d.attribute("value", d.builder.getF64FloatAttr(0))});
  return SmallVector<Value>{d.cast(safe, d.resultType().getElementType())};
}

/// x - max - log(sum(exp(x - max)))
Results decomposeLogSoftmax(Decomposition &d) {
  std::optional<int64_t> dim = softmaxDim(d, d.args.tensor("self"));
  if (!dim)
    return failure();
  Value x = shifted(d, d.cast(d.args.tensor("self"), d.builder.getF32Type()), *dim);
  Value sum = overRow(d, "aten.sum.dim_IntList", d.unary("aten.exp", x), *dim);
  Value result = d.binary("aten.sub.Tensor", x, d.unary("aten.log", sum));
  return SmallVector<Value>{d.cast(result, d.resultType().getElementType())};
}

/// y (grad - sum(y grad))
Results decomposeSoftmaxBackward(Decomposition &d) {
  std::optional<int64_t> dim = softmaxDim(d, d.args.tensor("grad_output"));
  if (!dim)
    return failure();
  Value gradient = d.cast(d.args.tensor("grad_output"), d.builder.getF32Type());
  Value output = d.cast(d.args.tensor("output"), d.builder.getF32Type());
  Value product = d.binary("aten.mul.Tensor", gradient, output);
  Value sum = overRow(d, "aten.sum.dim_IntList", product, *dim);
  Value result = d.binary("aten.mul.Tensor", d.binary("aten.sub.Tensor", gradient, sum), output);
  return SmallVector<Value>{d.cast(result, d.resultType().getElementType())};
}

/// grad - exp(y) sum(grad)
Results decomposeLogSoftmaxBackward(Decomposition &d) {
  std::optional<int64_t> dim = softmaxDim(d, d.args.tensor("grad_output"));
  if (!dim)
    return failure();
  Value gradient = d.cast(d.args.tensor("grad_output"), d.builder.getF32Type());
  Value output = d.cast(d.args.tensor("output"), d.builder.getF32Type());
  Value sum = overRow(d, "aten.sum.dim_IntList", gradient, *dim);
  Value scaled = d.binary("aten.mul.Tensor", d.unary("aten.exp", output), sum);
  Value result = d.binary("aten.sub.Tensor", gradient, scaled);
  return SmallVector<Value>{d.cast(result, d.resultType().getElementType())};
}

} // namespace

void registerSoftmax(Decompositions &table) {
  table["aten.softmax.int"] = table["aten._softmax"] = decomposeSoftmax;
  table["aten._safe_softmax"] = decomposeSafeSoftmax;
  table["aten.log_softmax.int"] = table["aten._log_softmax"] = decomposeLogSoftmax;
  table["aten._softmax_backward_data"] = decomposeSoftmaxBackward;
  table["aten._log_softmax_backward_data"] = decomposeLogSoftmaxBackward;
}

} // namespace mock::conversion
