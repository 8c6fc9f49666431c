//===- Passes.h - Passes over whole graphs ---------------------------------===//
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mock::pipeline {

// Attributes of a planned graph function, in bytes.
inline constexpr llvm::StringLiteral kArenaBytes = "mock.arena_bytes";
inline constexpr llvm::StringLiteral kPeakBytes = "mock.peak_bytes";

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "mock/passes/pipeline/Passes.h.inc"

} // namespace mock::pipeline
