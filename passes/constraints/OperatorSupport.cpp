//===- OperatorSupport.cpp - operator.supported ----------------------------===//
#include "Checks.h"

#include "../conversion/Lowering.h"
#include "mock/passes/dialect/aten/Schema.h"

using namespace mlir;

namespace mock::constraints {

using compiler::Record;
using compiler::Status;

/// Profiles name operators without overload ("aten.digamma") or with it.
static bool lacks(const profile::Profile &profile, StringRef op) {
  size_t overload = op.find('.', op.find('.') + 1);
  StringRef base = op.take_front(overload);
  return llvm::any_of(profile.unsupportedOperators,
                      [&](const std::string &name) { return name == op || name == base; });
}

/// Who says that an operator has no lowering: not the profile, but the compiler.
constexpr llvm::StringLiteral kLowerings = "the compiler's lowerings (docs/operators.md)";

static Record operatorRecord(Status status) {
  Record record;
  record.rule = "operator.supported";
  record.status = status;
  record.subject = "operator";
  return record;
}

void checkOperatorSupport(OperatorCheck &check) {
  StringRef op = aten::userOperatorName(check.op);
  if (!lacks(check.profile, op))
    return;
  Record record = operatorRecord(Status::Violation);
  record.actual = op.str();
  record.limit = "the operators of " + check.profile.name;
  record.message = op.str() + " is an operator that " + check.profile.name + " does not have";
  check.deliverHostCall(std::move(record));
}

void checkLowering(OperatorCheck &check) {
  if (check.hostRule)
    return;
  std::optional<conversion::Unsupported> problem = conversion::explainUnsupported(check.op);
  if (!problem) {
    Record record = operatorRecord(Status::Passed);
    record.actual = "lowered";
    record.limit = "operators with a lowering";
    record.limitSource = kLowerings;
    record.message = aten::userOperatorName(check.op).str() + " runs on the device";
    return check.deliver(std::move(record));
  }
  Record record = operatorRecord(Status::Violation);
  record.rule = problem->rule;
  record.subject = problem->subject;
  record.actual = problem->actual;
  record.limit = problem->limit.empty() ? "operators with a lowering" : problem->limit;
  if (record.rule == "operator.supported")
    record.limitSource = kLowerings;
  check.deliverHostCall(std::move(record));
}

} // namespace mock::constraints
