//===- KernelShape.cpp - A kernel's space and how tiles cut it ---------------===//
#include "mock/passes/transforms/KernelShape.h"
#include "RowOperations.h"
#include "mock/passes/dialect/mock/MockRowOps.h"
#include "mock/passes/transforms/KernelGrouping.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;

namespace mock::transforms {

static void classifyContraction(KernelShape &shape, Operation *op) {
  const Dims &loops = shape.space.loopsOf(op);
  size_t batchLoops = loops.size() - 3;
  for (auto [loop, dim] : llvm::enumerate(loops))
    (loop < batchLoops ? shape.batch : shape.pinned)[dim] = true;
}

/// Images are taken one by one, kernels as a whole.
static void classifyConvolution(KernelShape &shape, ir::ConvOp op) {
  const Dims &loops = shape.space.loopsOf(op);
  shape.batch[loops[0]] = true;
  for (unsigned dim : ArrayRef<unsigned>(loops).drop_front())
    shape.pinned[dim] = true;
  for (unsigned dim : ArrayRef<unsigned>(loops).take_back(op.getSpatialRank()))
    shape.splittable[dim] = false;
}

/// Positions are computed from the indices of all spatial dimensions.
static void classifyPool(KernelShape &shape, ir::PoolOp op) {
  if (op.hasPositions())
    for (unsigned dim : ArrayRef<unsigned>(shape.space.loopsOf(op)).take_back(op.getSpatialRank()))
      shape.pinned[dim] = true;
}

static void classifyIndices(KernelShape &shape, linalg::GenericOp op) {
  op.getRegion().walk(
      [&](linalg::IndexOp index) { shape.pinned[shape.space.loopsOf(op)[index.getDim()]] = true; });
}

/// Attention goes over its keys in tiles and needs whole heads; scans and sorts need whole rows.
static void classifyRowOperation(KernelShape &shape, Operation *op) {
  const Dims &loops = shape.space.loopsOf(op);
  if (isa<ir::ScanOp>(op)) {
    shape.pinned[loops.back()] = true;
    return;
  }
  if (isa<ir::SortOp>(op)) {
    for (unsigned dim : ArrayRef<unsigned>(loops).take_back(2)) {
      shape.pinned[dim] = true;
      shape.grid[dim] = shape.splittable[dim] = false;
    }
    return;
  }
  auto attention = cast<ir::AttentionOp>(op);
  for (auto [loop, dim] : llvm::enumerate(loops))
    (loop < attention.getNumBatchLoops() ? shape.batch : shape.pinned)[dim] = true;
  shape.splittable[loops[attention.getHeadLoop()]] = false;
  shape.grid[loops[attention.getValueLoop()]] = false;
}

/// An argument is cut into tiles in one way.
static bool readsArgumentsOneWay(const KernelShape &shape, ir::KernelOp kernel) {
  for (BlockArgument argument : kernel.getBody().getArguments()) {
    std::optional<Dims> dims;
    Windows windows;
    for (OpOperand &use : argument.getUses()) {
      if (!loopsOf(use.getOwner()))
        return false;
      Dims own = shape.space.dimsOf(use);
      if (dims && (*dims != own || windows != shape.space.windowsOf(use)))
        return false;
      dims = own;
      windows = shape.space.windowsOf(use);
    }
  }
  return true;
}

std::optional<KernelShape> KernelShape::of(ir::KernelOp kernel) {
  Block &block = kernel.getBody().front();
  KernelShape shape;
  shape.ops = computeOps(block);
  OperandRange results = block.getTerminator()->getOperands();
  std::optional<IterationSpace> space = IterationSpace::build(shape.ops, results);
  if (!space)
    return std::nullopt;
  shape.space = std::move(*space);
  if (!readsArgumentsOneWay(shape, kernel))
    return std::nullopt;
  size_t rank = shape.space.dimensions().size();
  bool split = canSplitRows(shape.ops, results);
  for (auto &dimension : shape.space.dimensions()) {
    shape.grid.push_back(!dimension.reduced);
    shape.splittable.push_back(dimension.reduced && split);
  }
  for (Value result : results) {
    auto opResult = dyn_cast<OpResult>(result);
    if (!opResult || !loopsOf(opResult.getOwner()))
      return std::nullopt;
    Dims dims = shape.space.dimsOf(opResult);
    for (unsigned dim = 0; dim < rank; ++dim)
      shape.grid[dim] = shape.grid[dim] && llvm::is_contained(dims, dim);
  }
  shape.pinned.assign(rank, false);
  shape.batch.assign(rank, false);
  for (Operation *op : shape.ops) {
    if (isContraction(op))
      classifyContraction(shape, op);
    else if (auto conv = dyn_cast<ir::ConvOp>(op))
      classifyConvolution(shape, conv);
    else if (auto pool = dyn_cast<ir::PoolOp>(op))
      classifyPool(shape, pool);
    else if (auto generic = dyn_cast<linalg::GenericOp>(op))
      classifyIndices(shape, generic);
    else if (isRowOperation(op))
      classifyRowOperation(shape, op);
    else if (isa<ir::ReduceOp>(op))
      shape.pinned[shape.space.loopsOf(op).back()] = true;
  }
  return shape;
}

int64_t KernelShape::tileExtent(unsigned dim, const std::optional<Window> &window,
                                ArrayRef<int64_t> tiles) const {
  int64_t tile = std::min(tiles[dim], extent(dim));
  if (!window)
    return tile;
  int64_t span =
      window->inner ? std::min(tiles[*window->inner], extent(*window->inner)) : window->span;
  return tile == 0 ? 0 : (tile / window->divisor - 1) * window->stride + span;
}

ir::ConvOp KernelShape::convolution() const {
  for (Operation *op : ops)
    if (auto conv = dyn_cast<ir::ConvOp>(op))
      return conv;
  return nullptr;
}

bool KernelShape::keepsGroups(ArrayRef<int64_t> tiles) const {
  ir::ConvOp conv = convolution();
  if (!conv || conv.getGroups() == 1)
    return true;
  const Dims &loops = space.loopsOf(conv);
  unsigned filters = loops[1], channels = loops[conv.getSpatialRank() + 2];
  int64_t perGroup = extent(filters) / conv.getGroups();
  int64_t tile = std::min(tiles[filters], extent(filters));
  return tile % perGroup == 0 && extent(filters) % tile == 0 &&
         (tile == perGroup || tiles[channels] >= extent(channels));
}

bool KernelShape::isEmpty() const {
  return llvm::any_of(space.dimensions(), [](auto &dim) { return dim.extent == 0; });
}

} // namespace mock::transforms
