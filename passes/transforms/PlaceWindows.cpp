//===- PlaceWindows.cpp - Windows, slices of tiles and convolutions --------===//
#include "Placer.h"

#include "llvm/Support/MathExtras.h"

namespace mock::transforms {

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

static int64_t valueAt(AffineMap map, ArrayRef<int64_t> operands) {
  Builder builder(map.getContext());
  SmallVector<Attribute> constants, folded;
  for (int64_t operand : operands)
    constants.push_back(builder.getIndexAttr(operand));
  [[maybe_unused]] LogicalResult result = map.constantFold(constants, folded);
  assert(succeeded(result) && "constants fold");
  return cast<IntegerAttr>(folded[0]).getInt();
}

/// An affine.apply of induction variables is linear in the trips of their loops, whatever it
/// divides by: tiles are multiples of that.
LinearPosition Placer::affinePosition(OpFoldResult value) {
  if (auto constant = getConstantIntValue(value))
    return {*constant, {}};
  auto term = [&](Value variable, int64_t perTrip) -> LinearPosition {
    const PlacedLoop &loop = loops[variable];
    if (!loop.variable || perTrip == 0)
      return {};
    return {0, {{loop.variable, perTrip}}};
  };
  auto apply = cast<Value>(value).getDefiningOp<affine::AffineApplyOp>();
  if (!apply)
    return term(cast<Value>(value), loops[cast<Value>(value)].step);
  SmallVector<int64_t> operands(apply.getMapOperands().size(), 0);
  LinearPosition position{valueAt(apply.getAffineMap(), operands), {}};
  for (auto [number, variable] : llvm::enumerate(apply.getMapOperands())) {
    operands[number] = loops[variable].step;
    int64_t perTrip = valueAt(apply.getAffineMap(), operands) - position.constant;
    operands[number] = 0;
    llvm::append_range(position.terms, term(variable, perTrip).terms);
  }
  return position;
}

Range Placer::rangeOfMin(affine::AffineMinOp minimum) {
  AffineMap map = minimum.getAffineMap();
  const PlacedLoop &loop = loops[minimum.getOperand(0)];
  Range range;
  range.tile = valueAt(map.getSubMap(0), {0});
  range.total = valueAt(map.getSubMap(1), {0});
  range.step = range.total - valueAt(map.getSubMap(1), {loop.step});
  range.loop = loop.variable;
  if (!loop.variable)
    return {std::min(range.tile, range.total), 0, nullptr};
  return range;
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

static bool isSliced(ir::WindowOp op) {
  return llvm::any_of(op->getUsers(), llvm::IsaPred<tensor::ExtractSliceOp>);
}

/// The buffer of a window that pooling slices. Slices begin at other points of the window, and
/// bases of operands are aligned: so the dimensions that slide are the outer ones, and each of
/// their points begins at an aligned address. A copy may transpose.
Buffer Placer::makeSlicedBuffer(ir::WindowOp op, ArrayRef<Range> ranges) {
  Type element = op.getType().getElementType();
  const profile::Memory &memory =
      profile.memories[profile.memoryIndex(profile::Memory::Role::Scratchpad)];
  unsigned kept = ranges.size() - op.getSliding();
  SmallVector<unsigned> order;
  for (unsigned dim = 0; dim < ranges.size(); ++dim)
    order.push_back((dim + kept) % ranges.size());
  SmallVector<Range> ordered;
  for (unsigned dim : order)
    ordered.push_back(ranges[dim]);
  if (kept == 0)
    ordered.push_back(Range());
  SmallVector<int64_t> multiples(ordered.size(), 1);
  multiples.back() = std::max<int64_t>(1, memory.alignment / ir::elementBytes(element));
  Buffer made = makeBuffer(ordered, element, profile::Memory::Role::Scratchpad,
                           /*crossesEngines=*/true, op.getLoc(), multiples);
  Buffer buffer = made;
  buffer.ranges.assign(ranges.begin(), ranges.end());
  buffer.strides.assign(ranges.size(), 0);
  for (auto [position, dim] : llvm::enumerate(order))
    buffer.strides[dim] = made.strides[position];
  return buffer;
}

/// A slice of a tile is another look at its buffer.
void Placer::sliceTile(tensor::ExtractSliceOp slice) {
  Buffer buffer = buffers[slice.getSource()];
  llvm::SmallBitVector dropped = slice.getDroppedDims();
  Buffer part = buffer;
  part.ranges = {};
  part.strides.clear();
  for (auto [dim, stride] : llvm::enumerate(buffer.strides)) {
    part.offset += *getConstantIntValue(slice.getMixedOffsets()[dim]) * stride;
    if (dropped.test(dim))
      continue;
    part.ranges.push_back(rangeOf(slice.getMixedSizes()[dim]));
    part.strides.push_back(*getConstantIntValue(slice.getMixedStrides()[dim]) * stride);
  }
  buffers[slice] = part;
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

void Placer::copyWindow(ir::WindowOp op) {
  auto &[memref, layout] = mainMemory[op.getSource()];
  Type element = op.getType().getElementType();
  int64_t bytes = ir::elementBytes(element);
  SmallVector<OpFoldResult> offsets = op.getMixedOffsets(), sizes = op.getMixedSizes();
  LoopNames names(builder.getContext());
  SmallVector<OpFoldResult> addressed(offsets);
  SmallVector<Range> ranges;
  SmallVector<int64_t> strides, extents;
  SmallVector<LinearPosition> origins;
  for (auto [dim, stride] : llvm::enumerate(layout.strides)) {
    if (op.isDropped(dim))
      continue;
    ranges.push_back(rangeOf(sizes[dim]));
    strides.push_back(stride * bytes);
    origins.push_back(affinePosition(offsets[dim]));
    extents.push_back(op.getSource().getType().getDimSize(dim));
    if (!op.getInside())
      addressed[dim] = builder.getIndexAttr(0);
  }
  Buffer buffer = isSliced(op) ? makeSlicedBuffer(op, ranges)
                               : makeBuffer(ranges, element, profile::Memory::Role::Scratchpad,
                                            /*crossesEngines=*/true, op.getLoc());
  auto source = mainAddress(addressed, layout, bytes, names);
  auto destination = names.address(buffer);
  CopyShape shape = orderByMainMemory(ranges, strides, buffer.strides);
  ArrayAttr origin;
  DenseI64ArrayAttr bounds;
  if (!op.getInside()) {
    SmallVector<Attribute> begins;
    SmallVector<int64_t> ends;
    for (unsigned dim : shape.order) {
      begins.push_back(names.position(origins[dim]));
      ends.push_back(extents[dim]);
    }
    origin = builder.getArrayAttr(begins);
    bounds = builder.getDenseI64ArrayAttr(ends);
  } else {
    shape.mergeFor(profile);
  }
  auto box = names.extents(shape.ranges);
  ir::DmaOp::create(builder, op.getLoc(), memref, source, buffer.memref, destination, names.loops,
                    box, stridesOrOne(shape.main, bytes), stridesOrOne(shape.core, bytes), origin,
                    bounds, nullptr, op.getInside() ? TypedAttr() : op.getFill(), ValueRange(),
                    ValueRange());
  buffers[op] = buffer;
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

static SmallVector<int64_t> withGroups(int64_t perGroup, ArrayRef<int64_t> strides) {
  SmallVector<int64_t> all{perGroup * strides[0]};
  llvm::append_range(all, strides);
  return all;
}

LogicalResult Placer::placeConv(ir::ConvOp op) {
  Accumulation accumulation = accumulationOf(op, 0);
  if (accumulation.explicitInit)
    return op.emitOpError("must accumulate onto zeros");
  initialise(op);
  const Buffer &result = accumulator(op, 0);
  const Buffer &input = buffers[op.getInput()], &weight = buffers[op.getWeight()];
  LoopNames names(builder.getContext());
  int64_t groups = op.getGroups();
  Range filters = weight.ranges[0], channels = weight.ranges[1];
  if (groups > 1) // whole groups in every tile
    filters = {filters.tile / groups, 0, nullptr};
  auto inputAddress = names.address(input), weightAddress = names.address(weight),
       address = names.address(result);
  auto groupExtent = names.extent({groups, 0, nullptr}), filterExtent = names.extent(filters),
       channelExtent = names.extent(channels);
  auto out = names.extents(ArrayRef<Range>(result.ranges).drop_front());
  auto mode = accumulateAttr(accumulation, names);
  ir::ConvTileOp::create(
      builder, op.getLoc(), input.memref, inputAddress, weight.memref, weightAddress, result.memref,
      address, names.loops, groupExtent, filterExtent, channelExtent, out, op.getKernel(),
      op.getStride(), op.getDilation(), withGroups(channels.tile, input.strides),
      withGroups(filters.tile, weight.strides), withGroups(filters.tile, result.strides), mode,
      ValueRange(), ValueRange());
  return success();
}

} // namespace mock::transforms
