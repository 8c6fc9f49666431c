//===- ArgumentNames.cpp - How assembly names a program's arguments --------===//
#include "ArgumentNames.h"

#include "Text.h"

#include <map>

namespace mock::isa {

std::vector<std::string> argumentNames(const Program &program) {
  std::map<std::string, int> uses;
  for (const Argument &argument : program.arguments)
    ++uses[argument.name];
  std::vector<std::string> names;
  for (size_t i = 0; i < program.arguments.size(); ++i) {
    const std::string &name = program.arguments[i].name;
    bool plain = isWord(name) && uses[name] == 1;
    names.push_back("%" + (plain ? name : std::to_string(i)));
  }
  return names;
}

} // namespace mock::isa
