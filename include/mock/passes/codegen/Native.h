//===- Native.h - Native code of tiled kernels -----------------------------===//
//
// The `fast` execution: a kernel of stage `tiled` (docs/pipeline.md) becomes a function of
// the host's instruction set, with vectors of 16 lanes and library micro-kernels. Every
// value is computed as the program's interpreter does it: reductions in the order of the
// ISA, no contraction of multiplications and additions, the same transcendental functions.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/stream/Kernel.h"
#include "mock/runtime/support/Expected.h"

#include <cstdint>
#include <memory>
#include <string>

namespace mlir {
class Operation;
}

namespace mock::codegen {

/// What a stream needs to run a kernel natively (the fields of mock::Kernel).
struct NativeCode {
  NativeEntry entry = nullptr;
  int64_t gridSize = 1;       ///< tiles of the kernel's scf.forall
  int64_t workspaceBytes = 0; ///< for one call; 64-byte aligned by the caller
  std::shared_ptr<void> code; ///< keeps the machine code
  bool reused = false;        ///< came from the cache: no LLVM work was done
  std::string llvmIR;         ///< optimised LLVM IR, for artifacts
};

/// Compiles tiled kernels for the host. Code is kept by content for the life of the process, so
/// equal kernels of different graphs share it. Safe to call from several threads; the
/// kernel's MLIRContext is used by the calling thread only.
class NativeCompiler {
public:
  struct Statistics {
    int64_t compiled = 0; ///< kernels that LLVM compiled
    int64_t reused = 0;   ///< kernels found in the cache
  };

  /// The compiler of this process.
  static NativeCompiler &get();

  /// `tiledKernel` is a `mock.kernel` of stage `tiled`; it is not changed. Arguments of the entry
  /// are the kernel's arguments, then its results. NotImplemented names the operation that has
  /// no native code; Internal is a broken invariant.
  Expected<NativeCode> compile(mlir::Operation *tiledKernel);

  Statistics statistics() const;

  NativeCompiler(const NativeCompiler &) = delete;
  NativeCompiler &operator=(const NativeCompiler &) = delete;

private:
  NativeCompiler();
  ~NativeCompiler() = delete; // leaked: worker threads run its code until the process ends

  struct State;
  std::unique_ptr<State> state;
};

} // namespace mock::codegen
