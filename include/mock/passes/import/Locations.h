//===- Locations.h - Lines of the user's model as MLIR locations -----------===//
#pragma once

#include "mock/passes/Graph.h"

#include "mlir/IR/Location.h"

namespace mock {

/// One frame is `fused<{code, function}>[file:line:0]`; outer frames are callers (CallSiteLoc); the
/// module path is the name of a NameLoc around all. Unknown locations are UnknownLoc.
mlir::Location toLocation(mlir::MLIRContext &context, const compiler::SourceLocation &source);

/// The inverse; of a location that is fused from several operations, the first.
compiler::SourceLocation sourceLocationOf(mlir::Location location);

} // namespace mock
