//===- TileChooser.h - Tile sizes and cores of a kernel ----------------------===//
#pragma once

#include "mock/passes/tiling/KernelModel.h"

#include <optional>
#include <vector>

namespace mock::tiling {

struct Choice {
  Tiles tiles;                         ///< by kernel dimension
  llvm::SmallVector<int64_t, 6> cores; ///< by grid dimension, product at most the profile's
  Footprint footprint;
  int64_t estimate = 0;          ///< cycles by KernelModel
  std::optional<int64_t> cycles; ///< of the program, by the simulator; absent: not timed
};

struct ChoiceResult {
  std::optional<Choice> choice;  ///< absent: no legal tile exists
  std::vector<Choice> runnersUp; ///< timed as well, fastest first
  Footprint smallest;            ///< of the candidate that needs the least scratchpad
};

/// Candidates of powers of two and whole extents are ranked by KernelModel; the best few become
/// programs, and the fastest of those by the simulator's timing is the choice. How many are timed
/// depends on counts (candidates, instructions), never on the clock, so that the same kernel always
/// gets the same tiles. Remembered for the life of the process: equal kernels on equal profiles are
/// chosen for once.
ChoiceResult chooseTiles(ir::KernelOp kernel, const transforms::KernelShape &shape,
                         const profile::Profile &profile);

} // namespace mock::tiling
