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
      vectorEngine(engine::kernels()), matrixEngine(engine::kernels()),
      convEngine(engine::kernels()) {}

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
  return walkCores(program, cores, [&](Core &core) { return step(core); }, [&] { ++phase; });
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
  if (std::holds_alternative<isa::MatMul>(operation) ||
      std::holds_alternative<isa::Conv>(operation))
    work /= 8;
  if (const auto *vector = std::get_if<isa::Vector>(&operation))
    work *= int64_t(std::max<size_t>(1, program.bodies[vector->body].ops.size()));
  workBudget -= work;
  if (workBudget >= 0)
    return std::nullopt;
  return Problem{Fault::Kind::Capacity, "the program does more work than the simulator's limit"};
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
