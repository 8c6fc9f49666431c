//===- Bufferize.cpp - mock.reduce on buffers --------------------------------===//
#include "mock/passes/dialect/mock/MockDialect.h"

#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"

using namespace mlir;
using namespace mlir::bufferization;

namespace {

/// The results take over the buffers of the inits, which the reduction reads and writes.
struct ReduceBufferization
    : DstBufferizableOpInterfaceExternalModel<ReduceBufferization, mock::ir::ReduceOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options, BufferizationState &state) const {
    auto reduce = cast<mock::ir::ReduceOp>(op);
    FailureOr<Value> input = getBuffer(rewriter, reduce.getInput(), options, state);
    if (failed(input))
      return failure();
    SmallVector<Value> inits;
    for (Value init : reduce.getInits()) {
      FailureOr<Value> buffer = getBuffer(rewriter, init, options, state);
      if (failed(buffer))
        return failure();
      inits.push_back(*buffer);
    }
    mock::ir::ReduceOp::create(rewriter, op->getLoc(), TypeRange(), reduce.getKind(), *input, inits,
                               reduce.getOffset(), reduce.getDimensions());
    replaceOpWithBufferizedValues(rewriter, op, inits);
    return success();
  }
};

} // namespace

void mock::ir::registerBufferizableOpInterfaceExternalModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, MockDialect *) {
    mock::ir::ReduceOp::attachInterface<ReduceBufferization>(*context);
  });
}
