//===- InitAll.h - All dialects and passes ---------------------------------===//
#pragma once

#include "mlir/IR/DialectRegistry.h"

namespace mock {

/// The project's dialects and the upstream ones that its stages use, with their interfaces.
void registerAllDialects(mlir::DialectRegistry &registry);

/// The project's passes under their mock-opt names.
void registerAllPasses();

} // namespace mock
