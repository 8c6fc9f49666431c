//===- Problem.h - A fault before its place is known -----------------------===//
#pragma once

#include "mock/runtime/simulate/Simulator.h"

#include <optional>
#include <string>

namespace mock::simulate {

/// What a check found; the caller knows kernel, instruction and core.
struct Problem {
  Fault::Kind kind = Fault::Kind::InvalidProgram;
  std::string detail;
};
using MaybeProblem = std::optional<Problem>;

/// A problem with its place in the program.
struct PlacedProblem {
  uint32_t instruction = 0;
  Problem problem;
};

/// The fault with kernel, assembly text and source line filled in.
Fault makeFault(const isa::Program &program, uint32_t instruction, uint16_t core, Problem problem);

} // namespace mock::simulate
