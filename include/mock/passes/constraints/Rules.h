//===- Rules.h - The limits a model may break, each declared once ----------===//
//
// A rule's declaration is the only place that holds its name, texts and policies. Its check, its
// diagnostic, `rulesJson()`, docs/rules.md and the name of its lit test all follow from it.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/Record.h"
#include "mock/runtime/support/Expected.h"

#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace mock::constraints {

/// A set of policies, usable in constant expressions.
class PolicySet {
public:
  constexpr PolicySet(std::initializer_list<compiler::Policy> policies) {
    for (compiler::Policy policy : policies)
      bits |= 1u << static_cast<unsigned>(policy);
  }
  constexpr bool contains(compiler::Policy policy) const {
    return bits >> static_cast<unsigned>(policy) & 1u;
  }

private:
  uint8_t bits = 0;
};

struct Rule {
  std::string_view name;   ///< "matrix.extent-multiple"
  std::string_view family; ///< "dimension multiples"
  compiler::Severity severity;
  std::string_view stage;    ///< where it is checked: "import", "lower", "tile", "place"
  std::string_view limitKey; ///< dotted key of the limit in the profile; empty when it is a list
  std::string_view relation; ///< of the actual value to the limit: "<=", "multiple_of", "in", ...
  std::string_view title;
  std::string_view explanation;
  std::string_view remedy;
  compiler::Policy defaultPolicy;
  PolicySet allowed;
};

/// All rules, sorted by name.
std::span<const Rule> rules();

/// The rule with that name or nullptr.
const Rule *findRule(std::string_view name);

/// Policies by rule name, as users write them ("error", "legalize", "host_call", "warn", "ignore").
using Policies = std::map<std::string, compiler::Policy>;

/// Refuses unknown rules (with the nearest name) and policies that a rule does not allow.
Expected<void> checkPolicies(const Policies &policies);

/// The policy with that name; an error lists the allowed ones.
Expected<compiler::Policy> parsePolicy(std::string_view text);

/// All rules as a JSON array; docs/rules.md is made of it.
std::string rulesJson();

} // namespace mock::constraints
