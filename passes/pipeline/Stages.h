//===- Stages.h - The passes of each stage ---------------------------------===//
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace mock::pipeline {

/// A stage of docs/pipeline.md: the passes that lead to it from the one before.
struct Stage {
  llvm::StringLiteral name;   ///< as mock-verify-stage knows it
  llvm::StringLiteral passes; ///< textual pipeline on the module; empty for the imported graph
};

/// All stages in order, from `aten` to `isa`.
llvm::ArrayRef<Stage> stages();

/// The passes that take a kernel with tiles to its program; those on whole graphs are left out.
std::string kernelPasses();

/// Registers one pipeline for each stage ("mock-to-linalg", ...) with the tools.
void registerPipelines();

} // namespace mock::pipeline
