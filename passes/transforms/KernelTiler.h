//===- KernelTiler.h - A kernel on tensors cut into tiles ------------------===//
//
// Every tensor's tile is the slice of it that its projection of the iteration space gives, so that
// no tile-and-fuse analysis is needed: the operations of a kernel share their space.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/dialect/mock/MockRowOps.h"
#include "mock/passes/transforms/KernelShape.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

namespace mock::transforms {

using namespace mlir;

class KernelTiler {
public:
  KernelTiler(ir::KernelOp kernel, KernelShape shape, ArrayRef<int64_t> tiles)
      : kernel(kernel), shape(std::move(shape)), tiles(tiles), builder(kernel.getContext()),
        location(kernel.getLoc()) {}

  void tile();

private:
  enum class Phase { Before, Inside, After };

  // The grid and the position of the current tile.
  scf::ForallOp createGrid(Operation *yield);
  void setPosition(unsigned dim, Value variable);
  OpFoldResult sizeOf(unsigned dim, Value variable);

  // Slices.
  struct Slice {
    SmallVector<OpFoldResult> offsets, sizes, strides;
    RankedTensorType type;
    SmallVector<OpFoldResult> keptSizes;
  };
  Slice sliceOf(RankedTensorType type, const Dims &dims);
  Value tileOf(OpOperand &operand);
  Value windowOf(OpOperand &operand, const Windows &windows);
  OpFoldResult windowOffset(const Window &window, unsigned dim);
  OpFoldResult windowSize(const Window &window, unsigned dim);

  // Operations on tiles.
  bool runsAlongSplit(Operation *op) const;
  void assignPhases();
  void tileOperations(Phase phase);
  void tileReductionLoops();
  void tileOperation(Operation *op);
  Operation *tileGeneric(linalg::GenericOp op);
  Operation *tileContraction(Operation *op);
  Operation *tileReduce(ir::ReduceOp op);
  Operation *tileGather(ir::GatherOp op);
  Operation *tileScatter(ir::ScatterOp op);
  AffineMap tileMap(AffineMap map, const Dims &kept);
  SmallVector<int64_t> tileCoordinates(ArrayRef<int64_t> coordinates, const Dims &kept);
  Operation *tileRow(Operation *op);
  SmallVector<Value> tileAttention(ir::AttentionOp op);
  Operation *tileConv(ir::ConvOp op);
  SmallVector<Value> tilePool(ir::PoolOp op);
  void correctIndices(linalg::GenericOp original, linalg::GenericOp tiled);
  Value rowPosition(ir::ReduceOp op);
  Dims keptLoops(Operation *op) const;
  void insertResults(scf::ForallOp grid, OperandRange yielded);

  ir::KernelOp kernel;
  KernelShape shape;
  ArrayRef<int64_t> tiles;
  OpBuilder builder;
  Location location;
  SmallVector<OpFoldResult> offset, size; ///< of the current tile, by dimension
  SmallVector<unsigned> splitDims;
  DenseMap<Operation *, Phase> phases;
  IRMapping mapping;              ///< to tile values
  DenseMap<Value, Value> updated; ///< arguments that a scatter changes, to the grid's outputs
};

/// The kernel's results have no elements, so that no tile is computed.
bool givesNothing(Operation *yield);

} // namespace mock::transforms
