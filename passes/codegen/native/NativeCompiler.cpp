//===- NativeCompiler.cpp - Native code of tiled kernels -------------------===//

#include "mock/passes/codegen/Native.h"

#include "Jit.h"
#include "KernelEmitter.h"
#include "Lowering.h"

#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

#include <mutex>
#include <unordered_map>

using namespace mlir;
using namespace mock;
using namespace mock::codegen;

namespace {

/// Compiled code of one content; lives as long as the process.
struct CachedCode {
  NativeCode code;
};

std::string digestOf(const std::string &text) {
  std::array<uint8_t, 32> hash = llvm::SHA256::hash(
      ArrayRef<uint8_t>(reinterpret_cast<const uint8_t *>(text.data()), text.size()));
  return llvm::toHex(hash, /*LowerCase=*/true);
}

} // namespace

struct NativeCompiler::State {
  mutable std::mutex mutex;
  std::unique_ptr<native::Jit> jit; ///< created at the first compile
  std::unordered_map<std::string, std::shared_ptr<CachedCode>> codes;
  Statistics statistics;

  Expected<NativeCode> compile(ir::KernelOp kernel, const std::string &digest);
};

Expected<NativeCode> NativeCompiler::State::compile(ir::KernelOp kernel,
                                                    const std::string &digest) {
  if (!jit) {
    Expected<std::unique_ptr<native::Jit>> created = native::Jit::create();
    if (!created)
      return created.error();
    jit = created.take();
  }
  native::prepareContext(*kernel.getContext());
  OwningOpRef<ModuleOp> module = ModuleOp::create(kernel.getLoc());
  std::string symbol = "mock_" + digest.substr(0, 32);
  Expected<native::EmittedKernel> emitted = native::emitKernel(kernel, *module, symbol);
  if (!emitted)
    return emitted.error();
  llvm::LLVMContext llvmContext;
  std::unique_ptr<llvm::Module> llvmModule;
  if (succeeded(verify(*module)))
    llvmModule = native::lowerToLLVM(*module, llvmContext);
  if (!llvmModule)
    return Error{Error::Kind::Internal, "native code of kernel '" + kernel.getSymName().str() +
                                            "': the emitted operations do not lower to LLVM"};
  NativeCode code;
  Expected<void *> address = jit->add(*llvmModule, symbol, code.llvmIR);
  if (!address)
    return address.error();
  code.entry = reinterpret_cast<NativeEntry>(*address);
  code.gridSize = emitted->gridSize;
  code.workspaceBytes = emitted->workspaceBytes;
  return code;
}

NativeCompiler::NativeCompiler() : state(std::make_unique<State>()) {}

NativeCompiler &NativeCompiler::get() {
  // Leaked on purpose: worker threads may run its code while static destructors run, and LLVM's
  // own statics may be gone by then.
  static NativeCompiler *compiler = new NativeCompiler;
  return *compiler;
}

NativeCompiler::Statistics NativeCompiler::statistics() const {
  std::lock_guard lock(state->mutex);
  return state->statistics;
}

Expected<NativeCode> NativeCompiler::compile(Operation *tiledKernel) {
  auto kernel = dyn_cast<ir::KernelOp>(tiledKernel);
  if (!kernel)
    return Error{Error::Kind::Internal, "native code is made of mock.kernel, not of " +
                                            tiledKernel->getName().getStringRef().str()};
  std::string digest = digestOf(ir::structuralText(kernel));
  std::lock_guard lock(state->mutex);
  std::shared_ptr<CachedCode> &cached = state->codes[digest];
  bool reused = cached != nullptr;
  if (!reused) {
    Expected<NativeCode> code = state->compile(kernel, digest);
    if (!code) {
      state->codes.erase(digest);
      return code.error();
    }
    cached = std::make_shared<CachedCode>(CachedCode{code.take()});
  }
  ++(reused ? state->statistics.reused : state->statistics.compiled);
  NativeCode result = cached->code;
  result.reused = reused;
  result.code = cached;
  return result;
}
