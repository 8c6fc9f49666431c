//===- CheckConstraints.cpp - Check operators against a profile ------------===//
#include "Checks.h"

#include "../conversion/Lowering.h"
#include "mock/passes/constraints/Passes.h"
#include "mock/passes/dialect/aten/AtenDialect.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/import/Types.h"
#include "mock/runtime/support/NearestName.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"

namespace mock {
#define GEN_PASS_DEF_CHECKCONSTRAINTS
#include "mock/passes/constraints/Passes.h.inc"
} // namespace mock

using namespace mlir;
using namespace mock;
using namespace mock::constraints;

namespace {

/// Nothing of it is on the device: an operator between CPU tensors, or a view.
bool needsNoDevice(Operation *op) {
  bool allOnHost = llvm::all_of(op->getOperands(), isOnHost) &&
                   llvm::all_of(op->getResults(), isOnHost) && op->getNumResults() > 0;
  return allOnHost || conversion::isView(op);
}

/// "rule:policy" of each option.
Expected<Policies> parsePolicies(ArrayRef<std::string> options) {
  Policies policies;
  for (const std::string &option : options) {
    auto [rule, text] = StringRef(option).split(':');
    auto policy = parsePolicy(std::string_view(text));
    if (!policy)
      return policy.error();
    policies[rule.str()] = *policy;
  }
  if (auto valid = checkPolicies(policies); !valid)
    return valid.error();
  return policies;
}

struct CheckConstraints : mock::impl::CheckConstraintsBase<CheckConstraints> {
  using CheckConstraintsBase::CheckConstraintsBase;

  void getDependentDialects(DialectRegistry &registry) const override {
    CheckConstraintsBase::getDependentDialects(registry);
    registerReporting(registry);
  }

  /// Options replace what the driver has set.
  Expected<void> applyOptions() {
    bool given = !profile.empty() || !enforcement.empty() || !rules.empty() || remarks;
    if (!given)
      return {};
    Reporting reporting;
    if (!profile.empty()) {
      auto loaded = profile::load(profile.getValue());
      if (!loaded)
        return loaded.error();
      reporting.profile = *loaded;
    }
    if (!enforcement.empty() && enforcement != "strict" && enforcement != "lenient")
      return Error{Error::Kind::Value,
                   "unknown enforcement '" + enforcement.getValue() + "'; it is strict or lenient" +
                       didYouMean(enforcement.getValue(), {"strict", "lenient"})};
    reporting.strict = enforcement == "strict";
    auto policies = parsePolicies(SmallVector<std::string>(rules.begin(), rules.end()));
    if (!policies)
      return policies.error();
    reporting.policies = *policies;
    reporting.remarks = remarks;
    configureReporting(getContext(), std::move(reporting));
    return {};
  }

  void runOnOperation() override {
    if (auto applied = applyOptions(); !applied) {
      getOperation().emitError() << applied.error().message;
      return signalPassFailure();
    }
    const profile::Profile *target = targetOf(getOperation());
    if (!target)
      return signalPassFailure();
    bool violated = false;
    getOperation().walk([&](func::FuncOp function) {
      for (Operation &op : function.getOps())
        if (isa<aten::AtenDialect>(op.getDialect()) && !needsNoDevice(&op))
          violated |= check(&op, *target);
    });
    // A driver decides itself, after all stages; a tool's exit code has to tell.
    const Reporting &reporting = reportingOf(getContext());
    if (violated && reporting.strict && !reporting.sink)
      signalPassFailure();
  }

  static bool check(Operation *op, const profile::Profile &target) {
    OperatorCheck check{op, target, false, std::nullopt};
    checkOperatorSupport(check);
    checkDataTypes(check);
    checkTensorShape(check);
    checkLowering(check);
    checkMatrixExtents(check);
    checkConvolution(check);
    if (check.hostRule)
      op->setAttr(attr::kHostCall, StringAttr::get(op->getContext(), *check.hostRule));
    return check.violated;
  }
};

} // namespace
