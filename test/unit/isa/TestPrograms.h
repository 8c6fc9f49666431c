//===- TestPrograms.h - Programs for the tests of the instruction set ------===//
#pragma once

#include "mock/runtime/isa/Encoding.h"

#include <string>

namespace mock::isa::test {

/// The shipped profile; fails the test when it does not load.
const profile::Profile &mockV1();

/// One valid instruction of each kind, two loops, a body, three arguments and four semaphores.
Program sample();

/// The index in sample() of the first instruction with that operation.
template <typename Op> size_t indexOf(const Program &program) {
  for (size_t i = 0; i < program.instructions.size(); ++i)
    if (std::holds_alternative<Op>(program.instructions[i].operation))
      return i;
  return program.instructions.size();
}

template <typename Op> Op &first(Program &program) {
  return std::get<Op>(program.instructions.at(indexOf<Op>(program)).operation);
}

/// The message of validate(), or "" when the program is valid.
std::string validationError(const Program &program);

} // namespace mock::isa::test
