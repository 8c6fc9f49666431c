//===- NativeKernel.cpp - Compiles and runs a kernel given as text ---------===//

#include "NativeKernel.h"

#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/runtime/engine/MathFunctions.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/IR/ValueBoundsOpInterfaceImpl.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

using namespace mlir;

namespace mock::test {

static void loadDialects(MLIRContext &context) {
  DialectRegistry registry;
  affine::registerValueBoundsOpInterfaceExternalModels(registry);
  arith::registerValueBoundsOpInterfaceExternalModels(registry);
  context.appendDialectRegistry(registry);
  context.loadDialect<affine::AffineDialect, arith::ArithDialect, linalg::LinalgDialect,
                      math::MathDialect, scf::SCFDialect, tensor::TensorDialect, ir::MockDialect>();
}

NativeKernel::NativeKernel(const std::string &text) : context(MLIRContext::Threading::DISABLED) {
  loadDialects(context);
  module = parseSourceString<ModuleOp>(text, &context);
  if (!module) {
    result = std::make_unique<Expected<codegen::NativeCode>>(
        Error{Error::Kind::Value, "the text of the kernel does not parse"});
    return;
  }
  Operation *kernel = *module->getOps<ir::KernelOp>().begin();
  result = std::make_unique<Expected<codegen::NativeCode>>(
      codegen::NativeCompiler::get().compile(kernel));
}

void NativeKernel::runRange(const std::vector<void *> &arguments, int64_t begin,
                            int64_t end) const {
  ASSERT_TRUE(*result) << error();
  const codegen::NativeCode &code = result->value();
  size_t bytes = (code.workspaceBytes + 63) / 64 * 64 + 64;
  void *workspace = std::aligned_alloc(64, bytes);
  code.entry(arguments.data(), begin, end, workspace);
  std::free(workspace);
}

void NativeKernel::run(const std::vector<void *> &arguments) const {
  ASSERT_TRUE(*result) << error();
  runRange(arguments, 0, result->value().gridSize);
}

void NativeKernel::runBackwards(const std::vector<void *> &arguments) const {
  ASSERT_TRUE(*result) << error();
  for (int64_t tile = result->value().gridSize - 1; tile >= 0; --tile)
    runRange(arguments, tile, tile + 1);
}

std::vector<float> randomFloats(int64_t count, uint32_t seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<float> distribution(-1, 1);
  std::vector<float> values(count);
  for (float &value : values)
    value = distribution(engine);
  return values;
}

uint16_t toBF16(float value) {
  if (std::isnan(value))
    return 0x7fc0;
  uint32_t bits = std::bit_cast<uint32_t>(value);
  return (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
}

float mathFunction(isa::BodyOpcode opcode, float value) {
  auto function = reinterpret_cast<float (*)(float)>(engine::mathFunction(opcode)->scalar);
  return function(value);
}

float fixedOrderSum(const float *values, int64_t count, int64_t stride) {
  float partials[16] = {};
  for (int64_t i = 0; i < count; ++i)
    partials[i % 16] += values[i * stride];
  for (int half = 8; half >= 1; half /= 2)
    for (int i = 0; i < half; ++i)
      partials[i] += partials[i + half];
  return partials[0];
}

} // namespace mock::test
