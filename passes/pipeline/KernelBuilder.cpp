//===- KernelBuilder.cpp ---------------------------------------------------===//
#include "KernelBuilder.h"

#include "mock/passes/codegen/Native.h"
#include "mock/passes/codegen/Program.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/import/Locations.h"
#include "mock/runtime/simulate/Simulator.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace mock::compiler {
namespace {

SourceLocation firstLocation(ir::KernelOp kernel) {
  SourceLocation where;
  kernel.walk([&](Operation *op) {
    if (!op->hasAttr(ir::kSourceOp))
      return WalkResult::advance();
    where = sourceLocationOf(op->getLoc());
    return where.stack.empty() ? WalkResult::advance() : WalkResult::interrupt();
  });
  return where;
}

std::string joined(DenseI64ArrayAttr numbers) {
  if (!numbers)
    return "";
  return llvm::join(
      llvm::map_range(numbers.asArrayRef(), [](int64_t number) { return std::to_string(number); }),
      "x");
}

std::vector<TileCandidate> candidatesOf(ir::KernelOp kernel) {
  std::vector<TileCandidate> candidates;
  if (auto all = kernel->getAttrOfType<ArrayAttr>(ir::kCandidates))
    for (auto entry : all.getAsRange<DictionaryAttr>())
      candidates.push_back({joined(entry.getAs<DenseI64ArrayAttr>("tiles")),
                            joined(entry.getAs<DenseI64ArrayAttr>("cores")),
                            entry.getAs<IntegerAttr>("cycles").getInt(),
                            entry.getAs<IntegerAttr>("estimate").getInt()});
  return candidates;
}

} // namespace

Expected<void> KernelBuilder::compileNative(ModuleOp module) {
  for (ir::KernelOp op : module.getOps<ir::KernelOp>()) {
    auto kernel = std::make_shared<Kernel>();
    kernel->name = op.getSymName();
    KernelSummary summary;
    summary.name = kernel->name;
    summary.source = ir::sourceOperators(op);
    summary.where = firstLocation(op);
    summary.tiles = joined(op->getAttrOfType<DenseI64ArrayAttr>(ir::kTiles));
    summary.cores = joined(op->getAttrOfType<DenseI64ArrayAttr>(ir::kCores));
    summary.candidates = candidatesOf(op);
    if (!options.checkOnly) {
      Expected<codegen::NativeCode> native = codegen::NativeCompiler::get().compile(op);
      if (!native)
        return native.error();
      kernel->native = native->entry;
      kernel->gridSize = native->gridSize;
      kernel->workspaceBytes = native->workspaceBytes;
      kernel->code = native->code;
      summary.shared = native->reused;
      if (options.keepStages)
        compiled.stages.push_back({"native-" + kernel->name, "ll", std::move(native->llvmIR)});
    }
    numbers[op.getSymName()] = static_cast<int32_t>(building.size());
    building.push_back(std::move(kernel));
    compiled.kernelSummaries.push_back(std::move(summary));
  }
  return {};
}

Expected<void> KernelBuilder::exportPrograms(ModuleOp module) {
  for (auto op : module.getOps<mock_isa::ProgramOp>()) {
    auto number = numbers.find(op.getSymName());
    if (number == numbers.end())
      return Error{Error::Kind::Internal, "program " + op.getSymName().str() + " has no kernel"};
    Kernel &kernel = *building[number->second];
    Expected<isa::Program> program = codegen::exportProgram(op, *options.profile);
    if (!program)
      return program.error();
    kernel.program = program.take();
    Expected<simulate::Timing> timing = simulate::time(kernel.program, *options.profile);
    if (!timing)
      return timing.error();
    kernel.timing = timing.take();
  }
  compiled.kernels.assign(building.begin(), building.end());
  return {};
}

} // namespace mock::compiler
