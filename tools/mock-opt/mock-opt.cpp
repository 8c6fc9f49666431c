//===- mock-opt.cpp - Run passes on MLIR files -----------------------------===//
#include "mock/passes/InitAll.h"
#include "mock/passes/constraints/Rules.h"
#include "mock/passes/conversion/Operators.h"
#include "mock/runtime/profile/Profile.h"

#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/Support/raw_ostream.h"

#include <string_view>

int main(int argc, char **argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--mock-rules-json") {
    llvm::outs() << mock::constraints::rulesJson() << "\n";
    return 0;
  }
  if (argc == 2 && std::string_view(argv[1]) == "--mock-operators-json") {
    llvm::outs() << mock::conversion::operatorsJson() << "\n";
    return 0;
  }
  mock::profile::setProfileDirectory(MOCK_PROFILE_DIRECTORY);
  mlir::DialectRegistry registry;
  mock::registerAllDialects(registry);
  mock::registerAllPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "The mock compiler's pass driver\n", registry));
}
