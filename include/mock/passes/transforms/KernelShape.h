//===- KernelShape.h - A kernel's space and how tiles cut it -----------------===//
//
// What choosing tiles, tiling and placing have to agree on: which dimensions of a kernel's
// iteration space form the grid, which are loops inside a tile, which a tile drops.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/transforms/IterationSpace.h"

namespace mock::transforms {

struct KernelShape {
  llvm::SmallVector<mlir::Operation *> ops; ///< with loops, in order
  IterationSpace space;
  /// By dimension: in every result and reduced nowhere, so that tiles are independent.
  llvm::SmallVector<bool> grid;
  /// By dimension: a reduced dimension whose tiles may be taken one after the other.
  llvm::SmallVector<bool> splittable;
  /// By dimension: m, n or k of a contraction, or read by linalg.index, or the last reduced
  /// dimension of a reduction: tiles keep it at size 1.
  llvm::SmallVector<bool> pinned;
  /// By dimension: batch dimension of a contraction, whose tile is 1.
  llvm::SmallVector<bool> batch;

  /// nullopt when the operations share no iteration space (stage 3 is broken).
  static std::optional<KernelShape> of(ir::KernelOp kernel);

  size_t rank() const { return grid.size(); }
  int64_t extent(unsigned dim) const { return space.dimensions()[dim].extent; }
  /// Tiles have no such dimension.
  bool isDropped(unsigned dim, llvm::ArrayRef<int64_t> tiles) const {
    return tiles[dim] == 1 && extent(dim) != 0 && !pinned[dim];
  }
  /// Positions of a tensor dimension that a tile reads.
  int64_t tileExtent(unsigned dim, const std::optional<Window> &window,
                     llvm::ArrayRef<int64_t> tiles) const;
  /// Whether tiles of a grouped convolution hold whole groups: those of filters all of them, and
  /// one only where channels are split.
  bool keepsGroups(llvm::ArrayRef<int64_t> tiles) const;
  /// The convolution among the operations, or null.
  ir::ConvOp convolution() const;
  /// Extents of which one is 0: no point to compute.
  bool isEmpty() const;
};

} // namespace mock::transforms
