//===- Stages.cpp ----------------------------------------------------------===//
#include "Stages.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace mock::pipeline {

llvm::ArrayRef<Stage> stages() {
  static constexpr Stage table[] = {
      {"aten", "mock-check-constraints"},
      {"linalg", "aten-decompose,convert-aten-to-linalg"},
      {"kernels", "mock-fold-views,mock-fold-updates,mock-choose-layouts,mock-prepack-weights,"
                  "mock-mark-constants,mock-fuse-elementwise,mock-split-reductions,mock-plan-"
                  "updates,mock-form-kernels,"
                  "mock-collapse-dimensions"},
      {"tiled", "mock-choose-tiles,mock-tile,mock-legalize"},
      {"placed", "mock-plan-memory,mock-place"},
      {"isa", "convert-mock-to-isa"},
  };
  return table;
}

std::string kernelPasses() {
  llvm::SmallVector<llvm::StringRef> passes;
  for (const Stage &stage : stages())
    if (!passes.empty() || stage.name == "tiled")
      stage.passes.split(passes, ",");
  llvm::erase_if(passes, [](llvm::StringRef pass) {
    return pass == "mock-choose-tiles" || pass == "mock-plan-memory";
  });
  return llvm::join(passes, ",");
}

static void registerStage(const Stage &stage) {
  llvm::StringRef passes = stage.passes;
  mlir::registerPassPipeline(
      ("mock-stage-" + stage.name).str(), ("to stage `" + stage.name + "`: " + passes).str(),
      [passes](mlir::OpPassManager &manager, llvm::StringRef,
               llvm::function_ref<mlir::LogicalResult(const llvm::Twine &)> error) {
        if (failed(mlir::parsePassPipeline(passes, manager)))
          return error("a pass of this stage is not registered: " + passes);
        return mlir::success();
      },
      [](llvm::function_ref<void(const mlir::detail::PassOptions &)>) {});
}

void registerPipelines() {
  for (const Stage &stage : stages())
    registerStage(stage);
}

} // namespace mock::pipeline
