//===- ConstantLaunches.h - Launches that need not run at every call ---------===//
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseSet.h"

namespace mock::pipeline {

/// The launches of a graph whose operands are weights, results of such launches, or nothing, and
/// whose results nothing overwrites and the graph does not return. They compute the same until
/// somebody writes to a weight.
llvm::DenseSet<mlir::Operation *> constantLaunches(mlir::func::FuncOp function);

} // namespace mock::pipeline
