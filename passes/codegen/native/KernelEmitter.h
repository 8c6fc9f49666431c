//===- KernelEmitter.h - A tiled kernel as loops over memory ---------------===//
#pragma once

#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/runtime/support/Expected.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"

#include <cstdint>

namespace mock::codegen::native {

struct EmittedKernel {
  int64_t gridSize = 1;
  int64_t workspaceBytes = 0;
};

/// Appends to `module` the function `symbol` (signature of mock::NativeEntry) that computes the
/// tiles of `kernel`: operations of func, scf, arith, vector and llvm.
Expected<EmittedKernel> emitKernel(ir::KernelOp kernel, mlir::ModuleOp module,
                                   llvm::StringRef symbol);

} // namespace mock::codegen::native
