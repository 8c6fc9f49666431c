//===- EmitTileOperations.cpp - The operations inside of a tile ------------===//

#include "KernelEmitter.h"

#include "Operations.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace mock::codegen::native {

LogicalResult KernelEmitter::emitConstant(arith::ConstantOp op) {
  if (!op.getType().isIntOrIndexOrFloat())
    return emission.fail(op, "only scalar constants have native code");
  emission.values.map(op.getResult(),
                      constantOf(builder, op.getLoc(), op.getValue(), /*splat=*/false));
  return success();
}

LogicalResult KernelEmitter::emitIndex(Operation *op) {
  Location loc = op->getLoc();
  SmallVector<Value> operands;
  for (Value operand : op->getOperands()) {
    operands.push_back(emission.values.lookupOrNull(operand));
    if (!operands.back())
      return emission.fail(op, "an operand is not computed by index arithmetic");
  }
  auto expand = [&](AffineMap map) {
    return *affine::expandAffineMap(builder, loc, map, operands);
  };
  auto reduce = [&](AffineMap map, auto combine) {
    SmallVector<Value> values = expand(map);
    Value result = values.front();
    for (Value value : ArrayRef<Value>(values).drop_front())
      result = combine(result, value);
    return result;
  };
  Value result =
      llvm::TypeSwitch<Operation *, Value>(op)
          .Case([&](affine::AffineApplyOp apply) { return expand(apply.getAffineMap()).front(); })
          .Case([&](affine::AffineMinOp min) {
            return reduce(min.getMap(), [&](Value a, Value b) -> Value {
              return arith::MinSIOp::create(builder, loc, a, b);
            });
          })
          .Case([&](affine::AffineMaxOp max) {
            return reduce(max.getMap(), [&](Value a, Value b) -> Value {
              return arith::MaxSIOp::create(builder, loc, a, b);
            });
          })
          .Default([&](Operation *) { return builder.clone(*op, emission.values)->getResult(0); });
  emission.values.map(op->getResult(0), result);
  return success();
}

LogicalResult KernelEmitter::emitSlice(tensor::ExtractSliceOp op) {
  const Tile &source = tiles.lookup(op.getSource());
  if (!source.pointer)
    return emission.fail(op, "slices an uninitialised tensor");
  FailureOr<Tile> tile = tiles.slice(op, source, op.getDroppedDims());
  if (failed(tile))
    return failure();
  // A slice of a shared output is the tile's own part of the result.
  tile->writable = isa<BlockArgument>(op.getSource()) && source.writable &&
                   isa<scf::ForallOp>(op.getSource().getParentBlock()->getParentOp());
  tiles.bind(op.getResult(), *tile);
  return success();
}

LogicalResult KernelEmitter::emitInsertion(tensor::InsertSliceOp op) {
  FailureOr<Tile> whole = tiles.resultTile(op.getResult(), op.getDest(), /*read=*/true);
  if (failed(whole))
    return failure();
  FailureOr<Tile> part = tiles.slice(op, *whole, op.getDroppedDims());
  if (failed(part))
    return failure();
  tiles.bind(op.getResult(), *whole);
  const Tile &source = tiles.lookup(op.getSource());
  return source.sameMemory(*part) ? success() : emitCopy(emission, op.getLoc(), source, *part);
}

LogicalResult KernelEmitter::emitDestinationStyle(DestinationStyleOpInterface op) {
  SmallVector<Tile, 4> inputs, outputs;
  for (OpOperand *input : op.getDpsInputOperands()) {
    if (!isa<RankedTensorType>(input->get().getType()))
      continue; // the value of a fill, the offset of a reduction
    inputs.push_back(tiles.lookup(input->get()));
    if (!inputs.back().pointer)
      return emission.fail(op, "reads an uninitialised tensor");
  }
  for (OpOperand &init : op.getDpsInitsMutable()) {
    auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
    bool read = generic
                    ? generic.payloadUsesValueFromOperand(&init)
                    : !isa<linalg::FillOp, ir::GatherOp, ir::ScanOp, ir::SortOp>(op.getOperation());
    OpResult result = op.getTiedOpResult(&init);
    FailureOr<Tile> tile = tiles.resultTile(result, init.get(), read);
    if (failed(tile))
      return failure();
    outputs.push_back(*tile);
    tiles.bind(result, *tile);
  }
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](linalg::GenericOp generic) {
        return emitGeneric(emission, generic, inputs, outputs);
      })
      .Case([&](linalg::FillOp fill) {
        Value value = emission.values.lookupOrNull(fill.getInputs()[0]);
        return value ? emitFill(emission, fill.getLoc(), value, outputs[0])
                     : emission.fail(fill, "the value is no constant");
      })
      .Case([&](linalg::CopyOp copy) {
        return emitCopy(emission, copy.getLoc(), inputs[0], outputs[0]);
      })
      .Case<linalg::MatmulOp, linalg::BatchMatmulOp>([&](auto matmul) {
        if (matmul.hasUserDefinedMaps())
          return emission.fail(matmul, "only plain row-major forms have native code");
        return emitMatmul(emission, matmul, inputs[0], inputs[1], outputs[0]);
      })
      .Case([&](ir::ScanOp scan) { return emitScan(emission, scan, inputs[0], outputs[0]); })
      .Case([&](ir::SortOp sort) { return emitSort(emission, sort, inputs[0], outputs); })
      .Case([&](ir::ConvOp conv) {
        return emitConv(emission, conv, inputs[0], inputs[1], outputs[0]);
      })
      .Case([&](ir::ReduceOp reduce) { return emitReduce(emission, reduce, inputs[0], outputs); })
      .Case([&](ir::GatherOp gather) { return emitGather(emission, gather, inputs, outputs[0]); })
      .Case(
          [&](ir::ScatterOp scatter) { return emitScatter(emission, scatter, inputs, outputs[0]); })
      .Default([&](Operation *other) { return emission.fail(other, "no native code"); });
}

LogicalResult KernelEmitter::emitOperation(Operation *op) {
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return emitConstant(constant);
  if (op->getNumResults() == 1 && op->getResult(0).getType().isIndex() &&
      isa<affine::AffineDialect, arith::ArithDialect>(op->getDialect()))
    return emitIndex(op);
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](tensor::EmptyOp empty) {
        FailureOr<Tile> tile = tiles.empty(empty);
        if (succeeded(tile))
          tiles.bind(empty.getResult(), *tile);
        return LogicalResult(tile);
      })
      .Case([&](tensor::ExtractSliceOp slice) { return emitSlice(slice); })
      .Case([&](ir::WindowOp window) { return emitWindow(window); })
      .Case([&](tensor::InsertSliceOp slice) { return emitInsertion(slice); })
      .Case([&](scf::ForOp loop) { return emitLoop(loop); })
      .Case([&](DestinationStyleOpInterface other) { return emitDestinationStyle(other); })
      .Default([&](Operation *other) { return emission.fail(other, "no native code"); });
}

} // namespace mock::codegen::native
