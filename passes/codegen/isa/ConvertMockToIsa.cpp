//===- ConvertMockToIsa.cpp - Placed kernels to programs -------------------===//

#include "InstructionLowering.h"

#include "mock/passes/codegen/Passes.h"
#include "mock/passes/constraints/Report.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mock::codegen {
#define GEN_PASS_DEF_CONVERTMOCKTOISA
#include "mock/passes/codegen/Passes.h.inc"
} // namespace mock::codegen

using namespace mlir;
using namespace mock;
using namespace mock::codegen;

namespace {

struct ConvertMockToIsaPass : codegen::impl::ConvertMockToIsaBase<ConvertMockToIsaPass> {
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<mock_isa::MockIsaDialect>();
    registerReporting(registry);
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    const profile::Profile *profile = targetOf(module);
    if (!profile)
      return signalPassFailure();
    OpBuilder builder(module.getContext());
    for (auto kernel : llvm::make_early_inc_range(module.getOps<ir::KernelOp>())) {
      builder.setInsertionPoint(kernel);
      if (failed(InstructionLowering(kernel, *profile, builder).run()))
        return signalPassFailure();
      kernel.erase();
    }
    // A launch needs its kernel.
    for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>()))
      function.erase();
  }
};

} // namespace
