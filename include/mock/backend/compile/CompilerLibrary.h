//===- CompilerLibrary.h - The compiler, loaded at the first compile -------===//
#pragma once

#include "mock/passes/Compiler.h"
#include "mock/runtime/support/Expected.h"

#include <string>

namespace mock::backend {

/// The compiler of this process. The first call loads libmock_compiler.so from the folder of this
/// extension module, which keeps MLIR out of `import torch`. An error names the file tried and what
/// the dynamic loader said.
Expected<compiler::Compiler *> loadCompiler();

/// Another library with a `mockCompiler` entry, for tests. An error when a compiler is loaded
/// already.
Expected<void> setCompilerLibrary(std::string path);

/// Whether loadCompiler() has succeeded.
bool isCompilerLoaded();

} // namespace mock::backend
