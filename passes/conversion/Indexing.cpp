//===- Indexing.cpp - Operators that read elements by index tensors --------===//
#include "IndexOperands.h"
#include "Movement.h"

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;

RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

/// result[i..., j] = weight[indices[i...], j]
Results lowerEmbedding(Lowering &lowering) {
  Value weight = lowering.args.tensor("weight"), indices = lowering.args.tensor("indices");
  if (!isIndexType(indices))
    return lowering.unsupported("indices", "another type than i64 and i32");
  RankedTensorType type = lowering.resultType();
  unsigned loops = type.getRank();
  IndexOperands operands;
  auto [tensor, map] = broadcastOperand(lowering, indices, typeOf(indices).getShape(), 0, loops);
  operands.tensors = {tensor};
  operands.maps = {map};
  operands.coordinates = {-1, static_cast<int64_t>(loops) - 1};
  return SmallVector<Value>{gather(lowering, weight, operands, type.getShape(), /*wraps=*/false)};
}

Results lowerIndexSelect(Lowering &lowering) {
  Value self = atLeastOneDim(lowering, lowering.args.tensor("self"));
  Value index = atLeastOneDim(lowering, lowering.args.tensor("index"));
  if (!isIndexType(index))
    return lowering.unsupported("index", "another type than i64 and i32");
  int64_t rank = typeOf(self).getRank();
  int64_t dim = wrapDim(*lowering.args.integer("dim"), rank);
  SmallVector<int64_t> shape(typeOf(self).getShape());
  shape[dim] = typeOf(index).getDimSize(0);
  IndexOperands operands;
  auto [tensor, map] = broadcastOperand(lowering, index, typeOf(index).getShape(), dim, rank);
  operands.tensors = {tensor};
  operands.maps = {map};
  for (int64_t other = 0; other < rank; ++other)
    operands.coordinates.push_back(other == dim ? -1 : other);
  Value result = gather(lowering, self, operands, shape, /*wraps=*/false);
  return SmallVector<Value>{lowering.reshape(result, lowering.resultType().getShape())};
}

Results lowerGather(Lowering &lowering) {
  Value self = atLeastOneDim(lowering, lowering.args.tensor("self"));
  Value index = atLeastOneDim(lowering, lowering.args.tensor("index"));
  if (!isIndexType(index))
    return lowering.unsupported("index", "another type than i64 and i32");
  int64_t dim = wrapDim(*lowering.args.integer("dim"), typeOf(self).getRank());
  Value result = gather(lowering, self, alongDim(lowering, index, dim), typeOf(index).getShape(),
                        /*wraps=*/false);
  return SmallVector<Value>{lowering.reshape(result, lowering.resultType().getShape())};
}

/// self[indices]: negative indices count from the end.
Results lowerIndex(Lowering &lowering) {
  Value self = lowering.args.tensor("self");
  FailureOr<TensorIndex> index = tensorIndex(lowering, typeOf(self));
  if (failed(index))
    return failure();
  if (index->operands.tensors.empty())
    return SmallVector<Value>{lowering.copy(self)};
  if (ArrayRef<int64_t>(index->shape) != lowering.resultType().getShape())
    return lowering.unsupported("indices", "shapes that do not broadcast");
  return SmallVector<Value>{gather(lowering, self, index->operands, index->shape, /*wraps=*/true)};
}

} // namespace

void registerIndexing(Registry &registry) {
  registry["aten.embedding"] = lowerEmbedding;
  registry["aten.index_select"] = lowerIndexSelect;
  registry["aten.gather"] = lowerGather;
  registry["aten.index.Tensor"] = lowerIndex;
}

} // namespace mock::conversion
