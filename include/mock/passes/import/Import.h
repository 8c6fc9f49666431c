//===- Import.h - A graph as a module of the aten dialect ------------------===//
#pragma once

#include "mock/passes/Graph.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace mock {

/// Builds stage 1 of docs/pipeline.md: one function named after the graph in a module for the
/// profile `target`. Null with `error` set when the graph is inconsistent (an argument that its
/// schema lacks, a value that is used before it is defined): the operation is named.
mlir::OwningOpRef<mlir::ModuleOp> importGraph(mlir::MLIRContext &context,
                                              const compiler::Graph &graph, llvm::StringRef target,
                                              std::string &error);

} // namespace mock
