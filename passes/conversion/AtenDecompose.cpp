//===- AtenDecompose.cpp - Take apart what the device runs as several ------===//
#include "Decomposition.h"

#include "mock/passes/conversion/Passes.h"
#include "mock/passes/dialect/aten/AtenDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"

namespace mock {
#define GEN_PASS_DEF_ATENDECOMPOSE
#include "mock/passes/conversion/Passes.h.inc"
} // namespace mock

using namespace mlir;
using namespace mock::conversion;

namespace {

struct AtenDecompose : mock::impl::AtenDecomposeBase<AtenDecompose> {
  void runOnOperation() override {
    getOperation().walk([&](func::FuncOp function) {
      for (Operation &op : llvm::make_early_inc_range(function.getOps()))
        decompose(&op);
    });
  }

  void decompose(Operation *op) {
    bool staysWhole = !decompositions().contains(op->getName().getStringRef()) ||
                      op->hasAttr(mock::attr::kHostCall) || explainUnsupported(op);
    Block parts;
    if (staysWhole)
      return;
    FailureOr<SmallVector<Value>> results = decomposeInto(parts, op);
    assert(succeeded(results) && "a decomposition that was tried before");
    op->getBlock()->getOperations().splice(op->getIterator(), parts.getOperations());
    op->replaceAllUsesWith(*results);
    op->erase();
    ++decomposed;
  }
};

} // namespace
