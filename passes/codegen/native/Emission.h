//===- Emission.h - State of the emission of one kernel --------------------===//
#pragma once

#include "Element.h"
#include "WorkspacePlan.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"

#include <cstdint>
#include <string>

namespace mock::codegen::native {

/// A tensor of the kernel as it lies in memory. Strides are static: arguments have them, and tiles
/// in the workspace are laid out by the upper bounds of their sizes.
struct Tile {
  mlir::Value pointer;                         ///< first element; null: no memory yet
  mlir::Type element;                          ///< element type of the tensor
  llvm::SmallVector<mlir::OpFoldResult> sizes; ///< index values or attributes
  llvm::SmallVector<int64_t> bounds;           ///< static upper bounds of the sizes
  llvm::SmallVector<int64_t> strides;          ///< elements
  bool writable = false;                       ///< an operation may take it over as its result
  /// A window that may reach over the edges of its source, which only a convolution reads as it
  /// lies: by dimension where it begins in the source, and the source's extent. Else empty.
  llvm::SmallVector<mlir::Value> origins;
  llvm::SmallVector<int64_t> extents;

  int64_t rank() const { return static_cast<int64_t>(sizes.size()); }
  bool sameMemory(const Tile &other) const {
    return pointer && pointer == other.pointer && strides == other.strides;
  }
};

/// What the emitters of the operations share.
class Emission {
public:
  Emission(mlir::ModuleOp module, mlir::OpBuilder builder) : builder(builder), module(module) {}

  /// Records why the kernel has no native code; `op` is named in the error.
  llvm::LogicalResult fail(mlir::Operation *op, const llvm::Twine &why);

  /// A tile in the workspace with the shape of `shape`: contiguous by its bounds, 64-byte aligned.
  Tile allocate(mlir::Location loc, const Tile &shape, mlir::Type element);
  /// `bytes` of the workspace.
  mlir::Value allocate(mlir::Location loc, int64_t bytes);
  /// When everything is emitted: gives the allocations their places. `tile` computes one tile.
  void placeWorkspace(mlir::Block &tile) { usedBytes = planWorkspace(pieces, tile); }
  int64_t workspaceBytes() const { return usedBytes; }

  /// Declares `name` once; calls have no side effects when `pure`.
  mlir::func::FuncOp callee(llvm::StringRef name, mlir::FunctionType type, bool pure = false);
  mlir::Value sizeOf(mlir::Location loc, mlir::OpFoldResult size);

  mlir::OpBuilder builder;
  mlir::IRMapping values; ///< scalars of the kernel: constants, indices
  mlir::Value workspace;  ///< pointer
  std::string failure;

private:
  mlir::ModuleOp module;
  llvm::SmallVector<WorkspacePiece> pieces;
  int64_t usedBytes = 0;
};

} // namespace mock::codegen::native
