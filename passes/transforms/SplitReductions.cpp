//===- SplitReductions.cpp - Reductions to few values on several cores -------===//
//
// A reduction to fewer values than there are cores leaves cores idle. Its longest dimension is cut
// into one part for each core: a first kernel reduces the parts, a second one the partial results,
// in their order. What does not divide evenly is reduced by itself and is what the second one
// begins with.
//
//===----------------------------------------------------------------------===//
#include "mock/passes/constraints/Report.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mock::transforms {
#define GEN_PASS_DEF_SPLITREDUCTIONS
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;
using namespace mock;

/// Elements below which a core is not worth a launch of its own.
static constexpr int64_t kFewestElementsOfPart = 8192;

static RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

namespace {

/// A range of one dimension, perhaps as equal parts of which each has `size` elements.
struct Cut {
  unsigned dim = 0;
  int64_t begin = 0, size = 0;
  std::optional<int64_t> parts; ///< a dimension in front of the reduced ones
};

/// Cuts one reduction.
class Splitter {
public:
  Splitter(ir::ReduceOp op, int64_t parts) : op(op), parts(parts), builder(op) {
    kept = typeOf(op.getInits()[0]).getRank();
    ArrayRef<int64_t> shape = typeOf(op.getInput()).getShape();
    longest = std::max_element(shape.begin() + kept, shape.end()) - shape.begin();
  }

  Value run();

private:
  Value reduce(Value input, Value init);
  Value identity(ArrayRef<int64_t> shape);
  Value restricted(Value value, const Cut &cut, unsigned partsPosition);
  Value restrictedInput(const Cut &cut);
  Value clone(linalg::GenericOp generic, const Cut &cut);
  SmallVector<int64_t> cutSizes(ArrayRef<int64_t> sizes, const Cut &cut, unsigned partsPosition);

  ir::ReduceOp op;
  int64_t parts;
  OpBuilder builder;
  unsigned kept, longest;
};

} // namespace

SmallVector<int64_t> Splitter::cutSizes(ArrayRef<int64_t> sizes, const Cut &cut,
                                        unsigned partsPosition) {
  SmallVector<int64_t> result(sizes);
  result[cut.dim] = cut.size;
  if (cut.parts)
    result.insert(result.begin() + partsPosition, *cut.parts);
  return result;
}

/// A view of a part of a buffer.
Value Splitter::restricted(Value value, const Cut &cut, unsigned partsPosition) {
  ir::Layout layout = ir::layoutOf(value);
  SmallVector<int64_t> strides = layout.strides;
  int64_t stride = strides[cut.dim];
  if (cut.parts)
    strides.insert(strides.begin() + partsPosition, cut.size * stride);
  auto type = RankedTensorType::get(cutSizes(typeOf(value).getShape(), cut, partsPosition),
                                    typeOf(value).getElementType());
  return ir::ViewOp::create(builder, op.getLoc(), type, ir::rootOf(value),
                            builder.getI64IntegerAttr(layout.offset + cut.begin * stride),
                            builder.getDenseI64ArrayAttr(strides));
}

/// Elementwise operations that only feed the reduction are cut with it, so that they stay fused.
static linalg::GenericOp fusedProducer(Value input) {
  auto generic = input.getDefiningOp<linalg::GenericOp>();
  bool cuts = generic && input.hasOneUse() && generic->getNumResults() == 1 &&
              !generic.hasIndexSemantics() &&
              generic.getMatchingIndexingMap(generic.getDpsInitOperand(0)).isIdentity() &&
              !generic.payloadUsesValueFromOperand(generic.getDpsInitOperand(0));
  return cuts ? generic : nullptr;
}

Value Splitter::clone(linalg::GenericOp generic, const Cut &cut) {
  unsigned shift = cut.parts ? 1 : 0;
  auto renumbered = [&](unsigned loop) {
    return builder.getAffineDimExpr(loop < kept ? loop : loop + shift);
  };
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  unsigned loops = generic.getNumLoops() + shift;
  for (OpOperand *operand : generic.getDpsInputOperands()) {
    AffineMap map = generic.getMatchingIndexingMap(operand);
    SmallVector<AffineExpr> results;
    std::optional<unsigned> position;
    for (auto [index, result] : llvm::enumerate(map.getResults())) {
      unsigned loop = cast<AffineDimExpr>(result).getPosition();
      if (loop == longest)
        position = index;
      results.push_back(renumbered(loop));
    }
    Value input = operand->get();
    if (position) {
      Cut own = cut;
      own.dim = *position;
      input = restricted(input, own, /*partsPosition=*/0);
      if (cut.parts)
        results.insert(results.begin(), builder.getAffineDimExpr(kept));
    }
    inputs.push_back(input);
    maps.push_back(AffineMap::get(loops, 0, results, builder.getContext()));
  }
  maps.push_back(builder.getMultiDimIdentityMap(loops));
  RankedTensorType old = typeOf(generic->getResult(0));
  Value init = tensor::EmptyOp::create(builder, generic.getLoc(),
                                       cutSizes(old.getShape(), cut, kept), old.getElementType());
  SmallVector<utils::IteratorType> iterators(loops, utils::IteratorType::parallel);
  auto result = linalg::GenericOp::create(builder, generic.getLoc(), TypeRange(init.getType()),
                                          inputs, ValueRange(init), maps, iterators);
  IRMapping mapping;
  generic.getRegion().cloneInto(&result.getRegion(), mapping);
  for (StringRef kept : {ir::kSourceOp, ir::kConstant})
    if (Attribute attribute = generic->getDiscardableAttr(kept))
      result->setDiscardableAttr(kept, attribute);
  return result->getResult(0);
}

Value Splitter::restrictedInput(const Cut &cut) {
  if (linalg::GenericOp generic = fusedProducer(op.getInput()))
    return clone(generic, cut);
  return restricted(op.getInput(), cut, kept);
}

Value Splitter::reduce(Value input, Value init) {
  SmallVector<int64_t> dimensions =
      llvm::to_vector(llvm::seq<int64_t>(typeOf(init).getRank(), typeOf(input).getRank()));
  auto result =
      ir::ReduceOp::create(builder, op.getLoc(), TypeRange(init.getType()), op.getKindAttr(), input,
                           ValueRange{init}, Value(), builder.getDenseI64ArrayAttr(dimensions));
  result->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  result->removeDiscardableAttr(ir::kResultStrides);
  return result->getResult(0);
}

/// The reduction begins with a fill (mayBeSplit), whose value is the identity.
Value Splitter::identity(ArrayRef<int64_t> shape) {
  auto fill = op.getInits()[0].getDefiningOp<linalg::FillOp>();
  Value empty = tensor::EmptyOp::create(builder, op.getLoc(), shape,
                                        typeOf(op.getInits()[0]).getElementType());
  return linalg::FillOp::create(builder, op.getLoc(), fill.getInputs()[0], empty).getResult(0);
}

Value Splitter::run() {
  int64_t extent = typeOf(op.getInput()).getDimSize(longest), size = extent / parts;
  SmallVector<int64_t> shape(typeOf(op.getInits()[0]).getShape());
  shape.push_back(parts);
  Value partial = reduce(restrictedInput({longest, 0, size, parts}), identity(shape));
  shape.pop_back();
  Value init = identity(shape);
  if (int64_t rest = extent - parts * size)
    init = reduce(restrictedInput({longest, parts * size, rest, std::nullopt}), init);
  Value result = reduce(partial, init);
  if (Attribute strides = op->getDiscardableAttr(ir::kResultStrides))
    result.getDefiningOp()->setDiscardableAttr(ir::kResultStrides, strides);
  return result;
}

//===----------------------------------------------------------------------===//
// The decision
//===----------------------------------------------------------------------===//

/// Whether the result goes back to every element of the row in a kernel that can keep the row.
static bool isReadAlongRow(ir::ReduceOp op, int64_t scratchpad) {
  int64_t row = typeOf(op.getInput()).getNumElements() /
                std::max<int64_t>(1, typeOf(op->getResult(0)).getNumElements());
  if (8 * row * ir::elementBytes(typeOf(op.getInput()).getElementType()) > scratchpad)
    return false;
  SmallVector<Operation *> work(op->getUsers());
  while (!work.empty()) {
    auto generic = dyn_cast<linalg::GenericOp>(work.pop_back_val());
    if (!generic)
      continue;
    if (typeOf(generic->getResult(0)).getNumElements() > typeOf(op->getResult(0)).getNumElements())
      return true;
    llvm::append_range(work, generic->getUsers());
  }
  return false;
}

/// Parts that the reduction is cut into; 1: it stays whole.
static int64_t partsOf(ir::ReduceOp op, const profile::Profile &profile) {
  int scratchpad = profile.memoryIndex(profile::Memory::Role::Scratchpad);
  int64_t kept = typeOf(op.getInits()[0]).getNumElements();
  if (op.hasPositions() || kept == 0 || scratchpad < 0 ||
      !op.getInits()[0].getDefiningOp<linalg::FillOp>())
    return 1;
  ArrayRef<int64_t> reduced = typeOf(op.getInput()).getShape().take_back(op.getDimensions().size());
  int64_t longest = *std::max_element(reduced.begin(), reduced.end());
  int64_t elements = typeOf(op.getInput()).getNumElements() / kept;
  int64_t parts = std::min({profile.cores / kept, elements / kFewestElementsOfPart, longest});
  return parts > 1 && !isReadAlongRow(op, profile.memories[scratchpad].size) ? parts : 1;
}

namespace {

struct SplitReductionsPass : transforms::impl::SplitReductionsBase<SplitReductionsPass> {
  void getDependentDialects(DialectRegistry &registry) const override {
    SplitReductionsBase::getDependentDialects(registry);
    mock::registerReporting(registry);
  }

  void runOnOperation() override {
    const profile::Profile *profile = targetOf(getOperation());
    if (!profile)
      return signalPassFailure();
    for (func::FuncOp function : getOperation().getOps<func::FuncOp>()) {
      SmallVector<ir::ReduceOp> reductions(function.getOps<ir::ReduceOp>());
      for (ir::ReduceOp op : reductions)
        split(op, partsOf(op, *profile));
    }
  }

  void split(ir::ReduceOp op, int64_t parts) {
    if (parts == 1)
      return;
    op->getResult(0).replaceAllUsesWith(Splitter(op, parts).run());
    Operation *producer = op.getInput().getDefiningOp();
    op.erase();
    if (producer && isOpTriviallyDead(producer))
      producer->erase();
    ++splitReductions;
  }
};

} // namespace
