//===- BodyEmitter.h - Scalar bodies on registers --------------------------===//
#pragma once

#include "Loops.h"

#include "mlir/IR/Block.h"

namespace mock::codegen::native {

/// Repeats the scalar operations of a block on registers of 16 lanes.
class BodyEmitter {
public:
  BodyEmitter(Emission &emission, const Point &point) : emission(emission), point(point) {}

  /// Block arguments take `arguments`, in order; gives the operands of the terminator. Arguments
  /// without a value must not be used.
  llvm::FailureOr<llvm::SmallVector<mlir::Value>> emit(mlir::Block &block,
                                                       llvm::ArrayRef<mlir::Value> arguments);

private:
  mlir::Value operand(mlir::Value value);
  mlir::Value index(mlir::Location loc, int64_t loop);
  mlir::Value emitOperation(mlir::Operation *op);
  mlir::Value cloneOnRegisters(mlir::Operation *op, llvm::ArrayRef<mlir::Value> operands);
  mlir::Value affine(mlir::Operation *op, mlir::AffineExpr expression,
                     llvm::ArrayRef<mlir::Value> dims, int64_t numDims);

  Emission &emission;
  const Point &point;
  mlir::IRMapping registers;
};

} // namespace mock::codegen::native
