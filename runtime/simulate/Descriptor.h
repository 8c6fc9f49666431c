//===- Descriptor.h - An instruction with everything evaluated -------------===//
#pragma once

#include "mock/runtime/isa/Program.h"
#include "runtime/engine/Box.h"
#include "runtime/simulate/LoopNest.h"
#include "runtime/simulate/Problem.h"

#include <array>
#include <vector>

namespace mock::simulate {

/// What an instruction does to one operand's bytes.
struct Access {
  const char *role = ""; ///< "source", "a", "input 2", ... for messages
  int number = -1;       ///< of an input or output
  uint8_t memory = 0;
  uint16_t argument = 0; ///< in the main memory
  int64_t base = 0;      ///< bytes from the start of the memory or the argument
  int64_t elementBytes = 1;
  engine::Box box;
  bool read = false, write = false;
  engine::ByteRange range; ///< bytes touched, from the start of the memory or the argument

  std::string name() const;
};

/// One execution of one instruction on one core.
struct Descriptor {
  std::vector<Access> accesses; ///< in the order of the instruction's fields
  engine::Box iteration;        ///< evaluated extents; of matmul m, n, k
  std::array<int64_t, engine::kMaxRank> indexBases{};
  bool accumulate = false; ///< the destination is combined with
};

/// Sizes in bytes by memory of the profile.
std::vector<int64_t> memorySizesOf(const profile::Profile &profile);

/// Evaluates extents and addresses. Fails on extents below 1, on numbers that leave 64 bits and on
/// operands that leave their memory or argument (`memorySizes`, Program::arguments).
MaybeProblem evaluate(const isa::Program &program, const isa::Instruction &instruction,
                      const LoopStates &loops, const std::vector<int64_t> &memorySizes,
                      Descriptor &descriptor);

} // namespace mock::simulate
