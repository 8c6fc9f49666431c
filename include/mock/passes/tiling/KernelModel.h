//===- KernelModel.h - What a kernel's tiles hold and cost -------------------===//
//
// Footprint and cycles of a kernel for a choice of tile sizes: the buffers that mock-place will
// make, and the simulator's own cost functions for the instructions that fill, read and write them.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/dialect/mock/MockRowOps.h"
#include "mock/passes/transforms/KernelShape.h"
#include "mock/runtime/profile/Profile.h"

#include <string_view>

namespace mock::tiling {

/// Tile sizes by kernel dimension.
using Tiles = llvm::SmallVector<int64_t, 6>;

struct Footprint {
  int64_t scratchpad = 0, accumulator = 0; ///< bytes
};

class KernelModel {
public:
  KernelModel(ir::KernelOp kernel, const transforms::KernelShape &shape,
              const profile::Profile &profile);

  /// Bytes that tiles of these sizes need, each buffer as often as it is buffered.
  Footprint footprint(const Tiles &tiles) const;
  /// Whether the engines take such tiles: dimensions and extents of their instructions.
  bool fitsEngines(const Tiles &tiles) const;
  /// Estimated cycles when `tilesPerCore` tiles run on the busiest core.
  int64_t cycles(const Tiles &tiles, int64_t tilesPerCore) const;
  /// Tiles of the whole grid.
  int64_t gridTiles(const Tiles &tiles) const;
  /// Instructions that all cores execute together, about.
  int64_t instructions(const Tiles &tiles) const;

private:
  struct Tensor {
    enum class Kind { Argument, Intermediate, Result } kind = Kind::Intermediate;
    bool accumulator = false;
    transforms::Dims dims;
    int64_t elementBytes = 4;
    llvm::SmallVector<int64_t> strides; ///< in main memory; arguments and results
    llvm::SmallVector<bool> multiple;   ///< by dimension: padded for the matrix engine
    transforms::Windows windows;        ///< by dimension; empty: none slides
    bool rowsAligned = false;           ///< rows along the dimensions that do not slide are aligned
  };
  struct Step {
    enum class Kind {
      Vector,
      Reduce,
      Scan,
      Sort,
      MatMul,
      Conv,
      Gather,
      Scatter
    } kind = Kind::Vector;
    transforms::Dims dims; ///< by loop
    int64_t simple = 0, transcendental = 0;
    DType input = DType::F32;
    bool positions = false; ///< argmax, argmin
    transforms::Dims again; ///< further split dimensions, for each tile of which it runs
    transforms::Dims run;   ///< of a gather or scatter: innermost loops that no index varies along
    int64_t elementBytes = 4;
    int64_t groups = 1; ///< of a convolution
  };

  void addArgument(mlir::BlockArgument argument, ir::KernelOp kernel);
  void addOperation(mlir::Operation *op, ir::KernelOp kernel);
  void describeMovement(Step &step, mlir::Operation *op);
  void addResult(mlir::OpResult result, bool accumulator, ir::KernelOp kernel);
  void addAttention(ir::AttentionOp op, ir::KernelOp kernel);
  void addCarried(ir::PoolOp op);
  int64_t tileExtent(const Tiles &tiles, unsigned dim) const;
  int64_t tileExtent(const Tensor &tensor, const Tiles &tiles, size_t position) const;
  int64_t convCycles(const Step &step, const Tiles &tiles) const;
  int64_t scratchpadAlignment() const;
  int64_t tensorBytes(const Tensor &tensor, const Tiles &tiles) const;
  int64_t contiguousBytes(const Tensor &tensor, const Tiles &tiles) const;
  int64_t trips(const transforms::Dims &dims, const Tiles &tiles) const;
  int64_t stepCycles(const Step &step, const Tiles &tiles) const;
  bool fitsCopy(const Tensor &tensor, const Tiles &tiles) const;
  bool fitsDescriptor(const transforms::Dims &dims, const Tiles &tiles, int64_t maxRank,
                      std::string_view field) const;

  const transforms::KernelShape &shape;
  const profile::Profile &profile;
  llvm::SmallVector<Tensor> tensors;
  llvm::SmallVector<Step> steps;
};

} // namespace mock::tiling
