//===- Time.cpp - Event simulation without data ----------------------------===//
//
// An instruction starts when its engine is free and each credit it takes has been
// given; it gives its own when it ends. Queues are unbounded and issue is free, so the
// program order of a core is an order in which all starts can be computed in one pass.
// Cores do not see each other between barriers.
//
//===----------------------------------------------------------------------===//

#include "runtime/simulate/InstructionCost.h"
#include "runtime/simulate/ProgramCheck.h"
#include "runtime/simulate/Walk.h"

#include <algorithm>
#include <fmt/format.h>
#include <memory>

namespace mock::simulate {

namespace {

/// When the credits of a semaphore were given, oldest first.
class CreditTimes {
public:
  explicit CreditTimes(uint16_t initial) : times(initial, 0) {}
  void give(int64_t time) { times.push_back(time); }
  bool take(int64_t &time) {
    if (next == times.size())
      return false;
    time = std::max(time, times[next++]);
    if (next > 4096 && next * 2 > times.size()) { // forget what was taken
      times.erase(times.begin(), times.begin() + std::ptrdiff_t(next));
      next = 0;
    }
    return true;
  }

private:
  std::vector<int64_t> times;
  size_t next = 0;
};

struct CoreClock : Walker {
  CoreClock(const isa::Program &program, const LoopMatches &matches, uint16_t number,
            int64_t &budget)
      : Walker(program, matches, number, budget) {
    for (uint16_t initial : program.semaphores)
      semaphores.emplace_back(initial);
  }

  std::vector<CreditTimes> semaphores;
  std::array<int64_t, isa::kNumEngines> free{}; ///< when each engine has done all it was given
  std::array<int64_t, isa::kNumEngines> busy{};
};

class EventSimulation {
public:
  EventSimulation(const isa::Program &program, const profile::Profile &profile,
                  std::vector<Interval> *timeline)
      : program(program), profile(profile), timeline(timeline), matches(matchLoops(program)),
        bodies(bodyCosts(program)), memorySizes(memorySizesOf(profile)) {
    for (uint16_t number = 0; number < program.cores; ++number)
      cores.push_back(std::make_unique<CoreClock>(program, matches, number, budget));
    timing.peakBytes.assign(profile.memories.size(), 0);
    for (const isa::Argument &argument : program.arguments)
      timing.peakBytes[0] += argument.bytes;
  }

  std::optional<Fault> run() {
    auto fault =
        walkCores(program, cores, [&](CoreClock &core) { return step(core); }, [&] { meet(); });
    if (!fault)
      finish();
    return fault;
  }

  Timing timing;

private:
  int64_t latest() const {
    int64_t time = 0;
    for (const auto &core : cores)
      time = std::max(time, *std::max_element(core->free.begin(), core->free.end()));
    return time;
  }

  /// All engines of all cores go on one cycle after the last has finished.
  void meet() {
    int64_t time = latest() + 1;
    for (const auto &core : cores)
      core->free.fill(time);
  }

  void finish() {
    timing.cycles = latest();
    for (const auto &core : cores) {
      timing.coreBusy.push_back(core->busy);
      for (int engine = 0; engine < isa::kNumEngines; ++engine) {
        timing.busy[engine] += core->busy[engine];
        timing.busiest[engine] = std::max(timing.busiest[engine], core->busy[engine]);
      }
    }
  }

  MaybeProblem step(CoreClock &core) {
    const isa::Instruction &instruction = program.instructions[core.cursor.index()];
    if (auto problem = evaluate(program, instruction, core.cursor.loops(), memorySizes, descriptor))
      return problem;
    Cost cost = costOf(profile, bodies, instruction, descriptor);
    isa::Engine engine = isa::Engine::Vector;
    isa::engineOf(instruction.operation, engine);
    const isa::Sync &sync = *isa::syncOf(instruction.operation);
    int64_t begin = core.free[size_t(engine)], end = 0;
    for (uint8_t semaphore : sync.pop)
      if (!core.semaphores[semaphore].take(begin))
        return Problem{Fault::Kind::Deadlock,
                       fmt::format("pops semaphore {}, which has no credit and gets none from an "
                                   "earlier instruction",
                                   semaphore)};
    if (__builtin_add_overflow(begin, cost.cycles, &end) || end > kLatest)
      return Problem{Fault::Kind::Capacity, "the program takes more than 2^60 cycles"};
    for (uint8_t semaphore : sync.push)
      core.semaphores[semaphore].give(end);
    core.free[size_t(engine)] = end;
    core.busy[size_t(engine)] += cost.cycles;
    account(cost, engine);
    if (timeline)
      timeline->push_back({core.number, engine, core.cursor.index(), begin, end});
    return std::nullopt;
  }

  void account(const Cost &cost, isa::Engine engine) {
    ++timing.instructions[size_t(engine)];
    timing.bytesIn += cost.bytesIn;
    timing.bytesOut += cost.bytesOut;
    timing.macs += cost.macs;
    timing.vectorOps += cost.vectorOps;
    for (const Access &access : descriptor.accesses)
      if (access.memory != 0)
        timing.peakBytes[access.memory] =
            std::max(timing.peakBytes[access.memory], access.range.end);
  }

  static constexpr int64_t kLatest = int64_t(1) << 60;

  const isa::Program &program;
  const profile::Profile &profile;
  std::vector<Interval> *timeline;
  LoopMatches matches;
  std::vector<BodyCost> bodies;
  std::vector<int64_t> memorySizes;
  int64_t budget = Limits().instructions;
  std::vector<std::unique_ptr<CoreClock>> cores;
  Descriptor descriptor; ///< of the current instruction
};

} // namespace

Expected<Timing> time(const isa::Program &program, const profile::Profile &profile,
                      std::vector<Interval> *timeline) {
  if (auto found = checkProgram(program, profile))
    return Error{Error::Kind::Value,
                 makeFault(program, found->instruction, 0, std::move(found->problem)).message()};
  EventSimulation simulation(program, profile, timeline);
  if (auto fault = simulation.run())
    return Error{Error::Kind::Runtime, fault->message()};
  return std::move(simulation.timing);
}

} // namespace mock::simulate
