//===- PlaceInstructions.cpp - Loops and operations of a tiled kernel -----===//
#include "Placer.h"

#include "llvm/Support/MathExtras.h"

namespace mock::transforms {

//===----------------------------------------------------------------------===//
// Structure
//===----------------------------------------------------------------------===//

static MemRefType mainMemoryType(RankedTensorType type, const ir::Layout &layout) {
  auto strided = StridedLayoutAttr::get(type.getContext(), layout.offset, layout.strides);
  return MemRefType::get(type.getShape(), type.getElementType(), strided);
}

/// Adds memref arguments for the tensor arguments and the results.
void Placer::turnIntoMemrefs() {
  Block &block = kernel.getBody().front();
  SmallVector<BlockArgument> tensors(block.getArguments());
  auto grid = cast<scf::ForallOp>(kernel.getYield()->getOperand(0).getDefiningOp());
  for (BlockArgument tensor : tensors) {
    ir::Layout layout = ir::layoutOf(tensor);
    auto type = mainMemoryType(cast<RankedTensorType>(tensor.getType()), layout);
    mainMemory[tensor] = {block.addArgument(type, tensor.getLoc()), layout};
  }
  for (auto [number, result] : llvm::enumerate(kernel.getYield()->getOperands())) {
    auto type = cast<RankedTensorType>(result.getType());
    auto strides = kernel.getResultAttrOfType<DenseI64ArrayAttr>(number, ir::kStrides);
    auto offset = kernel.getResultAttrOfType<IntegerAttr>(number, ir::kOffset);
    ir::Layout layout{strides ? SmallVector<int64_t>(strides.asArrayRef())
                              : ir::rowMajorStrides(type.getShape()),
                      offset ? offset.getInt() : 0};
    Value output = grid.getRegionIterArgs()[cast<OpResult>(result).getResultNumber()];
    mainMemory[output] = {block.addArgument(mainMemoryType(type, layout), result.getLoc()), layout};
  }
}

void Placer::openGrid(scf::ForallOp grid) {
  auto cores = kernel->getAttrOfType<DenseI64ArrayAttr>(ir::kCores);
  size_t rank = grid.getRank();
  auto lower = *getConstantIntValues(grid.getMixedLowerBound());
  auto upper = *getConstantIntValues(grid.getMixedUpperBound());
  auto step = *getConstantIntValues(grid.getMixedStep());
  for (size_t i = 0; i < rank; ++i) {
    int64_t trips = llvm::divideCeil(upper[i] - lower[i], step[i]);
    PlacedLoop placed{nullptr, step[i], upper[i]};
    if (trips > 1) {
      int64_t divisor = 1;
      for (size_t later = i + 1; cores && later < rank; ++later)
        divisor *= cores[later];
      auto loop =
          ir::CoresForOp::create(builder, grid.getLoc(), trips, divisor, cores ? cores[i] : 1);
      builder.setInsertionPoint(loop.getBody().front().getTerminator());
      placed.variable = loop.getInductionVar();
      openLoops.push_back(placed.variable);
    }
    loops[grid.getInductionVar(i)] = placed;
  }
}

LogicalResult Placer::placeLoop(scf::ForOp loop) {
  auto end = getConstantIntValue(loop.getUpperBound()), step = getConstantIntValue(loop.getStep());
  if (!end || !step)
    return loop.emitOpError("has bounds that are no constants");
  bool outermost = !isa<scf::ForOp>(loop->getParentOp());
  if (outermost) {
    loop.walk([&](Operation *op) {
      if (isa<ir::ReduceOp, ir::ConvOp, linalg::MatmulOp>(op) &&
          !accumulationOf(op, 0).loops.empty())
        initialise(op);
    });
  }
  for (BlockArgument argument : loop.getRegionIterArgs())
    if (failed(carry(loop, argument)))
      return failure();
  Value zero = arith::ConstantIndexOp::create(builder, loop.getLoc(), 0);
  Value one = arith::ConstantIndexOp::create(builder, loop.getLoc(), 1);
  Value count =
      arith::ConstantIndexOp::create(builder, loop.getLoc(), llvm::divideCeil(*end, *step));
  auto placed = scf::ForOp::create(builder, loop.getLoc(), zero, count, one);
  loops[loop.getInductionVar()] = {placed.getInductionVar(), *step, *end};
  openLoops.push_back(placed.getInductionVar());
  builder.setInsertionPoint(placed.getBody()->getTerminator());
  if (failed(placeBlock(*loop.getBody())))
    return failure();
  openLoops.pop_back();
  builder.setInsertionPointAfter(placed);
  for (auto [result, value] : llvm::zip(loop.getResults(), loop.getYieldedValues()))
    buffers[result] = buffers.lookup(value);
  return success();
}

LogicalResult Placer::placeOperation(Operation *op) {
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    if (!mainMemory.count(slice.getSource()))
      sliceTile(slice);
    else if (!staysInMainMemory(slice))
      copyIn(slice);
    return success();
  }
  if (auto window = dyn_cast<ir::WindowOp>(op))
    return copyWindow(window), success();
  if (auto conv = dyn_cast<ir::ConvOp>(op))
    return placeConv(conv);
  if (auto gather = dyn_cast<ir::GatherOp>(op))
    return placeGather(gather), success();
  if (auto scatter = dyn_cast<ir::ScatterOp>(op))
    return placeScatter(scatter), success();
  if (auto fill = dyn_cast<linalg::FillOp>(op))
    return placeFill(fill), success();
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    return placeGeneric(generic), success();
  if (auto matmul = dyn_cast<linalg::MatmulOp>(op))
    return placeContraction(matmul);
  if (auto reduce = dyn_cast<ir::ReduceOp>(op))
    return placeReduce(reduce);
  if (auto scan = dyn_cast<ir::ScanOp>(op))
    return placeScan(scan);
  if (auto sort = dyn_cast<ir::SortOp>(op))
    return placeSort(sort);
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return placeLoop(loop);
  if (auto parallel = dyn_cast<scf::InParallelOp>(op)) {
    for (auto insert : parallel.getBody()->getOps<tensor::ParallelInsertSliceOp>())
      if (!isScattered(insert.getSource()))
        copyOut(insert);
    return success();
  }
  if (isa<tensor::EmptyOp, affine::AffineMinOp, affine::AffineApplyOp, arith::ConstantOp,
          scf::YieldOp>(op))
    return success();
  return op->emitOpError("has no instruction; the kernel is not of stage `tiled`");
}

LogicalResult Placer::placeBlock(Block &block) {
  for (Operation &op : block)
    if (failed(placeOperation(&op)))
      return failure();
  return success();
}

Value Placer::innermostLoop() { return openLoops.empty() ? Value() : openLoops.back(); }

//===----------------------------------------------------------------------===//
// The kernel
//===----------------------------------------------------------------------===//

LogicalResult Placer::run() {
  Block &block = kernel.getBody().front();
  auto *yield = kernel.getYield();
  auto grid = yield->getNumOperands() ? yield->getOperand(0).getDefiningOp<scf::ForallOp>()
                                      : scf::ForallOp();
  if (!grid)
    return kernel.emitOpError("is not of stage `tiled`: its results come from no scf.forall");
  SmallVector<Operation *> old;
  for (Operation &op : block.without_terminator())
    old.push_back(&op);
  turnIntoMemrefs();
  builder.setInsertionPoint(yield);
  bool empty = llvm::any_of(grid.getMixedUpperBound(),
                            [](OpFoldResult bound) { return getConstantIntValue(bound) == 0; });
  if (!empty) {
    openGrid(grid);
    if (failed(placeBlock(*grid.getBody())))
      return failure();
  }
  yield->setOperands({});
  for (Operation *op : llvm::reverse(old))
    op->erase();
  SmallVector<Type> types;
  unsigned tensors = kernel.getNumArguments();
  block.eraseArguments(0, tensors);
  for (BlockArgument argument : block.getArguments())
    types.push_back(argument.getType());
  kernel.setFunctionType(FunctionType::get(kernel.getContext(), types, {}));
  kernel.removeArgAttrsAttr();
  kernel.removeResAttrsAttr();
  return success();
}

LogicalResult emitInstructions(ir::KernelOp kernel, const profile::Profile &profile) {
  return Placer(kernel, profile).run();
}

} // namespace mock::transforms
