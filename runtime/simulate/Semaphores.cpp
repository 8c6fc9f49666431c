//===- Semaphores.cpp - Credits that carry clocks --------------------------===//

#include "runtime/simulate/Semaphores.h"

#include <algorithm>
#include <limits>

namespace mock::simulate {

std::vector<uint8_t> poppersOf(const isa::Program &program) {
  std::vector<uint8_t> poppers(program.semaphores.size(), 0);
  for (const isa::Instruction &instruction : program.instructions) {
    isa::Engine engine = isa::Engine::Vector;
    const isa::Sync *sync = isa::syncOf(instruction.operation);
    if (sync && isa::engineOf(instruction.operation, engine))
      for (uint8_t semaphore : sync->pop)
        poppers[semaphore] |= uint8_t(1 << int(engine));
  }
  return poppers;
}

Semaphores::Semaphores(const isa::Program &program, const std::vector<uint8_t> &poppers)
    : states(program.semaphores.size()) {
  for (size_t i = 0; i < states.size(); ++i) {
    states[i].initial = program.semaphores[i];
    states[i].poppers = poppers[i];
  }
}

void Semaphores::push(uint8_t semaphore, const Clock &clock) {
  State &state = states[semaphore];
  ++state.pushed;
  state.tokens.push_back(clock);
  if (state.poppers == 0) // never popped: nobody will learn from it
    drop(state);
}

void Semaphores::drop(State &state) {
  uint64_t needed = std::numeric_limits<uint64_t>::max();
  for (int engine = 0; engine < isa::kNumEngines; ++engine)
    if (state.poppers & (1 << engine))
      needed = std::min(needed, state.poppedBy[engine]);
  while (!state.tokens.empty() && state.initial + state.dropped < needed) {
    state.tokens.pop_front();
    ++state.dropped;
  }
}

bool Semaphores::pop(uint8_t semaphore, isa::Engine engine, Clock &clock) {
  State &state = states[semaphore];
  if (state.popped == state.initial + state.pushed)
    return false;
  ++state.popped;
  // When several engines pop one semaphore, hardware decides who gets which credit. All that an
  // engine's n-th pop proves is that n credits were given; with one popper that is its own credit.
  uint64_t number = state.poppedBy[size_t(engine)]++;
  if (number >= state.initial)
    join(clock, state.tokens[number - state.initial - state.dropped]);
  drop(state);
  return true;
}

} // namespace mock::simulate
