//===- VectorEngine.h - Bodies applied to boxes ----------------------------===//
#pragma once

#include "runtime/engine/Strips.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace mock::engine {

/// A vector instruction with everything evaluated. The body is well-formed and its types agree with
/// the operands'.
struct VectorTask {
  const isa::Body *body = nullptr;
  Box iteration; ///< extents only
  std::vector<OperandView> inputs, outputs;
  std::array<int64_t, kMaxRank> indexBases{};
};

/// An integer division by zero: which operation of the body, at which row-major position.
struct ZeroDivisor {
  int64_t operation = 0, position = 0;
};

/// Interprets bodies operation by operation over strips.
class VectorEngine {
public:
  explicit VectorEngine(const Kernels &kernels) : kernels(kernels) {}

  /// Stops at the first strip with a zero divisor; the strips before it are written.
  std::optional<ZeroDivisor> run(const VectorTask &task);

private:
  void *lanesOf(int reg) { return registers.get() + reg * kStripElements * kLaneBytes; }
  void prepare(const VectorTask &task);
  std::optional<ZeroDivisor> runStrip(const VectorTask &task, int64_t begin, int64_t count);
  void writeConstant(const isa::BodyOp &op);
  void writeIndex(const isa::BodyOp &op, const VectorTask &task, int64_t begin, int64_t count);
  void compute(const isa::BodyOp &op, int64_t count);

  const Kernels &kernels;
  std::unique_ptr<std::byte[]> registers; ///< kept from one task to the next
  int64_t registerCount = 0;
  std::vector<bool> hoisted; ///< constants that need to be written once only
};

} // namespace mock::engine
