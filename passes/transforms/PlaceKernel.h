//===- PlaceKernel.h - The steps of mock-place -------------------------------===//
#pragma once

#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/runtime/profile/Profile.h"

#include "llvm/ADT/MapVector.h"

namespace mock::transforms {

/// Turns the body of a tiled kernel into instructions on buffers at offset 0, without
/// semaphores. Arguments and results become memref arguments.
mlir::LogicalResult emitInstructions(ir::KernelOp kernel, const profile::Profile &profile);

/// Inserts a full and an empty semaphore for each buffer and engine that reads what another engine
/// writes, so that every access of an engine happens before the next one of the other.
void insertSemaphores(ir::KernelOp kernel);

/// Gives the buffers offsets; those that only the vector engine uses share bytes when their
/// lives do not overlap. Returns the bytes used of each memory.
llvm::MapVector<mlir::StringRef, int64_t> assignOffsets(ir::KernelOp kernel,
                                                        const profile::Profile &profile);

/// An access of an instruction to a buffer of a core's memory.
struct BufferAccess {
  mlir::Operation *op = nullptr;
  ir::Engine engine = ir::Engine::Vector;
  bool writes = false;
};

/// The accesses to a buffer in program order; an instruction that reads and writes it counts as
/// writing.
llvm::SmallVector<BufferAccess> accessesOf(ir::AllocOp buffer);

/// The innermost block that holds all accesses: the buffer's contents live for one run of it.
mlir::Block *scopeOf(llvm::ArrayRef<BufferAccess> accesses);

/// Bytes of one slot of a buffer, and of all, rounded to `alignment`.
int64_t bufferBytes(ir::AllocOp buffer, int64_t alignment);

} // namespace mock::transforms
