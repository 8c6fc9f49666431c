//===- FoldViews.cpp - Compose views and move reshapes out of the way --------===//
#include "mock/passes/transforms/IterationSpace.h"
#include "mock/passes/transforms/Passes.h"

#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mock::transforms {
#define GEN_PASS_DEF_FOLDVIEWS
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;
using namespace mock;
using namespace mock::transforms;

/// Loops that become one, by new loop.
using LoopGroups = SmallVector<ReassociationIndices>;

static bool isRowMajor(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  return ir::layoutOf(tensor) == ir::Layout{ir::rowMajorStrides(type.getShape()), 0};
}

/// A view that only splits dimensions of a row-major tensor: the groups of its dimensions that make
/// up one of the tensor's each.
static std::optional<LoopGroups> splitGroups(ir::ViewOp view) {
  auto base = cast<RankedTensorType>(view.getBase().getType());
  auto result = cast<RankedTensorType>(view.getType());
  if (view.getBase().getDefiningOp<ir::ViewOp>() || !isRowMajor(view.getBase()) ||
      !isRowMajor(view.getResult()) || base.getRank() >= result.getRank() ||
      base.getNumElements() != result.getNumElements() || base.getNumElements() == 0)
    return std::nullopt;
  return getReassociationIndicesForCollapse(result.getShape(), base.getShape());
}

/// Whether something is written into a tensor, which has to be a buffer then.
static bool isOverwritten(Value tensor) {
  return llvm::any_of(tensor.getUses(), [](OpOperand &use) {
    auto insert = dyn_cast<ir::InsertOp>(use.getOwner());
    auto scatter = dyn_cast<ir::ScatterOp>(use.getOwner());
    return (insert && insert.getBase() == use.get()) || (scatter && scatter.isDpsInit(&use));
  });
}

namespace {

/// Rewrites a linalg.generic to the shape of the producer below a splitting view.
class SinkSplit : public OpRewritePattern<linalg::GenericOp> {
public:
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(linalg::GenericOp op, PatternRewriter &rewriter) const override {
    if (op->getNumResults() != 1 || op.hasIndexSemantics() || !isRowMajor(op->getResult(0)) ||
        !loopsOf(op) || !op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity() ||
        !op.getDpsInits()[0].getDefiningOp<tensor::EmptyOp>() || isOverwritten(op->getResult(0)))
      return failure();
    for (OpOperand *operand : op.getDpsInputOperands()) {
      std::optional<LoopGroups> groups = groupsOf(op, *operand);
      if (groups && succeeded(rewrite(op, *groups, rewriter)))
        return success();
    }
    return failure();
  }

private:
  static std::optional<LoopGroups> groupsOf(linalg::GenericOp op, OpOperand &operand) {
    auto view = operand.get().getDefiningOp<ir::ViewOp>();
    if (!view || !op.getMatchingIndexingMap(&operand).isIdentity())
      return std::nullopt;
    Operation *producer = view.getBase().getDefiningOp();
    if (!producer || !loopsOf(producer) || isa<ir::ReduceOp>(producer))
      return std::nullopt;
    return splitGroups(view);
  }

  struct MergedOperand {
    AffineMap map;
    SmallVector<int64_t> shape;
    ir::Layout layout;
  };
  static std::optional<MergedOperand> merge(linalg::GenericOp op, OpOperand &operand,
                                            const LoopGroups &groups);
  static LogicalResult rewrite(linalg::GenericOp op, const LoopGroups &groups,
                               PatternRewriter &rewriter);
};

} // namespace

/// How an operand looks over merged loops: each group of loops is there as one dimension or not at
/// all.
std::optional<SinkSplit::MergedOperand> SinkSplit::merge(linalg::GenericOp op, OpOperand &operand,
                                                         const LoopGroups &groups) {
  AffineMap map = op.getMatchingIndexingMap(&operand);
  ir::Layout layout = ir::layoutOf(operand.get());
  ArrayRef<int64_t> shape = cast<RankedTensorType>(operand.get().getType()).getShape();
  MergedOperand merged;
  merged.layout.offset = layout.offset;
  SmallVector<AffineExpr> results;
  unsigned dim = 0;
  while (dim < map.getNumResults()) {
    int64_t loop = map.getDimPosition(dim);
    auto group = llvm::find_if(groups, [&](const auto &g) { return g.front() == loop; });
    if (group == groups.end() || dim + group->size() > map.getNumResults())
      return std::nullopt;
    int64_t extent = 1;
    for (size_t i = 0; i < group->size(); ++i) {
      if (map.getDimPosition(dim + i) != (*group)[i])
        return std::nullopt;
      bool last = i + 1 == group->size();
      if (!last && layout.strides[dim + i] != layout.strides[dim + i + 1] * shape[dim + i + 1])
        return std::nullopt;
      extent *= shape[dim + i];
    }
    dim += group->size();
    results.push_back(getAffineDimExpr(group - groups.begin(), op.getContext()));
    merged.shape.push_back(extent);
    merged.layout.strides.push_back(layout.strides[dim - 1]);
  }
  merged.map = AffineMap::get(groups.size(), 0, results, op.getContext());
  return merged;
}

LogicalResult SinkSplit::rewrite(linalg::GenericOp op, const LoopGroups &groups,
                                 PatternRewriter &rewriter) {
  SmallVector<std::pair<OpOperand *, MergedOperand>> merged;
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<RankedTensorType>(operand.get().getType()))
      return failure();
    std::optional<MergedOperand> result = merge(op, operand, groups);
    if (!result)
      return failure();
    merged.emplace_back(&operand, *result);
  }
  Location location = op.getLoc();
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  for (auto &[operand, shape] : merged) {
    maps.push_back(shape.map);
    if (!op.isDpsInput(operand))
      continue;
    Value root = ir::rootOf(operand->get());
    auto type = RankedTensorType::get(
        shape.shape, cast<RankedTensorType>(operand->get().getType()).getElementType());
    inputs.push_back(rewriter.createOrFold<ir::ViewOp>(location, type, root, shape.layout.offset,
                                                       shape.layout.strides));
  }
  auto oldType = cast<RankedTensorType>(op->getResult(0).getType());
  auto type = RankedTensorType::get(merged.back().second.shape, oldType.getElementType());
  Value empty = tensor::EmptyOp::create(rewriter, location, type.getShape(), type.getElementType());
  SmallVector<utils::IteratorType> iterators(groups.size(), utils::IteratorType::parallel);
  auto fused = linalg::GenericOp::create(rewriter, location, TypeRange(type), inputs,
                                         ValueRange(empty), maps, iterators);
  rewriter.inlineRegionBefore(op.getRegion(), fused.getRegion(), fused.getRegion().begin());
  for (NamedAttribute attribute : op->getDiscardableAttrs())
    if (attribute.getName() != ir::kResultStrides)
      fused->setDiscardableAttr(attribute.getName(), attribute.getValue());
  rewriter.replaceOpWithNewOp<ir::ViewOp>(op, oldType, fused->getResult(0), 0,
                                          ir::rowMajorStrides(oldType.getShape()));
  return success();
}

namespace {

/// A product over no k is its initial value (mock.reduce folds by itself).
template <typename ContractionOp> struct FoldEmptyContraction : OpRewritePattern<ContractionOp> {
  using OpRewritePattern<ContractionOp>::OpRewritePattern;

  LogicalResult matchAndRewrite(ContractionOp op, PatternRewriter &rewriter) const override {
    if (cast<ShapedType>(op.getInputs()[0].getType()).getShape().back() != 0)
      return failure();
    rewriter.replaceOp(op, op.getOutputs());
    return success();
  }
};

struct FoldViewsPass : transforms::impl::FoldViewsBase<FoldViewsPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<SinkSplit, FoldEmptyContraction<linalg::MatmulOp>,
                 FoldEmptyContraction<linalg::BatchMatmulOp>>(&getContext());
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
