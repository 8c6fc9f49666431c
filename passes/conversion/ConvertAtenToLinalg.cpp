//===- ConvertAtenToLinalg.cpp - Stage 1 to stage 2 ------------------------===//
#include "Lowering.h"
#include "WriteBack.h"

#include "mock/passes/constraints/Report.h"
#include "mock/passes/conversion/Passes.h"
#include "mock/passes/dialect/aten/AtenDialect.h"
#include "mock/passes/import/Locations.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mock {
#define GEN_PASS_DEF_CONVERTATENTOLINALG
#include "mock/passes/conversion/Passes.h.inc"
} // namespace mock

using namespace mlir;
using namespace mock;
using namespace mock::conversion;

namespace {

bool touchesHost(Operation *op) {
  return llvm::any_of(op->getOperands(), isOnHost) || llvm::any_of(op->getResults(), isOnHost);
}

/// A mock.view for each result, by eager's strides and offset.
SmallVector<Value> makeViews(Operation *op) {
  OpBuilder builder(op);
  SmallVector<Value> views;
  for (OpResult result : op->getResults()) {
    ResultLayout layout = resultLayout(op, result.getResultNumber());
    Value root = ir::rootOf(op->getOperand(*layout.alias));
    auto view = ir::ViewOp::create(builder, op->getLoc(), result.getType(), root,
                                   builder.getI64IntegerAttr(layout.offset),
                                   builder.getDenseI64ArrayAttr(layout.strides));
    view->setAttr(ir::kSourceOp, builder.getStringAttr(aten::userOperatorName(op)));
    views.push_back(view);
  }
  return views;
}

/// Strides of all results, where one is not row-major contiguous.
ArrayAttr hostResultStrides(Operation *op) {
  OpBuilder builder(op->getContext());
  SmallVector<Attribute> strides;
  bool special = false;
  for (OpResult result : op->getResults()) {
    ResultLayout layout = resultLayout(op, result.getResultNumber());
    ArrayRef<int64_t> sizes = cast<RankedTensorType>(result.getType()).getShape();
    special |= !sameStrides(sizes, layout.strides, ir::rowMajorStrides(sizes));
    strides.push_back(builder.getDenseI64ArrayAttr(layout.strides));
  }
  return special ? builder.getArrayAttr(strides) : ArrayAttr();
}

Operation *makeHostCall(Operation *op) {
  OpBuilder builder(op);
  auto node = op->getAttrOfType<IntegerAttr>(ir::kNode);
  StringRef callee = aten::userOperatorName(op);
  auto call = ir::HostCallOp::create(builder, op->getLoc(), op->getResultTypes(),
                                     builder.getStringAttr(callee), op->getOperands(),
                                     node ? node : builder.getI64IntegerAttr(-1),
                                     isMemoryEffectFree(op) ? builder.getUnitAttr() : UnitAttr());
  call->setAttr(ir::kSourceOp, builder.getStringAttr(callee));
  if (ArrayAttr strides = hostResultStrides(op))
    call->setAttr(ir::kResultStrides, strides);
  if (Attribute onHost = op->getAttr(attr::kOnHost))
    call->setAttr(attr::kOnHost, onHost);
  return call;
}

struct ConvertAtenToLinalg : mock::impl::ConvertAtenToLinalgBase<ConvertAtenToLinalg> {
  void getDependentDialects(DialectRegistry &registry) const override {
    ConvertAtenToLinalgBase::getDependentDialects(registry);
    registerReporting(registry);
  }

  void runOnOperation() override {
    bool failed = false;
    getOperation().walk([&](func::FuncOp function) {
      if (function.isExternal())
        return;
      for (Operation &op : llvm::make_early_inc_range(function.getOps()))
        if (isa<aten::AtenDialect>(op.getDialect()))
          failed |= mlir::failed(convert(&op));
      eraseDeadCode(function);
    });
    if (failed)
      signalPassFailure();
  }

  LogicalResult convert(Operation *op) {
    if (isView(op) && isMemoryEffectFree(op) && !touchesHost(op)) {
      ++views;
      return replace(op, makeViews(op));
    }
    if (!op->hasAttr(attr::kHostCall) && isWriteBack(op)) {
      ++lowered;
      return replace(op, emitWriteBack(op));
    }
    Block lowering;
    Unsupported reason;
    FailureOr<SmallVector<Value>> values = failure();
    if (!op->hasAttr(attr::kHostCall))
      values = lowerInto(lowering, op, reason);
    if (failed(values))
      return callHost(op, reason);
    for (Operation &part : lowering)
      if (!isa<arith::ConstantOp, tensor::EmptyOp>(part)) // equal ones of any operators are one
        nameSource(&part, op);
    op->getBlock()->getOperations().splice(op->getIterator(), lowering.getOperations());
    ++lowered;
    return replace(op, *values);
  }

  /// What the user wrote, and which node of the graph it is.
  static void nameSource(Operation *part, Operation *op) {
    part->setAttr(ir::kSourceOp, StringAttr::get(op->getContext(), aten::userOperatorName(op)));
    if (auto node = op->getAttrOfType<IntegerAttr>(ir::kNode))
      part->setLoc(withNode(part->getLoc(), node.getInt()));
  }

  LogicalResult replace(Operation *op, ValueRange values) {
    op->replaceAllUsesWith(values);
    op->erase();
    return success();
  }

  LogicalResult callHost(Operation *op, const Unsupported &reason) {
    // A part of a decomposed operator has no node of its own that ATen could run.
    if (op->hasAttr(ir::kSourceOp) && !op->hasAttr(ir::kNode))
      return op->emitError() << "has no lowering and is no node of the graph: " << reason.actual;
    if (!op->hasAttr(attr::kHostCall))
      reportHostCall(op, reason);
    ++hostCalls;
    return replace(op, makeHostCall(op)->getResults());
  }

  static void reportHostCall(Operation *op, const Unsupported &reason) {
    compiler::Record record;
    record.rule = reason.rule;
    record.stage = "lower";
    record.subject = reason.subject;
    record.actual = reason.actual;
    record.limit = reason.limit.empty() ? "operators with a lowering" : reason.limit;
    record.action = compiler::Action::HostCall;
    report(op, std::move(record));
  }

  static void eraseDeadCode(func::FuncOp function) {
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(function.getBody().front())))
      if (isOpTriviallyDead(&op))
        op.erase();
  }
};

} // namespace
