//===- KernelGrouping.cpp - Which operations form a kernel ------------------===//
//
// Greedy in program order: an operation joins the group of one of its producers when the group
// stays a legal kernel and no cycle between groups arises, else it begins a group.
//
//===----------------------------------------------------------------------===//
#include "mock/passes/transforms/KernelGrouping.h"
#include "RowOperations.h"
#include "mock/passes/dialect/mock/MockRowOps.h"
#include "mock/passes/transforms/BufferUses.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace mock::transforms {

bool isInitialFill(Operation *op) {
  if (!isa<linalg::FillOp>(op))
    return false;
  return llvm::all_of(op->getUses(), [](OpOperand &use) {
    auto destination = dyn_cast<DestinationStyleOpInterface>(use.getOwner());
    // What a scatter adds to lies in main memory: it is no value that a tile begins with.
    return destination && destination.isDpsInit(&use) && !isa<ir::ScatterOp>(use.getOwner());
  });
}

SmallVector<Value> resultsOf(ArrayRef<Operation *> ops) {
  SmallPtrSet<Operation *, 8> inside(ops.begin(), ops.end());
  SmallVector<Value> results;
  for (Operation *op : ops)
    for (Value result : op->getResults())
      if (mutatesArgument(op) ||
          llvm::any_of(result.getUsers(), [&](Operation *user) { return !inside.count(user); }))
        results.push_back(result);
  return results;
}

static bool runsAlongReduced(Operation *op, const IterationSpace &space) {
  auto loops = loopsOf(op);
  const Dims &dims = space.loopsOf(op);
  return llvm::any_of(loops->result, [&](unsigned loop) {
    return loop != kWhole && space.dimensions()[dims[loop]].reduced;
  });
}

/// Attention and sorts have loops that no other operation runs along.
static bool standsAlone(Operation *op) { return isa<ir::AttentionOp, ir::SortOp>(op); }

bool canSplitRows(ArrayRef<Operation *> ops, ValueRange results) {
  if (llvm::any_of(ops, [](Operation *op) { return isa<ir::ScanOp, ir::SortOp>(op); }))
    return false;
  std::optional<IterationSpace> space = IterationSpace::build(ops, results);
  if (!space)
    return false;
  for (Value result : results)
    if (runsAlongReduced(result.getDefiningOp(), *space))
      return false;
  SmallPtrSet<Operation *, 8> afterReduction;
  for (Operation *op : ops) {
    auto loops = loopsOf(op);
    bool depends = llvm::any_of(op->getOperands(), [&](Value operand) {
      return operand.getDefiningOp() && afterReduction.count(operand.getDefiningOp());
    });
    bool reduces = llvm::is_contained(loops->reduced, true);
    if (depends && (reduces || runsAlongReduced(op, *space)))
      return false;
    if (depends || reduces)
      afterReduction.insert(op);
  }
  return true;
}

int64_t rowBytes(ArrayRef<Operation *> ops, const IterationSpace &space) {
  auto rowElements = [&](const Dims &dims) {
    int64_t elements = 1;
    for (unsigned dim : dims)
      if (space.dimensions()[dim].reduced)
        elements *= space.dimensions()[dim].extent;
    return elements;
  };
  SmallPtrSet<Operation *, 8> inside(ops.begin(), ops.end());
  llvm::SetVector<Value> streamed;
  int64_t bytes = 0;
  for (Operation *op : ops) {
    for (OpOperand &operand : op->getOpOperands()) {
      auto type = dyn_cast<RankedTensorType>(operand.get().getType());
      Operation *producer = operand.get().getDefiningOp();
      if (type && !isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(producer) &&
          !staysInMainMemory(operand) && !(producer && inside.count(producer)) &&
          streamed.insert(operand.get()))
        bytes += 2 * rowElements(space.dimsOf(operand)) * ir::elementBytes(type.getElementType());
    }
    for (OpResult result : op->getResults())
      bytes += 2 * rowElements(space.dimsOf(result)) *
               ir::elementBytes(cast<ShapedType>(result.getType()).getElementType());
  }
  return bytes;
}

namespace {

class Grouping {
public:
  Grouping(Block &graph, const profile::Profile &profile);
  std::vector<std::unique_ptr<KernelGroup>> run();

private:
  void place(ArrayRef<Operation *> unit);
  SmallVector<KernelGroup *> candidates(Operation *op);
  std::optional<KernelGroup> joined(const KernelGroup &group, ArrayRef<Operation *> unit);
  bool isLegal(const KernelGroup &group);
  bool isLegalReduction(const KernelGroup &group, const IterationSpace &space,
                        ArrayRef<Value> results);
  bool fitsArguments(const KernelGroup &group, ArrayRef<Value> results);
  bool makesCycle(KernelGroup *group, ArrayRef<Operation *> unit);

  const profile::Profile &profile;
  Block &graph;
  GraphOrder order;
  DenseMap<Operation *, unsigned> position;
  DenseMap<Operation *, KernelGroup *> groupOf;
  std::vector<std::unique_ptr<KernelGroup>> groups;
};

} // namespace

Grouping::Grouping(Block &graph, const profile::Profile &profile)
    : profile(profile), graph(graph), order(graph) {
  for (auto [number, op] : llvm::enumerate(graph))
    position[&op] = number;
}

static KernelRoot rootOf(Operation *op) {
  if (usesMatrixEngine(op) || isa<ir::AttentionOp>(op))
    return KernelRoot::Contraction;
  return isa<ir::ReduceOp, ir::ScanOp, ir::SortOp>(op) ? KernelRoot::Reduction
                                                       : KernelRoot::Elementwise;
}

/// What is placed at once: an operation and the insertion of its result, which mock-plan-updates
/// has put behind it. A kernel writes straight into the part.
static SmallVector<Operation *> unitOf(Operation *op) {
  SmallVector<Operation *> unit{op};
  if (op->getNumResults() == 1 && op->hasOneUse())
    if (auto insert = dyn_cast<ir::InsertOp>(*op->getUsers().begin());
        insert && insert.getPart().getDefiningOp() == op)
      unit.push_back(insert);
  return unit;
}

/// Groups that produce operands of `op`, latest first.
SmallVector<KernelGroup *> Grouping::candidates(Operation *op) {
  llvm::SetVector<KernelGroup *> found;
  for (Value operand : op->getOperands())
    if (Operation *producer = operand.getDefiningOp())
      if (KernelGroup *group = groupOf.lookup(producer))
        found.insert(group);
  SmallVector<KernelGroup *> sorted(found.begin(), found.end());
  llvm::sort(sorted, [&](KernelGroup *a, KernelGroup *b) {
    return position[a->ops.back()] > position[b->ops.back()];
  });
  return sorted;
}

/// Each argument is a buffer with a full and an empty semaphore.
bool Grouping::fitsArguments(const KernelGroup &group, ArrayRef<Value> results) {
  SmallPtrSet<Operation *, 8> inside(group.ops.begin(), group.ops.end());
  llvm::SetVector<Value> arguments;
  for (Operation *op : group.ops)
    for (Value operand : op->getOperands()) {
      Operation *producer = operand.getDefiningOp();
      if (isa<ShapedType>(operand.getType()) && !(producer && inside.count(producer)) &&
          !isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(producer))
        arguments.insert(operand);
    }
  int64_t count = arguments.size() + results.size();
  return 2 * (count + 1) <= profile.semaphores && count <= profile.maxArguments;
}

bool Grouping::isLegalReduction(const KernelGroup &group, const IterationSpace &space,
                                ArrayRef<Value> results) {
  size_t reduced = llvm::count_if(space.dimensions(), [](auto &dim) { return dim.reduced; });
  size_t kept = space.dimensions().size() - reduced;
  for (Operation *op : group.ops) {
    size_t own = 0, ownReduced = 0;
    auto loops = loopsOf(op);
    for (auto [loop, dim] : llvm::enumerate(space.loopsOf(op))) {
      own += !space.dimensions()[dim].reduced;
      ownReduced += space.dimensions()[dim].reduced;
      if (isa<ir::ReduceOp>(op) && loops->reduced[loop] != space.dimensions()[dim].reduced)
        return false;
    }
    if (own != kept || (ownReduced != 0 && ownReduced != reduced))
      return false;
  }
  if (canSplitRows(group.ops, results))
    return true;
  // Whole rows are dimensions of every tile, which descriptors have few of.
  int64_t rowRank =
      llvm::count_if(space.dimensions(), [](auto &dim) { return dim.reduced && dim.extent > 1; });
  if (rowRank > std::min(profile.dma.dimensions, profile.vector.maxRank))
    return false;
  int scratchpad = profile.memoryIndex(profile::Memory::Role::Scratchpad);
  return scratchpad >= 0 && rowBytes(group.ops, space) <= profile.memories[scratchpad].size;
}

bool Grouping::isLegal(const KernelGroup &group) {
  SmallVector<Value> results = resultsOf(group.ops);
  std::optional<IterationSpace> space = IterationSpace::build(group.ops, results);
  if (!space || !fitsArguments(group, results))
    return false;
  if (group.root == KernelRoot::Reduction)
    return isLegalReduction(group, *space, results);
  // Every operation has a point for every point of the results.
  size_t parallel = llvm::count_if(space->dimensions(), [](auto &dim) { return !dim.reduced; });
  return llvm::all_of(group.ops, [&](Operation *op) {
    const Dims &dims = space->loopsOf(op);
    size_t reduced =
        llvm::count_if(dims, [&](unsigned dim) { return space->dimensions()[dim].reduced; });
    return dims.size() - reduced == parallel && (reduced == 0 || usesMatrixEngine(op));
  });
}

static bool overwrites(Operation *op, Value root) {
  Value base = op->getNumResults() == 1 ? ir::updatedBase(op->getResult(0)) : Value();
  return base && !base.getDefiningOp<tensor::EmptyOp>() && ir::rootOf(base) == root;
}

/// Whether `op` reads what `other` overwrites; what it overwrites itself is no reading.
static bool readsOverwritten(Operation *op, Operation *other) {
  return llvm::any_of(op->getOpOperands(), [&](OpOperand &operand) {
    return !(op == other && staysInMainMemory(operand)) &&
           overwrites(other, ir::rootOf(operand.get()));
  });
}

/// Tiles of a kernel run in any order: no tile may read from main memory what another one writes,
/// as the source of a gather, as the result of an update, or as what one overwrites. A scatter is a
/// kernel of its own.
static bool movementAllows(const KernelGroup &group, ArrayRef<Operation *> unit) {
  if (isa<ir::ScatterOp>(unit.front()) || isa<ir::ScatterOp>(group.ops.front()))
    return false;
  bool gathers = isa<ir::GatherOp>(unit.front());
  if (gathers && group.root != KernelRoot::Elementwise)
    return false;
  SmallVector<Operation *> ops(group.ops);
  llvm::append_range(ops, unit);
  for (Operation *op : ops) {
    for (OpOperand &operand : op->getOpOperands()) {
      Operation *producer = ir::rootOf(operand.get()).getDefiningOp();
      bool isUpdate = isa_and_nonnull<ir::InsertOp, ir::ScatterOp>(producer);
      if ((isUpdate || staysInMainMemory(operand)) && llvm::is_contained(ops, producer))
        return false;
    }
    if (llvm::any_of(ops, [&](Operation *other) { return readsOverwritten(op, other); }))
      return false;
  }
  return true;
}

/// What is computed once is kept apart from what every call computes.
static bool areConstant(ArrayRef<Operation *> ops) {
  return llvm::any_of(ops, [](Operation *op) { return op->hasAttr(ir::kConstant); });
}

std::optional<KernelGroup> Grouping::joined(const KernelGroup &group, ArrayRef<Operation *> unit) {
  KernelRoot root = rootOf(unit.front());
  if (root == KernelRoot::Contraction || standsAlone(unit.front()) ||
      standsAlone(group.ops.front()) || areConstant(group.ops) != areConstant(unit) ||
      !movementAllows(group, unit))
    return std::nullopt;
  KernelGroup result = group;
  if (root == KernelRoot::Reduction) {
    // Rows of windows would be read over their edges by every tile of the row.
    if (group.root == KernelRoot::Contraction || llvm::any_of(group.ops, llvm::IsaPred<ir::PoolOp>))
      return std::nullopt;
    result.root = KernelRoot::Reduction;
  }
  result.ops.append(unit.begin(), unit.end());
  return isLegal(result) ? std::optional(result) : std::nullopt;
}

/// Whether what `unit` needs depends on `group` through something outside of it. Groups count
/// as one node: they run as a whole.
bool Grouping::makesCycle(KernelGroup *group, ArrayRef<Operation *> unit) {
  unsigned begin = position[group->ops.front()];
  SmallVector<Operation *> work;
  llvm::SmallPtrSet<Operation *, 16> seen;
  auto visit = [&](Operation *user) {
    for (Operation *producer : order.dependencies(user))
      if (seen.insert(producer).second)
        work.push_back(producer);
  };
  for (Operation *op : unit)
    for (Operation *producer : order.dependencies(op))
      if (groupOf.lookup(producer) != group && !llvm::is_contained(unit, producer) &&
          seen.insert(producer).second)
        work.push_back(producer);
  while (!work.empty()) {
    Operation *current = work.pop_back_val();
    KernelGroup *other = groupOf.lookup(current);
    if (other == group)
      return true;
    if (other) {
      // What ended before the group began cannot depend on it.
      if (position[other->ops.back()] < begin)
        continue;
      for (Operation *member : other->ops)
        if (seen.insert(member).second || member == current)
          visit(member);
    } else if (position[current] > begin) {
      visit(current);
    }
  }
  return false;
}

void Grouping::place(ArrayRef<Operation *> unit) {
  auto belongTo = [&](KernelGroup *group) {
    for (Operation *op : unit)
      groupOf[op] = group;
  };
  for (KernelGroup *group : candidates(unit.front())) {
    std::optional<KernelGroup> extended = joined(*group, unit);
    if (!extended || makesCycle(group, unit))
      continue;
    *group = *extended;
    return belongTo(group);
  }
  groups.push_back(std::make_unique<KernelGroup>(
      KernelGroup{rootOf(unit.front()), SmallVector<Operation *>(unit)}));
  belongTo(groups.back().get());
}

std::vector<std::unique_ptr<KernelGroup>> Grouping::run() {
  for (Operation *op : computeOps(graph))
    if (!isInitialFill(op) && !isa<ir::InsertOp>(op))
      place(unitOf(op));
  return std::move(groups);
}

std::vector<std::unique_ptr<KernelGroup>> groupKernels(Block &graph,
                                                       const profile::Profile &profile) {
  return Grouping(graph, profile).run();
}

} // namespace mock::transforms
