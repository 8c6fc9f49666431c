//===- Passes.td - Checks of operators against a profile -------------------===//
#ifndef MOCK_CONSTRAINTS_PASSES
#define MOCK_CONSTRAINTS_PASSES

include "mlir/Pass/PassBase.td"

def CheckConstraints : Pass<"mock-check-constraints", "::mlir::ModuleOp"> {
  let summary = "check operators against the limits of a device profile";
  let description = [{
    Runs on stage 1, before operators are taken apart, and records every check: operator support,
    element types, rank and extents, extents of matrix products. Operators that cannot run on the
    device are marked `mock.host = "RULE"`. Without a driver the records are diagnostics: a violation
    is an error in strict and a warning in lenient mode.

    Given options set the profile, enforcement and policies for all later passes; without any, what
    the driver has set counts.
  }];
  let options = [
    Option<"profile", "profile", "std::string", /*default=*/"\"\"",
           "name or file of the device profile; default: the module's mock.target">,
    Option<"enforcement", "enforcement", "std::string", /*default=*/"\"\"", "strict or lenient">,
    ListOption<"rules", "rules", "std::string", "policies: RULE:POLICY,...">,
    Option<"remarks", "remarks", "bool", /*default=*/"false",
           "passed checks and near misses as remarks">,
  ];
  let dependentDialects = ["::mock::aten::AtenDialect", "::mock::ir::MockDialect",
                           "::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
}

#endif // MOCK_CONSTRAINTS_PASSES
