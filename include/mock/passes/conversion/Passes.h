//===- Passes.h - From operators to linalg ---------------------------------===//
#pragma once

#include "mlir/Pass/Pass.h"

namespace mock {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "mock/passes/conversion/Passes.h.inc"

} // namespace mock
