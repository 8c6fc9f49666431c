//===- Jit.h - From LLVM IR to callable code -------------------------------===//
#pragma once

#include "mock/runtime/support/Expected.h"

#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

#include <memory>
#include <string>

namespace mock::codegen::native {

/// Optimises and links modules into this process. One object per process; calls are serialised
/// by the owner.
class Jit {
public:
  /// Fails when LLVM has no code generator for the host.
  static Expected<std::unique_ptr<Jit>> create();
  ~Jit();

  /// Compiles `module` and returns the address of `symbol`. `text` receives the optimised IR.
  Expected<void *> add(llvm::Module &module, const std::string &symbol, std::string &text);

private:
  struct State;
  explicit Jit(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

} // namespace mock::codegen::native
