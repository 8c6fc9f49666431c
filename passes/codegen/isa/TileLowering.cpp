//===- TileLowering.cpp - Convolution, indexing and rows to instructions ---===//

#include "InstructionLowering.h"

using namespace mlir;

namespace mock::codegen {

LogicalResult InstructionLowering::lowerConv(ir::ConvTileOp op) {
  ValueRange loops = op.getLoops();
  mock_isa::ConvOp::create(
      builder, op.getLoc(), elementType(op.getInput()), elementType(op.getDestination()),
      extent(op.getGroups(), loops), extent(op.getFilters(), loops),
      extent(op.getChannels(), loops), extents(op.getOut(), loops), op.getKernel(), op.getStride(),
      op.getDilation(), address(op.getInput(), op.getInputAddress(), loops), op.getInputStrides(),
      address(op.getWeight(), op.getWeightAddress(), loops), op.getWeightStrides(),
      address(op.getDestination(), op.getDestinationAddress(), loops), op.getDestinationStrides(),
      accumulate(op.getAccumulate(), loops), semaphores(op.getPop()), semaphores(op.getPush()));
  return success();
}

template <typename Indexed> ArrayAttr InstructionLowering::indices(Indexed op) {
  SmallVector<Attribute> list;
  for (auto [buffer, place, strides, step, bound] :
       llvm::zip(op.getIndices(), op.getIndexAddresses().template getAsRange<ir::AddressAttr>(),
                 op.getIndexStrides().template getAsRange<DenseI64ArrayAttr>(), op.getSteps(),
                 op.getBounds()))
    list.push_back(mock_isa::IndexOperandAttr::get(
        &context, operand(buffer, place, strides.asArrayRef(), op.getLoops()), step, bound));
  return builder.getArrayAttr(list);
}

LogicalResult InstructionLowering::lowerGather(ir::DmaGatherOp op) {
  ValueRange loops = op.getLoops();
  mock_isa::GatherOp::create(
      builder, op.getLoc(), ir::elementBytes(elementType(op.getSource())),
      extents(op.getExtents(), loops), address(op.getSource(), op.getSourceAddress(), loops),
      op.getSourceStrides(), address(op.getDestination(), op.getDestinationAddress(), loops),
      op.getDestinationStrides(), indices(op), op.getWraps(), semaphores(op.getPop()),
      semaphores(op.getPush()));
  return success();
}

LogicalResult InstructionLowering::lowerScatter(ir::DmaScatterOp op) {
  ValueRange loops = op.getLoops();
  mock_isa::ScatterOp::create(
      builder, op.getLoc(), static_cast<mock_isa::ScatterMode>(op.getMode()),
      elementType(op.getSource()), extents(op.getExtents(), loops),
      address(op.getSource(), op.getSourceAddress(), loops), op.getSourceStrides(),
      address(op.getDestination(), op.getDestinationAddress(), loops), op.getDestinationStrides(),
      indices(op), op.getWraps(), semaphores(op.getPop()), semaphores(op.getPush()));
  return success();
}

LogicalResult InstructionLowering::lowerScan(ir::RowScanOp op) {
  ValueRange loops = op.getLoops();
  mock_isa::OperandAttr carry;
  if (op.getCarry())
    carry = operand(op.getCarry(), *op.getCarryAddress(), *op.getCarryStrides(), loops);
  mock_isa::ScanOp::create(
      builder, op.getLoc(), static_cast<mock_isa::ReduceKind>(op.getKind()),
      extents(op.getExtents(), loops),
      operand(op.getInput(), op.getInputAddress(), op.getInputStrides(), loops),
      operand(op.getOutput(), op.getOutputAddress(), op.getOutputStrides(), loops), carry,
      accumulate(op.getAccumulate(), loops), semaphores(op.getPop()), semaphores(op.getPush()));
  return success();
}

LogicalResult InstructionLowering::lowerSort(ir::RowSortOp op) {
  ValueRange loops = op.getLoops();
  mock_isa::SortOp::create(
      builder, op.getLoc(), op.getDescending(), extents(op.getExtents(), loops), op.getKept(),
      operand(op.getInput(), op.getInputAddress(), op.getInputStrides(), loops),
      operand(op.getValues(), op.getValuesAddress(), op.getValuesStrides(), loops),
      operand(op.getPositions(), op.getPositionsAddress(), op.getPositionsStrides(), loops),
      semaphores(op.getPop()), semaphores(op.getPush()));
  return success();
}

} // namespace mock::codegen
