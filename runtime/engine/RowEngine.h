//===- RowEngine.h - Scans and sorts of rows -------------------------------===//
#pragma once

#include "runtime/engine/Strips.h"

#include <cstdint>

namespace mock::engine {

/// A scan instruction with everything evaluated: input and output have the same extents, the last
/// of which is walked.
struct ScanTask {
  isa::ReduceKind kind = isa::ReduceKind::Sum; ///< Sum, Prod, Max or Min
  OperandView input, output;
  bool carries = false;
  OperandView carry; ///< all extents but the last
  bool accumulate = false;
};

void runScan(const Kernels &kernels, const ScanTask &task);

/// A sort instruction with everything evaluated: values and positions have the input's extents but
/// the last, which is what is kept.
struct SortTask {
  OperandView input, values, positions;
  bool descending = false;
};

void runSort(const Kernels &kernels, const SortTask &task);

} // namespace mock::engine
