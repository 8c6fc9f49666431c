//===- MarkConstants.cpp - What is computed from weights alone ---------------===//
#include "mock/passes/transforms/ConstantValues.h"
#include "mock/passes/transforms/IterationSpace.h"
#include "mock/passes/transforms/Passes.h"

#include "mock/passes/import/Types.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mock::transforms {
#define GEN_PASS_DEF_MARKCONSTANTS
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;

namespace mock::transforms {

DenseSet<Value> weightsOf(Block &graph) {
  DenseSet<Value> weights;
  for (BlockArgument argument : graph.getArguments())
    if (isWeight(argument))
      weights.insert(argument);
  for (Operation &op : graph)
    if (op.getNumResults() == 1)
      if (Value base = ir::updatedBase(op.getResult(0)))
        weights.erase(ir::rootOf(base));
  return weights;
}

namespace {

bool readsConstantsOnly(Operation &op, const DenseSet<Value> &constants) {
  bool reads = false;
  for (Value operand : op.getOperands()) {
    if (!isa<ShapedType>(operand.getType()) || isInitialValue(operand))
      continue;
    if (!constants.contains(ir::rootOf(operand)))
      return false;
    reads = true;
  }
  return reads;
}

void markConstants(Block &graph) {
  DenseSet<Value> constants = weightsOf(graph);
  for (Operation *op : computeOps(graph)) {
    if (isa<linalg::FillOp, ir::InsertOp, ir::ScatterOp>(op) || !readsConstantsOnly(*op, constants))
      continue;
    op->setAttr(ir::kConstant, UnitAttr::get(op->getContext()));
    constants.insert(op->result_begin(), op->result_end());
  }
}

struct MarkConstantsPass : transforms::impl::MarkConstantsBase<MarkConstantsPass> {
  void runOnOperation() override {
    for (func::FuncOp function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal())
        markConstants(function.getBody().front());
  }
};

} // namespace
} // namespace mock::transforms
