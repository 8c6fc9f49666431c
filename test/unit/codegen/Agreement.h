//===- Agreement.h - Both executions of one kernel ---------------------------===//
#pragma once

#include "NativeKernel.h"

#include "mock/passes/InitAll.h"
#include "mock/passes/codegen/Program.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/runtime/simulate/Simulator.h"

#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>

namespace mock::test {

/// Memory of an argument, aligned as the device's main memory is.
struct Buffer {
  explicit Buffer(size_t bytes) : bytes(bytes), data(new (std::align_val_t(64)) std::byte[bytes]) {
    std::memset(data.get(), 0xee, bytes);
  }
  struct Delete {
    void operator()(std::byte *data) const { operator delete[](data, std::align_val_t(64)); }
  };
  size_t bytes;
  std::unique_ptr<std::byte[], Delete> data;
};

/// Tiles a kernel once, makes native code and a program of it, and runs both.
class Agreement : public testing::Test {
protected:
  Agreement() : context(registry(), mlir::MLIRContext::Threading::DISABLED) {
    profile::setProfileDirectory(MOCK_PROFILE_DIRECTORY);
    context.loadAllAvailableDialects();
    profile = profile::load("mock-v1").take();
  }

  /// Compiles both forms of the one kernel in `text`.
  void compile(const std::string &text) {
    module = mlir::parseSourceString<mlir::ModuleOp>(
        "module attributes {mock.target = \"mock-v1\"} {" + text + "}", &context);
    ASSERT_TRUE(module);
    lower("mock-choose-tiles,mock-tile,mock-legalize");
    ir::KernelOp kernel = *module->getOps<ir::KernelOp>().begin();
    auto native = codegen::NativeCompiler::get().compile(kernel);
    ASSERT_TRUE(native) << native.error().message;
    code = native.take();
    lower("mock-place,convert-mock-to-isa");
    auto exported =
        codegen::exportProgram(*module->getOps<mock_isa::ProgramOp>().begin(), *profile);
    ASSERT_TRUE(exported) << exported.error().message;
    program = exported.take();
  }

  void lower(const std::string &passes) {
    mlir::PassManager manager(&context);
    ASSERT_TRUE(mlir::succeeded(mlir::parsePassPipeline(passes, manager)));
    ASSERT_TRUE(mlir::succeeded(manager.run(*module))) << passes;
  }

  /// Runs both; `results` is the number of results among the program's arguments, `bytes` the size
  /// of each argument. Inputs hold what `fill` wrote, and results that are updated what they held.
  template <typename Fill> void run(const std::vector<size_t> &bytes, size_t results, Fill fill) {
    if (HasFatalFailure())
      return;
    ASSERT_EQ(program.arguments.size(), bytes.size());
    std::vector<Buffer> native, checked;
    for (size_t i = 0; i < bytes.size(); ++i) {
      native.emplace_back(bytes[i]);
      checked.emplace_back(bytes[i]);
      if (i + results < bytes.size() || updates) {
        fill(i, native[i].data.get(), bytes[i]);
        std::memcpy(checked[i].data.get(), native[i].data.get(), bytes[i]);
      }
    }
    runNative(native);
    runChecked(checked);
    for (size_t i = bytes.size() - results; i < bytes.size(); ++i)
      compare(native[i], checked[i], i);
  }

  /// Results begin as what the kernel updates.
  bool updates = false;
  /// Largest difference of f32 results that is accepted; 0: the same bytes.
  float tolerance = 0;

private:
  static mlir::DialectRegistry registry() {
    static bool passes = (registerAllPasses(), true);
    (void)passes;
    mlir::DialectRegistry result;
    registerAllDialects(result);
    return result;
  }

  void runNative(std::vector<Buffer> &buffers) {
    std::vector<void *> arguments;
    for (Buffer &buffer : buffers)
      arguments.push_back(buffer.data.get());
    Buffer workspace(static_cast<size_t>(code.workspaceBytes) + 64);
    code.entry(arguments.data(), 0, code.gridSize, workspace.data.get());
  }

  void runChecked(std::vector<Buffer> &buffers) {
    std::vector<simulate::Binding> bindings;
    for (Buffer &buffer : buffers) {
      simulate::Binding binding;
      binding.data = buffer.data.get();
      binding.deviceAddress = reinterpret_cast<uint64_t>(binding.data);
      binding.bytes = buffer.bytes;
      bindings.push_back(binding);
    }
    std::optional<simulate::Fault> fault = simulate::execute(program, *profile, bindings);
    ASSERT_FALSE(fault) << fault->message();
  }

  void compare(const Buffer &native, const Buffer &checked, size_t argument) {
    if (tolerance == 0) {
      EXPECT_EQ(std::memcmp(native.data.get(), checked.data.get(), native.bytes), 0)
          << "argument " << argument;
      return;
    }
    auto *left = reinterpret_cast<const float *>(native.data.get());
    auto *right = reinterpret_cast<const float *>(checked.data.get());
    for (size_t i = 0; i < native.bytes / sizeof(float); ++i)
      ASSERT_NEAR(left[i], right[i], tolerance) << "argument " << argument << " element " << i;
  }

  mlir::MLIRContext context;
  std::shared_ptr<const profile::Profile> profile;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  codegen::NativeCode code;
  isa::Program program;
};

inline void fillFloats(size_t argument, std::byte *data, size_t bytes) {
  std::vector<float> values = randomFloats(static_cast<int64_t>(bytes / 4), argument + 1);
  std::memcpy(data, values.data(), bytes);
}

inline void fillBF16(size_t argument, std::byte *data, size_t bytes) {
  std::vector<float> values = randomFloats(static_cast<int64_t>(bytes / 2), argument + 1);
  for (size_t i = 0; i < values.size(); ++i) {
    uint16_t bits = toBF16(values[i]);
    std::memcpy(data + 2 * i, &bits, 2);
  }
}

inline void fillBytes(size_t argument, std::byte *data, size_t bytes) {
  std::mt19937 engine(static_cast<uint32_t>(argument + 1));
  for (size_t i = 0; i < bytes; ++i)
    data[i] = static_cast<std::byte>(engine());
}

} // namespace mock::test
