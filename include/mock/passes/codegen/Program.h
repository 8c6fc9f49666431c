//===- Program.h - Programs from MLIR --------------------------------------===//
#pragma once

#include "mock/passes/dialect/mock_isa/MockIsaDialect.h"
#include "mock/runtime/isa/Program.h"
#include "mock/runtime/profile/Profile.h"
#include "mock/runtime/support/Expected.h"

namespace mock::codegen {

/// The program that `op` says, checked with isa::validate(). `profile` gives the memories their
/// numbers; it must be the one that the program names. Lines of the user's model come from the
/// operations' locations (import/Locations.h), the innermost frame of each.
Expected<isa::Program> exportProgram(mock_isa::ProgramOp op, const profile::Profile &profile);

} // namespace mock::codegen
