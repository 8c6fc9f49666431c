//===- HostFallback.h - Operators that no choice of tiles serves -----------===//
#pragma once

#include "mock/passes/Record.h"
#include "mock/runtime/profile/Profile.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"

#include <vector>

namespace mock::compiler {

/// That a kernel has no legal tiles is known long after its operators were lowered. The graph is
/// then compiled again with these operators as host calls; this is what one attempt hands to the
/// next.
class HostFallback {
public:
  /// Stage `aten`: marks the operators as host calls, and completes the records by what they cost.
  void mark(mlir::ModuleOp module, const profile::Profile &profile);

  /// Stage `tiled`: takes the operators of kernels without tiles and their records (rule
  /// memory.scratchpad-capacity, action host_call, one per kernel in the order of the module).
  /// False when that is no progress: a kernel that holds no operator of the graph.
  bool collect(mlir::ModuleOp module, const std::vector<Record> &records);

  const std::vector<Record> &records() const { return all; }

private:
  std::vector<Record> all;
  llvm::DenseMap<int64_t, size_t> recordOf; ///< by node of the source graph
};

/// Whether the record says that no legal tiles exist.
bool saysNoTiles(const Record &record);

} // namespace mock::compiler
