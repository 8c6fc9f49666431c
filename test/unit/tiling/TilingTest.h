//===- TilingTest.h - Kernels whose tiles are chosen ------------------------===//
#pragma once

#include "mock/passes/InitAll.h"
#include "mock/passes/codegen/Program.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/runtime/profile/Profile.h"
#include "mock/runtime/simulate/Simulator.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mock::test {

class TilingTest : public testing::Test {
protected:
  TilingTest() : context(registry(), mlir::MLIRContext::Threading::DISABLED) {
    profile::setProfileDirectory(MOCK_PROFILE_DIRECTORY);
    context.loadAllAvailableDialects();
    profile = profile::load("mock-v1").take();
  }

  /// The one kernel (stage `kernels`) of a text.
  ir::KernelOp parse(const std::string &text) {
    module = mlir::parseSourceString<mlir::ModuleOp>(
        "module attributes {mock.target = \"mock-v1\"} {" + text + "}", &context);
    if (!module) {
      ADD_FAILURE() << "not parsed: " << text;
      return nullptr;
    }
    return *module->getOps<ir::KernelOp>().begin();
  }

  void lower(const std::string &passes) {
    mlir::PassManager manager(&context);
    ASSERT_TRUE(mlir::succeeded(mlir::parsePassPipeline(passes, manager)));
    ASSERT_TRUE(mlir::succeeded(manager.run(*module))) << passes;
  }

  /// The program of the parsed kernel, tiles chosen where it has none.
  isa::Program program() {
    lower("mock-choose-tiles,mock-tile,mock-legalize,mock-place,convert-mock-to-isa");
    return codegen::exportProgram(*module->getOps<mock_isa::ProgramOp>().begin(), *profile).take();
  }

  /// x[m, k] x w[k, n].
  static std::string matmul(int64_t m, int64_t n, int64_t k) {
    std::string x = "tensor<" + std::to_string(m) + "x" + std::to_string(k) + "xf32>";
    std::string w = "tensor<" + std::to_string(k) + "x" + std::to_string(n) + "xf32>";
    std::string r = "tensor<" + std::to_string(m) + "x" + std::to_string(n) + "xf32>";
    return "mock.kernel @mm(%x: " + x + ", %w: " + w + ") -> " + r +
           " attributes {mock.root = \"contraction\"} {\n"
           "  %c = arith.constant 0.0 : f32\n"
           "  %e = tensor.empty() : " +
           r + "\n  %f = linalg.fill ins(%c : f32) outs(%e : " + r + ") -> " + r +
           "\n  %m = linalg.matmul ins(%x, %w : " + x + ", " + w + ") outs(%f : " + r + ") -> " +
           r + "\n  mock.yield %m : " + r + "\n}\n";
  }

  /// -x of a vector.
  static std::string negate(int64_t elements) {
    std::string type = "tensor<" + std::to_string(elements) + "xf32>";
    return "mock.kernel @neg(%x: " + type + ") -> " + type +
           " attributes {mock.root = \"elementwise\"} {\n"
           "  %e = tensor.empty() : " +
           type +
           "\n  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> "
           "(i)>], iterator_types = [\"parallel\"]} ins(%x : " +
           type + ") outs(%e : " + type +
           ") {\n  ^bb0(%p: f32, %o: f32):\n    %n = arith.negf %p : f32\n"
           "    linalg.yield %n : f32\n  } -> " +
           type + "\n  mock.yield %r : " + type + "\n}\n";
  }

  mlir::MLIRContext context;
  std::shared_ptr<const profile::Profile> profile;
  mlir::OwningOpRef<mlir::ModuleOp> module;

private:
  static const mlir::DialectRegistry &registry() {
    static const mlir::DialectRegistry *shared = [] {
      auto *all = new mlir::DialectRegistry;
      registerAllDialects(*all);
      registerAllPasses();
      return all;
    }();
    return *shared;
  }
};

} // namespace mock::test
