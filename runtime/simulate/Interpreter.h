//===- Interpreter.h - Values of a program ---------------------------------===//
#pragma once

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
  MaybeProblem runToBarrier(Core &core);
  MaybeProblem step(Core &core);
  MaybeProblem takeCredits(Core &core, const isa::Operation &operation, isa::Engine engine);
  MaybeProblem spendWork(const isa::Operation &operation);
  std::optional<Fault> meet();

  MaybeProblem recordAccesses(Core &core, isa::Engine engine);
  MaybeProblem checkInitialised(Core &core, const Access &access, const engine::Runs &runs);
  MaybeProblem recordAccess(Core &core, const Access &access, const engine::Runs &runs,
                            const Actor &actor, bool write);
  void markWritten(const Access &access, const engine::Runs &runs);
  std::string place(const Access &access) const;
  std::byte *pointer(Core &core, const Access &access) const;
  engine::OperandView view(Core &core, size_t access, DType dtype) const;

  MaybeProblem compute(Core &core, const isa::Dma &dma);
  MaybeProblem compute(Core &core, const isa::MatMul &matmul);
  MaybeProblem compute(Core &core, const isa::Vector &vector);
  MaybeProblem compute(Core &core, const isa::Reduce &reduce);
  MaybeProblem compute(Core &core, const isa::Fill &fill);
  template <typename Control> MaybeProblem compute(Core &, const Control &) { return std::nullopt; }

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
};

} // namespace mock::simulate
