//===- IterationSpace.cpp - The dimensions that operations share ------------===//
#include "mock/passes/transforms/IterationSpace.h"
#include "RowOperations.h"
#include "WindowLoops.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/dialect/mock/MockRowOps.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/SetVector.h"

#include <numeric>

using namespace mlir;

namespace mock::transforms {

//===----------------------------------------------------------------------===//
// Loops of one operation
//===----------------------------------------------------------------------===//

bool isContraction(Operation *op) { return isa<linalg::MatmulOp, linalg::BatchMatmulOp>(op); }

bool usesMatrixEngine(Operation *op) { return isContraction(op) || isa<ir::ConvOp>(op); }

static std::optional<Dims> projection(AffineMap map) {
  Dims loops;
  for (AffineExpr result : map.getResults()) {
    auto dim = dyn_cast<AffineDimExpr>(result);
    if (!dim)
      return std::nullopt;
    loops.push_back(dim.getPosition());
  }
  return loops;
}

static std::optional<OperationLoops> linalgLoops(linalg::LinalgOp op) {
  OperationLoops loops;
  for (auto [operand, map] : llvm::zip(op->getOpOperands(), op.getIndexingMapsArray())) {
    std::optional<Dims> dims = projection(map);
    if (!dims)
      return std::nullopt;
    bool scalar = !isa<ShapedType>(operand.get().getType());
    loops.operands.push_back(scalar ? Dims() : *dims);
  }
  loops.result = loops.operands.back();
  for (int64_t extent : op.getStaticLoopRanges())
    loops.extents.push_back(extent);
  for (utils::IteratorType type : op.getIteratorTypesArray())
    loops.reduced.push_back(type != utils::IteratorType::parallel);
  return loops;
}

static OperationLoops reduceLoops(ir::ReduceOp op) {
  auto type = cast<ShapedType>(op.getInput().getType());
  OperationLoops loops;
  llvm::append_range(loops.extents, type.getShape());
  Dims all(type.getRank());
  std::iota(all.begin(), all.end(), 0);
  size_t kept = all.size() - op.getDimensions().size();
  for (size_t loop = 0; loop < all.size(); ++loop)
    loops.reduced.push_back(loop >= kept);
  loops.result.assign(all.begin(), all.begin() + kept);
  loops.operands.push_back(all);
  loops.operands.append(op.getInits().size(), loops.result);
  if (op.getOffset())
    loops.operands.push_back({});
  return loops;
}

/// Dimensions at a loop run along it, dimensions at an index are whole.
static Dims coordinateDims(ArrayRef<int64_t> coordinates) {
  Dims dims;
  for (int64_t coordinate : coordinates)
    dims.push_back(coordinate < 0 ? kWhole : static_cast<unsigned>(coordinate));
  return dims;
}

static Dims allLoops(size_t count) {
  Dims all(count);
  std::iota(all.begin(), all.end(), 0);
  return all;
}

static OperationLoops gatherLoops(ir::GatherOp op) {
  OperationLoops loops;
  llvm::append_range(loops.extents, cast<ShapedType>(op.getInit().getType()).getShape());
  loops.reduced.assign(loops.extents.size(), false);
  loops.result = allLoops(loops.extents.size());
  loops.operands.push_back(coordinateDims(op.getCoordinates()));
  for (AffineMap map : op.getIndexMaps().getAsValueRange<AffineMapAttr>())
    loops.operands.push_back(*projection(map));
  loops.operands.push_back(loops.result);
  return loops;
}

/// Loops that are no coordinate meet in the same elements: they are taken in order, as the
/// dimensions of a reduction are.
static OperationLoops scatterLoops(ir::ScatterOp op) {
  OperationLoops loops;
  loops.extents = op.getLoopExtents();
  for (int64_t loop = 0; loop < static_cast<int64_t>(loops.extents.size()); ++loop)
    loops.reduced.push_back(!llvm::is_contained(op.getCoordinates(), loop));
  loops.result = coordinateDims(op.getCoordinates());
  loops.operands.push_back(*projection(op.getValueMap()));
  for (AffineMap map : op.getIndexMaps().getAsValueRange<AffineMapAttr>())
    loops.operands.push_back(*projection(map));
  loops.operands.push_back(loops.result);
  return loops;
}

/// What a kernel writes is the part.
static OperationLoops insertLoops(ir::InsertOp op) {
  OperationLoops loops;
  llvm::append_range(loops.extents, cast<ShapedType>(op.getPart().getType()).getShape());
  loops.reduced.assign(loops.extents.size(), false);
  loops.result = allLoops(loops.extents.size());
  loops.operands.push_back(loops.result);
  loops.operands.push_back(Dims(cast<ShapedType>(op.getBase().getType()).getRank(), kWhole));
  return loops;
}

std::optional<OperationLoops> loopsOf(Operation *op) {
  if (auto conv = dyn_cast<ir::ConvOp>(op))
    return convLoops(conv);
  if (auto pool = dyn_cast<ir::PoolOp>(op))
    return poolLoops(pool);
  if (auto reduce = dyn_cast<ir::ReduceOp>(op))
    return reduceLoops(reduce);
  if (auto gather = dyn_cast<ir::GatherOp>(op))
    return gatherLoops(gather);
  if (auto scatter = dyn_cast<ir::ScatterOp>(op))
    return scatterLoops(scatter);
  if (auto insert = dyn_cast<ir::InsertOp>(op))
    return insertLoops(insert);
  if (isRowOperation(op))
    return rowOperationLoops(op);
  if (isContraction(op) || isa<linalg::FillOp>(op))
    return linalgLoops(cast<linalg::LinalgOp>(op));
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    if (generic.getNumParallelLoops() == generic.getNumLoops())
      return linalgLoops(generic);
  return std::nullopt;
}

bool staysInMainMemory(OpOperand &operand) {
  Operation *op = operand.getOwner();
  if (auto gather = dyn_cast<ir::GatherOp>(op))
    return &operand == &gather.getSourceMutable();
  if (auto scatter = dyn_cast<ir::ScatterOp>(op))
    return &operand == &scatter.getBaseMutable();
  auto insert = dyn_cast<ir::InsertOp>(op);
  return insert && &operand == &insert.getBaseMutable();
}

SmallVector<Operation *> computeOps(Block &block) {
  SmallVector<Operation *> ops;
  for (Operation &op : block)
    if (loopsOf(&op))
      ops.push_back(&op);
  return ops;
}

bool isInitialValue(Value value) {
  return isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(value.getDefiningOp());
}

//===----------------------------------------------------------------------===//
// SpaceBuilder: union of loops
//===----------------------------------------------------------------------===//

class SpaceBuilder {
public:
  bool addOperations(ArrayRef<Operation *> ops);
  bool linkInside();
  void linkOutside();
  IterationSpace number(ValueRange results);

private:
  unsigned find(unsigned node) const {
    while (parent[node] != node)
      node = parent[node];
    return node;
  }
  void unite(const Dims &a, Operation *opA, const Dims &b, Operation *opB);
  bool valid() const;
  bool slides(OpOperand &operand) const {
    const SmallVector<Windows> &windows = details.find(operand.getOwner())->second.windows;
    return !windows.empty() && !windows[operand.getOperandNumber()].empty();
  }

  SmallVector<Operation *> ops;
  DenseMap<Operation *, unsigned> firstNode;
  DenseMap<Operation *, OperationLoops> details;
  SmallVector<unsigned> parent;
};

bool SpaceBuilder::addOperations(ArrayRef<Operation *> list) {
  ops.assign(list.begin(), list.end());
  for (Operation *op : ops) {
    std::optional<OperationLoops> loops = loopsOf(op);
    if (!loops)
      return false;
    firstNode[op] = parent.size();
    for (size_t i = 0; i < loops->extents.size(); ++i)
      parent.push_back(parent.size());
    details[op] = *loops;
  }
  return true;
}

void SpaceBuilder::unite(const Dims &a, Operation *opA, const Dims &b, Operation *opB) {
  for (auto [loopA, loopB] : llvm::zip_equal(a, b)) {
    if (loopA == kWhole || loopB == kWhole)
      continue;
    unsigned rootA = find(firstNode[opA] + loopA), rootB = find(firstNode[opB] + loopB);
    parent[std::max(rootA, rootB)] = std::min(rootA, rootB);
  }
}

/// No operation may run two of its loops along one dimension.
bool SpaceBuilder::valid() const {
  for (Operation *op : ops) {
    llvm::SmallDenseSet<unsigned> seen;
    for (size_t i = 0; i < details.find(op)->second.extents.size(); ++i)
      if (!seen.insert(find(firstNode.lookup(op) + i)).second)
        return false;
  }
  return true;
}

bool SpaceBuilder::linkInside() {
  for (Operation *op : ops)
    for (OpOperand &operand : op->getOpOperands()) {
      Operation *producer = operand.get().getDefiningOp();
      if (!producer || !details.count(producer))
        continue;
      if (slides(operand)) // Tiles would need points of the producer that other tiles make.
        return false;
      unite(details[op].operands[operand.getOperandNumber()], op, details[producer].result,
            producer);
    }
  return valid();
}

/// Several operations that read a value from outside run along the same dimensions where that is
/// possible (softmax reads its input twice); where it is not, the value is read in two ways.
void SpaceBuilder::linkOutside() {
  llvm::MapVector<Value, SmallVector<OpOperand *>> uses;
  for (Operation *op : ops)
    for (OpOperand &operand : op->getOpOperands()) {
      Operation *producer = operand.get().getDefiningOp();
      bool inside = (producer && details.count(producer)) || slides(operand);
      // Initial values without contents are shared by accident only.
      if (!inside && isa<ShapedType>(operand.get().getType()) &&
          !isa_and_nonnull<tensor::EmptyOp, linalg::FillOp>(producer))
        uses[operand.get()].push_back(&operand);
    }
  for (auto &[value, operands] : uses)
    for (OpOperand *other : llvm::drop_begin(operands)) {
      OpOperand *first = operands.front();
      SmallVector<unsigned> saved = parent;
      unite(details[first->getOwner()].operands[first->getOperandNumber()], first->getOwner(),
            details[other->getOwner()].operands[other->getOperandNumber()], other->getOwner());
      if (!valid())
        parent = saved;
    }
}

IterationSpace SpaceBuilder::number(ValueRange results) {
  IterationSpace space;
  DenseMap<unsigned, unsigned> numbers;
  auto numberOf = [&](Operation *op, unsigned loop) {
    auto [it, fresh] = numbers.try_emplace(find(firstNode[op] + loop), space.dims.size());
    if (fresh)
      space.dims.push_back({details[op].extents[loop], false});
    space.dims[it->second].reduced |= details[op].reduced[loop];
    return it->second;
  };
  for (Value result : results)
    if (Operation *op = result.getDefiningOp(); op && details.count(op))
      for (unsigned loop : details[op].result)
        if (loop != kWhole)
          numberOf(op, loop);
  for (Operation *op : ops)
    for (unsigned loop = 0; loop < details[op].extents.size(); ++loop)
      space.loops[op].push_back(numberOf(op, loop));
  for (Operation *op : ops)
    space.loops.try_emplace(op);
  space.details = std::move(details);
  return space;
}

std::optional<IterationSpace> IterationSpace::build(ArrayRef<Operation *> ops, ValueRange results) {
  SpaceBuilder builder;
  if (!builder.addOperations(ops) || !builder.linkInside())
    return std::nullopt;
  builder.linkOutside();
  return builder.number(results);
}

static Dims project(const Dims &loops, const Dims &dims) {
  Dims result;
  for (unsigned loop : loops)
    result.push_back(loop == kWhole ? kWhole : dims[loop]);
  return result;
}

Dims IterationSpace::dimsOf(OpOperand &operand) const {
  Operation *op = operand.getOwner();
  return project(details.find(op)->second.operands[operand.getOperandNumber()], loopsOf(op));
}

Windows IterationSpace::windowsOf(OpOperand &operand) const {
  Operation *op = operand.getOwner();
  const SmallVector<Windows> &all = details.find(op)->second.windows;
  if (all.empty())
    return {};
  Windows windows = all[operand.getOperandNumber()];
  for (std::optional<Window> &window : windows)
    if (window && window->inner)
      window->inner = loopsOf(op)[*window->inner];
  return windows;
}

Dims IterationSpace::dimsOf(OpResult result) const {
  Operation *op = result.getOwner();
  if (auto attention = dyn_cast<ir::AttentionOp>(op)) // its results have different dimensions
    return dimsOf(*attention.getTiedOpOperand(result));
  return project(details.find(op)->second.result, loopsOf(op));
}

} // namespace mock::transforms
