//===- ProgramCheck.h - What a device refuses before it starts -------------===//
#pragma once

#include "runtime/simulate/Problem.h"

namespace mock::simulate {

/// Version, target, fields, resources, nesting of loops, semaphores, bodies and operands: all that
/// does not depend on evaluated values. A program that passes can be walked and evaluated without
/// further checks of its structure.
std::optional<PlacedProblem> checkProgram(const isa::Program &program,
                                          const profile::Profile &profile);

/// The part of one instruction: operands, types, memories, ranks.
MaybeProblem checkInstruction(const isa::Program &program, const profile::Profile &profile,
                              const isa::Instruction &instruction);

} // namespace mock::simulate
