//===- Core.h - State of one simulated core --------------------------------===//
#pragma once

#include "runtime/simulate/AccessMap.h"
#include "runtime/simulate/Semaphores.h"
#include "runtime/simulate/Walk.h"

#include <cstdlib>
#include <memory>
#include <vector>

namespace mock::simulate {

/// Zeroed on demand by the operating system, so that a large memory that is hardly used costs
/// little.
struct FreeDeleter {
  void operator()(std::byte *pointer) const { std::free(pointer); }
};
using CoreMemory = std::unique_ptr<std::byte[], FreeDeleter>;

struct Core : Walker {
  Core(const isa::Program &program, const LoopMatches &matches, uint16_t number, int64_t &budget,
       const std::vector<uint8_t> &poppers, size_t memoryCount)
      : Walker(program, matches, number, budget), semaphores(program, poppers),
        memories(memoryCount), histories(memoryCount) {}

  Semaphores semaphores;
  std::array<Clock, isa::kNumEngines> clocks{};
  std::vector<CoreMemory> memories; ///< by memory of the profile; null for the main memory
  std::vector<AccessMap> histories;
};

} // namespace mock::simulate
