//===- Kernel.h - What a stream launches -----------------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"
#include "mock/runtime/simulate/Simulator.h"

#include <cstdint>
#include <memory>
#include <string>

namespace mock {

/// Native code of a kernel. `arguments` are backing addresses, one per program argument. The grid
/// of tiles is numbered 0..gridSize-1; a call computes tiles [begin, end). `workspace` has
/// Kernel::workspaceBytes bytes, 64-byte aligned, private to the call.
using NativeEntry = void (*)(void *const *arguments, int64_t begin, int64_t end, void *workspace);

/// A compiled kernel: the device program, its time and its native code. Immutable and shared.
struct Kernel {
  std::string name;
  isa::Program program;
  simulate::Timing timing;
  NativeEntry native = nullptr; ///< null: only the program exists, `fast` interprets it
  int64_t gridSize = 1;
  int64_t workspaceBytes = 0;
  std::shared_ptr<void> code; ///< keeps the native code alive
};

enum class Execution { Fast, Checked };

} // namespace mock
