//===- LoopNest.cpp - Where a core is in a program -------------------------===//

#include "runtime/simulate/LoopNest.h"

namespace mock::simulate {

LoopMatches matchLoops(const isa::Program &program) {
  LoopMatches matches(program.instructions.size(), 0);
  std::vector<uint32_t> open;
  for (uint32_t i = 0; i < program.instructions.size(); ++i) {
    const isa::Operation &operation = program.instructions[i].operation;
    if (std::holds_alternative<isa::LoopBegin>(operation)) {
      open.push_back(i);
    } else if (std::holds_alternative<isa::LoopEnd>(operation)) {
      matches[i] = open.back();
      matches[open.back()] = i;
      open.pop_back();
    }
  }
  return matches;
}

void Cursor::enter(const isa::LoopBegin &loop) {
  int64_t start = core / loop.coreDivisor % loop.coreModulus;
  if (start >= loop.count) {
    next = matches[next] + 1;
    return;
  }
  LoopState &state = states[loop.id];
  state = {start, state.entries + 1, true};
  frames.push_back({next, loop.count, loop.coreModulus, loop.id});
  ++next;
}

void Cursor::iterate() {
  const Frame &frame = frames.back();
  LoopState &state = states[frame.id];
  int64_t induction = 0;
  bool overflow = __builtin_add_overflow(state.induction, frame.step, &induction);
  if (!overflow && induction < frame.count) {
    state = {induction, state.entries + 1, false};
    next = frame.begin + 1;
    return;
  }
  frames.pop_back();
  ++next;
}

Cursor::Stop Cursor::advance() {
  while (true) {
    if (--budget < 0)
      return Stop::OutOfBudget;
    current = next;
    const isa::Operation &operation = program.instructions[next].operation;
    if (const auto *loop = std::get_if<isa::LoopBegin>(&operation)) {
      enter(*loop);
      continue;
    }
    if (std::holds_alternative<isa::LoopEnd>(operation)) {
      iterate();
      continue;
    }
    if (std::holds_alternative<isa::Halt>(operation))
      return Stop::Halt;
    ++next;
    return std::holds_alternative<isa::Barrier>(operation) ? Stop::Barrier : Stop::Instruction;
  }
}

} // namespace mock::simulate
