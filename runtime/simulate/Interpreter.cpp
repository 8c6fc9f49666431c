//===- Interpreter.cpp - Values of a program -------------------------------===//

#include "runtime/simulate/Interpreter.h"
#include "runtime/simulate/OperandCheck.h"
#include "runtime/simulate/ProgramCheck.h"

#include <fmt/format.h>

namespace mock::simulate {

Interpreter::Interpreter(const isa::Program &program, const profile::Profile &profile,
                         std::span<const Binding> arguments, const Limits &limits)
    : program(program), profile(profile), arguments(arguments),
      instructionBudget(limits.instructions), workBudget(limits.work), matches(matchLoops(program)),
      poppers(poppersOf(program)), memorySizes(memorySizesOf(profile)),
      vectorEngine(engine::kernels()), matrixEngine(engine::kernels()) {}

MaybeProblem Interpreter::makeCores() {
  size_t count = profile.memories.size();
  for (uint16_t number = 0; number < program.cores; ++number) {
    cores.push_back(
        std::make_unique<Core>(program, matches, number, instructionBudget, poppers, count));
    for (size_t m = 1; m < count; ++m) {
      size_t bytes = size_t(std::max<int64_t>(1, profile.memories[m].size));
      cores.back()->memories[m].reset(static_cast<std::byte *>(std::calloc(bytes, 1)));
      if (!cores.back()->memories[m])
        return Problem{Fault::Kind::Capacity,
                       fmt::format("the host has no {} bytes for {} of core {}", bytes,
                                   profile.memories[m].name, number)};
    }
  }
  return std::nullopt;
}

std::optional<Fault> Interpreter::run() {
  if (auto problem = makeCores())
    return makeFault(program, 0, 0, std::move(*problem));
  while (true) {
    bool running = false;
    for (auto &core : cores) {
      if (auto problem = runToBarrier(*core))
        return makeFault(program, core->cursor.index(), core->number, std::move(*problem));
      running |= core->stop == Cursor::Stop::Barrier;
    }
    if (!running)
      return std::nullopt;
    if (auto fault = meet())
      return fault;
  }
}

/// A core that halted never comes to the barrier that another one waits at.
std::optional<Fault> Interpreter::meet() {
  for (auto &core : cores)
    if (core->stop == Cursor::Stop::Halt)
      for (auto &waiting : cores)
        if (waiting->stop == Cursor::Stop::Barrier)
          return makeFault(program, waiting->cursor.index(), waiting->number,
                           {Fault::Kind::Deadlock,
                            fmt::format("waits at a barrier; core {} halts without reaching one",
                                        core->number)});
  ++phase;
  return std::nullopt;
}

MaybeProblem Interpreter::runToBarrier(Core &core) {
  while (true) {
    core.stop = core.cursor.advance();
    if (core.stop == Cursor::Stop::OutOfBudget)
      return Problem{Fault::Kind::Capacity,
                     "the program executes more instructions than the simulator's limit"};
    if (core.stop != Cursor::Stop::Instruction)
      return std::nullopt;
    if (auto problem = step(core))
      return problem;
  }
}

MaybeProblem Interpreter::step(Core &core) {
  const isa::Instruction &instruction = program.instructions[core.cursor.index()];
  isa::Engine engine = isa::Engine::Vector;
  isa::engineOf(instruction.operation, engine);
  Clock &clock = core.clocks[size_t(engine)];
  if (auto problem = takeCredits(core, instruction.operation, engine))
    return problem;
  ++clock[size_t(engine)];
  if (auto problem = evaluate(program, instruction, core.cursor.loops(), memorySizes, descriptor))
    return problem;
  if (auto problem = checkOperands(program, profile, instruction, descriptor))
    return problem;
  if (auto problem = spendWork(instruction.operation))
    return problem;
  if (auto problem = recordAccesses(core, engine))
    return problem;
  auto problem = std::visit([&](const auto &operation) { return compute(core, operation); },
                            instruction.operation);
  if (problem)
    return problem;
  for (uint8_t semaphore : isa::syncOf(instruction.operation)->push)
    core.semaphores.push(semaphore, clock);
  return std::nullopt;
}

MaybeProblem Interpreter::takeCredits(Core &core, const isa::Operation &operation,
                                      isa::Engine engine) {
  for (uint8_t semaphore : isa::syncOf(operation)->pop)
    if (!core.semaphores.pop(semaphore, engine, core.clocks[size_t(engine)]))
      return Problem{Fault::Kind::Deadlock,
                     fmt::format("pops semaphore {}, which has no credit and gets none from an "
                                 "earlier instruction",
                                 semaphore)};
  return std::nullopt;
}

MaybeProblem Interpreter::spendWork(const isa::Operation &operation) {
  int64_t work = descriptor.iteration.elements();
  if (std::holds_alternative<isa::MatMul>(operation))
    work /= 8;
  if (const auto *vector = std::get_if<isa::Vector>(&operation))
    work *= int64_t(std::max<size_t>(1, program.bodies[vector->body].ops.size()));
  workBudget -= work;
  if (workBudget >= 0)
    return std::nullopt;
  return Problem{Fault::Kind::Capacity, "the program does more work than the simulator's limit"};
}

std::string Interpreter::place(const Access &access) const {
  if (access.memory == 0)
    return "argument " + program.arguments[access.argument].name;
  return profile.memories[access.memory].name;
}

MaybeProblem Interpreter::checkInitialised(Core &core, const Access &access,
                                           const engine::Runs &runs) {
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

MaybeProblem Interpreter::recordAccess(Core &core, const Access &access, const engine::Runs &runs,
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

void Interpreter::markWritten(const Access &access, const engine::Runs &runs) {
  if (access.memory != 0 || !arguments[access.argument].initialised)
    return;
  const Binding &binding = arguments[access.argument];
  forEachRun(runs, [&](int64_t begin, int64_t end) {
    binding.initialised->set(binding.initialisedOffset + size_t(access.base + begin),
                             size_t(end - begin));
    return true;
  });
}

/// Reads first: an instruction may write where it reads.
MaybeProblem Interpreter::recordAccesses(Core &core, isa::Engine engine) {
  Actor actor{phase, core.cursor.index(), core.number, engine, &core.clocks[size_t(engine)]};
  for (const Access &access : descriptor.accesses) {
    if (!access.read)
      continue;
    engine::Runs runs = runsOf(access.box, access.elementBytes);
    if (auto problem = checkInitialised(core, access, runs))
      return problem;
    if (auto problem = recordAccess(core, access, runs, actor, false))
      return problem;
  }
  for (const Access &access : descriptor.accesses) {
    if (!access.write)
      continue;
    engine::Runs runs = runsOf(access.box, access.elementBytes);
    if (auto problem = recordAccess(core, access, runs, actor, true))
      return problem;
    markWritten(access, runs);
  }
  return std::nullopt;
}

std::optional<Fault> execute(const isa::Program &program, const profile::Profile &profile,
                             std::span<const Binding> arguments, const Limits &limits) {
  if (auto found = checkProgram(program, profile))
    return makeFault(program, found->instruction, 0, std::move(found->problem));
  if (auto problem = checkBindings(program, profile, arguments))
    return makeFault(program, 0, 0, std::move(*problem));
  return Interpreter(program, profile, arguments, limits).run();
}

} // namespace mock::simulate
