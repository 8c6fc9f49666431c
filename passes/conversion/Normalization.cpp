//===- Normalization.cpp - Decompositions of layer normalization -----------===//
#include "Decomposition.h"

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;

struct Normalized {
  Value output, mean, reciprocal;
};

/// (x - mean) / sqrt(var + eps) * weight + bias over the last dimensions, in f32. Mean and
/// reciprocal keep the normalized dimensions with extent 1.
Normalized normalize(Decomposition &d, Value x) {
  auto type = cast<RankedTensorType>(x.getType());
  int64_t first = type.getRank() - d.args.integers("normalized_shape")->size();
  SmallVector<int64_t> dims = llvm::to_vector(llvm::seq<int64_t>(first, type.getRank()));
  Value mean = d.reduce("aten.mean.dim", x, dims);
  Value centered = d.binary("aten.sub.Tensor", x, mean);
  Value squares = d.binary("aten.mul.Tensor", centered, centered);
  Value variance = d.reduce("aten.mean.dim", squares, dims);
  double epsilon = d.args.real("eps").value_or(1e-5);
  Value reciprocal =
      d.unary("aten.rsqrt", d.withNumber("aten.add.Scalar", variance, "other", epsilon));
  Value output = d.binary("aten.mul.Tensor", centered, reciprocal);
  if (Value weight = d.args.tensor("weight"))
    output = d.binary("aten.mul.Tensor", output, d.cast(weight, d.builder.getF32Type()));
  if (Value bias = d.args.tensor("bias"))
    output = d.binary("aten.add.Tensor", output, d.cast(bias, d.builder.getF32Type()));
  return {output, mean, reciprocal};
}

Results decomposeLayerNorm(Decomposition &d) {
  Value input = d.args.tensor("input");
  Type type = getElementTypeOrSelf(input);
  if (!isa<FloatType>(type) || !hasArithmetic(type))
    return failure();
  Normalized parts = normalize(d, d.cast(input, d.builder.getF32Type()));
  SmallVector<Value> results = {d.cast(parts.output, d.resultType().getElementType())};
  if (d.op->getNumResults() == 3) {
    results.push_back(d.cast(parts.mean, d.resultType(1).getElementType()));
    results.push_back(d.cast(parts.reciprocal, d.resultType(2).getElementType()));
  }
  for (auto [index, value] : llvm::enumerate(results))
    if (value.getType() != d.resultType(index)) // an empty input has results of other shapes
      return failure();
  return results;
}

} // namespace

void registerNormalization(Decompositions &table) {
  table["aten.layer_norm"] = table["aten.native_layer_norm"] = decomposeLayerNorm;
}

} // namespace mock::conversion
