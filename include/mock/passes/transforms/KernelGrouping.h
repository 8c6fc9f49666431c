//===- KernelGrouping.h - Which operations form a kernel --------------------===//
#pragma once

#include "mock/passes/transforms/IterationSpace.h"
#include "mock/runtime/profile/Profile.h"

#include "mlir/IR/Block.h"

#include <memory>
#include <vector>

namespace mock::transforms {

enum class KernelRoot { Contraction, Reduction, Elementwise };

struct KernelGroup {
  KernelRoot root = KernelRoot::Elementwise;
  llvm::SmallVector<mlir::Operation *> ops; ///< in program order
};

/// Groups the operations with loops of a graph (stage 2). Fills that only initialise belong to the
/// operations that use them and are in no group. No two groups depend on each other in a cycle.
std::vector<std::unique_ptr<KernelGroup>> groupKernels(mlir::Block &graph,
                                                       const profile::Profile &profile);

/// Bytes of the tensors that one row of a reduction group needs in the scratchpad, streamed ones
/// twice.
int64_t rowBytes(llvm::ArrayRef<mlir::Operation *> ops, const IterationSpace &space);

/// Values of a group that operations outside of it use.
llvm::SmallVector<mlir::Value> resultsOf(llvm::ArrayRef<mlir::Operation *> ops);

/// A fill that is only used to initialise destinations.
bool isInitialFill(mlir::Operation *op);

/// True when the reduced dimensions may be split into tiles: nothing along them is a result or
/// depends on a reduction over them.
bool canSplitRows(llvm::ArrayRef<mlir::Operation *> ops, mlir::ValueRange results);

} // namespace mock::transforms
