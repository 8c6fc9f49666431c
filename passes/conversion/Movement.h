//===- Movement.h - Buffers that lowerings overwrite parts of ---------------===//
#pragma once

#include "Lowering.h"

namespace mock::conversion {

/// `dim` counted from the start.
inline int64_t wrapDim(int64_t dim, int64_t rank) { return dim < 0 ? dim + rank : dim; }

/// The result of an operator, made by overwriting boxes of a buffer that is laid out as eager lays
/// out the result.
class PartsBuilder {
public:
  /// A new buffer whose elements are all going to be written.
  explicit PartsBuilder(Lowering &lowering);
  /// A new one in row-major order that is no result.
  PartsBuilder(Lowering &lowering, RankedTensorType type);
  /// One that begins as `base`, which has the result's shape and type.
  PartsBuilder(Lowering &lowering, Value base);
  /// One that begins as `value` everywhere.
  PartsBuilder(Lowering &lowering, mlir::TypedAttr value);

  /// Overwrites the box that begins at `start` (by dimension of the result) and goes `steps` (which
  /// may be negative) along the dimensions `dims`, one for each dimension of `part`. The part is
  /// converted to the result's type as PyTorch does it.
  void insert(Value part, llvm::ArrayRef<int64_t> start, llvm::ArrayRef<int64_t> dims,
              llvm::ArrayRef<int64_t> steps);
  /// A box with the result's rank and steps of 1.
  void insert(Value part, llvm::ArrayRef<int64_t> start);

  Value result() const { return current; }

private:
  void layOut(Value buffer);

  Lowering &lowering;
  RankedTensorType type;
  llvm::SmallVector<int64_t> strides;
  Value current;
};

/// `base` as a buffer that mock.insert and mock.scatter may be based on, laid out as result 0.
Value asUpdateBase(Lowering &lowering, Value base);

} // namespace mock::conversion
