//===- ChooseLayouts.cpp - How intermediate tensors lie in main memory -------===//
//
// Copies of the device reorder dimensions on their way, so that it takes planes and channels_last
// alike. Native code gathers windows from rows: ResNet-18 in channels_last took 1.7 times as long
// as in planes.
//
//===----------------------------------------------------------------------===//
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/transforms/IterationSpace.h"
#include "mock/passes/transforms/MemoryOrder.h"
#include "mock/passes/transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace mock::transforms {
#define GEN_PASS_DEF_CHOOSELAYOUTS
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;

namespace mock::transforms {
namespace {

std::optional<DimensionOrder> orderOf(Value tensor) {
  return transforms::orderOf(ir::shapeOf(tensor), ir::layoutOf(tensor));
}

/// Whether a user reads the operand tile by tile, by whatever strides it has.
bool takesAnyLayout(OpOperand &use) {
  Operation *op = use.getOwner();
  auto destination = dyn_cast<DestinationStyleOpInterface>(op);
  return loopsOf(op) && !isa<ir::InsertOp>(op) && !staysInMainMemory(use) &&
         !(destination && destination.isDpsInit(&use));
}

/// Whether nobody but the graph's own kernels sees how a tensor lies.
bool isFree(Value tensor) {
  Operation *op = tensor.getDefiningOp();
  if (!isa_and_nonnull<linalg::GenericOp, ir::ConvOp, ir::PoolOp>(op) || op->getNumResults() != 1)
    return false;
  std::optional<DimensionOrder> order = orderOf(tensor);
  return order && llvm::all_of(tensor.getUses(), [&](OpOperand &use) {
           auto view = dyn_cast<ir::ViewOp>(use.getOwner());
           if (!view)
             return takesAnyLayout(use);
           return reorderedView(view, *order, *order) &&
                  llvm::all_of(view->getUses(), takesAnyLayout);
         });
}

/// Whether a convolution or pool makes the tensor or gathers windows from it.
bool isWindowed(Value tensor) {
  return isa_and_nonnull<ir::ConvOp, ir::PoolOp>(tensor.getDefiningOp()) ||
         llvm::any_of(tensor.getUses(), [](OpOperand &use) {
           return isa<ir::ConvOp, ir::PoolOp>(use.getOwner()) && use.getOperandNumber() == 0;
         });
}

using Group = SmallVector<Value>;

/// Tensors that elementwise operations read and write together: they should lie alike, since
/// otherwise one of them is read against its rows.
class Groups {
public:
  explicit Groups(Block &graph) {
    for (Operation *op : computeOps(graph)) {
      if (isa<ir::ConvOp, ir::PoolOp>(op))
        add(op->getResult(0));
      else if (auto generic = dyn_cast<linalg::GenericOp>(op))
        addElementwise(generic);
    }
  }

  /// The members of each group, in the graph's order.
  std::vector<Group> all() const {
    llvm::MapVector<void *, Group> groups;
    for (Value tensor : tensors)
      groups[classes.getLeaderValue(tensor.getAsOpaquePointer())].push_back(tensor);
    std::vector<Group> found;
    for (auto &[leader, group] : groups)
      found.push_back(std::move(group));
    return found;
  }

private:
  void add(Value tensor) {
    tensors.insert(tensor);
    classes.insert(tensor.getAsOpaquePointer());
  }

  void addElementwise(linalg::GenericOp op) {
    Value result = op->getResult(0);
    add(result);
    for (OpOperand *operand : op.getDpsInputOperands()) {
      auto type = dyn_cast<RankedTensorType>(operand->get().getType());
      if (!type || type.getShape() != ir::shapeOf(result) ||
          !op.getMatchingIndexingMap(operand).isIdentity())
        continue;
      add(operand->get());
      classes.unionSets(operand->get().getAsOpaquePointer(), result.getAsOpaquePointer());
    }
  }

  llvm::SetVector<Value> tensors;
  llvm::EquivalenceClasses<void *> classes;
};

int64_t bytesOf(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  return type.getNumElements() * ir::elementBytes(type.getElementType());
}

/// The order in which most bytes of a group lie or, where windows are gathered, should lie: row by
/// row. nullopt for a group without windows: its tensors lie as PyTorch says.
std::optional<DimensionOrder> chooseOrder(ArrayRef<Value> group) {
  SmallVector<std::pair<DimensionOrder, int64_t>> votes{
      {rowMajorOrder(ir::shapeOf(group.front()).size()), 0}};
  bool hasWindows = false;
  for (Value tensor : group) {
    if (isFree(tensor)) {
      bool windowed = isWindowed(tensor);
      hasWindows |= windowed;
      votes.front().second += windowed ? bytesOf(tensor) : 0;
    } else if (std::optional<DimensionOrder> order = orderOf(tensor)) {
      auto known = llvm::find_if(votes, [&](auto &vote) { return vote.first == *order; });
      if (known != votes.end())
        known->second += bytesOf(tensor);
      else
        votes.push_back({*order, bytesOf(tensor)});
    }
  }
  if (!hasWindows)
    return std::nullopt;
  return llvm::max_element(votes, [](auto &a, auto &b) { return a.second < b.second; })->first;
}

/// Gives a free tensor and the views of it another order.
void reorder(Value tensor, const DimensionOrder &from, const DimensionOrder &to) {
  Builder builder(tensor.getContext());
  for (Operation *user : tensor.getUsers())
    if (auto view = dyn_cast<ir::ViewOp>(user)) {
      ir::Layout layout = *reorderedView(view, from, to);
      view.setOffset(layout.offset);
      view.setStrides(layout.strides);
    }
  Operation *op = tensor.getDefiningOp();
  if (to == rowMajorOrder(to.size()))
    op->removeDiscardableAttr(ir::kResultStrides);
  else
    op->setDiscardableAttr(ir::kResultStrides,
                           builder.getDenseI64ArrayAttr(stridesIn(to, ir::shapeOf(tensor))));
}

struct ChooseLayoutsPass : transforms::impl::ChooseLayoutsBase<ChooseLayoutsPass> {
  void runOnOperation() override {
    for (func::FuncOp function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal())
        choose(function.getBody().front());
  }

  void choose(Block &graph) {
    for (const Group &group : Groups(graph).all())
      if (std::optional<DimensionOrder> wanted = chooseOrder(group))
        for (Value tensor : group) {
          std::optional<DimensionOrder> order = orderOf(tensor);
          if (order == wanted || !isFree(tensor))
            continue;
          reorder(tensor, *order, *wanted);
          ++changedLayouts;
        }
  }
};

} // namespace
} // namespace mock::transforms
