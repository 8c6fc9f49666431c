//===- WorkspacePlan.h - Where tiles lie in the workspace ------------------===//
#pragma once

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/Block.h"

#include <cstdint>

namespace mock::codegen::native {

/// A piece of the workspace: `pointer` is the workspace plus one constant offset in bytes.
struct WorkspacePiece {
  mlir::LLVM::GEPOp pointer;
  int64_t bytes = 0;
};

/// Sets the offsets of all pieces and returns the bytes that they take together. Pieces share bytes
/// when no operation of `tile`, the block that computes one tile, uses one while the other holds
/// something: what fits into the caches decides how fast a chain of operations is.
int64_t planWorkspace(llvm::ArrayRef<WorkspacePiece> pieces, mlir::Block &tile);

} // namespace mock::codegen::native
