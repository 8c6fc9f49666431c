//===- Record.cpp - Names of a record's enumerations -----------------------===//
#include "mock/passes/Record.h"

namespace mock::compiler {

std::string_view name(Action action) {
  constexpr std::string_view names[] = {"none",    "refused",    "padded",    "cast", "split",
                                        "retiled", "transposed", "host_call", "kept"};
  return names[static_cast<int>(action)];
}

std::string_view name(Severity severity) {
  constexpr std::string_view names[] = {"note", "warning", "error"};
  return names[static_cast<int>(severity)];
}

std::string_view name(Status status) {
  constexpr std::string_view names[] = {"passed", "near_miss", "violation", "ignored"};
  return names[static_cast<int>(status)];
}

std::string_view name(Policy policy) {
  constexpr std::string_view names[] = {"error", "legalize", "host_call", "warn", "ignore"};
  return names[static_cast<int>(policy)];
}

} // namespace mock::compiler
