//===- KernelModel.cpp - What a kernel's tiles hold and cost -----------------===//
#include "mock/passes/tiling/KernelModel.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mock/runtime/simulate/Simulator.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mock::transforms;

namespace mock::tiling {

//===----------------------------------------------------------------------===//
// The model
//===----------------------------------------------------------------------===//

/// Of a pooling window that looks for the position of its greatest point, for each of its points.
static constexpr int64_t kOperationsPerPosition = 5;

static DType inputType(Operation *op) {
  Type type = cast<ShapedType>(op->getOperand(0).getType()).getElementType();
  if (type.isBF16())
    return DType::BF16;
  if (type.isF16())
    return DType::F16;
  return type.isInteger(8) ? DType::I8 : DType::F32;
}

KernelModel::KernelModel(ir::KernelOp kernel, const KernelShape &shape,
                         const profile::Profile &profile)
    : shape(shape), profile(profile) {
  for (BlockArgument argument : kernel.getBody().getArguments())
    addArgument(argument, kernel);
  for (Operation *op : shape.ops)
    addOperation(op, kernel);
}

void KernelModel::addArgument(BlockArgument argument, ir::KernelOp kernel) {
  if (argument.use_empty())
    return;
  OpOperand &use = *argument.getUses().begin();
  if (staysInMainMemory(use))
    return;
  Tensor tensor;
  tensor.kind = Tensor::Kind::Argument;
  tensor.dims = shape.space.dimsOf(use);
  tensor.elementBytes = ir::elementBytes(cast<ShapedType>(argument.getType()).getElementType());
  tensor.strides = ir::layoutOf(argument).strides;
  bool multiplied = llvm::isa<ir::AttentionOp>(use.getOwner()) && use.getOperandNumber() < 3;
  tensor.windows = shape.space.windowsOf(use);
  tensor.rowsAligned = llvm::isa<ir::PoolOp>(use.getOwner());
  if (isContraction(use.getOwner()) || multiplied)
    for (unsigned dim : tensor.dims)
      tensor.multiple.push_back(!shape.batch[dim]);
  tensors.push_back(std::move(tensor));
}

/// Gathers and scatters copy a run of elements for each value of the indices.
void KernelModel::describeMovement(Step &step, Operation *op) {
  auto gather = llvm::dyn_cast<ir::GatherOp>(op);
  auto scatter = llvm::dyn_cast<ir::ScatterOp>(op);
  if (!gather && !scatter)
    return;
  step.kind = gather ? Step::Kind::Gather : Step::Kind::Scatter;
  step.elementBytes =
      ir::elementBytes(cast<ShapedType>(op->getResult(0).getType()).getElementType());
  SmallVector<bool> indexed(step.dims.size(), false);
  ArrayAttr maps = gather ? gather.getIndexMaps() : scatter.getIndexMaps();
  for (AffineMap map : maps.getAsValueRange<AffineMapAttr>())
    for (AffineExpr loop : map.getResults())
      indexed[cast<AffineDimExpr>(loop).getPosition()] = true;
  for (size_t loop = step.dims.size(); loop-- > 0 && !indexed[loop];)
    step.run.push_back(step.dims[loop]);
}

void KernelModel::addOperation(Operation *op, ir::KernelOp kernel) {
  if (llvm::isa<linalg::FillOp>(op) && llvm::all_of(op->getUsers(), [](Operation *user) {
        return usesMatrixEngine(user) || llvm::isa<ir::ReduceOp>(user);
      }))
    return; // The instruction that accumulates overwrites instead.
  if (auto attention = llvm::dyn_cast<ir::AttentionOp>(op))
    return addAttention(attention, kernel);
  Step step;
  step.dims = shape.space.loopsOf(op);
  step.kind = isContraction(op)             ? Step::Kind::MatMul
              : llvm::isa<ir::ConvOp>(op)   ? Step::Kind::Conv
              : llvm::isa<ir::ReduceOp>(op) ? Step::Kind::Reduce
              : llvm::isa<ir::ScanOp>(op)   ? Step::Kind::Scan
              : llvm::isa<ir::SortOp>(op)   ? Step::Kind::Sort
                                            : Step::Kind::Vector;
  if (step.kind == Step::Kind::MatMul || step.kind == Step::Kind::Conv)
    step.input = inputType(op);
  if (auto conv = dyn_cast<ir::ConvOp>(op))
    step.groups = conv.getGroups();
  if (auto pool = dyn_cast<ir::PoolOp>(op))
    step.simple = pool.getPoints() * (pool.hasPositions() ? kOperationsPerPosition : 1);
  step.positions = op->getNumResults() == 2 && step.kind == Step::Kind::Reduce;
  op->walk([&](Operation *nested) {
    if (llvm::isa<math::MathDialect>(nested->getDialect()))
      ++step.transcendental;
    else if (nested != op && !nested->hasTrait<OpTrait::IsTerminator>())
      ++step.simple;
  });
  describeMovement(step, op);
  steps.push_back(step);
  if (step.kind == Step::Kind::Scatter) // Its result is never a tile.
    return;
  if (auto pool = dyn_cast<ir::PoolOp>(op))
    addCarried(pool);
  for (OpResult result : op->getResults())
    addResult(result, usesMatrixEngine(op), kernel);
}

void KernelModel::addResult(OpResult result, bool accumulator, ir::KernelOp kernel) {
  Operation *yield = kernel.getYield();
  Tensor tensor;
  bool yielded = llvm::is_contained(result.getUsers(), yield);
  tensor.kind = yielded ? Tensor::Kind::Result : Tensor::Kind::Intermediate;
  tensor.accumulator = accumulator;
  tensor.dims = shape.space.dimsOf(result);
  tensor.elementBytes = ir::elementBytes(cast<ShapedType>(result.getType()).getElementType());
  if (yielded) {
    unsigned number = llvm::find(yield->getOperands(), result) - yield->getOperands().begin();
    auto strides = kernel.getResultAttrOfType<DenseI64ArrayAttr>(number, ir::kStrides);
    tensor.strides = strides ? SmallVector<int64_t>(strides.asArrayRef())
                             : ir::rowMajorStrides(cast<ShapedType>(result.getType()).getShape());
  }
  if (tensor.accumulator)
    for (unsigned dim : tensor.dims)
      tensor.multiple.push_back(!shape.batch[dim]);
  tensors.push_back(std::move(tensor));
}

/// What one vector operation of a large window hands on to the next: one tile read, one written.
void KernelModel::addCarried(ir::PoolOp op) {
  int64_t outputs = op.getInits().size();
  if (op.getPoints() + outputs <= profile.vector.maxOperands)
    return;
  for (OpResult result : op->getResults())
    for (int copy = 0; copy < 2; ++copy) {
      Tensor tensor;
      tensor.dims = shape.space.dimsOf(result);
      tensor.elementBytes = result.getResultNumber() == 0 ? 4 : 8;
      tensors.push_back(std::move(tensor));
    }
}

//===----------------------------------------------------------------------===//
// Footprint
//===----------------------------------------------------------------------===//

int64_t KernelModel::tileExtent(const Tiles &tiles, unsigned dim) const {
  return std::min(tiles[dim], shape.extent(dim));
}

/// A tile of a dimension that slides covers more than its points.
int64_t KernelModel::tileExtent(const Tensor &tensor, const Tiles &tiles, size_t position) const {
  if (tensor.windows.empty())
    return tileExtent(tiles, tensor.dims[position]);
  return shape.tileExtent(tensor.dims[position], tensor.windows[position], tiles);
}

int64_t KernelModel::tensorBytes(const Tensor &tensor, const Tiles &tiles) const {
  int64_t elements = 1;
  size_t rows = tensor.windows.size();
  if (tensor.rowsAligned) // the dimensions that do not slide come first
    rows = llvm::find_if(tensor.windows, [](auto &window) { return window.has_value(); }) -
           tensor.windows.begin();
  int64_t multiple = std::max<int64_t>(1, scratchpadAlignment() / tensor.elementBytes);
  if (tensor.rowsAligned && rows == 0)
    elements = multiple;
  for (size_t position = 0; position < tensor.dims.size(); ++position) {
    bool padded = !tensor.multiple.empty() && tensor.multiple[position];
    int64_t extent = tileExtent(tensor, tiles, position);
    if (padded)
      extent = llvm::alignTo(extent, profile.matrix.extentMultiple);
    if (tensor.rowsAligned && position + 1 == rows)
      extent = llvm::alignTo(extent, multiple);
    elements *= extent;
  }
  return elements * tensor.elementBytes;
}

int64_t KernelModel::scratchpadAlignment() const {
  int index = profile.memoryIndex(profile::Memory::Role::Scratchpad);
  return index < 0 ? 1 : profile.memories[index].alignment;
}

int64_t KernelModel::gridTiles(const Tiles &tiles) const {
  int64_t count = 1;
  for (unsigned dim = 0; dim < shape.rank(); ++dim)
    if (shape.grid[dim])
      count *= llvm::divideCeil(shape.extent(dim), tiles[dim]);
  return count;
}

/// How often a tile over these dimensions is taken for one tile of the grid.
int64_t KernelModel::trips(const Dims &dims, const Tiles &tiles) const {
  int64_t count = 1;
  for (unsigned dim : dims)
    if (!shape.grid[dim])
      count *= llvm::divideCeil(shape.extent(dim), tiles[dim]);
  return count;
}

Footprint KernelModel::footprint(const Tiles &tiles) const {
  auto alignmentOf = [&](profile::Memory::Role role) {
    int index = profile.memoryIndex(role);
    return index < 0 ? 1 : profile.memories[index].alignment;
  };
  int64_t scratchpad = alignmentOf(profile::Memory::Role::Scratchpad);
  int64_t accumulator = alignmentOf(profile::Memory::Role::Accumulator);
  bool severalTiles = gridTiles(tiles) > 1;
  Footprint footprint;
  for (const Tensor &tensor : tensors) {
    bool streams = tensor.kind != Tensor::Kind::Intermediate || tensor.accumulator;
    int64_t slots = streams && (severalTiles || trips(tensor.dims, tiles) > 1) ? 2 : 1;
    int64_t bytes = tensorBytes(tensor, tiles);
    if (tensor.accumulator)
      footprint.accumulator += slots * llvm::alignTo(bytes, accumulator);
    else
      footprint.scratchpad += slots * llvm::alignTo(bytes, scratchpad);
  }
  return footprint;
}

//===----------------------------------------------------------------------===//
// Engines
//===----------------------------------------------------------------------===//

bool KernelModel::fitsDescriptor(const Dims &dims, const Tiles &tiles, int64_t maxRank,
                                 std::string_view fieldName) const {
  int64_t rank = 0;
  auto field = profile.fields.find(fieldName);
  int64_t most = field == profile.fields.end() ? INT64_MAX : field->second.max();
  for (unsigned dim : dims) {
    rank += !shape.isDropped(dim, tiles);
    // Room for what padding adds.
    if (tileExtent(tiles, dim) > most - profile.matrix.extentMultiple)
      return false;
  }
  return maxRank == 0 || rank <= maxRank;
}

/// Whether one copy moves a tile: dimensions merge where they lie behind one another, those of
/// windows stay apart.
bool KernelModel::fitsCopy(const Tensor &tensor, const Tiles &tiles) const {
  if (!fitsDescriptor(tensor.dims, tiles, 0, "dma.extent"))
    return false;
  auto field = profile.fields.find("dma.extent");
  int64_t most = field == profile.fields.end() ? INT64_MAX : field->second.max();
  int64_t rank = 0, merged = 0; // extent of the last dimension that is kept; 0: none before
  for (auto [position, dim] : llvm::enumerate(tensor.dims)) {
    bool slides = !tensor.windows.empty() && tensor.windows[position];
    int64_t extent = tileExtent(tensor, tiles, position);
    if (!slides && shape.isDropped(dim, tiles)) {
      merged = 0;
      continue;
    }
    bool merges = merged > 0 && tensor.windows.empty() && extent == shape.extent(dim) &&
                  merged * extent <= most &&
                  tensor.strides[position - 1] == tensor.strides[position] * extent;
    merged = merges ? merged * extent : extent;
    rank += !merges;
  }
  return rank <= profile.dma.dimensions;
}

bool KernelModel::fitsEngines(const Tiles &tiles) const {
  for (const Tensor &tensor : tensors)
    if (!tensor.strides.empty() && !fitsCopy(tensor, tiles))
      return false;
  for (const Step &step : steps) {
    bool moves = step.kind == Step::Kind::Gather || step.kind == Step::Kind::Scatter;
    bool multiplies = step.kind == Step::Kind::MatMul || step.kind == Step::Kind::Conv;
    if (multiplies ? !fitsDescriptor(step.dims, tiles, 0, "matrix.extent")
        : moves    ? !fitsDescriptor(step.dims, tiles, profile.dma.dimensions, "dma.extent")
                   : !fitsDescriptor(step.dims, tiles, profile.vector.maxRank, "vector.extent"))
      return false;
  }
  int64_t loops = 0;
  for (unsigned dim = 0; dim < shape.rank(); ++dim)
    loops += tiles[dim] < shape.extent(dim);
  return loops <= profile.maxLoopDepth;
}

//===----------------------------------------------------------------------===//
// Cycles
//===----------------------------------------------------------------------===//

/// Bytes of a tile that lie behind each other in main memory.
int64_t KernelModel::contiguousBytes(const Tensor &tensor, const Tiles &tiles) const {
  SmallVector<unsigned> order;
  for (unsigned position = 0; position < tensor.dims.size(); ++position)
    if (tileExtent(tensor, tiles, position) > 1)
      order.push_back(position);
  llvm::stable_sort(order,
                    [&](unsigned a, unsigned b) { return tensor.strides[a] < tensor.strides[b]; });
  int64_t run = 1;
  for (unsigned position : order) {
    if (tensor.strides[position] != run)
      break;
    run *= tileExtent(tensor, tiles, position);
  }
  return run * tensor.elementBytes;
}

/// Loops n, f, o..., c, k...: folds of pixels and filters, group by group (docs/isa.md).
int64_t KernelModel::convCycles(const Step &step, const Tiles &tiles) const {
  int64_t pixels = 1, depth = 1;
  int64_t filters = tileExtent(tiles, step.dims[1]);
  int64_t perGroup = std::max<int64_t>(1, shape.extent(step.dims[1]) / step.groups);
  for (unsigned dim : ArrayRef<unsigned>(step.dims).drop_front(2))
    (shape.space.dimensions()[dim].reduced ? depth : pixels) *= tileExtent(tiles, dim);
  int64_t groups = step.groups == 1 ? 1 : filters / perGroup;
  return simulate::convCycles(profile, groups, pixels, filters / groups, depth, step.input);
}

int64_t KernelModel::stepCycles(const Step &step, const Tiles &tiles) const {
  if (step.kind == Step::Kind::Conv)
    return convCycles(step, tiles);
  if (step.kind == Step::Kind::MatMul) {
    auto padded = [&](size_t fromEnd) {
      unsigned dim = step.dims[step.dims.size() - fromEnd];
      return int64_t(llvm::alignTo(tileExtent(tiles, dim), profile.matrix.extentMultiple));
    };
    return simulate::matmulCycles(profile, padded(3), padded(2), padded(1), step.input);
  }
  int64_t rows = 1, rowElements = 1;
  for (unsigned dim : step.dims)
    (shape.space.dimensions()[dim].reduced ? rowElements : rows) *= tileExtent(tiles, dim);
  if (step.kind == Step::Kind::Gather || step.kind == Step::Kind::Scatter) {
    int64_t run = step.elementBytes;
    for (unsigned dim : step.run)
      run *= tileExtent(tiles, dim);
    return simulate::dmaCycles(profile, rows * rowElements * step.elementBytes, run);
  }
  if (step.kind == Step::Kind::Scan)
    return simulate::scanCycles(profile, rows, rowElements);
  if (step.kind == Step::Kind::Sort)
    return simulate::sortCycles(profile, rows, rowElements);
  if (step.kind == Step::Kind::Reduce)
    return simulate::reduceCycles(profile, rows, rowElements, step.positions);
  return simulate::vectorCycles(profile, rows * rowElements, std::max<int64_t>(1, step.simple),
                                step.transcendental);
}

int64_t KernelModel::cycles(const Tiles &tiles, int64_t tilesPerCore) const {
  int64_t in = 0, out = 0, matrix = 0, vector = 0;
  for (const Tensor &tensor : tensors) {
    if (tensor.strides.empty())
      continue;
    int64_t bytes = tensor.elementBytes;
    for (size_t position = 0; position < tensor.dims.size(); ++position)
      bytes *= tileExtent(tensor, tiles, position);
    int64_t cost = simulate::dmaCycles(profile, bytes, contiguousBytes(tensor, tiles));
    (tensor.kind == Tensor::Kind::Argument ? in : out) += cost * trips(tensor.dims, tiles);
  }
  for (const Step &step : steps) {
    int64_t cost = stepCycles(step, tiles) * trips(step.dims, tiles) * trips(step.again, tiles);
    switch (step.kind) {
    case Step::Kind::MatMul:
    case Step::Kind::Conv:
      matrix += cost;
      break;
    case Step::Kind::Gather:
      in += cost;
      break;
    case Step::Kind::Scatter:
      out += cost;
      break;
    default:
      vector += cost;
    }
  }
  // The engines overlap but for the first copy in and the last copy out.
  return tilesPerCore * std::max({in, out, matrix, vector}) + in + out;
}

int64_t KernelModel::instructions(const Tiles &tiles) const {
  int64_t perTile = 0;
  for (const Tensor &tensor : tensors)
    if (!tensor.strides.empty())
      perTile += trips(tensor.dims, tiles);
  for (const Step &step : steps)
    perTile += trips(step.dims, tiles) * trips(step.again, tiles);
  return perTile * gridTiles(tiles);
}

} // namespace mock::tiling
