//===- WriteBack.h - Inputs that the graph writes back ----------------------===//
#pragma once

#include "mlir/IR/Builders.h"
#include "mlir/IR/Operation.h"

namespace mock::conversion {

/// aten.copy_ of a value of an argument's own type to the argument: what AOTAutograd puts at the
/// end of a graph for an input that it mutates.
bool isWriteBack(mlir::Operation *op);

/// The value of the argument behind the write-back, as mock.insert.
mlir::Value emitWriteBack(mlir::Operation *op);

} // namespace mock::conversion
