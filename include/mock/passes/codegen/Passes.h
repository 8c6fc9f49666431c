//===- Passes.h - Passes of the code generators ----------------------------===//
#pragma once

#include "mock/passes/dialect/mock_isa/MockIsaDialect.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mock::codegen {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "mock/passes/codegen/Passes.h.inc"

} // namespace mock::codegen
