//===- ChooseTiles.cpp - Give every kernel its tiles -------------------------===//
#include "mock/passes/constraints/Report.h"
#include "mock/passes/tiling/Passes.h"
#include "mock/passes/tiling/TileChooser.h"
#include "mock/passes/transforms/ForEachKernel.h"

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
  record.action = compiler::Action::HostCall;
  record.op = ir::sourceOperators(kernel);
  report(kernel.getOperation(), std::move(record));
}

/// [{cores, cycles, estimate, tiles}, ...], the choice first.
static ArrayAttr candidatesAttr(const tiling::ChoiceResult &result, Builder &builder) {
  SmallVector<Attribute> entries;
  auto add = [&](const tiling::Choice &choice) {
    entries.push_back(builder.getDictionaryAttr(
        {builder.getNamedAttr("cores", builder.getDenseI64ArrayAttr(choice.cores)),
         builder.getNamedAttr("cycles", builder.getI64IntegerAttr(*choice.cycles)),
         builder.getNamedAttr("estimate", builder.getI64IntegerAttr(choice.estimate)),
         builder.getNamedAttr("tiles", builder.getDenseI64ArrayAttr(choice.tiles))}));
  };
  add(*result.choice);
  for (const tiling::Choice &choice : result.runnersUp)
    add(choice);
  return builder.getArrayAttr(entries);
}

static LogicalResult chooseFor(ir::KernelOp kernel, const profile::Profile &profile) {
  if (kernel->hasAttr(ir::kTiles)) // set by hand
    return success();
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
  if (result.choice->cycles)
    kernel->setAttr(ir::kCandidates, candidatesAttr(result, builder));
  return success();
}

namespace {

struct ChooseTilesPass : tiling::impl::ChooseTilesBase<ChooseTilesPass> {
  void getDependentDialects(DialectRegistry &registry) const override {
    ChooseTilesBase::getDependentDialects(registry);
    mock::registerReporting(registry);
  }

  void runOnOperation() override {
    if (failed(transforms::forEachKernel(getOperation(), chooseFor)))
      signalPassFailure();
  }
};

} // namespace
