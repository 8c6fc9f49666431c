//===- Loops.h - Loops over the points of a box, 16 at a time --------------===//
#pragma once

#include "Emission.h"

namespace mock::codegen::native {

/// How an operand moves through a loop nest: `strides` has one entry (elements) for each loop.
struct Access {
  mlir::Value pointer;
  mlir::Type element;
  llvm::SmallVector<int64_t> strides;
};

/// Where in the nest a body is emitted.
struct Point {
  llvm::SmallVector<mlir::Value> indices; ///< per loop; of the first lane along `laneLoop`
  int64_t laneLoop = 0;
  mlir::Value mask; ///< null: all lanes
};

/// Values to store, one register for each output, from one register for each input.
using VectorBody = llvm::function_ref<llvm::FailureOr<llvm::SmallVector<mlir::Value>>(
    llvm::ArrayRef<mlir::Value> inputs, const Point &point)>;

/// A nest of loops. Their order is kept but for the one that lanes go along, which is innermost.
struct Nest {
  llvm::SmallVector<mlir::OpFoldResult> sizes;
  llvm::SmallVector<Access> inputs, outputs;
  std::optional<int64_t> lanes; ///< the loop that lanes go along; absent: laneLoop() chooses

  /// Merges neighbouring loops that every operand walks as one. Loses the indices.
  void collapse();
  /// The loop that lanes go along: contiguous for most operands, outputs first.
  int64_t laneLoop() const;
};

/// Emits the nest: scalar loops around one loop of full registers, then a masked rest.
llvm::LogicalResult emitNest(Emission &emission, mlir::Location loc, const Nest &nest,
                             VectorBody body);

/// `for (iv = 0; iv < size; iv += step)`; `body` gets the induction variable. A loop of one
/// known trip is emitted without a loop.
void emitLoop(Emission &emission, mlir::Location loc, mlir::OpFoldResult size, int64_t step,
              llvm::function_ref<void(mlir::Value)> body);

} // namespace mock::codegen::native
