//===- PlaceRows.cpp - Scans and sorts of whole rows ------------------------===//
#include "Placer.h"

namespace mock::transforms {

/// A result's buffer; its destination is an empty tensor of its shape.
const Buffer &Placer::rowResult(OpResult result) {
  Value init = cast<DestinationStyleOpInterface>(result.getOwner()).getTiedOpOperand(result)->get();
  Buffer buffer =
      makeBuffer(rangesOf(init), cast<ShapedType>(result.getType()).getElementType(),
                 profile::Memory::Role::Scratchpad, crossesEngines(result), result.getLoc());
  return buffers[result] = buffer;
}

LogicalResult Placer::placeScan(ir::ScanOp op) {
  Buffer output = rowResult(op->getResult(0)); // a copy: the next look-up may move it
  const Buffer &input = buffers[op.getInput()];
  LoopNames names(builder.getContext());
  auto inputAddress = names.address(input), outputAddress = names.address(output);
  auto extents = names.extents(input.ranges);
  auto never = ir::AccumulateAttr::get(builder.getContext(), ir::AccumulateMode::Never, 0);
  ir::RowScanOp::create(builder, op.getLoc(), op.getKindAttr(), input.memref, inputAddress,
                        output.memref, outputAddress, Value(), ir::AddressAttr(), names.loops,
                        extents, builder.getDenseI64ArrayAttr(input.strides),
                        builder.getDenseI64ArrayAttr(output.strides), DenseI64ArrayAttr(), never,
                        ValueRange(), ValueRange());
  return success();
}

LogicalResult Placer::placeSort(ir::SortOp op) {
  Buffer values = rowResult(op->getResult(0)), positions = rowResult(op->getResult(1));
  const Buffer &input = buffers[op.getInput()];
  LoopNames names(builder.getContext());
  auto inputAddress = names.address(input), valuesAddress = names.address(values),
       positionsAddress = names.address(positions);
  auto extents = names.extents(input.ranges);
  ir::RowSortOp::create(builder, op.getLoc(), input.memref, inputAddress, values.memref,
                        valuesAddress, positions.memref, positionsAddress, names.loops, extents,
                        values.ranges.back().tile, op.getDescending(), input.strides,
                        values.strides, positions.strides, ValueRange(), ValueRange());
  return success();
}

} // namespace mock::transforms
