//===- ReductionParts.h - Parts that lowerings of reductions share ---------===//
#pragma once

#include "Lowering.h"

namespace mock::conversion {

/// The dimensions that the operator reduces, ascending; all of them where `dim` is absent or, in a
/// list, empty.
llvm::SmallVector<int64_t> reducedDims(Lowering &lowering, Value self);

/// Elements along some dimensions.
int64_t countOf(Value tensor, llvm::ArrayRef<int64_t> dims);

/// The value that changes nothing, and that a reduction of nothing gives.
mlir::TypedAttr identityOf(ir::ReduceKind kind, Type type);

/// Reduces `dims` away; values (and positions for argmax and argmin).
llvm::SmallVector<Value> reduce(Lowering &lowering, ir::ReduceKind kind, Value tensor,
                                llvm::ArrayRef<int64_t> dims);

/// Puts back reduced dimensions with extent 1 where the operator keeps them. A reduced tensor in
/// row-major order has them anywhere.
Value withResultShape(Lowering &lowering, Value reduced, unsigned index = 0);

/// A reduced value in result `index`'s type and shape: puts back dimensions that the operator keeps
/// with extent 1.
Value finishReduced(Lowering &lowering, Value reduced, unsigned index = 0);

/// Divides every element of an f32 tensor.
Value divided(Lowering &lowering, Value tensor, double divisor);

/// The mean of an f32 tensor along `dims`.
Value meanOf(Lowering &lowering, Value input, llvm::ArrayRef<int64_t> dims);

/// The sum along `dims` of (input - mean)^2, in f32.
Value squaredDeviations(Lowering &lowering, Value input, Value mean, llvm::ArrayRef<int64_t> dims);

} // namespace mock::conversion
