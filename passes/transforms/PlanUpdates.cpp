//===- PlanUpdates.cpp - What is overwritten in place ------------------------===//
#include "mock/passes/transforms/BufferUses.h"
#include "mock/passes/transforms/IterationSpace.h"
#include "mock/passes/transforms/Passes.h"

namespace mock::transforms {
#define GEN_PASS_DEF_PLANUPDATES
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;
using namespace mock;
using namespace mock::transforms;

static Value copyOf(OpBuilder &builder, Operation *reason, Value tensor,
                    ArrayRef<int64_t> strides) {
  auto type = cast<RankedTensorType>(tensor.getType());
  Location location = reason->getLoc();
  Value empty = tensor::EmptyOp::create(builder, location, type.getShape(), type.getElementType());
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::parallel);
  auto copy = linalg::GenericOp::create(builder, location, TypeRange(type), tensor,
                                        ValueRange(empty), {identity, identity}, iterators,
                                        [](OpBuilder &inner, Location where, ValueRange x) {
                                          linalg::YieldOp::create(inner, where, x[0]);
                                        });
  if (strides != ArrayRef<int64_t>(ir::rowMajorStrides(type.getShape())))
    copy->setAttr(ir::kResultStrides, builder.getDenseI64ArrayAttr(strides));
  if (Attribute source = reason->getAttr(ir::kSourceOp))
    copy->setAttr(ir::kSourceOp, source);
  return copy->getResult(0);
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

/// Whether a kernel can end with this operation and write its result into the part.
static bool makesPart(Operation *op, ir::InsertOp insert) {
  return op && op->getBlock() == insert->getBlock() && op->getNumResults() == 1 &&
         op->hasOneUse() && loopsOf(op) && !isa<ir::InsertOp, ir::ScatterOp>(op);
}

static void preparePart(ir::InsertOp insert) {
  Operation *producer = insert.getPart().getDefiningOp();
  if (!makesPart(producer, insert)) {
    OpBuilder builder(insert);
    auto type = cast<RankedTensorType>(insert.getPart().getType());
    insert.getPartMutable().assign(
        copyOf(builder, insert, insert.getPart(), ir::rowMajorStrides(type.getShape())));
    return;
  }
  // What the insertion has to wait for is then grouped before the producer.
  producer->moveBefore(insert);
  producer->removeAttr(ir::kResultStrides);
}

//===----------------------------------------------------------------------===//
// Bases
//===----------------------------------------------------------------------===//

/// Where a value of the graph is used last before or behind `op` does not matter: only that nothing
/// reads it at `op` or later.
static bool isReadLater(Value buffer, Operation *op) {
  return llvm::any_of(readersOf(buffer, op),
                      [&](Operation *reader) { return !reader->isBeforeInBlock(op); });
}

/// A point of the part is made of the same element of the base and no other: it may be read just
/// before it is overwritten.
static bool readsOwnElements(OpOperand &operand, linalg::GenericOp producer, ir::InsertOp insert) {
  ir::Layout layout = ir::layoutOf(operand.get());
  return operand.get().getType() == insert.getPart().getType() &&
         producer.getMatchingIndexingMap(&operand).isIdentity() &&
         producer.getMatchingIndexingMap(producer.getDpsInitOperand(0)).isIdentity() &&
         layout.offset == static_cast<int64_t>(insert.getOffset()) &&
         ArrayRef<int64_t>(layout.strides) == insert.getStrides();
}

/// Whether the kernel that makes the update reads other elements of the base than it overwrites.
static bool readsBaseInKernel(Operation *update, Value base) {
  auto insert = dyn_cast<ir::InsertOp>(update);
  Operation *reader = insert ? insert.getPart().getDefiningOp() : update;
  return llvm::any_of(reader->getOpOperands(), [&](OpOperand &operand) {
    if (ir::rootOf(operand.get()) != base || (reader == update && staysInMainMemory(operand)))
      return false;
    auto generic = dyn_cast<linalg::GenericOp>(reader);
    return !insert || !generic || !readsOwnElements(operand, generic, insert);
  });
}

/// A buffer that a kernel of this graph makes, which is no argument.
static bool isOurs(Value base) {
  Operation *producer = base.getDefiningOp();
  return producer && loopsOf(producer) && !mutatesArgument(producer);
}

/// Makes sure that the update may overwrite its base; true when it could before.
static bool prepareBase(Operation *update) {
  Value base = ir::updatedBase(update->getResult(0));
  if (base.getDefiningOp<tensor::EmptyOp>() && isa<ir::InsertOp>(update))
    return true;
  ir::Layout wanted = ir::layoutOf(update->getResult(0));
  auto insert = dyn_cast<ir::InsertOp>(update);
  if (mutatesArgument(
          update)) { // Has to be there: what the new elements are made of is read before.
    if (insert && readsBaseInKernel(update, base)) {
      OpBuilder builder(insert);
      auto type = cast<RankedTensorType>(insert.getPart().getType());
      insert.getPartMutable().assign(
          copyOf(builder, insert, insert.getPart(), ir::rowMajorStrides(type.getShape())));
    }
    return true;
  }
  if (isOurs(base) && ir::layoutOf(base) == wanted && !isReadLater(base, update) &&
      !readsBaseInKernel(update, base))
    return true;
  Operation *first = insert ? insert.getPart().getDefiningOp() : update;
  OpBuilder builder(first);
  Value copy = copyOf(builder, update, base, wanted.strides);
  if (insert)
    insert.getBaseMutable().assign(copy);
  else
    cast<ir::ScatterOp>(update).getBaseMutable().assign(copy);
  return false;
}

//===----------------------------------------------------------------------===//
// Arguments that the graph writes back
//===----------------------------------------------------------------------===//

/// The updates that lead from `argument` to `value`, last first; empty when there are none.
static SmallVector<Operation *> chainFrom(Value argument, Value value) {
  SmallVector<Operation *> chain;
  while (Value base = ir::updatedBase(value)) {
    chain.push_back(value.getDefiningOp());
    if (base == argument)
      return chain;
    value = base;
  }
  return {};
}

static bool mayUpdateInPlace(ArrayRef<Operation *> chain, ir::Layout layout) {
  return llvm::all_of(chain, [&](Operation *update) {
    Value base = ir::updatedBase(update->getResult(0));
    return ir::layoutOf(update->getResult(0)) == layout && !isReadLater(base, update) &&
           !readsBaseInKernel(update, base);
  });
}

/// Whether all of the argument is overwritten.
static bool overwritesAll(ir::InsertOp insert) {
  return insert.getPart().getType() == insert.getBase().getType() &&
         ir::Layout{SmallVector<int64_t>(insert.getStrides()),
                    static_cast<int64_t>(insert.getOffset())} == ir::layoutOf(insert.getBase());
}

/// copy(updates of %argument) into %argument: the updates themselves are done there.
static bool updateArgument(ir::InsertOp insert) {
  auto argument = dyn_cast<BlockArgument>(insert.getBase());
  auto copy = insert.getPart().getDefiningOp<linalg::GenericOp>();
  if (!argument || !copy || !insert.getMutates() || !isCopy(copy) || !overwritesAll(insert))
    return false;
  Value value = copy.getDpsInputs()[0];
  SmallVector<Operation *> chain = chainFrom(argument, value);
  // The write-back itself reads nothing of the argument.
  insert.getBaseMutable().assign(copy.getDpsInits()[0]);
  bool inPlace = !chain.empty() && mayUpdateInPlace(chain, ir::layoutOf(argument));
  insert.getBaseMutable().assign(argument);
  if (!inPlace)
    return false;
  for (Operation *update : chain) {
    if (auto link = dyn_cast<ir::InsertOp>(update))
      link.setMutates(true);
    else
      cast<ir::ScatterOp>(update).setMutates(true);
  }
  insert.getResult().replaceAllUsesWith(value);
  insert->erase();
  if (copy->use_empty())
    copy->erase();
  return true;
}

namespace {

struct PlanUpdatesPass : transforms::impl::PlanUpdatesBase<PlanUpdatesPass> {
  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal())
        plan(function.getBody().front());
  }

  void plan(Block &graph) {
    SmallVector<Operation *> updates;
    for (Operation &op : graph)
      if (isa<ir::InsertOp, ir::ScatterOp>(op))
        updates.push_back(&op);
    for (Operation *update : updates)
      if (auto insert = dyn_cast<ir::InsertOp>(update))
        preparePart(insert);
    llvm::erase_if(updates, [](Operation *update) {
      auto insert = dyn_cast<ir::InsertOp>(update);
      return insert && updateArgument(insert);
    });
    for (Operation *update : updates)
      ++(prepareBase(update) ? inPlace : copied);
  }
};

} // namespace
