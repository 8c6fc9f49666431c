//===- InstructionCost.h - What one execution costs ------------------------===//
#pragma once

#include "runtime/simulate/Descriptor.h"

#include <vector>

namespace mock::simulate {

/// Operations of a body by cost.
struct BodyCost {
  int64_t simple = 0, transcendental = 0;
  int64_t arithmetic = 0; ///< all but moves, constants and indices
};
std::vector<BodyCost> bodyCosts(const isa::Program &program);

/// Cycles and amounts of one execution of one instruction.
struct Cost {
  int64_t cycles = 1;
  int64_t bytesIn = 0, bytesOut = 0, macs = 0, vectorOps = 0;
};
Cost costOf(const profile::Profile &profile, const std::vector<BodyCost> &bodies,
            const isa::Instruction &instruction, const Descriptor &descriptor);

} // namespace mock::simulate
