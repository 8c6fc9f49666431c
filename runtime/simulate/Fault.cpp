//===- Fault.cpp - What the device found wrong -----------------------------===//

#include "mock/runtime/isa/Encoding.h"
#include "runtime/simulate/Problem.h"

#include <fmt/format.h>

namespace mock::simulate {

std::string_view name(Fault::Kind kind) {
  switch (kind) {
  case Fault::Kind::InvalidProgram:
    return "invalid program";
  case Fault::Kind::Misaligned:
    return "misaligned access";
  case Fault::Kind::OutOfRange:
    return "access out of range";
  case Fault::Kind::WrongDType:
    return "wrong dtype";
  case Fault::Kind::WrongTile:
    return "wrong tile";
  case Fault::Kind::AccumulatorOverflow:
    return "accumulator overflow";
  case Fault::Kind::ReadBeforeArrival:
    return "access before arrival";
  case Fault::Kind::Uninitialised:
    return "read of uninitialised memory";
  case Fault::Kind::Capacity:
    return "capacity exceeded";
  case Fault::Kind::Deadlock:
    return "deadlock";
  case Fault::Kind::IndexOutOfRange:
    return "index out of range";
  case Fault::Kind::DivisionByZero:
    return "integer division by zero";
  }
  return "unknown fault";
}

std::string Fault::message() const {
  std::string text = fmt::format("device fault: {} in kernel {}, instruction {}", name(kind),
                                 kernel.empty() ? "(unnamed)" : kernel, instruction);
  if (!assembly.empty())
    text += fmt::format(" ({})", assembly);
  text += fmt::format(", core {}", core);
  if (!location.file.empty())
    text += fmt::format(", {}:{}", location.file, location.line);
  if (!location.function.empty())
    text += fmt::format(" in {}", location.function);
  if (!location.code.empty())
    text += fmt::format(" \"{}\"", location.code);
  return text + ": " + detail;
}

Fault makeFault(const isa::Program &program, uint32_t instruction, uint16_t core, Problem problem) {
  Fault fault;
  fault.kind = problem.kind;
  fault.kernel = program.name;
  fault.instruction = instruction;
  fault.core = core;
  fault.detail = std::move(problem.detail);
  if (instruction >= program.instructions.size())
    return fault;
  fault.assembly = isa::printInstruction(program, instruction);
  uint32_t location = program.instructions[instruction].location;
  if (location < program.locations.size())
    fault.location = program.locations[location];
  return fault;
}

} // namespace mock::simulate
