//===- PlaceMovement.cpp - Gathers and scatters of a tiled kernel ---------===//
#include "Placer.h"

namespace mock::transforms {

bool staysInMainMemory(tensor::ExtractSliceOp slice) {
  return llvm::all_of(slice->getUses(), [](OpOperand &use) {
    Operation *user = use.getOwner();
    if (auto gather = dyn_cast<ir::GatherOp>(user))
      return &use == &gather.getSourceMutable();
    if (auto scatter = dyn_cast<ir::ScatterOp>(user))
      return &use == &scatter.getBaseMutable();
    auto loop = dyn_cast<scf::ForOp>(user);
    return loop && isScattered(loop.getTiedLoopResult(&use));
  });
}

bool isScattered(Value value) {
  if (auto loop = value.getDefiningOp<scf::ForOp>())
    return isScattered(loop.getYieldedValues()[cast<OpResult>(value).getResultNumber()]);
  return value.getDefiningOp<ir::ScatterOp>() != nullptr;
}

/// The slice outside of all loops that a scatter changes.
static tensor::ExtractSliceOp sliceBelow(Value base) {
  while (auto argument = dyn_cast<BlockArgument>(base))
    base = cast<scf::ForOp>(argument.getOwner()->getParentOp()).getTiedLoopInit(argument)->get();
  return base.getDefiningOp<tensor::ExtractSliceOp>();
}

namespace {
/// How a slice in main memory is walked by loops and indices, in bytes.
struct IndexedSlice {
  SmallVector<int64_t> strides;       ///< by loop
  SmallVector<int64_t> steps, bounds; ///< by index
};
} // namespace

static IndexedSlice walk(tensor::ExtractSliceOp slice, const ir::Layout &layout,
                         ArrayRef<int64_t> coordinates, size_t loops, size_t indices,
                         int64_t bytes) {
  IndexedSlice result;
  result.strides.assign(loops, 0);
  result.steps.assign(indices, 0);
  result.bounds.assign(indices, 0);
  llvm::SmallBitVector dropped = slice.getDroppedDims();
  const int64_t *coordinate = coordinates.begin();
  for (auto [dim, stride] : llvm::enumerate(layout.strides)) {
    if (dropped.test(dim))
      continue;
    if (*coordinate >= 0) {
      result.strides[*coordinate] = stride * bytes;
    } else {
      result.steps[-1 - *coordinate] = stride * bytes;
      result.bounds[-1 - *coordinate] = slice.getSourceType().getDimSize(dim);
    }
    ++coordinate;
  }
  return result;
}

/// Strides of a tile by loop; 0 where it does not vary.
static SmallVector<int64_t> byLoop(const Buffer &buffer, AffineMap map) {
  SmallVector<int64_t> strides(map.getNumDims(), 0);
  for (auto [dim, result] : llvm::enumerate(map.getResults()))
    strides[cast<AffineDimExpr>(result).getPosition()] = buffer.strides[dim];
  return strides;
}

/// One stride for the one extent that a box without dimensions has.
static SmallVector<int64_t> orOne(SmallVector<int64_t> strides) {
  if (strides.empty())
    strides.push_back(0);
  return strides;
}

namespace {
/// Index tiles as operands of an instruction.
struct IndexTiles {
  SmallVector<Value> memrefs;
  SmallVector<Attribute> addresses, strides;

  void add(const Buffer &buffer, AffineMap map, LoopNames &names, OpBuilder &builder) {
    memrefs.push_back(buffer.memref);
    addresses.push_back(names.address(buffer));
    strides.push_back(builder.getDenseI64ArrayAttr(orOne(byLoop(buffer, map))));
  }
};
} // namespace

void Placer::placeGather(ir::GatherOp op) {
  auto slice = op.getSource().getDefiningOp<tensor::ExtractSliceOp>();
  auto &[memref, layout] = mainMemory[slice.getSource()];
  Type element = op.getResult().getType().getElementType();
  int64_t bytes = ir::elementBytes(element);
  Buffer buffer = makeBuffer(rangesOf(op.getInit()), element, profile::Memory::Role::Scratchpad,
                             /*crossesEngines=*/true, op.getLoc());
  LoopNames names(builder.getContext());
  IndexedSlice walked =
      walk(slice, layout, op.getCoordinates(), buffer.ranges.size(), op.getIndices().size(), bytes);
  IndexTiles indices;
  for (auto [index, map] :
       llvm::zip_equal(op.getIndices(), op.getIndexMaps().getAsValueRange<AffineMapAttr>()))
    indices.add(buffers[index], map, names, builder);
  auto source = mainAddress(slice.getMixedOffsets(), layout, bytes, names);
  auto destination = names.address(buffer);
  auto extents = names.extents(buffer.ranges);
  ir::DmaGatherOp::create(builder, op.getLoc(), memref, source, buffer.memref, destination,
                          indices.memrefs, builder.getArrayAttr(indices.addresses), names.loops,
                          extents, orOne(walked.strides), stridesOrOne(buffer.strides, bytes),
                          builder.getArrayAttr(indices.strides), walked.steps, walked.bounds,
                          op.getWraps(), ValueRange(), ValueRange());
  buffers[op.getResult()] = buffer;
}

/// The range of each loop, from the tiles that have it, else from the slice.
static SmallVector<Range> loopRanges(ir::ScatterOp op, ArrayRef<Range> slice,
                                     llvm::function_ref<ArrayRef<Range>(Value)> rangesOf) {
  SmallVector<Range> ranges(op.getValueMap().getNumDims());
  SmallVector<bool> known(ranges.size(), false);
  auto take = [&](unsigned loop, const Range &range) {
    if (!known[loop])
      ranges[loop] = range;
    known[loop] = true;
  };
  auto takeAll = [&](AffineMap map, Value tile) {
    for (auto [expr, range] : llvm::zip_equal(map.getResults(), rangesOf(tile)))
      take(cast<AffineDimExpr>(expr).getPosition(), range);
  };
  takeAll(op.getValueMap(), op.getValues());
  for (auto [index, map] :
       llvm::zip_equal(op.getIndices(), op.getIndexMaps().getAsValueRange<AffineMapAttr>()))
    takeAll(map, index);
  for (auto [coordinate, range] : llvm::zip_equal(op.getCoordinates(), slice))
    if (coordinate >= 0)
      take(coordinate, range);
  return ranges;
}

void Placer::placeScatter(ir::ScatterOp op) {
  tensor::ExtractSliceOp slice = sliceBelow(op.getBase());
  auto &[memref, layout] = mainMemory[slice.getSource()];
  int64_t bytes = ir::elementBytes(slice.getType().getElementType());
  const Buffer &values = buffers[op.getValues()];
  SmallVector<Range> sliceRanges = rangesOf(slice.getResult());
  SmallVector<Range> ranges = loopRanges(
      op, sliceRanges, [&](Value tile) { return ArrayRef<Range>(buffers[tile].ranges); });
  LoopNames names(builder.getContext());
  IndexedSlice walked =
      walk(slice, layout, op.getCoordinates(), ranges.size(), op.getIndices().size(), bytes);
  IndexTiles indices;
  for (auto [index, map] :
       llvm::zip_equal(op.getIndices(), op.getIndexMaps().getAsValueRange<AffineMapAttr>()))
    indices.add(buffers[index], map, names, builder);
  auto source = names.address(values);
  auto destination = mainAddress(slice.getMixedOffsets(), layout, bytes, names);
  auto extents = names.extents(ranges);
  ir::DmaScatterOp::create(builder, op.getLoc(), op.getMode(), values.memref, source, memref,
                           destination, indices.memrefs, builder.getArrayAttr(indices.addresses),
                           names.loops, extents, orOne(byLoop(values, op.getValueMap())),
                           orOne(walked.strides), builder.getArrayAttr(indices.strides),
                           walked.steps, walked.bounds, op.getWraps(), ValueRange(), ValueRange());
}

} // namespace mock::transforms
