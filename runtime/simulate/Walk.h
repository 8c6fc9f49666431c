//===- Walk.h - Cores through a program ------------------------------------===//
#pragma once

#include "runtime/simulate/LoopNest.h"
#include "runtime/simulate/Problem.h"

#include <fmt/format.h>

#include <memory>
#include <vector>

namespace mock::simulate {

/// Where one core is. What time() and execute() keep of a core derives from it.
struct Walker {
  Walker(const isa::Program &program, const LoopMatches &matches, uint16_t number, int64_t &budget)
      : number(number), cursor(program, matches, number, budget) {}

  uint16_t number;
  Cursor cursor;
  Cursor::Stop stop = Cursor::Stop::Instruction;
};

/// Hands each instruction of the core up to the next barrier or halt to `step(core)`, which gives
/// a MaybeProblem.
template <typename Core, typename Step> MaybeProblem walkToBarrier(Core &core, Step &step) {
  while (true) {
    core.stop = core.cursor.advance();
    if (core.stop == Cursor::Stop::OutOfBudget)
      return Problem{Fault::Kind::Capacity,
                     "the program executes more instructions than the simulator's limit"};
    if (core.stop != Cursor::Stop::Instruction)
      return std::nullopt;
    if (MaybeProblem problem = step(core))
      return problem;
  }
}

/// A core that halted never comes to the barrier that another one waits at.
template <typename Core>
std::optional<Fault> findHalted(const isa::Program &program,
                                const std::vector<std::unique_ptr<Core>> &cores) {
  const Core *waiting = nullptr, *halted = nullptr;
  for (const auto &core : cores)
    (core->stop == Cursor::Stop::Halt ? halted : waiting) = core.get();
  if (!waiting || !halted)
    return std::nullopt;
  return makeFault(
      program, waiting->cursor.index(), waiting->number,
      {Fault::Kind::Deadlock,
       fmt::format("waits at a barrier; core {} halts without reaching one", halted->number)});
}

/// Walks all cores from barrier to barrier, one core after the other; `met()` is called when all
/// have reached one. Gives the first fault.
template <typename Core, typename Step, typename Met>
std::optional<Fault> walkCores(const isa::Program &program,
                               const std::vector<std::unique_ptr<Core>> &cores, Step &&step,
                               Met &&met) {
  while (true) {
    for (const auto &core : cores)
      if (MaybeProblem problem = walkToBarrier(*core, step))
        return makeFault(program, core->cursor.index(), core->number, std::move(*problem));
    if (auto fault = findHalted(program, cores))
      return fault;
    if (cores.front()->stop == Cursor::Stop::Halt)
      return std::nullopt;
    met();
  }
}

} // namespace mock::simulate
