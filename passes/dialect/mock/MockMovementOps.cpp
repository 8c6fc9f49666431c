//===- MockMovementOps.cpp - Data movement on tensors ------------------------===//
#include "mock/passes/dialect/mock/MockDialect.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mock::ir;

using Effects = SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>;

//===----------------------------------------------------------------------===//
// InsertOp
//===----------------------------------------------------------------------===//

/// First and last element that a strided box touches.
static std::pair<int64_t, int64_t> touched(ArrayRef<int64_t> shape, int64_t offset,
                                           ArrayRef<int64_t> strides) {
  int64_t first = offset, last = offset;
  for (auto [extent, stride] : llvm::zip_equal(shape, strides))
    (stride < 0 ? first : last) += (extent - 1) * stride;
  return {first, last};
}

LogicalResult InsertOp::verify() {
  auto part = cast<RankedTensorType>(getPart().getType());
  auto base = cast<RankedTensorType>(getBase().getType());
  if (part.getElementType() != base.getElementType())
    return emitOpError("puts elements of type ")
           << part.getElementType() << " among those of type " << base.getElementType();
  if (static_cast<int64_t>(getStrides().size()) != part.getRank())
    return emitOpError("has ") << getStrides().size() << " strides for a part of rank "
                               << part.getRank();
  if (getBase().getDefiningOp<ViewOp>())
    return emitOpError("writes to a view; its base is a buffer");
  if (part.getNumElements() == 0)
    return success();
  auto [first, last] = touched(part.getShape(), getOffset(), getStrides());
  int64_t available = spanBytes(base, layoutOf(getResult())) / elementBytes(base.getElementType());
  if (first < 0 || last >= available)
    return emitOpError("writes elements ")
           << first << " to " << last << " of a buffer of " << available;
  return success();
}

void InsertOp::getEffects(Effects &effects) {
  if (getMutates())
    effects.emplace_back(MemoryEffects::Write::get(), SideEffects::DefaultResource::get());
}

//===----------------------------------------------------------------------===//
// GatherOp, ScatterOp
//===----------------------------------------------------------------------===//

/// A map from the operation's loops to the dimensions of one operand.
static LogicalResult verifyMap(Operation *op, AffineMap map, unsigned loops, Type type,
                               const Twine &operand) {
  if (map.getNumDims() != loops || !map.isProjectedPermutation())
    return op->emitOpError("has for ") << operand << " no projected permutation of its " << loops
                                       << " loops: " << AffineMapAttr::get(map);
  if (map.getNumResults() != static_cast<unsigned>(cast<RankedTensorType>(type).getRank()))
    return op->emitOpError("has for ")
           << operand << " a map with " << map.getNumResults() << " results, but it is a " << type;
  return success();
}

static LogicalResult verifyIndices(Operation *op, ValueRange indices, ArrayAttr maps,
                                   unsigned loops) {
  if (maps.size() != indices.size())
    return op->emitOpError("has ")
           << maps.size() << " index maps for " << indices.size() << " index operands";
  for (auto [number, index] : llvm::enumerate(indices)) {
    Type element = cast<RankedTensorType>(index.getType()).getElementType();
    if (!element.isSignlessInteger(64) && !element.isSignlessInteger(32))
      return op->emitOpError("takes indices of type i64 or i32, not ") << element;
    AffineMap map = cast<AffineMapAttr>(maps[number]).getValue();
    if (failed(verifyMap(op, map, loops, index.getType(), "index " + Twine(number))))
      return failure();
  }
  return success();
}

/// Each dimension of `tensor` is at a loop that does not leave it, or at an index.
static LogicalResult verifyCoordinates(Operation *op, ArrayRef<int64_t> coordinates,
                                       RankedTensorType tensor, ArrayRef<int64_t> extents,
                                       size_t indices) {
  if (static_cast<int64_t>(coordinates.size()) != tensor.getRank())
    return op->emitOpError("has ")
           << coordinates.size() << " coordinates for a tensor of rank " << tensor.getRank();
  llvm::SmallDenseSet<int64_t> seen;
  for (auto [dim, coordinate] : llvm::enumerate(coordinates)) {
    if (!seen.insert(coordinate).second)
      return op->emitOpError("uses coordinate ") << coordinate << " for two dimensions";
    if (coordinate < 0 ? static_cast<size_t>(-1 - coordinate) >= indices
                       : static_cast<size_t>(coordinate) >= extents.size())
      return op->emitOpError("has no loop or index for coordinate ") << coordinate;
    if (coordinate >= 0 && !ShapedType::isDynamic(extents[coordinate]) &&
        !tensor.isDynamicDim(dim) && extents[coordinate] > tensor.getDimSize(dim))
      return op->emitOpError("runs loop ") << coordinate << " to " << extents[coordinate]
                                           << " along a dimension of " << tensor.getDimSize(dim);
  }
  return success();
}

LogicalResult GatherOp::verify() {
  auto source = cast<RankedTensorType>(getSource().getType());
  auto result = cast<RankedTensorType>(getResult().getType());
  if (result != getInit().getType() || result.getElementType() != source.getElementType())
    return emitOpError("gives ") << result << " from elements of " << source << " into "
                                 << getInit().getType();
  if (failed(verifyIndices(*this, getIndices(), getIndexMaps(), result.getRank())))
    return failure();
  return verifyCoordinates(*this, getCoordinates(), source, result.getShape(), getIndices().size());
}

SmallVector<int64_t> ScatterOp::getLoopExtents() {
  SmallVector<int64_t> extents(getValueMap().getNumDims(), -1);
  auto take = [&](AffineMap map, Type type) {
    ArrayRef<int64_t> shape = cast<RankedTensorType>(type).getShape();
    for (auto [dim, result] : llvm::enumerate(map.getResults()))
      extents[cast<AffineDimExpr>(result).getPosition()] = shape[dim];
  };
  take(getValueMap(), getValues().getType());
  for (auto [map, index] :
       llvm::zip_equal(getIndexMaps().getAsValueRange<AffineMapAttr>(), getIndices()))
    take(map, index.getType());
  // What neither values nor indices have is as long as the base.
  ArrayRef<int64_t> shape = cast<RankedTensorType>(getBase().getType()).getShape();
  for (auto [dim, coordinate] : llvm::enumerate(getCoordinates()))
    if (coordinate >= 0 && extents[coordinate] == -1)
      extents[coordinate] = shape[dim];
  return extents;
}

LogicalResult ScatterOp::verify() {
  auto base = cast<RankedTensorType>(getBase().getType());
  if (getResult().getType() != base ||
      cast<RankedTensorType>(getValues().getType()).getElementType() != base.getElementType())
    return emitOpError("gives ") << getResult().getType() << " from values "
                                 << getValues().getType() << " over " << base;
  unsigned loops = getValueMap().getNumDims();
  if (failed(verifyMap(*this, getValueMap(), loops, getValues().getType(), "the values")) ||
      failed(verifyIndices(*this, getIndices(), getIndexMaps(), loops)))
    return failure();
  for (int64_t coordinate : getCoordinates())
    if (coordinate >= static_cast<int64_t>(loops))
      return emitOpError("has no loop or index for coordinate ") << coordinate;
  SmallVector<int64_t> extents = getLoopExtents();
  if (llvm::is_contained(extents, -1))
    return emitOpError("has a loop that no operand gives the extent of");
  return verifyCoordinates(*this, getCoordinates(), base, extents, getIndices().size());
}

void ScatterOp::getEffects(Effects &effects) {
  if (getMutates())
    effects.emplace_back(MemoryEffects::Write::get(), SideEffects::DefaultResource::get());
}

//===----------------------------------------------------------------------===//
// LaunchOp
//===----------------------------------------------------------------------===//

Value LaunchOp::getUpdated(unsigned result) {
  if (!getUpdates() || (*getUpdates())[result] < 0)
    return nullptr;
  return getOperands()[(*getUpdates())[result]];
}

/// A launch that takes over a buffer may be one whose memory the caller sees.
void LaunchOp::getEffects(Effects &effects) {
  if (getUpdates() && llvm::any_of(*getUpdates(), [](int64_t operand) { return operand >= 0; }))
    effects.emplace_back(MemoryEffects::Write::get(), SideEffects::DefaultResource::get());
}
