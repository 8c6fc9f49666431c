//===- Views.cpp - Copies of tensors in another shape ----------------------===//
//
// A result that shares its operand's storage is a mock.view whatever its operator is (isView). What
// is here makes a new tensor: clones, and shape operators where eager copies.
//
//===----------------------------------------------------------------------===//
#include "Lowering.h"

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;

Results lowerCopy(Lowering &lowering) {
  return SmallVector<Value>{lowering.copy(lowering.args.tensor("self"))};
}

/// copy(self, src): src broadcast to self, in self's type.
Results lowerCopyFrom(Lowering &lowering) {
  Value source = lowering.cast(lowering.args.tensor("src"), lowering.resultType().getElementType(),
                               /*implicit=*/false);
  return SmallVector<Value>{lowering.map(lowering.resultType(), source,
                                         [](OpBuilder &, Location, ValueRange x) { return x[0]; })};
}

/// Row-major order of the elements stays: reshape, view, unsqueeze, squeeze.
Results lowerReshape(Lowering &lowering) {
  return SmallVector<Value>{
      lowering.reshape(lowering.args.tensor("self"), lowering.resultType().getShape())};
}

Results lowerExpand(Lowering &lowering) {
  return SmallVector<Value>{lowering.map(lowering.resultType(), lowering.args.tensor("self"),
                                         [](OpBuilder &, Location, ValueRange x) { return x[0]; })};
}

int64_t wrap(int64_t dim, int64_t rank) { return dim < 0 ? dim + rank : dim; }

Results lowerPermute(Lowering &lowering) {
  Value self = lowering.args.tensor("self");
  int64_t rank = cast<RankedTensorType>(self.getType()).getRank();
  SmallVector<int64_t> order = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  if (auto dims = lowering.args.integers("dims"))
    for (auto [position, dim] : llvm::enumerate(*dims))
      order[position] = wrap(dim, rank);
  else if (auto dim0 = lowering.args.integer("dim0"))
    std::swap(order[wrap(*dim0, rank)], order[wrap(*lowering.args.integer("dim1"), rank)]);
  else if (rank == 2) // aten.t
    std::swap(order[0], order[1]);
  return SmallVector<Value>{lowering.permute(self, order)};
}

} // namespace

void registerViews(Registry &registry) {
  for (StringRef name :
       {"aten.clone", "aten.contiguous", "aten.lift_fresh_copy", "aten.alias", "aten.detach"})
    registry[name] = lowerCopy;
  registry["aten.copy"] = lowerCopyFrom;
  for (StringRef name : {"aten.view", "aten.reshape", "aten._unsafe_view", "aten._reshape_alias",
                         "aten.unsqueeze", "aten.squeeze", "aten.squeeze.dim", "aten.squeeze.dims"})
    registry[name] = lowerReshape;
  registry["aten.expand"] = lowerExpand;
  for (StringRef name : {"aten.permute", "aten.transpose.int", "aten.t"})
    registry[name] = lowerPermute;
}

} // namespace mock::conversion
