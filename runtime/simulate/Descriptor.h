//===- Descriptor.h - An instruction with everything evaluated -------------===//
#pragma once

#include "mock/runtime/isa/Program.h"
#include "runtime/engine/Box.h"
#include "runtime/simulate/LoopNest.h"
#include "runtime/simulate/Problem.h"

#include <array>
#include <optional>
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
  /// In the order of the instruction's fields. A dma.in whose box lies out of its bounds has no
  /// source; gather and scatter have the core's operand and then the indices.
  std::vector<Access> accesses;
  /// Evaluated extents: of matmul m, n, k; of conv groups, filters, channels, out..., kernel....
  engine::Box iteration;
  std::array<int64_t, engine::kMaxRank> indexBases{};
  bool accumulate = false;  ///< the destination is combined with
  int64_t copiedOffset = 0; ///< bytes in a dma's destination before the first element that is read
  /// The main memory's operand of a gather or scatter: indices move its box, so that its range is
  /// known only when they have been read.
  std::optional<Access> indexed;
};

/// Sizes in bytes by memory of the profile.
std::vector<int64_t> memorySizesOf(const profile::Profile &profile);

/// Evaluates extents and addresses. Fails on extents below 1, on numbers that leave 64 bits and on
/// operands that leave their memory or argument (`memorySizes`, Program::arguments).
MaybeProblem evaluate(const isa::Program &program, const isa::Instruction &instruction,
                      const LoopStates &loops, const std::vector<int64_t> &memorySizes,
                      Descriptor &descriptor);

} // namespace mock::simulate
