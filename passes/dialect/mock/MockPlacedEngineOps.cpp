//===- MockPlacedEngineOps.cpp - Verifiers of convolution, indexing and rows ===//
#include "PlacedChecks.h"

using namespace mlir;
using namespace mock::ir;

//===----------------------------------------------------------------------===//
// conv_tile
//===----------------------------------------------------------------------===//

static LogicalResult verifyWindow(ConvTileOp op) {
  size_t rank = op.getOut().size();
  if (rank < 1 || rank > 3)
    return op.emitOpError("has ") << rank << " spatial extents; it takes 1 to 3";
  if (op.getKernel().size() != rank || op.getStride().size() != rank ||
      op.getDilation().size() != rank)
    return op.emitOpError("needs a kernel, stride and dilation for each of its ")
           << rank << " spatial extents";
  for (ArrayRef<int64_t> list : {op.getKernel(), op.getStride(), op.getDilation()})
    if (llvm::any_of(list, [](int64_t value) { return value < 1; }))
      return op.emitOpError("has a kernel, stride or dilation below 1");
  return success();
}

static LogicalResult verifyConvExtents(ConvTileOp op, size_t loops) {
  for (ExtentAttr extent : {op.getGroups(), op.getFilters(), op.getChannels()})
    if (failed(verifyExtent(op, extent, loops)))
      return failure();
  return verifyExtents(op, op.getOut(), loops);
}

LogicalResult ConvTileOp::verify() {
  size_t loops = getLoops().size(), rank = getOut().size();
  if (failed(verifyWindow(*this)) || failed(verifyLoops(*this, getLoops())) ||
      failed(verifyOnCore(*this, getInput(), "input")) ||
      failed(verifyOnCore(*this, getWeight(), "weight")) ||
      failed(verifyOnCore(*this, getDestination(), "destination")) ||
      failed(verifyAddress(*this, getInputAddress(), loops, "input address")) ||
      failed(verifyAddress(*this, getWeightAddress(), loops, "weight address")) ||
      failed(verifyAddress(*this, getDestinationAddress(), loops, "destination address")) ||
      failed(verifyConvExtents(*this, loops)) ||
      failed(verifyStrides(*this, getInputStrides(), 2 + rank, "input")) ||
      failed(verifyStrides(*this, getWeightStrides(), 3 + rank, "weight")) ||
      failed(verifyStrides(*this, getDestinationStrides(), 2 + rank, "destination")))
    return failure();
  if (elementTypeOf(getInput()) != elementTypeOf(getWeight()))
    return emitOpError("multiplies different element types");
  return verifyAccumulate(*this, getAccumulate(), loops);
}

//===----------------------------------------------------------------------===//
// dma_gather, dma_scatter
//===----------------------------------------------------------------------===//

template <typename Indexed> static LogicalResult verifyIndices(Indexed op) {
  size_t count = op.getIndices().size(), rank = op.getExtents().size();
  if (count == 0)
    return op.emitOpError("has no index operand; a copy without indices is a mock.dma");
  if (failed(verifyAddresses(op, op.getIndexAddresses(), op.getIndices(), op.getLoops().size(),
                             "index operand")))
    return failure();
  if (op.getIndexStrides().size() != count || op.getSteps().size() != count ||
      op.getBounds().size() != count)
    return op.emitOpError("needs strides, a step and a bound for each of its ")
           << count << " index operands";
  for (auto [index, strides] :
       llvm::zip(op.getIndices(), op.getIndexStrides().template getAsRange<DenseI64ArrayAttr>())) {
    Type element = elementTypeOf(index);
    if (!element.isSignlessInteger(64) && !element.isSignlessInteger(32))
      return op.emitOpError("has an index operand of ") << element << "; it takes i64 and i32";
    if (failed(verifyOnCore(op, index, "index operand")) ||
        failed(verifyStrides(op, strides.asArrayRef(), rank, "index operand")))
      return failure();
  }
  if (llvm::any_of(op.getBounds(), [](int64_t bound) { return bound < 0; }))
    return op.emitOpError("has a negative bound");
  return success();
}

/// `in`: from the main memory into a core's memory.
template <typename Indexed> static LogicalResult verifyIndexed(Indexed op, bool in) {
  Value main = in ? op.getSource() : op.getDestination();
  Value core = in ? op.getDestination() : op.getSource();
  if (!inMainMemory(main) || inMainMemory(core))
    return op.emitOpError(in ? "copies from the main memory to a core's memory, not from "
                             : "copies from a core's memory to the main memory, not from ")
           << op.getSource().getType() << " to " << op.getDestination().getType();
  if (elementTypeOf(main) != elementTypeOf(core))
    return op.emitOpError("copies between different element types");
  size_t loops = op.getLoops().size(), rank = op.getExtents().size();
  if (failed(verifyLoops(op, op.getLoops())) ||
      failed(verifyAddress(op, op.getSourceAddress(), loops, "source address")) ||
      failed(verifyAddress(op, op.getDestinationAddress(), loops, "destination address")) ||
      failed(verifyExtents(op, op.getExtents(), loops)) ||
      failed(verifyStrides(op, op.getSourceStrides(), rank, "source")) ||
      failed(verifyStrides(op, op.getDestinationStrides(), rank, "destination")))
    return failure();
  return verifyIndices(op);
}

LogicalResult DmaGatherOp::verify() { return verifyIndexed(*this, /*in=*/true); }

LogicalResult DmaScatterOp::verify() { return verifyIndexed(*this, /*in=*/false); }

//===----------------------------------------------------------------------===//
// row_scan, row_sort
//===----------------------------------------------------------------------===//

static LogicalResult verifyCarry(RowScanOp op, size_t loops) {
  bool given = op.getCarry() && op.getCarryAddress() && op.getCarryStrides();
  if (!given && (op.getCarry() || op.getCarryAddress() || op.getCarryStrides()))
    return op.emitOpError("has a carry with an address and strides, or none");
  if (!given) {
    if (op.getAccumulate().getMode() != AccumulateMode::Never)
      return op.emitOpError("accumulates without a carry");
    return success();
  }
  if (failed(verifyOnCore(op, op.getCarry(), "carry")) ||
      failed(verifyAddress(op, *op.getCarryAddress(), loops, "carry address")))
    return failure();
  return verifyStrides(op, *op.getCarryStrides(), op.getExtents().size() - 1, "carry");
}

LogicalResult RowScanOp::verify() {
  size_t loops = getLoops().size(), rank = getExtents().size();
  if (getKind() == ReduceKind::ArgMax || getKind() == ReduceKind::ArgMin)
    return emitOpError("takes sum, prod, max and min");
  if (rank == 0)
    return emitOpError("has no extent to run along");
  if (failed(verifyLoops(*this, getLoops())) || failed(verifyOnCore(*this, getInput(), "input")) ||
      failed(verifyOnCore(*this, getOutput(), "output")) ||
      failed(verifyAddress(*this, getInputAddress(), loops, "input address")) ||
      failed(verifyAddress(*this, getOutputAddress(), loops, "output address")) ||
      failed(verifyExtents(*this, getExtents(), loops)) ||
      failed(verifyStrides(*this, getInputStrides(), rank, "input")) ||
      failed(verifyStrides(*this, getOutputStrides(), rank, "output")) ||
      failed(verifyCarry(*this, loops)))
    return failure();
  return verifyAccumulate(*this, getAccumulate(), loops);
}

static LogicalResult verifySortTypes(RowSortOp op) {
  if (elementTypeOf(op.getInput()) != elementTypeOf(op.getValues()))
    return op.emitOpError("sorts ") << elementTypeOf(op.getInput()) << " into values of type "
                                    << elementTypeOf(op.getValues());
  if (!elementTypeOf(op.getPositions()).isSignlessInteger(64))
    return op.emitOpError("has positions of type ")
           << elementTypeOf(op.getPositions()) << "; they are i64";
  return success();
}

LogicalResult RowSortOp::verify() {
  size_t loops = getLoops().size(), rank = getExtents().size();
  if (rank == 0)
    return emitOpError("has no extent to sort along");
  if (getKept() < 1)
    return emitOpError("keeps ") << getKept() << " values of a row; it keeps at least 1";
  if (failed(verifyLoops(*this, getLoops())) || failed(verifyOnCore(*this, getInput(), "input")) ||
      failed(verifyOnCore(*this, getValues(), "values")) ||
      failed(verifyOnCore(*this, getPositions(), "positions")) ||
      failed(verifyAddress(*this, getInputAddress(), loops, "input address")) ||
      failed(verifyAddress(*this, getValuesAddress(), loops, "values address")) ||
      failed(verifyAddress(*this, getPositionsAddress(), loops, "positions address")) ||
      failed(verifyExtents(*this, getExtents(), loops)) ||
      failed(verifyStrides(*this, getInputStrides(), rank, "input")) ||
      failed(verifyStrides(*this, getValuesStrides(), rank, "values")) ||
      failed(verifyStrides(*this, getPositionsStrides(), rank, "positions")))
    return failure();
  return verifySortTypes(*this);
}
