//===- Measurement.h - The simulated time of a kernel with given tiles -------===//
#pragma once

#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/runtime/profile/Profile.h"

#include "mlir/Pass/PassManager.h"

#include <optional>

namespace mock::tiling {

/// Takes copies of a kernel all the way to a program, as the driver does after the tiles are
/// chosen, and asks the simulator for its time. Nothing that happens on the way is reported.
class Measurement {
public:
  Measurement(ir::KernelOp kernel, const profile::Profile &profile);

  /// Cycles of the kernel's program; nullopt when these tiles lead to none, for example because the
  /// buffers do not fit into the memories.
  std::optional<int64_t> cycles(llvm::ArrayRef<int64_t> tiles, llvm::ArrayRef<int64_t> cores);

private:
  ir::KernelOp kernel;
  const profile::Profile &profile;
  mlir::PassManager passes;
};

} // namespace mock::tiling
