//===- Interpreter.h - Values of a program ---------------------------------===//
#pragma once

#include "runtime/engine/ConvEngine.h"
#include "runtime/engine/IndexedEngine.h"
#include "runtime/engine/MatrixEngine.h"
#include "runtime/engine/VectorEngine.h"
#include "runtime/simulate/Core.h"
#include "runtime/simulate/Descriptor.h"

#include <span>

namespace mock::simulate {

/// Runs a checked program: each core in program order up to the next barrier, then the next core.
/// Where semaphores allow another order the values are the same, or there is a race, which is
/// found.
class Interpreter {
public:
  Interpreter(const isa::Program &program, const profile::Profile &profile,
              std::span<const Binding> arguments, const Limits &limits);

  std::optional<Fault> run();

private:
  MaybeProblem makeCores();
  MaybeProblem step(Core &core);
  MaybeProblem takeCredits(Core &core, const isa::Operation &operation, isa::Engine engine);
  MaybeProblem spendWork(const isa::Operation &operation);

  Actor actorOf(const Core &core, isa::Engine engine) const;
  MaybeProblem recordAccesses(Core &core, isa::Engine engine);
  MaybeProblem recordIndexed(Core &core, const std::vector<engine::ByteRange> &ranges,
                             isa::Engine engine);
  template <typename Runs>
  MaybeProblem recordReading(Core &core, const Access &access, const Runs &runs,
                             const Actor &actor);
  template <typename Runs>
  MaybeProblem recordWriting(Core &core, const Access &access, const Runs &runs,
                             const Actor &actor);
  template <typename Runs>
  MaybeProblem checkInitialised(Core &core, const Access &access, const Runs &runs);
  template <typename Runs>
  MaybeProblem recordAccess(Core &core, const Access &access, const Runs &runs, const Actor &actor,
                            bool write);
  template <typename Runs> void markWritten(const Access &access, const Runs &runs);
  std::string place(const Access &access) const;
  std::byte *pointer(Core &core, const Access &access) const;
  engine::OperandView view(Core &core, size_t access, DType dtype) const;

  MaybeProblem compute(Core &core, const isa::Dma &dma);
  MaybeProblem compute(Core &core, const isa::MatMul &matmul);
  MaybeProblem compute(Core &core, const isa::Vector &vector);
  MaybeProblem compute(Core &core, const isa::Reduce &reduce);
  MaybeProblem compute(Core &core, const isa::Fill &fill);
  MaybeProblem compute(Core &core, const isa::Conv &conv);
  MaybeProblem compute(Core &core, const isa::Gather &gather);
  MaybeProblem compute(Core &core, const isa::Scatter &scatter);
  MaybeProblem compute(Core &core, const isa::Scan &scan);
  MaybeProblem compute(Core &core, const isa::Sort &sort);
  template <typename Control> MaybeProblem compute(Core &, const Control &) { return std::nullopt; }

  MaybeProblem overflow(const engine::Overflow &overflow, const char *row,
                        const char *column) const;
  template <typename Indexed>
  MaybeProblem resolveIndices(Core &core, const Indexed &operation, isa::Engine engine);
  MaybeProblem badIndex(const engine::BadIndex &bad) const;
  MaybeProblem collectRanges(int inner);

  const isa::Program &program;
  const profile::Profile &profile;
  std::span<const Binding> arguments;
  int64_t instructionBudget, workBudget;
  LoopMatches matches;
  std::vector<uint8_t> poppers;
  std::vector<int64_t> memorySizes;
  std::vector<std::unique_ptr<Core>> cores;
  AccessMap mainHistory; ///< by backing address: arguments may share memory
  uint32_t phase = 0;
  Descriptor descriptor; ///< of the current instruction
  engine::VectorTask vectorTask;
  engine::VectorEngine vectorEngine;
  engine::MatrixEngine matrixEngine;
  engine::ConvEngine convEngine;
  engine::IndexedTask indexedTask; ///< of the current gather or scatter
  engine::ResolvedIndices resolvedIndices;
  std::vector<engine::ByteRange> indexedRanges;
};

} // namespace mock::simulate
