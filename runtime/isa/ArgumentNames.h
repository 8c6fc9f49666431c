//===- ArgumentNames.h - How assembly names a program's arguments ----------===//
#pragma once

#include "mock/runtime/isa/Program.h"

#include <string>
#include <vector>

namespace mock::isa {

/// "%x" where the argument's name is a plain word that no other argument has, else "%3".
std::vector<std::string> argumentNames(const Program &program);

} // namespace mock::isa
