//===- Record.cpp - Names of a record's enumerations -----------------------===//
#include "mock/passes/RecordNames.h"

namespace mock::compiler {

std::string_view name(Action action) { return nameIn(kActionNames, action); }
std::string_view name(Severity severity) { return nameIn(kSeverityNames, severity); }
std::string_view name(Status status) { return nameIn(kStatusNames, status); }
std::string_view name(Policy policy) { return nameIn(kPolicyNames, policy); }

} // namespace mock::compiler
