//===- BufferUses.h - What reads and overwrites the buffers of a graph ------===//
#pragma once

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Block.h"
#include "llvm/ADT/DenseMap.h"

namespace mock::transforms {

/// Whether `op` overwrites an argument of the graph, which the caller sees.
bool mutatesArgument(mlir::Operation *op);

/// All operations but `except` that read a buffer, itself or through views.
llvm::SmallVector<mlir::Operation *> readersOf(mlir::Value buffer, mlir::Operation *except);

/// Whether the operation copies its input element by element, in whatever layout.
bool isCopy(mlir::linalg::GenericOp op);

/// What an operation of a graph has to come after: the producers of its operands, for a host call
/// with side effects the one before it, and for what overwrites a buffer all that read it.
class GraphOrder {
public:
  explicit GraphOrder(mlir::Block &graph);
  llvm::SmallVector<mlir::Operation *> dependencies(mlir::Operation *op) const;

private:
  llvm::DenseMap<mlir::Operation *, mlir::Operation *> previousImpure;
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<mlir::Operation *>> readBefore;
};

} // namespace mock::transforms
