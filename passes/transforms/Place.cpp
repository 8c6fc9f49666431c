//===- Place.cpp - Put tiles into the device's memories ----------------------===//
#include "PlaceKernel.h"
#include "mock/passes/constraints/Report.h"
#include "mock/passes/transforms/ForEachKernel.h"
#include "mock/passes/transforms/Passes.h"

namespace mock::transforms {
#define GEN_PASS_DEF_PLACE
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;
using namespace mock;

static LogicalResult placeKernel(ir::KernelOp kernel, const profile::Profile &profile) {
  if (!kernel->hasAttr(ir::kTiles)) // No legal tile exists; mock-choose-tiles has reported it.
    return success();
  if (failed(transforms::emitInstructions(kernel, profile)))
    return failure();
  for (auto [name, bytes] : transforms::assignOffsets(kernel, profile)) {
    std::string memory = name.str();
    compiler::Record record =
        atMost(profile, "memory.scratchpad-capacity",
               "buffers of kernel " + kernel.getSymName().str() + " in " + memory, bytes,
               "memory." + memory + ".size");
    if (record.status == compiler::Status::Violation)
      record.action = compiler::Action::Refused; // a defect: the chooser counts other bytes
    if (report(kernel.getOperation(), record) == compiler::Status::Violation)
      return kernel.emitOpError("has tiles that do not fit into ") << memory;
  }
  transforms::insertSemaphores(kernel);
  return success();
}

namespace {

struct PlacePass : transforms::impl::PlaceBase<PlacePass> {
  void getDependentDialects(DialectRegistry &registry) const override {
    PlaceBase::getDependentDialects(registry);
    mock::registerReporting(registry);
  }

  void runOnOperation() override {
    if (failed(transforms::forEachKernel(getOperation(), placeKernel)))
      signalPassFailure();
  }
};

} // namespace
