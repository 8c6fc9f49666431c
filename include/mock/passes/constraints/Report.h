//===- Report.h - How passes read limits and say what happened -------------===//
//
// The state (profile, enforcement, policies, where records go) belongs to the MLIRContext: a
// dialect without operations holds it, so nothing is global. A driver sets it with
// configureReporting; under mock-opt it comes from options of mock-check-constraints, and records
// become diagnostics at the operation's location.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/Record.h"
#include "mock/passes/constraints/Rules.h"
#include "mock/runtime/profile/Profile.h"

#include "mlir/IR/Operation.h"

#include <functional>
#include <memory>

namespace mlir {
class DialectRegistry;
}

namespace mock {

struct Reporting {
  /// Used by targetOf whatever name the module carries; null: loaded by that name.
  std::shared_ptr<const profile::Profile> profile;
  bool strict = false;
  constraints::Policies policies;
  /// Receives every record. Empty: records become diagnostics.
  std::function<void(compiler::Record)> sink;
  /// Diagnostics for passed checks and near misses too, as remarks (no effect with a sink).
  bool remarks = false;
};

/// Makes the dialect that holds the state known. Passes that report depend on it.
void registerReporting(mlir::DialectRegistry &registry);

/// Replaces the state of this context. One compilation at a time may use a context.
void configureReporting(mlir::MLIRContext &context, Reporting reporting);
const Reporting &reportingOf(mlir::MLIRContext &context);

/// The profile that the module around `op` is compiled for: the one the driver preset, else the one
/// that `mock.target` names. Emits an error at the module and returns nullptr when there is none.
const profile::Profile *targetOf(mlir::Operation *op);

/// What the user wants done about a broken rule.
compiler::Policy policyOf(mlir::Operation *op, std::string_view rule);

/// Completes a record about `op` and delivers it. The caller sets rule, status, subject, actual
/// and, for a violation, what lenient mode does about it (action, cost). Filled in where empty:
/// family, severity, stage, op, where, relation, limit, unit, limitSource, remedy, message. A
/// violation is marked ignored or refused as policy and enforcement say. Returns the status it was
/// given.
compiler::Status report(mlir::Operation *op, compiler::Record record);

/// A record of `actual <= limit` for a rule whose limit key is in the profile: passed, near miss
/// (slack below a tenth of the limit) or violation, with slack. `limitKey` overrides the rule's
/// where it has a name inside ("memory.scratchpad.size").
compiler::Record atMost(const profile::Profile &profile, std::string_view rule, std::string subject,
                        int64_t actual, std::string_view limitKey = {});

} // namespace mock
