//===- PrepackWeights.cpp - Weights by rows ----------------------------------===//
//
// A micro-kernel reads both matrices by rows. A transposed weight would be packed at every call,
// tile by tile: for a product of 16x1024x4096 on one core that took five times as long as the
// product. The filters of a convolution are the rows of one of its matrices.
//
//===----------------------------------------------------------------------===//
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/transforms/ConstantValues.h"
#include "mock/passes/transforms/IterationSpace.h"
#include "mock/passes/transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mock::transforms {
#define GEN_PASS_DEF_PREPACKWEIGHTS
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;

namespace mock::transforms {
namespace {

/// Whether the elements of each row lie beside each other. The rows of a matrix are along its last
/// dimension, those of filters along all but their first.
bool liesByRows(Value weight, Operation *reader) {
  auto type = cast<RankedTensorType>(weight.getType());
  if (type.getNumElements() == 0)
    return true;
  SmallVector<int64_t> strides = ir::layoutOf(weight).strides;
  int64_t dims = isa<ir::ConvOp>(reader) ? type.getRank() - 1 : 1, expected = 1;
  for (int64_t dim = type.getRank() - 1; dim >= type.getRank() - dims; --dim) {
    if (type.getDimSize(dim) > 1 && strides[dim] != expected)
      return false;
    expected *= type.getDimSize(dim);
  }
  return true;
}

/// The operands that a product or convolution reads row by row.
SmallVector<OpOperand *> readByRows(Operation *op) {
  if (isa<ir::ConvOp>(op))
    return {&op->getOpOperand(1)};
  return isContraction(op) ? cast<linalg::LinalgOp>(op).getDpsInputOperands()
                           : SmallVector<OpOperand *>();
}

/// A row-major copy with the location and source of the operation, whose operand it becomes.
Value packed(Value weight, Operation *reader) {
  OpBuilder builder(reader);
  auto type = cast<RankedTensorType>(weight.getType());
  Value empty =
      tensor::EmptyOp::create(builder, reader->getLoc(), type.getShape(), type.getElementType());
  SmallVector<AffineMap> maps(2, builder.getMultiDimIdentityMap(type.getRank()));
  SmallVector<utils::IteratorType> loops(type.getRank(), utils::IteratorType::parallel);
  auto copy = linalg::GenericOp::create(builder, reader->getLoc(), TypeRange(type),
                                        ValueRange(weight), ValueRange(empty), maps, loops,
                                        [](OpBuilder &nested, Location loc, ValueRange scalars) {
                                          linalg::YieldOp::create(nested, loc, scalars.front());
                                        });
  if (Attribute source = reader->getDiscardableAttr(ir::kSourceOp))
    copy->setDiscardableAttr(ir::kSourceOp, source);
  return copy.getResult(0);
}

struct PrepackWeightsPass : transforms::impl::PrepackWeightsBase<PrepackWeightsPass> {
  void runOnOperation() override {
    for (func::FuncOp function : getOperation().getOps<func::FuncOp>())
      if (!function.isExternal())
        pack(function.getBody().front());
  }

  void pack(Block &graph) {
    DenseSet<Value> weights = weightsOf(graph);
    for (Operation *op : computeOps(graph))
      for (OpOperand *operand : readByRows(op)) {
        Value weight = operand->get();
        if (!weights.contains(ir::rootOf(weight)) || liesByRows(weight, op))
          continue;
        operand->set(packed(weight, op)); // mock-fuse-elementwise unites equal copies
        ++packedWeights;
      }
  }
};

} // namespace
} // namespace mock::transforms
