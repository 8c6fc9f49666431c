//===- Measurement.cpp -------------------------------------------------------===//
#include "Measurement.h"

#include "../pipeline/Stages.h"
#include "mock/passes/codegen/Program.h"
#include "mock/passes/constraints/Report.h"
#include "mock/passes/dialect/mock_isa/MockIsaDialect.h"
#include "mock/runtime/simulate/Simulator.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Pass/PassRegistry.h"

using namespace mlir;

namespace mock::tiling {

namespace {

/// What a trial does is no news for the user.
class Silence {
public:
  explicit Silence(MLIRContext &context)
      : context(context), saved(reportingOf(context)),
        diagnostics(&context, [](Diagnostic &) { return success(); }) {
    Reporting silent = saved;
    silent.sink = [](compiler::Record) {};
    configureReporting(context, std::move(silent));
  }
  ~Silence() { configureReporting(context, std::move(saved)); }

private:
  MLIRContext &context;
  Reporting saved;
  ScopedDiagnosticHandler diagnostics;
};

} // namespace

Measurement::Measurement(ir::KernelOp kernel, const profile::Profile &profile)
    : kernel(kernel), profile(profile), passes(kernel.getContext()) {
  passes.enableVerifier(false); // of the same passes: the driver's run verifies
  [[maybe_unused]] LogicalResult parsed = parsePassPipeline(pipeline::kernelPasses(), passes);
  assert(succeeded(parsed) && "the stages' passes are registered");
}

std::optional<int64_t> Measurement::cycles(ArrayRef<int64_t> tiles, ArrayRef<int64_t> cores) {
  MLIRContext &context = *kernel.getContext();
  Builder builder(&context);
  OwningOpRef<ModuleOp> module = ModuleOp::create(kernel.getLoc());
  module->getOperation()->setAttr(ir::kTarget, builder.getStringAttr(profile.name));
  if (auto outer = kernel->getParentOfType<ModuleOp>())
    module->getOperation()->setDiscardableAttrs(outer->getDiscardableAttrDictionary());
  ir::KernelOp trial = kernel.clone();
  trial->setAttr(ir::kTiles, builder.getDenseI64ArrayAttr(tiles));
  trial->setAttr(ir::kCores, builder.getDenseI64ArrayAttr(cores));
  module->push_back(trial);
  Silence silence(context);
  if (failed(passes.run(*module)))
    return std::nullopt;
  auto programs = module->getOps<mock_isa::ProgramOp>();
  if (programs.empty())
    return std::nullopt;
  auto program = codegen::exportProgram(*programs.begin(), profile);
  if (!program)
    return std::nullopt;
  auto timing = simulate::time(*program, profile);
  return timing ? std::optional(timing->cycles) : std::nullopt;
}

} // namespace mock::tiling
