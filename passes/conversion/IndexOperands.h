//===- IndexOperands.h - Index tensors of gathers and scatters -------------===//
#pragma once

#include "Lowering.h"

namespace mock::conversion {

/// Index tensors and how they relate to the loops of a mock.gather or mock.scatter.
struct IndexOperands {
  llvm::SmallVector<Value> tensors;
  llvm::SmallVector<mlir::AffineMap> maps;
  llvm::SmallVector<int64_t> coordinates; ///< by dimension of what is indexed
};

/// An operand whose dimensions are loops from `first` on, broadcast to `shape`: a view without the
/// dimensions that repeat, and its map from `loops` loops.
std::pair<Value, mlir::AffineMap> broadcastOperand(Lowering &lowering, Value operand,
                                                   llvm::ArrayRef<int64_t> shape, unsigned first,
                                                   unsigned loops);

/// A tensor without dimensions as one with a single one.
Value atLeastOneDim(Lowering &lowering, Value tensor);

/// Whether an index tensor has a type that the device can index with.
bool isIndexType(Value tensor);

/// What x[i, j, :, k] means: the operands, and the shape of the loops, which is that of the result.
/// Fails with lowering.reason set for masks.
struct TensorIndex {
  IndexOperands operands;
  llvm::SmallVector<int64_t> shape;
};
llvm::FailureOr<TensorIndex> tensorIndex(Lowering &lowering, RankedTensorType self);

/// gather(self, dim, index) and its kin: coordinate d is loop d, but for `dim`, which is at the
/// index.
IndexOperands alongDim(Lowering &lowering, Value index, int64_t dim);

Value gather(Lowering &lowering, Value source, const IndexOperands &operands,
             llvm::ArrayRef<int64_t> shape, bool wraps);

} // namespace mock::conversion
