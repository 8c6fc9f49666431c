//===- ConstantLaunches.cpp ------------------------------------------------===//
#include "ConstantLaunches.h"

#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/import/Types.h"

using namespace mlir;

namespace mock::pipeline {
namespace {

/// Buffers that change within a call or leave the graph: what launches update, and outputs.
DenseSet<Value> unsteadyBuffers(Block &graph) {
  DenseSet<Value> unsteady;
  for (Operation &op : graph) {
    if (op.hasTrait<OpTrait::ReturnLike>())
      for (Value operand : op.getOperands())
        unsteady.insert(ir::rootOf(operand));
    auto launch = dyn_cast<ir::LaunchOp>(op);
    for (unsigned i = 0; launch && i < launch.getNumResults(); ++i)
      if (Value updated = launch.getUpdated(i)) {
        unsteady.insert(ir::rootOf(updated));
        unsteady.insert(launch.getResult(i));
      }
  }
  return unsteady;
}

} // namespace

DenseSet<Operation *> constantLaunches(func::FuncOp function) {
  DenseSet<Operation *> constant;
  if (function.isExternal())
    return constant;
  Block &graph = function.getBody().front();
  DenseSet<Value> unsteady = unsteadyBuffers(graph);
  auto isSteady = [&](Value value) {
    Value root = ir::rootOf(value);
    return !unsteady.contains(root) && (isWeight(root) || constant.contains(root.getDefiningOp()));
  };
  for (auto launch : graph.getOps<ir::LaunchOp>())
    if (llvm::all_of(launch.getOperands(), isSteady) &&
        llvm::none_of(launch.getResults(), [&](Value result) { return unsteady.contains(result); }))
      constant.insert(launch);
  return constant;
}

} // namespace mock::pipeline
