//===- Report.cpp - Records of a compilation -------------------------------===//
#include "mock/passes/constraints/Report.h"

#include "Citation.h"

#include "mock/passes/dialect/aten/Schema.h"
#include "mock/passes/import/Locations.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/DialectRegistry.h"
#include "llvm/ADT/StringMap.h"

#include <mutex>

using namespace mlir;

namespace mock {

using compiler::Action;
using compiler::Policy;
using compiler::Record;
using compiler::Severity;
using compiler::Status;

namespace {

/// Has no operations: it carries the state that passes of one context share.
class ReportingDialect : public Dialect {
public:
  static StringRef getDialectNamespace() { return "mock_reporting"; }
  explicit ReportingDialect(MLIRContext *context)
      : Dialect(getDialectNamespace(), context, TypeID::get<ReportingDialect>()) {}
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(ReportingDialect)

  Reporting reporting;
  /// Profiles loaded by name.
  llvm::StringMap<std::shared_ptr<const profile::Profile>> profiles;
  std::mutex mutex; ///< passes on several functions may report at once
};

ReportingDialect &stateOf(MLIRContext &context) {
  auto *state = context.getLoadedDialect<ReportingDialect>();
  assert(state && "a pass that reports has to depend on the reporting dialect");
  return *state;
}

ModuleOp moduleOf(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  return module ? module : op->getParentOfType<ModuleOp>();
}

void fillFromRule(Record &record, const constraints::Rule &rule) {
  if (record.family.empty())
    record.family = rule.family;
  record.severity = rule.severity;
  if (record.stage.empty())
    record.stage = rule.stage;
  if (record.relation.empty())
    record.relation = rule.relation;
  if (record.remedy.empty())
    record.remedy = rule.remedy;
}

void fillFromProfile(Record &record, const constraints::Rule &rule,
                     const profile::Profile &profile) {
  const profile::Limit *limit = profile.find(rule.limitKey);
  if (limit && record.limit.empty())
    record.limit = std::to_string(limit->value);
  if (limit && record.unit.empty())
    record.unit = limit->unit;
  if (record.limitSource.empty())
    record.limitSource = constraints::citation(profile, rule.limitKey);
}

void fillFromOperation(Record &record, Operation *op) {
  if (record.op.empty())
    record.op = aten::userOperatorName(op).str();
  if (record.where.stack.empty())
    record.where = sourceLocationOf(op->getLoc());
}

std::string relationText(const Record &record) {
  if (record.relation == "multiple_of")
    return "a multiple of " + record.limit;
  if (record.relation == "in")
    return "one of " + record.limit;
  if (record.relation == "<=")
    return "at most " + record.limit;
  return record.relation + " " + record.limit;
}

std::string composeMessage(const Record &record) {
  std::string unit = record.unit.empty() ? "" : " " + record.unit;
  return record.op + ": " + record.subject + " is " + record.actual + "; it has to be " +
         relationText(record) + unit;
}

void applyPolicy(Record &record, Policy policy, bool strict) {
  if (record.status != Status::Violation)
    return;
  if (policy == Policy::Ignore) {
    record.status = Status::Ignored;
    record.severity = Severity::Note;
    return;
  }
  if (policy == Policy::Warn)
    record.severity = Severity::Warning;
  if (strict || policy == Policy::Error)
    record.action = Action::Refused;
}

std::string diagnosticText(const Record &record) {
  std::string text = record.rule + ": " + record.message + " [" + record.limitSource + "]";
  if (record.status == Status::Passed || record.status == Status::NearMiss)
    return text + "; " + std::string(name(record.status)) +
           (record.slack ? ", slack " + std::to_string(*record.slack) : "");
  text += "; " + std::string(record.status == Status::Ignored ? "ignored" : name(record.action));
  if (record.costBytes)
    text += ", " + std::to_string(*record.costBytes) + " bytes";
  if (record.costCycles)
    text += ", " + std::to_string(*record.costCycles) + " cycles";
  return text;
}

void diagnose(Operation *op, const Record &record, bool remarks) {
  if (record.status == Status::Violation && record.action == Action::Refused)
    op->emitError() << diagnosticText(record);
  else if (record.status == Status::Violation)
    op->emitWarning() << diagnosticText(record);
  else if (remarks)
    op->emitRemark() << diagnosticText(record);
}

} // namespace

void registerReporting(DialectRegistry &registry) { registry.insert<ReportingDialect>(); }

void configureReporting(MLIRContext &context, Reporting reporting) {
  context.getOrLoadDialect<ReportingDialect>()->reporting = std::move(reporting);
}

const Reporting &reportingOf(MLIRContext &context) { return stateOf(context).reporting; }

const profile::Profile *targetOf(Operation *op) {
  ReportingDialect &state = stateOf(*op->getContext());
  if (state.reporting.profile)
    return state.reporting.profile.get();
  ModuleOp module = moduleOf(op);
  auto target = module ? module->getAttrOfType<StringAttr>("mock.target") : StringAttr();
  if (!target) {
    op->emitError() << "the module names no device profile; set mock.target or the option profile";
    return nullptr;
  }
  std::lock_guard lock(state.mutex);
  std::shared_ptr<const profile::Profile> &known = state.profiles[target.getValue()];
  if (known)
    return known.get();
  auto loaded = profile::load(target.getValue());
  if (!loaded) {
    module.emitError() << loaded.error().message;
    return nullptr;
  }
  known = *loaded;
  return known.get();
}

Policy policyOf(Operation *op, std::string_view name) {
  const Reporting &reporting = reportingOf(*op->getContext());
  auto chosen = reporting.policies.find(std::string(name));
  if (chosen != reporting.policies.end())
    return chosen->second;
  const constraints::Rule *rule = constraints::findRule(name);
  assert(rule && "a rule that is not in the table");
  return rule->defaultPolicy;
}

Status report(Operation *op, Record record) {
  const constraints::Rule *rule = constraints::findRule(record.rule);
  assert(rule && "a rule that is not in the table");
  ReportingDialect &state = stateOf(*op->getContext());
  fillFromRule(record, *rule);
  fillFromOperation(record, op);
  if (const profile::Profile *profile = targetOf(op))
    fillFromProfile(record, *rule, *profile);
  if (record.message.empty())
    record.message = composeMessage(record);
  applyPolicy(record, policyOf(op, record.rule), state.reporting.strict);
  Status status = record.status;
  std::lock_guard lock(state.mutex);
  if (state.reporting.sink)
    state.reporting.sink(std::move(record));
  else
    diagnose(op, record, state.reporting.remarks);
  return status;
}

Record atMost(const profile::Profile &profile, std::string_view ruleName, std::string subject,
              int64_t actual, std::string_view limitKey) {
  const constraints::Rule *rule = constraints::findRule(ruleName);
  assert(rule && "a rule that is not in the table");
  Record record;
  record.rule = ruleName;
  record.subject = std::move(subject);
  record.actual = std::to_string(actual);
  record.status = Status::Passed;
  const profile::Limit *limit = profile.find(limitKey.empty() ? rule->limitKey : limitKey);
  if (!limit)
    return record;
  record.limit = std::to_string(limit->value);
  record.unit = limit->unit;
  record.limitSource = constraints::citation(profile, limit->key);
  record.slack = limit->value - actual;
  if (*record.slack < 0)
    record.status = Status::Violation;
  else if (*record.slack * 10 < limit->value)
    record.status = Status::NearMiss;
  return record;
}

} // namespace mock
