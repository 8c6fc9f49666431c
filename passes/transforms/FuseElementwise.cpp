//===- FuseElementwise.cpp - Fuse within the limits of the vector engine -----===//
#include "mock/passes/constraints/Report.h"
#include "mock/passes/transforms/IterationSpace.h"
#include "mock/passes/transforms/Passes.h"

#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/ADT/StringExtras.h"

namespace mock::transforms {
#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;
using namespace mock;

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

/// An operation of a body may take a few instructions (casts, comparisons with NaN): only this part
/// of the body length is used.
static constexpr int64_t kInstructionsPerOperation = 2;

static int64_t bodyLength(linalg::GenericOp op) {
  return llvm::range_size(*op.getBlock()) + op->getNumOperands();
}

/// The most values that are alive at once, all inputs read at the start.
static int64_t registersOf(linalg::GenericOp op) {
  Block &body = *op.getBlock();
  DenseMap<Value, Operation *> lastUse;
  for (Operation &nested : body)
    for (Value operand : nested.getOperands())
      lastUse[operand] = &nested;
  int64_t live = 0, most = 0;
  for (BlockArgument argument : body.getArguments())
    live += lastUse.count(argument);
  for (Operation &nested : body) {
    live += nested.getNumResults();
    most = std::max(most, live);
    SmallPtrSet<void *, 4> ended;
    for (Value operand : nested.getOperands())
      if (lastUse.lookup(operand) == &nested && ended.insert(operand.getAsOpaquePointer()).second &&
          operand.getParentBlock() == &body)
        --live;
  }
  return most;
}

static int64_t operandsAfterFusion(linalg::GenericOp producer, linalg::GenericOp consumer) {
  SmallPtrSet<void *, 16> operands;
  for (linalg::GenericOp op : {producer, consumer})
    for (Value input : op.getInputs())
      if (input != producer->getResult(0))
        operands.insert(input.getAsOpaquePointer());
  return operands.size() + consumer.getNumDpsInits();
}

static bool fits(linalg::GenericOp producer, linalg::GenericOp consumer,
                 const profile::VectorEngine &engine) {
  return operandsAfterFusion(producer, consumer) <= engine.maxOperands &&
         kInstructionsPerOperation * (bodyLength(producer) + bodyLength(consumer)) <=
             engine.maxBodyLength &&
         registersOf(producer) + registersOf(consumer) <= engine.registers;
}

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

/// "aten.mul, aten.add": what the user wrote, in order, each once.
static StringAttr joinedSource(Operation *producer, Operation *consumer) {
  SmallVector<StringRef> names;
  for (Operation *op : {producer, consumer})
    if (auto source = op->getAttrOfType<StringAttr>(ir::kSourceOp)) {
      SmallVector<StringRef> parts;
      source.getValue().split(parts, ", ");
      for (StringRef part : parts)
        if (!llvm::is_contained(names, part))
          names.push_back(part);
    }
  return names.empty() ? nullptr : StringAttr::get(consumer->getContext(), llvm::join(names, ", "));
}

namespace {

struct FuseProducer : OpRewritePattern<linalg::GenericOp> {
  FuseProducer(MLIRContext *context, const profile::VectorEngine &engine)
      : OpRewritePattern(context), engine(engine) {}

  LogicalResult matchAndRewrite(linalg::GenericOp consumer,
                                PatternRewriter &rewriter) const override {
    for (OpOperand *operand : consumer.getDpsInputOperands()) {
      auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
      if (!producer || producer->getNumResults() != 1 || !producer->hasOneUse() ||
          producer.getNumLoops() != consumer.getNumLoops() ||
          (producer->hasAttr(ir::kConstant) && !consumer->hasAttr(ir::kConstant)) ||
          !linalg::areElementwiseOpsFusable(operand) || !fits(producer, consumer, engine))
        continue;
      FailureOr<linalg::ElementwiseOpFusionResult> fused =
          linalg::fuseElementwiseOps(rewriter, operand);
      if (failed(fused))
        continue;
      keepAttributes(producer, consumer, fused->fusedOp);
      for (Value result : consumer->getResults())
        rewriter.replaceAllUsesWith(result, fused->replacements.lookup(result));
      rewriter.eraseOp(consumer);
      return success();
    }
    return failure();
  }

private:
  static void keepAttributes(Operation *producer, Operation *consumer, Operation *fused) {
    fused->setLoc(FusedLoc::get(fused->getContext(), {consumer->getLoc(), producer->getLoc()}));
    for (NamedAttribute attribute : consumer->getDiscardableAttrs())
      fused->setDiscardableAttr(attribute.getName(), attribute.getValue());
    if (StringAttr source = joinedSource(producer, consumer))
      fused->setDiscardableAttr(ir::kSourceOp, source);
  }

  const profile::VectorEngine &engine;
};

/// Extending what an implicit rounding has just narrowed: f32 registers hold the value anyway.
struct DropImplicitRounding : OpRewritePattern<arith::ExtFOp> {
  DropImplicitRounding(MLIRContext *context, int64_t &removed)
      : OpRewritePattern(context), removed(removed) {}

  LogicalResult matchAndRewrite(arith::ExtFOp extension, PatternRewriter &rewriter) const override {
    auto rounding = extension.getIn().getDefiningOp<arith::TruncFOp>();
    if (!rounding || !rounding->hasAttr(ir::kImplicit) ||
        rounding.getIn().getType() != extension.getType())
      return failure();
    rewriter.replaceOp(extension, rounding.getIn());
    ++removed;
    return success();
  }

  int64_t &removed;
};

struct FuseElementwisePass : transforms::impl::FuseElementwiseBase<FuseElementwisePass> {
  void getDependentDialects(DialectRegistry &registry) const override {
    FuseElementwiseBase::getDependentDialects(registry);
    mock::registerReporting(registry);
  }

  void runOnOperation() override {
    const profile::Profile *profile = targetOf(getOperation());
    if (!profile)
      return signalPassFailure();
    int64_t removed = 0;
    RewritePatternSet patterns(&getContext());
    patterns.add<FuseProducer>(&getContext(), profile->vector);
    patterns.add<DropImplicitRounding>(&getContext(), removed);
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      return signalPassFailure();
    IRRewriter rewriter(&getContext());
    DominanceInfo dominance(getOperation());
    eliminateCommonSubExpressions(rewriter, dominance, getOperation());
    removedRoundings += removed;
  }
};

} // namespace
