//===- Tile.cpp - Materialise the tiles of kernels ---------------------------===//
//
// Every tensor's tile is the slice of it that its projection of the iteration space gives, so that
// no tile-and-fuse analysis is needed: the operations of a kernel share their space.
//
//===----------------------------------------------------------------------===//
#include "mock/passes/transforms/KernelShape.h"
#include "mock/passes/transforms/Passes.h"

#include "mlir/IR/IRMapping.h"

namespace mock::transforms {
#define GEN_PASS_DEF_TILE
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;
using namespace mock;
using namespace mock::transforms;

namespace {

class KernelTiler {
public:
  KernelTiler(ir::KernelOp kernel, KernelShape shape, ArrayRef<int64_t> tiles)
      : kernel(kernel), shape(std::move(shape)), tiles(tiles), builder(kernel.getContext()),
        location(kernel.getLoc()) {}

  void tile();

private:
  enum class Phase { Before, Inside, After };

  // The grid and the position of the current tile.
  scf::ForallOp createGrid(Operation *yield);
  void setPosition(unsigned dim, Value variable);
  OpFoldResult sizeOf(unsigned dim, Value variable);

  // Slices.
  struct Slice {
    SmallVector<OpFoldResult> offsets, sizes, strides;
    RankedTensorType type;
    SmallVector<OpFoldResult> keptSizes;
  };
  Slice sliceOf(RankedTensorType type, const Dims &dims);
  Value tileOf(OpOperand &operand);

  // Operations on tiles.
  bool runsAlongSplit(Operation *op) const;
  void assignPhases();
  void tileOperations(Phase phase);
  void tileReductionLoops();
  void tileOperation(Operation *op);
  Operation *tileGeneric(linalg::GenericOp op);
  Operation *tileContraction(Operation *op);
  Operation *tileReduce(ir::ReduceOp op);
  void correctIndices(linalg::GenericOp original, linalg::GenericOp tiled);
  Value rowPosition(ir::ReduceOp op);
  Dims keptLoops(Operation *op) const;
  void insertResults(scf::ForallOp grid, OperandRange yielded);

  ir::KernelOp kernel;
  KernelShape shape;
  ArrayRef<int64_t> tiles;
  OpBuilder builder;
  Location location;
  SmallVector<OpFoldResult> offset, size; ///< of the current tile, by dimension
  SmallVector<unsigned> splitDims;
  DenseMap<Operation *, Phase> phases;
  IRMapping mapping; ///< to tile values
};

} // namespace

//===----------------------------------------------------------------------===//
// The grid
//===----------------------------------------------------------------------===//

OpFoldResult KernelTiler::sizeOf(unsigned dim, Value variable) {
  int64_t tile = tiles[dim], extent = shape.extent(dim);
  if (extent % tile == 0)
    return builder.getIndexAttr(tile);
  AffineExpr position = builder.getAffineDimExpr(0);
  auto map = AffineMap::get(
      1, 0, {builder.getAffineConstantExpr(tile), builder.getAffineConstantExpr(extent) - position},
      builder.getContext());
  return affine::AffineMinOp::create(builder, location, map, ValueRange{variable}).getResult();
}

void KernelTiler::setPosition(unsigned dim, Value variable) {
  if (tiles[dim] >= shape.extent(dim))
    return;
  offset[dim] = variable;
  size[dim] = sizeOf(dim, variable);
}

static bool givesNothing(Operation *yield) {
  return llvm::all_of(yield->getOperandTypes(),
                      [](Type type) { return cast<RankedTensorType>(type).getNumElements() == 0; });
}

scf::ForallOp KernelTiler::createGrid(Operation *yield) {
  SmallVector<OpFoldResult> lower, upper, step;
  SmallVector<unsigned> gridDims;
  bool nothing = givesNothing(yield);
  for (unsigned dim = 0; dim < shape.rank(); ++dim)
    if (shape.grid[dim] && !nothing)
      gridDims.push_back(dim);
  for (unsigned dim : gridDims) {
    lower.push_back(builder.getIndexAttr(0));
    upper.push_back(builder.getIndexAttr(shape.extent(dim)));
    step.push_back(builder.getIndexAttr(tiles[dim]));
  }
  if (gridDims.empty()) { // A scalar result is one tile, no element none.
    lower.push_back(builder.getIndexAttr(0));
    upper.push_back(builder.getIndexAttr(nothing ? 0 : 1));
    step.push_back(builder.getIndexAttr(1));
  }
  SmallVector<Value> outputs;
  for (Type type : yield->getOperandTypes())
    outputs.push_back(tensor::EmptyOp::create(builder, location,
                                              cast<RankedTensorType>(type).getShape(),
                                              cast<RankedTensorType>(type).getElementType()));
  auto grid = scf::ForallOp::create(builder, location, lower, upper, step, outputs,
                                    /*mapping=*/std::nullopt);
  builder.setInsertionPoint(grid.getTerminator());
  offset.assign(shape.rank(), builder.getIndexAttr(0));
  for (unsigned dim = 0; dim < shape.rank(); ++dim)
    size.push_back(builder.getIndexAttr(shape.extent(dim)));
  for (auto [dim, variable] : llvm::zip(gridDims, grid.getInductionVars()))
    setPosition(dim, variable);
  return grid;
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

KernelTiler::Slice KernelTiler::sliceOf(RankedTensorType type, const Dims &dims) {
  Slice slice;
  SmallVector<int64_t> shapeOfTile;
  for (unsigned dim : dims) {
    slice.offsets.push_back(offset[dim]);
    slice.sizes.push_back(size[dim]);
    slice.strides.push_back(builder.getIndexAttr(1));
    if (shape.isDropped(dim, tiles))
      continue;
    slice.keptSizes.push_back(size[dim]);
    shapeOfTile.push_back(getConstantIntValue(size[dim]).value_or(ShapedType::kDynamic));
  }
  slice.type = RankedTensorType::get(shapeOfTile, type.getElementType());
  return slice;
}

Value KernelTiler::tileOf(OpOperand &operand) {
  if (Value known = mapping.lookupOrNull(operand.get()))
    return known;
  auto type = cast<RankedTensorType>(operand.get().getType());
  Slice slice = sliceOf(type, shape.space.dimsOf(operand));
  Value tile;
  if (operand.get().getDefiningOp<tensor::EmptyOp>())
    return tensor::EmptyOp::create(builder, location, slice.keptSizes, type.getElementType());
  tile = tensor::ExtractSliceOp::create(builder, location, slice.type, operand.get(), slice.offsets,
                                        slice.sizes, slice.strides);
  mapping.map(operand.get(), tile);
  return tile;
}

//===----------------------------------------------------------------------===//
// Operations on tiles
//===----------------------------------------------------------------------===//

Dims KernelTiler::keptLoops(Operation *op) const {
  Dims kept;
  for (auto [loop, dim] : llvm::enumerate(shape.space.loopsOf(op)))
    if (!shape.isDropped(dim, tiles))
      kept.push_back(loop);
  return kept;
}

/// The positions of a tile's points within the whole space.
void KernelTiler::correctIndices(linalg::GenericOp original, linalg::GenericOp tiled) {
  const Dims &dims = shape.space.loopsOf(original);
  Dims kept = keptLoops(original);
  SmallVector<linalg::IndexOp> indices(tiled.getRegion().getOps<linalg::IndexOp>());
  for (linalg::IndexOp index : indices) {
    unsigned loop = index.getDim();
    index.setDim(llvm::find(kept, loop) - kept.begin());
    auto variable = dyn_cast<Value>(offset[dims[loop]]);
    if (!variable)
      continue;
    OpBuilder inner(builder.getContext());
    inner.setInsertionPointAfter(index);
    AffineExpr sum = inner.getAffineDimExpr(0) + inner.getAffineDimExpr(1);
    auto apply = affine::AffineApplyOp::create(inner, index.getLoc(), AffineMap::get(2, 0, sum),
                                               ValueRange{index.getResult(), variable});
    index.getResult().replaceAllUsesExcept(apply, apply);
  }
}

Operation *KernelTiler::tileGeneric(linalg::GenericOp op) {
  Dims kept = keptLoops(op);
  SmallVector<AffineMap> maps;
  SmallVector<AffineExpr> replacements(op.getNumLoops());
  for (auto [position, loop] : llvm::enumerate(kept))
    replacements[loop] = builder.getAffineDimExpr(position);
  for (AffineMap map : op.getIndexingMapsArray()) {
    SmallVector<AffineExpr> results;
    for (AffineExpr result : map.getResults())
      if (AffineExpr expr = replacements[cast<AffineDimExpr>(result).getPosition()])
        results.push_back(expr);
    maps.push_back(AffineMap::get(kept.size(), 0, results, builder.getContext()));
  }
  SmallVector<Value> inputs, outputs;
  for (OpOperand *operand : op.getDpsInputOperands())
    inputs.push_back(isa<ShapedType>(operand->get().getType())
                         ? tileOf(*operand)
                         : mapping.lookupOrDefault(operand->get()));
  for (OpOperand &operand : op.getDpsInitsMutable())
    outputs.push_back(tileOf(operand));
  SmallVector<utils::IteratorType> iterators(kept.size(), utils::IteratorType::parallel);
  auto tiled = linalg::GenericOp::create(builder, op.getLoc(), TypeRange(ValueRange(outputs)),
                                         inputs, outputs, maps, iterators);
  op.getRegion().cloneInto(&tiled.getRegion(), mapping);
  correctIndices(op, tiled);
  return tiled;
}

Operation *KernelTiler::tileContraction(Operation *op) {
  Value a = tileOf(op->getOpOperand(0)), b = tileOf(op->getOpOperand(1));
  Value init = tileOf(op->getOpOperand(2));
  return linalg::MatmulOp::create(builder, op->getLoc(), TypeRange(init.getType()),
                                  ValueRange{a, b}, ValueRange{init});
}

/// Where the current tile begins in the row, or null: at its start.
Value KernelTiler::rowPosition(ir::ReduceOp op) {
  if (!op.hasPositions())
    return nullptr;
  const Dims &dims = shape.space.loopsOf(op);
  AffineExpr sum = builder.getAffineConstantExpr(0);
  SmallVector<Value> variables;
  int64_t stride = 1;
  for (size_t loop = dims.size(), i = 0; i < op.getDimensions().size(); ++i) {
    unsigned dim = dims[--loop];
    if (auto variable = dyn_cast<Value>(offset[dim])) {
      sum = sum + builder.getAffineDimExpr(variables.size()) * stride;
      variables.push_back(variable);
    }
    stride *= shape.extent(dim);
  }
  if (variables.empty())
    return nullptr;
  return affine::AffineApplyOp::create(builder, op.getLoc(),
                                       AffineMap::get(variables.size(), 0, sum), variables);
}

Operation *KernelTiler::tileReduce(ir::ReduceOp op) {
  Value input = tileOf(op->getOpOperand(0));
  SmallVector<Value> inits;
  for (OpOperand &init : op.getInitsMutable())
    inits.push_back(tileOf(init));
  int64_t rank = cast<RankedTensorType>(input.getType()).getRank();
  SmallVector<int64_t> dimensions;
  for (int64_t dim = cast<RankedTensorType>(inits[0].getType()).getRank(); dim < rank; ++dim)
    dimensions.push_back(dim);
  return ir::ReduceOp::create(builder, op.getLoc(), TypeRange(ValueRange(inits)), op.getKind(),
                              input, inits, rowPosition(op), dimensions);
}

void KernelTiler::tileOperation(Operation *op) {
  Operation *tiled = nullptr;
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    tiled = tileGeneric(generic);
  else if (auto reduce = dyn_cast<ir::ReduceOp>(op))
    tiled = tileReduce(reduce);
  else if (isContraction(op))
    tiled = tileContraction(op);
  else {
    auto fill = cast<linalg::FillOp>(op);
    tiled = linalg::FillOp::create(builder, op->getLoc(), mapping.lookup(fill.getInputs()[0]),
                                   tileOf(fill.getDpsInitsMutable()[0]));
  }
  for (StringRef name : {ir::kSourceOp, ir::kImplicit})
    if (Attribute attribute = op->getDiscardableAttr(name))
      tiled->setDiscardableAttr(name, attribute);
  mapping.map(op->getResults(), tiled->getResults());
}

//===----------------------------------------------------------------------===//
// Rows that are split
//===----------------------------------------------------------------------===//

bool KernelTiler::runsAlongSplit(Operation *op) const {
  return llvm::any_of(shape.space.loopsOf(op),
                      [&](unsigned dim) { return llvm::is_contained(splitDims, dim); });
}

void KernelTiler::assignPhases() {
  for (unsigned dim = 0; dim < shape.rank(); ++dim)
    if (shape.space.dimensions()[dim].reduced && tiles[dim] < shape.extent(dim))
      splitDims.push_back(dim);
  for (Operation *op : shape.ops) {
    bool depends = llvm::any_of(op->getOperands(), [&](Value operand) {
      Operation *producer = operand.getDefiningOp();
      auto found = producer ? phases.find(producer) : phases.end();
      return found != phases.end() && found->second != Phase::Before;
    });
    phases[op] = runsAlongSplit(op) ? Phase::Inside : depends ? Phase::After : Phase::Before;
  }
}

void KernelTiler::tileOperations(Phase phase) {
  for (Operation *op : shape.ops)
    if (phases[op] == phase)
      tileOperation(op);
}

/// Loops over the tiles of a row, ascending, which carry the results of the reductions.
void KernelTiler::tileReductionLoops() {
  SmallVector<Operation *> reductions;
  SmallVector<Value> carried;
  for (Operation *op : shape.ops)
    if (phases[op] == Phase::Inside && (isa<ir::ReduceOp>(op) || isContraction(op))) {
      reductions.push_back(op);
      for (OpOperand &init : cast<DestinationStyleOpInterface>(op).getDpsInitsMutable())
        carried.push_back(tileOf(init));
    }
  IRMapping outside = mapping;
  SmallVector<OpFoldResult> savedOffset = offset, savedSize = size;
  SmallVector<scf::ForOp> loops;
  for (unsigned dim : splitDims) {
    Value zero = arith::ConstantIndexOp::create(builder, location, 0);
    Value end = arith::ConstantIndexOp::create(builder, location, shape.extent(dim));
    Value step = arith::ConstantIndexOp::create(builder, location, tiles[dim]);
    auto loop = scf::ForOp::create(builder, location, zero, end, step, carried);
    loops.push_back(loop);
    carried.assign(loop.getRegionIterArgs().begin(), loop.getRegionIterArgs().end());
    builder.setInsertionPointToStart(loop.getBody());
    setPosition(dim, loop.getInductionVar());
  }
  size_t number = 0;
  for (Operation *op : reductions)
    for (Value init : cast<DestinationStyleOpInterface>(op).getDpsInits())
      mapping.map(init, carried[number++]);
  tileOperations(Phase::Inside);
  SmallVector<Value> results;
  for (Operation *op : reductions)
    for (Value result : op->getResults())
      results.push_back(mapping.lookup(result));
  for (scf::ForOp loop : llvm::reverse(loops)) {
    scf::YieldOp::create(builder, location, results);
    results.assign(loop.getResults().begin(), loop.getResults().end());
    builder.setInsertionPointAfter(loop);
  }
  mapping = outside; // Slices made inside are of no use behind the loops.
  offset = savedOffset;
  size = savedSize;
  number = 0;
  for (Operation *op : reductions)
    for (Value result : op->getResults())
      mapping.map(result, results[number++]);
}

void KernelTiler::insertResults(scf::ForallOp grid, OperandRange yielded) {
  for (auto [number, value] : llvm::enumerate(yielded)) {
    Slice slice =
        sliceOf(cast<RankedTensorType>(value.getType()), shape.space.dimsOf(cast<OpResult>(value)));
    builder.setInsertionPointToEnd(grid.getTerminator().getBody());
    tensor::ParallelInsertSliceOp::create(builder, location, mapping.lookup(value),
                                          grid.getRegionIterArgs()[number], slice.offsets,
                                          slice.sizes, slice.strides);
  }
}

void KernelTiler::tile() {
  Block &block = kernel.getBody().front();
  Operation *yield = block.getTerminator();
  SmallVector<Operation *> old;
  for (Operation &op : block.without_terminator())
    old.push_back(&op);
  builder.setInsertionPoint(yield);
  for (Operation *op : old)
    if (isa<arith::ConstantOp>(op))
      mapping.map(op->getResult(0), builder.clone(*op)->getResult(0));
  scf::ForallOp grid = createGrid(yield);
  if (!givesNothing(yield)) {
    assignPhases();
    tileOperations(Phase::Before);
    if (!splitDims.empty())
      tileReductionLoops();
    tileOperations(Phase::After);
    insertResults(grid, yield->getOperands());
  }
  yield->setOperands(grid.getResults());
  for (Operation *op : llvm::reverse(old))
    op->erase();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

static LogicalResult checkTiles(ir::KernelOp kernel, const KernelShape &shape,
                                ArrayRef<int64_t> tiles) {
  if (tiles.size() != shape.rank())
    return kernel.emitOpError("has ")
           << tiles.size() << " tile sizes for " << shape.rank() << " dimensions";
  for (unsigned dim = 0; dim < shape.rank(); ++dim) {
    if (tiles[dim] < 1)
      return kernel.emitOpError("tile size of dimension ") << dim << " is below 1";
    bool whole = tiles[dim] >= shape.extent(dim);
    if (!whole && !shape.grid[dim] && !shape.splittable[dim])
      return kernel.emitOpError("cannot split dimension ")
             << dim << ": other operations need whole rows";
    if (shape.batch[dim] && tiles[dim] != 1)
      return kernel.emitOpError("tile size of batch dimension ") << dim << " must be 1";
  }
  return success();
}

static LogicalResult tileKernel(ir::KernelOp kernel) {
  auto tiles = kernel->getAttrOfType<DenseI64ArrayAttr>(ir::kTiles);
  if (!tiles) // No legal tile exists; mock-choose-tiles has reported it.
    return success();
  std::optional<KernelShape> shape = KernelShape::of(kernel);
  if (!shape)
    return kernel.emitOpError("holds operations that share no iteration space");
  if (failed(checkTiles(kernel, *shape, tiles.asArrayRef())))
    return failure();
  KernelTiler(kernel, std::move(*shape), tiles.asArrayRef()).tile();
  return success();
}

namespace {

struct TilePass : transforms::impl::TileBase<TilePass> {
  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<ir::KernelOp>())
      if (failed(tileKernel(kernel)))
        return signalPassFailure();
  }
};

} // namespace
