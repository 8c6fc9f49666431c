//===- Checks.h - Checks of one operator against a profile -----------------===//
#pragma once

#include "mock/passes/constraints/Report.h"

#include "mlir/IR/Operation.h"

#include <optional>

namespace mock::constraints {

/// Bytes and cycles that running an operator on the host takes on the link: every operand and
/// result crosses it once, in a transfer of its own.
struct HostCost {
  int64_t bytes = 0, cycles = 0;
};
HostCost hostCost(mlir::Operation *op, const profile::Profile &profile);

/// One operator of stage 1 under check. Families run in a fixed order and all of them.
struct OperatorCheck {
  mlir::Operation *op;
  const profile::Profile &profile;
  bool violated = false;               ///< some violation that is not ignored
  std::optional<std::string> hostRule; ///< the first rule that sends the operator to the host

  /// Delivers a record that a check made.
  void deliver(compiler::Record record);
  /// Delivers a violation after which the operator runs on the host. The first one carries the
  /// cost of the host call, so that costs add up.
  void deliverHostCall(compiler::Record record);
};

// One family each.
void checkOperatorSupport(OperatorCheck &check);
void checkDataTypes(OperatorCheck &check);
void checkTensorShape(OperatorCheck &check);
void checkMatrixExtents(OperatorCheck &check);
void checkConvolution(OperatorCheck &check);
/// Whether there is a lowering for this operator with these arguments.
void checkLowering(OperatorCheck &check);

/// Operands and results with the names that reports use: "self", "result", "result 1".
llvm::SmallVector<std::pair<std::string, mlir::Value>> namedTensors(mlir::Operation *op);

} // namespace mock::constraints
