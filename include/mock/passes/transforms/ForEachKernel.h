//===- ForEachKernel.h - The work of passes on kernels -----------------------===//
#pragma once

#include "mock/passes/constraints/Report.h"
#include "mock/passes/dialect/mock/MockDialect.h"

#include "mlir/IR/BuiltinOps.h"

namespace mock::transforms {

/// Calls `work` with every kernel of the module and the profile it is compiled for. Stops at the
/// first failure; fails, too, when the module names no profile.
inline llvm::LogicalResult forEachKernel(
    mlir::ModuleOp module,
    llvm::function_ref<llvm::LogicalResult(ir::KernelOp, const profile::Profile &)> work) {
  const profile::Profile *profile = targetOf(module);
  if (!profile)
    return llvm::failure();
  for (auto kernel : module.getOps<ir::KernelOp>())
    if (llvm::failed(work(kernel, *profile)))
      return llvm::failure();
  return llvm::success();
}

} // namespace mock::transforms
