//===- ProgramCheck.h - The parts of validate() ----------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"
#include "mock/runtime/profile/Profile.h"

#include <optional>
#include <string>

namespace mock::isa {

/// Each returns what is wrong first, or nullopt.

/// Bodies by themselves: lengths, registers defined before use, types that agree.
std::optional<std::string> checkBodies(const Program &program, const profile::Profile &profile);

/// Instructions: field ranges, loop nesting, references, operands, and who pushes a semaphore.
std::optional<std::string> checkInstructions(const Program &program,
                                             const profile::Profile &profile);

/// One vector instruction against the body it applies.
std::optional<std::string> checkBodyUse(const Vector &vector, const Body &body);

} // namespace mock::isa
