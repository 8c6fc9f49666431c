//===- ChooseTiles.cpp - Give every kernel its tiles -------------------------===//
#include "mock/passes/constraints/Report.h"
#include "mock/passes/tiling/Passes.h"
#include "mock/passes/tiling/TileChooser.h"

namespace mock::tiling {
#define GEN_PASS_DEF_CHOOSETILES
#include "mock/passes/tiling/Passes.h.inc"
} // namespace mock::tiling

using namespace mlir;
using namespace mock;

/// No legal tile exists: names the memory that the smallest candidate overflows.
static void reportCapacity(ir::KernelOp kernel, const profile::Profile &profile,
                           const tiling::Footprint &smallest) {
  auto roleRecord = [&](profile::Memory::Role role, int64_t bytes) {
    int index = profile.memoryIndex(role);
    std::string name = index < 0 ? "scratchpad" : profile.memories[index].name;
    return atMost(profile, "memory.scratchpad-capacity",
                  "smallest tiles of kernel " + kernel.getSymName().str() + " in " + name, bytes,
                  "memory." + name + ".size");
  };
  compiler::Record record = roleRecord(profile::Memory::Role::Scratchpad, smallest.scratchpad);
  if (record.status != compiler::Status::Violation)
    record = roleRecord(profile::Memory::Role::Accumulator, smallest.accumulator);
  // Where the memories would do, the dimensions of the engines' descriptors do not.
  record.status = compiler::Status::Violation;
  record.action = compiler::Action::Refused;
  report(kernel.getOperation(), std::move(record));
}

static LogicalResult chooseFor(ir::KernelOp kernel, const profile::Profile &profile) {
  std::optional<transforms::KernelShape> shape = transforms::KernelShape::of(kernel);
  if (!shape)
    return kernel.emitOpError("holds operations that share no iteration space");
  tiling::ChoiceResult result = tiling::chooseTiles(kernel, *shape, profile);
  if (!result.choice) {
    reportCapacity(kernel, profile, result.smallest);
    return success();
  }
  Builder builder(kernel.getContext());
  kernel->setAttr(ir::kTiles, builder.getDenseI64ArrayAttr(result.choice->tiles));
  kernel->setAttr(ir::kCores, builder.getDenseI64ArrayAttr(result.choice->cores));
  return success();
}

namespace {

struct ChooseTilesPass : tiling::impl::ChooseTilesBase<ChooseTilesPass> {
  void getDependentDialects(DialectRegistry &registry) const override {
    ChooseTilesBase::getDependentDialects(registry);
    mock::registerReporting(registry);
  }

  void runOnOperation() override {
    const profile::Profile *profile = targetOf(getOperation());
    if (!profile)
      return signalPassFailure();
    for (auto kernel : getOperation().getOps<ir::KernelOp>())
      if (!kernel->hasAttr(ir::kTiles) && failed(chooseFor(kernel, *profile)))
        return signalPassFailure();
  }
};

} // namespace
