//===- RecordNames.h - Names of a record's enumerations --------------------===//
//
// In a header because the compiler and the Python module both write these names, and neither links
// the other's library.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/Record.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace mock::compiler {

inline constexpr std::array<std::string_view, 9> kActionNames = {
    "none", "refused", "padded", "cast", "split", "retiled", "transposed", "host_call", "kept"};
inline constexpr std::array<std::string_view, 3> kSeverityNames = {"note", "warning", "error"};
inline constexpr std::array<std::string_view, 4> kStatusNames = {"passed", "near_miss", "violation",
                                                                 "ignored"};
inline constexpr std::array<std::string_view, 5> kPolicyNames = {"error", "legalize", "host_call",
                                                                 "warn", "ignore"};

static_assert(kActionNames.size() == static_cast<size_t>(Action::Kept) + 1);
static_assert(kSeverityNames.size() == static_cast<size_t>(Severity::Error) + 1);
static_assert(kStatusNames.size() == static_cast<size_t>(Status::Ignored) + 1);
static_assert(kPolicyNames.size() == static_cast<size_t>(Policy::Ignore) + 1);

/// The name in one of the tables above: `nameIn(kActionNames, action)`.
template <size_t N, typename Enum>
constexpr std::string_view nameIn(const std::array<std::string_view, N> &names, Enum value) {
  return names[static_cast<size_t>(value)];
}

} // namespace mock::compiler
