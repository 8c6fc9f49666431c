//===- ReduceEngine.h - Reductions in the fixed order ----------------------===//
#pragma once

#include "runtime/engine/Strips.h"

#include <cstdint>

namespace mock::engine {

/// A reduce instruction with everything evaluated. The input's dimensions are the kept ones, then
/// the reduced ones; the outputs have the kept ones.
struct ReduceTask {
  isa::ReduceKind kind = isa::ReduceKind::Sum;
  int reducedDims = 1;
  OperandView input, output;
  OperandView indexOutput; ///< ArgMax and ArgMin
  int64_t indexBase = 0;   ///< position of the tile's first element in the row
  bool accumulate = false;
};

void runReduce(const Kernels &kernels, const ReduceTask &task);

} // namespace mock::engine
