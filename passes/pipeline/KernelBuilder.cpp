//===- KernelBuilder.cpp ---------------------------------------------------===//
#include "KernelBuilder.h"

#include "mock/passes/codegen/Native.h"
#include "mock/passes/codegen/Program.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/import/Locations.h"
#include "mock/runtime/simulate/Simulator.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace mock::compiler {
namespace {

/// What the user wrote that the kernel holds, in program order, each once.
std::string sourceOperators(ir::KernelOp kernel) {
  llvm::SetVector<StringRef> names;
  kernel.walk([&](Operation *op) {
    if (auto name = op->getAttrOfType<StringAttr>(ir::kSourceOp))
      names.insert(name.getValue());
  });
  return llvm::join(names, ", ");
}

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

std::string tilesText(ir::KernelOp kernel) {
  auto tiles = kernel->getAttrOfType<DenseI64ArrayAttr>(ir::kTiles);
  if (!tiles)
    return "";
  return llvm::join(
      llvm::map_range(tiles.asArrayRef(), [](int64_t tile) { return std::to_string(tile); }), "x");
}

} // namespace

Expected<void> KernelBuilder::compileNative(ModuleOp module) {
  for (ir::KernelOp op : module.getOps<ir::KernelOp>()) {
    auto kernel = std::make_shared<Kernel>();
    kernel->name = op.getSymName();
    KernelSummary summary;
    summary.name = kernel->name;
    summary.source = sourceOperators(op);
    summary.where = firstLocation(op);
    summary.tiles = tilesText(op);
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
