//===- WriteBack.cpp - Inputs that the graph writes back --------------------===//
#include "WriteBack.h"

#include "Lowering.h"

#include "mock/passes/dialect/aten/AtenDialect.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace mock::conversion {

bool isWriteBack(Operation *op) {
  auto opaque = dyn_cast<aten::OpaqueOp>(op);
  if (!opaque || opaque.getSchema() != "aten.copy_" || op->getNumOperands() != 2 ||
      op->getNumResults() != 1)
    return false;
  auto argument = dyn_cast<BlockArgument>(op->getOperand(0));
  return argument && op->getOperand(1).getType() == argument.getType() &&
         hasArithmetic(getElementTypeOrSelf(argument)) && !isOnHost(argument) &&
         !isOnHost(op->getOperand(1)) && !isEmpty(argument) && ir::layoutOf(argument).offset == 0;
}

Value emitWriteBack(Operation *op) {
  OpBuilder builder(op);
  Value argument = op->getOperand(0);
  auto type = cast<RankedTensorType>(argument.getType());
  Location location = op->getLoc();
  Value empty = tensor::EmptyOp::create(builder, location, type.getShape(), type.getElementType());
  AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
  SmallVector<utils::IteratorType> iterators(type.getRank(), utils::IteratorType::parallel);
  auto copy = linalg::GenericOp::create(builder, location, TypeRange(type), op->getOperand(1),
                                        ValueRange(empty), {identity, identity}, iterators,
                                        [](OpBuilder &inner, Location where, ValueRange x) {
                                          linalg::YieldOp::create(inner, where, x[0]);
                                        });
  ir::Layout layout = ir::layoutOf(argument);
  auto insert = ir::InsertOp::create(
      builder, location, type, copy->getResult(0), argument, builder.getI64IntegerAttr(0),
      builder.getDenseI64ArrayAttr(layout.strides), builder.getUnitAttr());
  auto name = builder.getStringAttr(aten::userOperatorName(op));
  copy->setAttr(ir::kSourceOp, name);
  insert->setAttr(ir::kSourceOp, name);
  return insert;
}

} // namespace mock::conversion
