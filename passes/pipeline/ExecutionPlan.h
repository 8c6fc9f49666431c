//===- ExecutionPlan.h - From the lowered graph function to steps ----------===//
#pragma once

#include "mock/passes/Compiler.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringMap.h"

namespace mock::compiler {

/// Fills buffers, steps, outputs, arenaBytes and hostBytes of `compiled` from a graph function that
/// holds only views, launches, host calls and a return (stage `kernels` or later, after
/// mock-plan-memory). `kernels` gives the index in CompiledGraph::kernels by symbol name; a launch
/// of a kernel that is not in it has nothing to do (an empty grid) and makes no step.
Expected<void> planExecution(mlir::func::FuncOp function, const Graph &graph,
                             const llvm::StringMap<int32_t> &kernels, CompiledGraph &compiled);

} // namespace mock::compiler
