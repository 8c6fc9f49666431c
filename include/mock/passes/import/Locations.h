//===- Locations.h - Lines of the user's model as MLIR locations -----------===//
#pragma once

#include "mock/passes/Graph.h"

#include "mlir/IR/Location.h"

namespace mock {

/// One frame is `fused<{code, function}>[file:line:0]`; outer frames are callers (CallSiteLoc); the
/// module path is the name of a NameLoc around all. Unknown locations are UnknownLoc.
mlir::Location toLocation(mlir::MLIRContext &context, const compiler::SourceLocation &source);

/// The location with the number of a node of the source graph, which survives every fusion of
/// operations: `fused<node>[location]`. Attributes would not do, since they keep equal operations
/// of two nodes from becoming one.
mlir::Location withNode(mlir::Location location, int64_t node);

/// The numbers that withNode() gave to a location or to those it is fused from, each once,
/// ascending.
llvm::SmallVector<int64_t> nodesIn(mlir::Location location);

/// The inverse of toLocation(); of a location that is fused from several operations, the first.
compiler::SourceLocation sourceLocationOf(mlir::Location location);

} // namespace mock
