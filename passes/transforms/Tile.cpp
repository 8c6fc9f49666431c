//===- Tile.cpp - Materialise the tiles of kernels -------------------------===//
#include "KernelTiler.h"
#include "mock/passes/constraints/Report.h"
#include "mock/passes/transforms/Passes.h"

namespace mock::transforms {
#define GEN_PASS_DEF_TILE
#include "mock/passes/transforms/Passes.h.inc"

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

} // namespace mock::transforms

using namespace mlir;
using namespace mock;
using namespace mock::transforms;

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
  if (!shape.isEmpty() && !shape.keepsGroups(tiles))
    return kernel.emitOpError("tile sizes cut the groups of a convolution apart");
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
  void getDependentDialects(DialectRegistry &registry) const override {
    TileBase::getDependentDialects(registry);
    mock::registerReporting(registry); // Pooling asks for the limits of the vector engine.
  }

  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<ir::KernelOp>())
      if (failed(tileKernel(kernel)))
        return signalPassFailure();
  }
};

} // namespace
