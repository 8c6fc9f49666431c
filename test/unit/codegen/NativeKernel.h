//===- NativeKernel.h - Compiles and runs a kernel given as text -----------===//
#pragma once

#include "mock/passes/codegen/Native.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace mock::test {

/// A kernel of stage `tiled`, compiled for the host.
class NativeKernel {
public:
  /// `text` is a module that holds one mock.kernel.
  explicit NativeKernel(const std::string &text);

  const Expected<codegen::NativeCode> &code() const { return *result; }
  /// Why it has no native code; empty if it has.
  std::string error() const { return *result ? "" : result->error().message; }
  /// Computes all tiles. `arguments` are base addresses: arguments, then results.
  void run(const std::vector<void *> &arguments) const;
  /// The same in calls of one tile each, last tile first.
  void runBackwards(const std::vector<void *> &arguments) const;

private:
  void runRange(const std::vector<void *> &arguments, int64_t begin, int64_t end) const;

  mlir::MLIRContext context;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  std::unique_ptr<Expected<codegen::NativeCode>> result;
};

/// Deterministic numbers in [-1, 1).
std::vector<float> randomFloats(int64_t count, uint32_t seed = 1);
uint16_t toBF16(float value);
inline float fromBF16(uint16_t bits) { return std::bit_cast<float>(uint32_t(bits) << 16); }
/// Calls a function of the table that both executions share, one element at a time.
float mathFunction(isa::BodyOpcode opcode, float value);

/// A sum in the order of isa::Reduce over `count` elements, `stride` apart.
float fixedOrderSum(const float *values, int64_t count, int64_t stride = 1);

} // namespace mock::test
