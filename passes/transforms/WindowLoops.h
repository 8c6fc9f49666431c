//===- WindowLoops.h - Loops of operations on windows -----------------------===//
#pragma once

#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/transforms/IterationSpace.h"

namespace mock::transforms {

/// Loops n, f, o... (parallel), c, k... (reduced).
OperationLoops convLoops(ir::ConvOp op);
/// Loops of the result, all parallel.
OperationLoops poolLoops(ir::PoolOp op);

} // namespace mock::transforms
