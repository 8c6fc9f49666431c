//===- SplitReductions.cpp - Reductions to few values on several cores -------===//
//
// A reduction to fewer values than there are cores leaves cores idle. Its longest dimension is cut
// into one part for each core: a first kernel reduces the parts, a second one the partial results,
// in their order. What does not divide evenly is reduced by itself and is what the second one
// begins with. Of positions the first one is taken at which a part or the rest has the extreme
// value.
//
//===----------------------------------------------------------------------===//
#include "mock/passes/constraints/Report.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <limits>

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
  std::optional<int64_t> parts; ///< the first dimension then
};

/// Cuts one reduction.
class Splitter {
public:
  Splitter(ir::ReduceOp op, int64_t parts) : op(op), parts(parts), builder(op) {
    kept = typeOf(op.getInits()[0]).getRank();
    ArrayRef<int64_t> shape = typeOf(op.getInput()).getShape();
    longest = std::max_element(shape.begin() + kept, shape.end()) - shape.begin();
  }

  /// What replaces the reduction's results.
  SmallVector<Value> run();

private:
  SmallVector<Value> reduce(ir::ReduceKind kind, Value input, ValueRange inits);
  Value filled(ArrayRef<int64_t> shape, Value scalar);
  SmallVector<Value> identities(ArrayRef<int64_t> shape);
  /// Positions in the whole where what was found is the extreme value, else the highest number:
  /// those found count from `begin` on, in parts from `step` times the part.
  Value positionsOf(ValueRange found, Value extreme, int64_t begin, int64_t step);
  Value restricted(Value value, const Cut &cut);
  Value restrictedInput(const Cut &cut);
  Value clone(linalg::GenericOp generic, const Cut &cut);
  SmallVector<int64_t> cutSizes(ArrayRef<int64_t> sizes, const Cut &cut);
  Value partsLast(Value partial);

  ir::ReduceOp op;
  int64_t parts;
  OpBuilder builder;
  unsigned kept, longest;
};

} // namespace

SmallVector<int64_t> Splitter::cutSizes(ArrayRef<int64_t> sizes, const Cut &cut) {
  SmallVector<int64_t> result(sizes);
  result[cut.dim] = cut.size;
  if (cut.parts)
    result.insert(result.begin(), *cut.parts);
  return result;
}

/// A view of a part of a buffer.
Value Splitter::restricted(Value value, const Cut &cut) {
  ir::Layout layout = ir::layoutOf(value);
  SmallVector<int64_t> strides = layout.strides;
  int64_t stride = strides[cut.dim];
  if (cut.parts)
    strides.insert(strides.begin(), cut.size * stride);
  auto type = RankedTensorType::get(cutSizes(typeOf(value).getShape(), cut),
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
  auto renumbered = [&](unsigned loop) { return builder.getAffineDimExpr(loop + shift); };
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
      input = restricted(input, own);
      if (cut.parts)
        results.insert(results.begin(), builder.getAffineDimExpr(0));
    }
    inputs.push_back(input);
    maps.push_back(AffineMap::get(loops, 0, results, builder.getContext()));
  }
  maps.push_back(builder.getMultiDimIdentityMap(loops));
  RankedTensorType old = typeOf(generic->getResult(0));
  Value init = tensor::EmptyOp::create(builder, generic.getLoc(), cutSizes(old.getShape(), cut),
                                       old.getElementType());
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
  return restricted(op.getInput(), cut);
}

SmallVector<Value> Splitter::reduce(ir::ReduceKind kind, Value input, ValueRange inits) {
  SmallVector<int64_t> dimensions =
      llvm::to_vector(llvm::seq<int64_t>(typeOf(inits[0]).getRank(), typeOf(input).getRank()));
  auto result = ir::ReduceOp::create(builder, op.getLoc(), TypeRange(inits),
                                     ir::ReduceKindAttr::get(builder.getContext(), kind), input,
                                     inits, Value(), builder.getDenseI64ArrayAttr(dimensions));
  result->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  result->removeDiscardableAttr(ir::kResultStrides);
  return llvm::to_vector_of<Value>(result->getResults());
}

Value Splitter::filled(ArrayRef<int64_t> shape, Value scalar) {
  Value empty = tensor::EmptyOp::create(builder, op.getLoc(), shape, scalar.getType());
  return linalg::FillOp::create(builder, op.getLoc(), scalar, empty).getResult(0);
}

/// The reduction begins with fills (mayBeSplit), whose values are the identity and position 0.
SmallVector<Value> Splitter::identities(ArrayRef<int64_t> shape) {
  return llvm::map_to_vector(op.getInits(), [&](Value init) {
    return filled(shape, init.getDefiningOp<linalg::FillOp>().getInputs()[0]);
  });
}

/// Whether two scalars are the same extreme value: NaN is one.
static Value isSame(ImplicitLocOpBuilder &b, Value left, Value right) {
  if (!isa<FloatType>(left.getType()))
    return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, left, right);
  auto compare = [&](arith::CmpFPredicate predicate, Value x, Value y) -> Value {
    return arith::CmpFOp::create(b, predicate, x, y);
  };
  Value equal = compare(arith::CmpFPredicate::OEQ, left, right);
  Value areNaN = arith::AndIOp::create(b, compare(arith::CmpFPredicate::UNO, left, left),
                                       compare(arith::CmpFPredicate::UNO, right, right));
  return arith::OrIOp::create(b, equal, areNaN);
}

Value Splitter::positionsOf(ValueRange found, Value extreme, int64_t begin, int64_t step) {
  unsigned loops = typeOf(found[0]).getRank();
  AffineMap all = builder.getMultiDimIdentityMap(loops);
  AffineMap front = AffineMap::get(loops, 0, all.getResults().take_front(kept), op.getContext());
  SmallVector<AffineMap> maps{all, all, front, all};
  SmallVector<utils::IteratorType> iterators(loops, utils::IteratorType::parallel);
  Value init =
      tensor::EmptyOp::create(builder, op.getLoc(), ir::shapeOf(found[1]), builder.getI64Type());
  auto generic = linalg::GenericOp::create(
      builder, op.getLoc(), TypeRange(init.getType()), ValueRange{found[0], found[1], extreme},
      ValueRange(init), maps, iterators, [&](OpBuilder &nested, Location location, ValueRange x) {
        ImplicitLocOpBuilder b(location, nested);
        auto number = [&](int64_t value) -> Value {
          return arith::ConstantOp::create(b, b.getI64IntegerAttr(value));
        };
        Value position = arith::AddIOp::create(b, x[1], number(begin));
        if (loops > kept) {
          Value index = linalg::IndexOp::create(b, kept);
          Value part = arith::IndexCastOp::create(b, b.getI64Type(), index);
          Value offset = arith::MulIOp::create(b, part, number(step));
          position = arith::AddIOp::create(b, position, offset);
        }
        Value none = number(std::numeric_limits<int64_t>::max());
        Value result = arith::SelectOp::create(b, isSame(b, x[0], x[2]), position, none);
        linalg::YieldOp::create(b, result);
      });
  if (Attribute source = op->getDiscardableAttr(ir::kSourceOp))
    generic->setDiscardableAttr(ir::kSourceOp, source);
  return generic.getResult(0);
}

/// A view of [parts, kept...] as [kept..., parts].
Value Splitter::partsLast(Value partial) {
  if (kept == 0)
    return partial;
  SmallVector<int64_t> sizes(ir::shapeOf(partial)), strides = ir::rowMajorStrides(sizes);
  std::rotate(sizes.begin(), sizes.begin() + 1, sizes.end());
  std::rotate(strides.begin(), strides.begin() + 1, strides.end());
  auto type = RankedTensorType::get(sizes, typeOf(partial).getElementType());
  return ir::ViewOp::create(builder, op.getLoc(), type, partial, builder.getI64IntegerAttr(0),
                            builder.getDenseI64ArrayAttr(strides));
}

SmallVector<Value> Splitter::run() {
  ArrayRef<int64_t> shape = ir::shapeOf(op.getInput());
  int64_t size = shape[longest] / parts, rest = shape[longest] - parts * size;
  SmallVector<int64_t> keptShape(shape.take_front(kept)), partShape{parts};
  llvm::append_range(partShape, keptShape);
  ir::ReduceKind kind = op.getKind();
  SmallVector<Value> partial =
      reduce(kind, restrictedInput({longest, 0, size, parts}), identities(partShape));
  for (Value &value : partial)
    value = partsLast(value);
  SmallVector<Value> begin = identities(keptShape);
  if (rest)
    begin = reduce(kind, restrictedInput({longest, parts * size, rest, std::nullopt}), begin);
  if (!op.hasPositions())
    return reduce(kind, partial[0], begin);
  auto extremes = kind == ir::ReduceKind::ArgMax ? ir::ReduceKind::Max : ir::ReduceKind::Min;
  Value extreme = reduce(extremes, partial[0], begin[0])[0];
  int64_t inner = ShapedType::getNumElements(shape.drop_front(longest + 1));
  // Without a rest `begin` has the identity, which is no element: its position may not count.
  int64_t restBegin = rest ? parts * size * inner : shape[longest] * inner;
  Value ofParts = positionsOf(partial, extreme, 0, size * inner);
  Value ofRest = positionsOf(begin, extreme, restBegin, 0);
  return {extreme, reduce(ir::ReduceKind::Min, ofParts, ofRest)[0]};
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
  bool mayBeSplit = llvm::all_of(
      op.getInits(), [](Value init) { return bool(init.getDefiningOp<linalg::FillOp>()); });
  if (kept == 0 || scratchpad < 0 || !mayBeSplit)
    return 1;
  ArrayRef<int64_t> reduced = typeOf(op.getInput()).getShape().take_back(op.getDimensions().size());
  int64_t longest = *std::max_element(reduced.begin(), reduced.end());
  // Positions count row by row: parts of another than the first dimension would interleave.
  if (op.hasPositions() && reduced.front() != longest)
    return 1;
  int64_t elements = typeOf(op.getInput()).getNumElements() / kept;
  int64_t parts = std::min({kept < profile.cores ? int64_t(profile.cores) : 1,
                            elements / kFewestElementsOfPart, longest});
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
    SmallVector<Value> results = Splitter(op, parts).run();
    Attribute strides = op->getDiscardableAttr(ir::kResultStrides);
    for (auto [index, result] : llvm::enumerate(results)) {
      auto each = dyn_cast_or_null<ArrayAttr>(strides);
      if (strides)
        result.getDefiningOp()->setDiscardableAttr(ir::kResultStrides,
                                                   each ? each[index] : strides);
    }
    op->replaceAllUsesWith(results);
    Operation *producer = op.getInput().getDefiningOp();
    op.erase();
    if (producer && isOpTriviallyDead(producer))
      producer->erase();
    ++splitReductions;
  }
};

} // namespace
