//===- IndexOperands.cpp - Index tensors of gathers and scatters -----------===//
#include "IndexOperands.h"

using namespace mlir;

namespace mock::conversion {

std::pair<Value, AffineMap> broadcastOperand(Lowering &lowering, Value operand,
                                             ArrayRef<int64_t> shape, unsigned first,
                                             unsigned loops) {
  auto type = cast<RankedTensorType>(operand.getType());
  ir::Layout layout = ir::layoutOf(operand);
  int64_t lead = static_cast<int64_t>(shape.size()) - type.getRank();
  SmallVector<int64_t> sizes, strides;
  SmallVector<AffineExpr> dims;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    int64_t size = type.getDimSize(dim);
    if ((size == 1 && shape[lead + dim] != 1) || (layout.strides[dim] == 0 && size > 1))
      continue;
    sizes.push_back(size);
    strides.push_back(layout.strides[dim]);
    dims.push_back(lowering.builder.getAffineDimExpr(first + lead + dim));
  }
  AffineMap map = AffineMap::get(loops, 0, dims, lowering.builder.getContext());
  if (static_cast<int64_t>(sizes.size()) == type.getRank())
    return {operand, map};
  return {lowering.view(operand, sizes, strides, layout.offset), map};
}

Value atLeastOneDim(Lowering &lowering, Value tensor) {
  bool scalar = cast<RankedTensorType>(tensor.getType()).getRank() == 0;
  return scalar ? lowering.reshape(tensor, {1}) : tensor;
}

bool isIndexType(Value tensor) {
  Type element = getElementTypeOrSelf(tensor);
  return element.isSignlessInteger(64) || element.isSignlessInteger(32);
}

/// The common shape of the index tensors.
static SmallVector<int64_t> broadcastShape(ValueRange tensors) {
  SmallVector<int64_t> shape;
  for (Value tensor : tensors) {
    ArrayRef<int64_t> own = cast<RankedTensorType>(tensor.getType()).getShape();
    if (own.size() > shape.size())
      shape.insert(shape.begin(), own.size() - shape.size(), 1);
    size_t lead = shape.size() - own.size();
    for (auto [dim, extent] : llvm::enumerate(own))
      if (shape[lead + dim] == 1)
        shape[lead + dim] = extent;
  }
  return shape;
}

namespace {
/// Where the broadcast dimensions of the index tensors stand among the loops.
struct IndexedDims {
  SmallVector<int64_t> dims; ///< of what is indexed, in order of the tensors
  unsigned first = 0;        ///< loop of the first broadcast dimension
};
} // namespace

static IndexedDims findIndexedDims(Lowering &lowering, size_t tensors) {
  auto present = lowering.op->getAttrOfType<DenseBoolArrayAttr>("indices_present");
  IndexedDims result;
  size_t entries = present ? present.size() : tensors;
  for (size_t dim = 0; dim < entries; ++dim)
    if (!present || present[dim])
      result.dims.push_back(static_cast<int64_t>(dim));
  bool adjacent = result.dims.empty() || result.dims.back() - result.dims.front() + 1 ==
                                             static_cast<int64_t>(result.dims.size());
  // Tensors with slices between them put their dimensions in front, as NumPy does.
  result.first = adjacent && !result.dims.empty() ? result.dims.front() : 0;
  return result;
}

FailureOr<TensorIndex> tensorIndex(Lowering &lowering, RankedTensorType self) {
  ValueRange tensors = lowering.args.tensors("indices");
  for (Value tensor : tensors)
    if (!isIndexType(tensor))
      return lowering.unsupported("indices", "a mask or another type than i64 and i32");
  IndexedDims indexed = findIndexedDims(lowering, tensors.size());
  SmallVector<int64_t> common = broadcastShape(tensors);
  TensorIndex result;
  result.operands.coordinates.assign(self.getRank(), 0);
  auto addCommonAt = [&](unsigned loop) {
    if (loop == indexed.first && !common.empty())
      llvm::append_range(result.shape, common);
  };
  unsigned kept = 0;
  addCommonAt(0);
  for (int64_t dim = 0; dim < self.getRank(); ++dim) {
    if (llvm::is_contained(indexed.dims, dim))
      continue;
    result.operands.coordinates[dim] = result.shape.size();
    result.shape.push_back(self.getDimSize(dim));
    addCommonAt(++kept);
  }
  unsigned loops = result.shape.size();
  for (auto [number, dim] : llvm::enumerate(indexed.dims)) {
    result.operands.coordinates[dim] = -1 - static_cast<int64_t>(number);
    auto [tensor, map] = broadcastOperand(lowering, tensors[number], common, indexed.first, loops);
    result.operands.tensors.push_back(tensor);
    result.operands.maps.push_back(map);
  }
  return result;
}

IndexOperands alongDim(Lowering &lowering, Value index, int64_t dim) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(index.getType()).getShape();
  IndexOperands operands;
  auto [tensor, map] = broadcastOperand(lowering, index, shape, 0, shape.size());
  operands.tensors.push_back(tensor);
  operands.maps.push_back(map);
  for (int64_t other = 0; other < static_cast<int64_t>(shape.size()); ++other)
    operands.coordinates.push_back(other == dim ? -1 : other);
  return operands;
}

Value gather(Lowering &lowering, Value source, const IndexOperands &operands,
             ArrayRef<int64_t> shape, bool wraps) {
  auto type = RankedTensorType::get(shape, getElementTypeOrSelf(source));
  OpBuilder &builder = lowering.builder;
  Value init = lowering.empty(type);
  return ir::GatherOp::create(builder, lowering.loc(), type, source, operands.tensors,
                              builder.getDenseI64ArrayAttr(operands.coordinates),
                              builder.getAffineMapArrayAttr(operands.maps),
                              wraps ? builder.getUnitAttr() : UnitAttr(), init);
}

} // namespace mock::conversion
