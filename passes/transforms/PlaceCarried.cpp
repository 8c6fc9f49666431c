//===- PlaceCarried.cpp - Tiles that loops carry and tiles with padding ----===//
#include "Placer.h"

namespace mock::transforms {

/// Whether an elementwise operation inside the loop updates the carried tile in place.
static bool updatedInPlace(BlockArgument argument) {
  return llvm::any_of(argument.getUses(), [](OpOperand &use) {
    auto generic = dyn_cast<linalg::GenericOp>(use.getOwner());
    return generic && generic.isDpsInit(&use);
  });
}

/// Makes the buffer of a tile that a loop carries and that elementwise operations update, and
/// writes its initial value. (What reductions and contractions carry is made by initialise().)
LogicalResult Placer::carry(scf::ForOp loop, BlockArgument argument) {
  if (!updatedInPlace(argument))
    return success();
  if (!argument.hasOneUse())
    return loop.emitOpError("carries a tile that is read elsewhere than where it is updated");
  Value init = loop.getTiedLoopInit(argument)->get();
  TypedAttr value = filledWith(init);
  if (!value && !buffers.count(init))
    return loop.emitOpError("carries a tile that begins with nothing");
  Buffer buffer = makeBuffer(rangesOf(init), cast<ShapedType>(argument.getType()).getElementType(),
                             profile::Memory::Role::Scratchpad,
                             crossesEngines(loop.getTiedLoopResult(argument)), loop.getLoc());
  if (value)
    fillBuffer(buffer, value, loop.getLoc());
  else
    copyBuffer(buffers.lookup(init), buffer, loop.getLoc());
  buffers[argument] = buffer;
  return success();
}

/// Zeros over a tile and its padding: products read both.
void Placer::clearPadding(const Buffer &buffer, Type element, ArrayRef<int64_t> multiples,
                          Location location) {
  LoopNames names(builder.getContext());
  SmallVector<Attribute> extents;
  for (auto [range, multiple] : llvm::zip_equal(buffer.ranges, multiples))
    extents.push_back(names.extent(range, multiple));
  auto address = names.address(buffer);
  ir::FillOp::create(builder, location, cast<TypedAttr>(builder.getZeroAttr(element)),
                     buffer.memref, address, names.loops, builder.getArrayAttr(extents),
                     buffer.strides, ValueRange(), ValueRange());
}

/// The buffer of a result: the carried one where the operation updates that in place.
Buffer Placer::genericBuffer(linalg::GenericOp op, OpOperand &init) {
  auto carried = dyn_cast<BlockArgument>(init.get());
  if (carried && isa<scf::ForOp>(carried.getOwner()->getParentOp()))
    return buffers.lookup(carried);
  Value result = op.getTiedOpResult(&init);
  Type element = cast<ShapedType>(result.getType()).getElementType();
  SmallVector<int64_t> multiples = padOfUses(result);
  Buffer buffer = makeBuffer(rangesOf(init.get()), element, profile::Memory::Role::Scratchpad,
                             crossesEngines(result), op.getLoc(), multiples);
  if (!multiples.empty())
    clearPadding(buffer, element, multiples, op.getLoc());
  return buffer;
}

} // namespace mock::transforms
