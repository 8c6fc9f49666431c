//===- ExportTiles.cpp - Convolution, indexing and rows to isa::Program ----===//

#include "Exporter.h"

namespace mock::codegen {

isa::Operation Exporter::conv(mock_isa::ConvOp op) {
  isa::Conv result;
  result.destination = address(op.getDestination());
  result.input = address(op.getInput());
  result.weight = address(op.getWeight());
  result.groups = extent(op.getGroups());
  result.filters = extent(op.getFilters());
  result.channels = extent(op.getChannels());
  result.out = extents(op.getOut());
  result.kernel.assign(op.getKernel().begin(), op.getKernel().end());
  result.stride.assign(op.getStride().begin(), op.getStride().end());
  result.dilation.assign(op.getDilation().begin(), op.getDilation().end());
  result.inputStrides = op.getInputStrides().vec();
  result.weightStrides = op.getWeightStrides().vec();
  result.destinationStrides = op.getDestinationStrides().vec();
  result.inputType = dtype(op.getInputType());
  result.accumulator = dtype(op.getAccumulator());
  result.accumulate = accumulate(op.getAccumulate());
  result.sync = sync(op.getPop(), op.getPush());
  return result;
}

/// What gather and scatter share.
template <typename From, typename To> void Exporter::indexed(From op, To &result) {
  result.source = address(op.getSource());
  result.destination = address(op.getDestination());
  result.extents = extents(op.getExtents());
  result.sourceStrides = op.getSourceStrides().vec();
  result.destinationStrides = op.getDestinationStrides().vec();
  for (auto index : op.getIndices().template getAsRange<mock_isa::IndexOperandAttr>())
    result.indices.push_back({operand(index.getValues()), index.getStep(), index.getBound()});
  result.wraps = op.getWraps();
  result.sync = sync(op.getPop(), op.getPush());
}

isa::Operation Exporter::gather(mock_isa::GatherOp op) {
  isa::Gather result;
  result.elementBytes = static_cast<uint8_t>(op.getElementBytes());
  indexed(op, result);
  return result;
}

isa::Operation Exporter::scatter(mock_isa::ScatterOp op) {
  isa::Scatter result;
  result.mode = static_cast<isa::ScatterMode>(op.getMode());
  result.dtype = dtype(op.getDtype());
  indexed(op, result);
  return result;
}

isa::Operation Exporter::scan(mock_isa::ScanOp op) {
  isa::Scan result;
  result.kind = static_cast<isa::ReduceKind>(op.getKind());
  result.extents = extents(op.getExtents());
  result.input = operand(op.getInput());
  result.output = operand(op.getOutput());
  result.carries = op.getCarry().has_value();
  if (result.carries)
    result.carry = operand(*op.getCarry());
  result.accumulate = accumulate(op.getAccumulate());
  result.sync = sync(op.getPop(), op.getPush());
  return result;
}

isa::Operation Exporter::sort(mock_isa::SortOp op) {
  isa::Sort result;
  result.extents = extents(op.getExtents());
  result.kept = op.getKept();
  result.descending = op.getDescending();
  result.input = operand(op.getInput());
  result.values = operand(op.getValues());
  result.positions = operand(op.getPositions());
  result.sync = sync(op.getPop(), op.getPush());
  return result;
}

} // namespace mock::codegen
