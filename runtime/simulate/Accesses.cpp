//===- Accesses.cpp - Uninitialised bytes and races ------------------------===//

#include "runtime/simulate/Interpreter.h"

#include <fmt/format.h>

namespace mock::simulate {

std::string Interpreter::place(const Access &access) const {
  if (access.memory == 0)
    return "argument " + program.arguments[access.argument].name;
  return profile.memories[access.memory].name;
}

/// Runs of a box, or ranges that indices gave: bytes from the start of the access's box.
template <typename Visit>
static bool forEachRun(const std::vector<engine::ByteRange> &ranges, Visit &&visit) {
  for (const engine::ByteRange &range : ranges)
    if (!visit(range.begin, range.end))
      return false;
  return true;
}

template <typename Runs>
MaybeProblem Interpreter::checkInitialised(Core &core, const Access &access, const Runs &runs) {
  std::optional<uint64_t> missing;
  if (access.memory != 0) {
    forEachRun(runs, [&](int64_t begin, int64_t end) {
      missing = core.histories[access.memory].firstUnwritten(uint64_t(access.base + begin),
                                                             uint64_t(access.base + end));
      return !missing;
    });
  } else if (const Binding &binding = arguments[access.argument]; binding.initialised) {
    forEachRun(runs, [&](int64_t begin, int64_t end) {
      auto found = binding.initialised->firstUnset(
          binding.initialisedOffset + size_t(access.base + begin), size_t(end - begin));
      if (found)
        missing = *found - binding.initialisedOffset;
      return !found;
    });
  }
  if (!missing)
    return std::nullopt;
  return Problem{Fault::Kind::Uninitialised,
                 fmt::format("{} reads byte {} of {}, which nothing has written", access.name(),
                             *missing, place(access))};
}

static std::string_view engineName(isa::Engine engine) {
  static constexpr std::string_view names[] = {"dma.in", "dma.out", "matrix", "vector"};
  return names[size_t(engine)];
}

template <typename Runs>
MaybeProblem Interpreter::recordAccess(Core &core, const Access &access, const Runs &runs,
                                       const Actor &actor, bool write) {
  bool main = access.memory == 0;
  AccessMap &history = main ? mainHistory : core.histories[access.memory];
  uint64_t origin =
      main ? reinterpret_cast<uint64_t>(arguments[access.argument].data) : uint64_t(0);
  uint64_t base = origin + uint64_t(access.base);
  std::optional<Race> race;
  forEachRun(runs, [&](int64_t begin, int64_t end) {
    race = write ? history.write(base + uint64_t(begin), base + uint64_t(end), actor)
                 : history.read(base + uint64_t(begin), base + uint64_t(end), actor);
    return !race;
  });
  if (!race)
    return std::nullopt;
  return Problem{Fault::Kind::ReadBeforeArrival,
                 fmt::format("{} {} byte {} of {}, which instruction {} ({}, core {}) {}; no "
                             "semaphore or barrier orders the two",
                             access.name(), write ? "writes" : "reads", race->address - origin,
                             place(access), race->instruction, engineName(race->engine), race->core,
                             race->wrote ? "writes" : "reads")};
}

template <typename Runs> void Interpreter::markWritten(const Access &access, const Runs &runs) {
  if (access.memory != 0 || !arguments[access.argument].initialised)
    return;
  const Binding &binding = arguments[access.argument];
  forEachRun(runs, [&](int64_t begin, int64_t end) {
    binding.initialised->set(binding.initialisedOffset + size_t(access.base + begin),
                             size_t(end - begin));
    return true;
  });
}

template <typename Runs>
MaybeProblem Interpreter::recordReading(Core &core, const Access &access, const Runs &runs,
                                        const Actor &actor) {
  if (auto problem = checkInitialised(core, access, runs))
    return problem;
  return recordAccess(core, access, runs, actor, false);
}

template <typename Runs>
MaybeProblem Interpreter::recordWriting(Core &core, const Access &access, const Runs &runs,
                                        const Actor &actor) {
  if (auto problem = recordAccess(core, access, runs, actor, true))
    return problem;
  markWritten(access, runs);
  return std::nullopt;
}

Actor Interpreter::actorOf(const Core &core, isa::Engine engine) const {
  return {phase, core.cursor.index(), core.number, engine, &core.clocks[size_t(engine)]};
}

/// Reads first: an instruction may write where it reads.
MaybeProblem Interpreter::recordAccesses(Core &core, isa::Engine engine) {
  Actor actor = actorOf(core, engine);
  for (const Access &access : descriptor.accesses)
    if (access.read)
      if (auto problem =
              recordReading(core, access, runsOf(access.box, access.elementBytes), actor))
        return problem;
  for (const Access &access : descriptor.accesses)
    if (access.write)
      if (auto problem =
              recordWriting(core, access, runsOf(access.box, access.elementBytes), actor))
        return problem;
  return std::nullopt;
}

MaybeProblem Interpreter::recordIndexed(Core &core, const std::vector<engine::ByteRange> &ranges,
                                        isa::Engine engine) {
  const Access &access = *descriptor.indexed;
  Actor actor = actorOf(core, engine);
  if (access.read)
    if (auto problem = recordReading(core, access, ranges, actor))
      return problem;
  if (access.write)
    return recordWriting(core, access, ranges, actor);
  return std::nullopt;
}

} // namespace mock::simulate
