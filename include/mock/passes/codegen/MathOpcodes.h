//===- MathOpcodes.h - Body operations of MLIR's math operations -----------===//
#pragma once

#include "mock/runtime/isa/Program.h"

#include "llvm/ADT/StringRef.h"

#include <optional>

namespace mock::codegen {

/// The transcendental body operation that an operation of the math dialect is ("math.exp" is
/// Exp), or nullopt. Both code generators use it.
std::optional<isa::BodyOpcode> transcendentalOpcode(llvm::StringRef operationName);

} // namespace mock::codegen
