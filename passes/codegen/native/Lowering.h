//===- Lowering.h - Emitted kernels to LLVM IR -----------------------------===//
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <memory>

namespace mock::codegen::native {

/// Registers what translation needs in the context.
void prepareContext(mlir::MLIRContext &context);

/// Lowers a module of emitKernel() to the llvm dialect with upstream's patterns, and that to LLVM
/// IR. Null if an operation has no lowering; the diagnostic is on the module's context.
std::unique_ptr<llvm::Module> lowerToLLVM(mlir::ModuleOp module, llvm::LLVMContext &context);

} // namespace mock::codegen::native
