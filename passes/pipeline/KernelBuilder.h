//===- KernelBuilder.h - Kernels of a module as the runtime runs them ------===//
#pragma once

#include "mock/passes/Compiler.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

namespace mock::compiler {

/// Collects the two forms of each kernel: native code from stage `tiled`, the device program from
/// stage `isa`, and the program's simulated time.
class KernelBuilder {
public:
  KernelBuilder(const Options &options, CompiledGraph &compiled)
      : options(options), compiled(compiled) {}

  /// Stage `tiled`: numbers the kernels and, unless the graph is only checked, compiles them.
  Expected<void> compileNative(mlir::ModuleOp module);

  /// Stage `isa`: programs, their time, and with it the finished kernels of the graph.
  Expected<void> exportPrograms(mlir::ModuleOp module);

  /// Index in CompiledGraph::kernels by symbol name.
  const llvm::StringMap<int32_t> &indices() const { return numbers; }

private:
  const Options &options;
  CompiledGraph &compiled;
  llvm::StringMap<int32_t> numbers;
  std::vector<std::shared_ptr<Kernel>> building;
};

} // namespace mock::compiler
