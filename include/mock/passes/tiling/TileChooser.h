//===- TileChooser.h - Tile sizes and cores of a kernel ----------------------===//
#pragma once

#include "mock/passes/tiling/KernelModel.h"

#include <optional>

namespace mock::tiling {

struct Choice {
  Tiles tiles;                         ///< by kernel dimension
  llvm::SmallVector<int64_t, 6> cores; ///< by grid dimension, product at most the profile's
  Footprint footprint;
  int64_t cycles = 0; ///< estimated
};

struct ChoiceResult {
  std::optional<Choice> choice; ///< absent: no legal tile exists
  Footprint smallest;           ///< of the candidate that needs the least scratchpad
};

/// The cheapest legal choice among candidates of powers of two and whole extents. Remembered for
/// the life of the process: equal kernels on equal profiles are chosen for once.
ChoiceResult chooseTiles(ir::KernelOp kernel, const transforms::KernelShape &shape,
                         const profile::Profile &profile);

} // namespace mock::tiling
