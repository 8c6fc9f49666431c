//===- Semaphores.h - Credits that carry clocks ----------------------------===//
#pragma once

#include "runtime/simulate/AccessMap.h"

#include <deque>
#include <vector>

namespace mock::simulate {

inline void join(Clock &clock, const Clock &other) {
  for (size_t engine = 0; engine < clock.size(); ++engine)
    clock[engine] = std::max(clock[engine], other[engine]);
}

/// By semaphore, the engines (bits) that pop it anywhere in the program.
std::vector<uint8_t> poppersOf(const isa::Program &program);

/// The semaphores of one core. Credits are taken in the order they were given.
class Semaphores {
public:
  Semaphores(const isa::Program &program, const std::vector<uint8_t> &poppers);

  void push(uint8_t semaphore, const Clock &clock);
  /// Takes a credit and joins what its giver knew into `clock`; false when there is none.
  bool pop(uint8_t semaphore, isa::Engine engine, Clock &clock);

private:
  struct State {
    uint64_t initial = 0, pushed = 0, popped = 0;
    std::array<uint64_t, isa::kNumEngines> poppedBy{};
    std::deque<Clock> tokens; ///< from number `dropped` on
    uint64_t dropped = 0;
    uint8_t poppers = 0;
  };
  static void drop(State &state);

  std::vector<State> states;
};

} // namespace mock::simulate
