//===- Call.h - One run of a compiled graph --------------------------------===//
#pragma once

#include "mock/backend/compile/Executor.h"

#include <c10/core/Storage.h>

namespace mock::backend {

/// The tensors, addresses and memory of one call of an executor.
class Call {
public:
  Call(const Executor &executor, Stream &stream, Execution execution);

  /// In this order, before the steps.
  void bindInputs(std::vector<at::Tensor> inputs);
  /// Binds the held buffers, after running the preparation where a weight has changed.
  void prepare();
  void allocate();
  void execute(const compiler::Launch &launch);
  void execute(const compiler::HostCall &call);
  /// Copies what the graph wrote to staged inputs back to the inputs. After all steps.
  void writeBack();
  at::Tensor output(const compiler::OutputRef &output);

private:
  /// What launches keep alive until the stream has passed them: no tensors, which may own Python
  /// objects, but the allocations below them.
  struct Memory {
    std::vector<std::shared_ptr<void>> allocations;
  };

  void bind(int32_t buffer, at::Tensor tensor);
  void hold(const c10::Storage &storage);
  at::Tensor aligned(const at::Tensor &tensor);
  at::Tensor withStrides(const at::Tensor &tensor, const compiler::TensorType &type);
  at::Tensor wholeBuffer(int32_t buffer);
  at::Tensor emptyTensor(const compiler::Buffer &buffer) const;
  at::Tensor viewOf(const compiler::View &view);

  const Executor &executor;
  const compiler::CompiledGraph &graph;
  Stream &stream;
  Execution execution;
  std::vector<at::Tensor> tensors; ///< by buffer; undefined in the arena until asked for
  std::vector<void *> addresses;   ///< by buffer
  WeightStates weights;            ///< by buffer that the preparation reads
  std::vector<at::Tensor> written; ///< inputs that launches overwrite
  /// Inputs that launches overwrite, and the copies that they were given instead.
  std::vector<std::pair<at::Tensor, at::Tensor>> stagedWrites;
  std::vector<bool> returned; ///< by buffer: an output is this very tensor
  c10::Storage arena;
  std::shared_ptr<Memory> memory = std::make_shared<Memory>();
};

} // namespace mock::backend
