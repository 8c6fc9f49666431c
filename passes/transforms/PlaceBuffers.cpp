//===- PlaceBuffers.cpp - Buffers of tiles and attributes over them -------===//
#include "Placer.h"

#include "llvm/Support/MathExtras.h"

namespace mock::transforms {

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

unsigned LoopNames::position(Value loop) {
  auto found = llvm::find(loops, loop);
  if (found == loops.end()) {
    loops.push_back(loop);
    return loops.size() - 1;
  }
  return found - loops.begin();
}

ir::TermAttr LoopNames::term(Value loop, int64_t stride, unsigned modulus) {
  return ir::TermAttr::get(context, position(loop), stride, modulus);
}

ir::ExtentAttr LoopNames::extent(const Range &range, unsigned multiple) {
  if (!range.loop)
    return ir::ExtentAttr::get(context, range.tile, 0, {}, multiple);
  return ir::ExtentAttr::get(context, range.tile, range.total, {term(range.loop, range.perTrip())},
                             multiple);
}

ArrayAttr LoopNames::extents(ArrayRef<Range> ranges, unsigned multiple) {
  SmallVector<Attribute> attributes;
  for (const Range &range : ranges)
    attributes.push_back(extent(range, multiple));
  if (ranges.empty()) // A scalar is a box of one element.
    attributes.push_back(extent(Range()));
  return ArrayAttr::get(context, attributes);
}

ir::AddressAttr LoopNames::address(const Buffer &buffer) {
  if (buffer.slots == 1)
    return ir::AddressAttr::get(context, buffer.offset, {});
  return ir::AddressAttr::get(context, buffer.offset,
                              {term(buffer.slotLoop, buffer.slotBytes, buffer.slots)});
}

ir::AddressAttr LoopNames::position(const LinearPosition &position) {
  SmallVector<ir::TermAttr> terms;
  for (auto [loop, perTrip] : position.terms)
    terms.push_back(term(loop, perTrip));
  return ir::AddressAttr::get(context, position.constant, terms);
}

SmallVector<int64_t> stridesOrOne(ArrayRef<int64_t> strides, int64_t bytes) {
  return strides.empty() ? SmallVector<int64_t>{bytes} : SmallVector<int64_t>(strides);
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Range Placer::rangeOf(OpFoldResult size) {
  if (auto constant = getConstantIntValue(size))
    return {*constant, 0, nullptr};
  return rangeOfMin(cast<affine::AffineMinOp>(cast<Value>(size).getDefiningOp()));
}

SmallVector<Range> Placer::rangesOf(Value tensor) {
  auto found = buffers.find(tensor);
  if (found != buffers.end())
    return found->second.ranges;
  SmallVector<Range> ranges;
  if (auto empty = tensor.getDefiningOp<tensor::EmptyOp>())
    for (OpFoldResult size : empty.getMixedSizes())
      ranges.push_back(rangeOf(size));
  else if (auto slice = tensor.getDefiningOp<tensor::ExtractSliceOp>()) {
    llvm::SmallBitVector dropped = slice.getDroppedDims();
    for (auto [dim, size] : llvm::enumerate(slice.getMixedSizes()))
      if (!dropped.test(dim))
        ranges.push_back(rangeOf(size));
  } else if (auto window = tensor.getDefiningOp<ir::WindowOp>()) {
    for (auto [dim, size] : llvm::enumerate(window.getMixedSizes()))
      if (!window.isDropped(dim))
        ranges.push_back(rangeOf(size));
  } else if (auto destination = tensor.getDefiningOp<DestinationStyleOpInterface>())
    return rangesOf(destination.getDpsInits()[cast<OpResult>(tensor).getResultNumber()]);
  else if (auto loop = dyn_cast<scf::ForOp>(cast<BlockArgument>(tensor).getOwner()->getParentOp()))
    return rangesOf(loop.getTiedLoopInit(cast<BlockArgument>(tensor))->get());
  return ranges;
}

Buffer Placer::makeBuffer(ArrayRef<Range> ranges, Type element, profile::Memory::Role role,
                          bool crossesEngines, Location location, ArrayRef<int64_t> multiples) {
  const profile::Memory &memory = profile.memories[profile.memoryIndex(role)];
  Buffer buffer;
  buffer.ranges.assign(ranges.begin(), ranges.end());
  SmallVector<int64_t> shape;
  for (auto [dim, range] : llvm::enumerate(ranges))
    shape.push_back(llvm::alignTo(range.tile, multiples.empty() ? 1 : multiples[dim]));
  int64_t bytes = ir::elementBytes(element);
  for (int64_t stride : ir::rowMajorStrides(shape))
    buffer.strides.push_back(stride * bytes);
  buffer.slotBytes = bytes;
  for (int64_t extent : shape)
    buffer.slotBytes *= extent;
  buffer.slotBytes = llvm::alignTo(buffer.slotBytes, memory.alignment);
  buffer.slotLoop = innermostLoop();
  if (crossesEngines && buffer.slotLoop) {
    buffer.slots = 2;
    shape.insert(shape.begin(), buffer.slots);
  }
  auto type = MemRefType::get(shape, element, MemRefLayoutAttrInterface(),
                              ir::MemoryAttr::get(builder.getContext(), memory.name));
  OpBuilder::InsertionGuard guard(builder);
  if (lastAlloc)
    builder.setInsertionPointAfter(lastAlloc);
  else
    builder.setInsertionPointToStart(&kernel.getBody().front());
  auto alloc = ir::AllocOp::create(builder, location, type, 0, buffer.slots);
  lastAlloc = alloc;
  buffer.memref = alloc;
  return buffer;
}

/// Whether a tile that the vector or matrix engine makes is read by another engine.
bool Placer::crossesEngines(Value tile) {
  for (OpOperand &use : tile.getUses()) {
    Operation *user = use.getOwner();
    if (isa<tensor::ParallelInsertSliceOp, ir::GatherOp>(user))
      return true;
    if (auto matmul = dyn_cast<linalg::MatmulOp>(user); matmul && matmul.isDpsInput(&use))
      return true;
    if (auto yield = dyn_cast<scf::YieldOp>(user))
      if (crossesEngines(yield->getParentOp()->getResult(use.getOperandNumber())))
        return true;
  }
  return false;
}

ir::AddressAttr Placer::mainAddress(ArrayRef<OpFoldResult> offsets, const ir::Layout &layout,
                                    int64_t bytes, LoopNames &names) {
  int64_t base = layout.offset * bytes;
  SmallVector<ir::TermAttr> terms;
  for (auto [offset, stride] : llvm::zip_equal(offsets, layout.strides)) {
    LinearPosition position = affinePosition(offset);
    base += position.constant * stride * bytes;
    for (auto [loop, perTrip] : position.terms)
      if (stride != 0)
        terms.push_back(names.term(loop, perTrip * stride * bytes));
  }
  return ir::AddressAttr::get(builder.getContext(), base, terms);
}

} // namespace mock::transforms
