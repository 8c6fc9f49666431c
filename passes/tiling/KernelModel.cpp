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
        return isContraction(user) || llvm::isa<ir::ReduceOp>(user);
      }))
    return; // The instruction that accumulates overwrites instead.
  if (auto attention = llvm::dyn_cast<ir::AttentionOp>(op))
    return addAttention(attention, kernel);
  Step step;
  step.dims = shape.space.loopsOf(op);
  step.kind = isContraction(op)             ? Step::Kind::MatMul
              : llvm::isa<ir::ReduceOp>(op) ? Step::Kind::Reduce
              : llvm::isa<ir::ScanOp>(op)   ? Step::Kind::Scan
              : llvm::isa<ir::SortOp>(op)   ? Step::Kind::Sort
                                            : Step::Kind::Vector;
  if (step.kind == Step::Kind::MatMul)
    step.input = inputType(op);
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
  for (OpResult result : op->getResults())
    addResult(result, isContraction(op), kernel);
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

//===----------------------------------------------------------------------===//
// Footprint
//===----------------------------------------------------------------------===//

int64_t KernelModel::tileExtent(const Tiles &tiles, unsigned dim) const {
  return std::min(tiles[dim], shape.extent(dim));
}

int64_t KernelModel::tensorBytes(const Tensor &tensor, const Tiles &tiles) const {
  int64_t bytes = tensor.elementBytes;
  for (auto [position, dim] : llvm::enumerate(tensor.dims)) {
    bool padded = !tensor.multiple.empty() && tensor.multiple[position];
    int64_t extent = tileExtent(tiles, dim);
    bytes *= padded ? llvm::alignTo(extent, profile.matrix.extentMultiple) : extent;
  }
  return bytes;
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

bool KernelModel::fitsEngines(const Tiles &tiles) const {
  for (const Tensor &tensor : tensors)
    if (!tensor.strides.empty() &&
        !fitsDescriptor(tensor.dims, tiles, profile.dma.dimensions, "dma.extent"))
      return false;
  for (const Step &step : steps) {
    bool moves = step.kind == Step::Kind::Gather || step.kind == Step::Kind::Scatter;
    if (step.kind == Step::Kind::MatMul ? !fitsDescriptor(step.dims, tiles, 0, "matrix.extent")
        : moves ? !fitsDescriptor(step.dims, tiles, profile.dma.dimensions, "dma.extent")
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
    if (tileExtent(tiles, tensor.dims[position]) > 1)
      order.push_back(position);
  llvm::stable_sort(order,
                    [&](unsigned a, unsigned b) { return tensor.strides[a] < tensor.strides[b]; });
  int64_t run = 1;
  for (unsigned position : order) {
    if (tensor.strides[position] != run)
      break;
    run *= tileExtent(tiles, tensor.dims[position]);
  }
  return run * tensor.elementBytes;
}

int64_t KernelModel::stepCycles(const Step &step, const Tiles &tiles) const {
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
    for (unsigned dim : tensor.dims)
      bytes *= tileExtent(tiles, dim);
    int64_t cost = simulate::dmaCycles(profile, bytes, contiguousBytes(tensor, tiles));
    (tensor.kind == Tensor::Kind::Argument ? in : out) += cost * trips(tensor.dims, tiles);
  }
  for (const Step &step : steps) {
    int64_t cost = stepCycles(step, tiles) * trips(step.dims, tiles) * trips(step.again, tiles);
    switch (step.kind) {
    case Step::Kind::MatMul:
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
