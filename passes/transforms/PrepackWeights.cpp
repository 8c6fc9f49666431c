//===- PrepackWeights.cpp - Weights by rows ----------------------------------===//
//
// A micro-kernel reads both matrices by rows. A transposed weight would be packed at every call,
// tile by tile: for a product of 16x1024x4096 on one core that took five times as long as the
// product.
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

/// Whether elements of a row lie beside each other; a matrix of one column is a row by itself.
bool liesByRows(Value matrix) {
  auto type = cast<RankedTensorType>(matrix.getType());
  return type.getNumElements() == 0 || type.getShape().back() == 1 ||
         ir::layoutOf(matrix).strides.back() == 1;
}

/// A row-major copy with the location and source of the product, whose operand it becomes.
Value packed(Value matrix, Operation *product) {
  OpBuilder builder(product);
  auto type = cast<RankedTensorType>(matrix.getType());
  Value empty =
      tensor::EmptyOp::create(builder, product->getLoc(), type.getShape(), type.getElementType());
  SmallVector<AffineMap> maps(2, builder.getMultiDimIdentityMap(type.getRank()));
  SmallVector<utils::IteratorType> loops(type.getRank(), utils::IteratorType::parallel);
  auto copy = linalg::GenericOp::create(builder, product->getLoc(), TypeRange(type),
                                        ValueRange(matrix), ValueRange(empty), maps, loops,
                                        [](OpBuilder &nested, Location loc, ValueRange scalars) {
                                          linalg::YieldOp::create(nested, loc, scalars.front());
                                        });
  if (Attribute source = product->getDiscardableAttr(ir::kSourceOp))
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
    for (Operation *op : computeOps(graph)) {
      auto product = dyn_cast<linalg::LinalgOp>(op);
      if (!product || !isContraction(op))
        continue;
      for (OpOperand *operand : product.getDpsInputOperands()) {
        Value matrix = operand->get();
        if (!weights.contains(ir::rootOf(matrix)) || liesByRows(matrix))
          continue;
        operand->set(packed(matrix, op)); // mock-fuse-elementwise unites equal copies
        ++packedWeights;
      }
    }
  }
};

} // namespace
} // namespace mock::transforms
