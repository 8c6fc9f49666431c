//===- LoopNest.h - Where a core is in a program ---------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"

#include <array>
#include <cstdint>
#include <vector>

namespace mock::simulate {

/// The state of the loops on one core, by loop id.
struct LoopState {
  int64_t induction = 0;
  int64_t entries = 0; ///< times the body was entered since the program began, this one included
  bool first = false;  ///< first trip of the current run on this core
};
using LoopStates = std::array<LoopState, 256>;

/// For each instruction that begins or ends a loop, the index of the other one.
using LoopMatches = std::vector<uint32_t>;
/// The loops of the program must nest (checkProgram()).
LoopMatches matchLoops(const isa::Program &program);

/// Walks the instructions of one core; loops are stepped, everything else is handed out.
class Cursor {
public:
  enum class Stop { Instruction, Barrier, Halt, OutOfBudget };

  /// `budget` counts instructions and loop iterations; cores share it.
  Cursor(const isa::Program &program, const LoopMatches &matches, uint16_t core, int64_t &budget)
      : program(program), matches(matches), core(core), budget(budget) {}

  /// Moves to the next instruction that is not a loop's beginning or end.
  Stop advance();
  /// The instruction that advance() stopped at.
  uint32_t index() const { return current; }
  const LoopStates &loops() const { return states; }

private:
  struct Frame {
    uint32_t begin = 0;
    int64_t count = 0, step = 1;
    uint8_t id = 0;
  };

  void enter(const isa::LoopBegin &loop);
  void iterate();

  const isa::Program &program;
  const LoopMatches &matches;
  uint16_t core;
  int64_t &budget;
  LoopStates states{};
  std::vector<Frame> frames;
  uint32_t next = 0, current = 0;
};

} // namespace mock::simulate
