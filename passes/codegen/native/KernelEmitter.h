//===- KernelEmitter.h - A tiled kernel as loops over memory ---------------===//
#pragma once

#include "TileMap.h"

#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/runtime/support/Expected.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

#include <cstdint>

namespace mock::codegen::native {

struct EmittedKernel {
  int64_t gridSize = 1;
  int64_t workspaceBytes = 0;
};

/// Walks the body of a tiled kernel once. The operations of a tile are in EmitTileOperations.cpp.
class KernelEmitter {
public:
  KernelEmitter(ir::KernelOp kernel, mlir::func::FuncOp function, mlir::ModuleOp module)
      : kernel(kernel), function(function),
        emission(module, mlir::OpBuilder::atBlockBegin(function.addEntryBlock())), tiles(emission),
        builder(emission.builder) {}

  llvm::LogicalResult emit();
  int64_t gridSize() const { return grid; }
  int64_t workspaceBytes() const { return emission.workspaceBytes(); }
  const std::string &failureText() const { return emission.failure; }

private:
  Tile argumentTile(mlir::Location loc, int64_t number, mlir::RankedTensorType type,
                    mlir::DictionaryAttr attributes);
  llvm::LogicalResult bindResults(mlir::scf::ForallOp forall);
  llvm::LogicalResult emitGrid(mlir::scf::ForallOp forall);
  void bindInductionVariables(mlir::scf::ForallOp forall, mlir::Value tile,
                              llvm::ArrayRef<int64_t> counts);
  llvm::LogicalResult emitTile(mlir::scf::ForallOp forall);
  llvm::LogicalResult forwardInsertions(mlir::scf::ForallOp forall);
  llvm::LogicalResult emitOperation(mlir::Operation *op);
  llvm::LogicalResult emitDestinationStyle(mlir::DestinationStyleOpInterface op);
  llvm::LogicalResult emitSlice(mlir::tensor::ExtractSliceOp op);
  llvm::LogicalResult emitWindow(ir::WindowOp op);
  llvm::LogicalResult emitInsertion(mlir::tensor::InsertSliceOp op);
  llvm::LogicalResult emitLoop(mlir::scf::ForOp op);
  llvm::LogicalResult emitYield(mlir::scf::ForOp op, llvm::ArrayRef<Tile> carried);
  llvm::LogicalResult emitIndex(mlir::Operation *op);
  llvm::LogicalResult emitConstant(mlir::arith::ConstantOp op);

  ir::KernelOp kernel;
  mlir::func::FuncOp function;
  Emission emission;
  TileMap tiles;
  mlir::OpBuilder &builder;
  int64_t grid = 1;
  llvm::SmallVector<std::pair<mlir::tensor::ParallelInsertSliceOp, Tile>, 1> insertions;
};

/// Appends to `module` the function `symbol` (signature of mock::NativeEntry) that computes the
/// tiles of `kernel`: operations of func, scf, arith, vector and llvm.
Expected<EmittedKernel> emitKernel(ir::KernelOp kernel, mlir::ModuleOp module,
                                   llvm::StringRef symbol);

} // namespace mock::codegen::native
