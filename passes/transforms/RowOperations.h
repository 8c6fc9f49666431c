//===- RowOperations.h - Loops of attention, scans and sorts -----------------===//
#pragma once

#include "mock/passes/transforms/IterationSpace.h"

namespace mock::transforms {

/// Whether `op` is a mock.attention, mock.scan or mock.sort: its tiles hold whole rows, or it has a
/// loop over them of its own.
bool isRowOperation(mlir::Operation *op);

/// The loops of such an operation: of attention batch..., l, s, e, v; of a scan its
/// dimensions, the last one counted as reduced; of a sort its dimensions, then how many of
/// a row are kept.
OperationLoops rowOperationLoops(mlir::Operation *op);

} // namespace mock::transforms
