//===- ConstantValues.h - Values that are alike in all calls -----------------===//
#pragma once

#include "mlir/IR/Block.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/DenseSet.h"

namespace mock::transforms {

/// Arguments of a graph (stage `linalg`) that stay the same from call to call until somebody writes
/// to them: weights (isWeight()) that the graph itself does not write to.
llvm::DenseSet<mlir::Value> weightsOf(mlir::Block &graph);

} // namespace mock::transforms
