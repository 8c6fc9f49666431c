//===- Passes.h - Checks of operators against a profile -------------------===//
#pragma once

#include "mlir/Pass/Pass.h"

namespace mock {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "mock/passes/constraints/Passes.h.inc"

} // namespace mock
