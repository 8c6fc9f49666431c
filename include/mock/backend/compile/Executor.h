//===- Executor.h - Runs a compiled graph on a device ----------------------===//
//
// Segments of kernel launches go to the current stream without waiting. A host call ends a
// segment: the operator runs on the calling thread through the dispatcher, on tensors that are
// views of the graph's buffers, and its results are buffers of later steps.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/backend/compile/Preparation.h"
#include "mock/backend/compile/PreparedOperator.h"
#include "mock/passes/Compiler.h"
#include "mock/runtime/stream/Stream.h"

#include <ATen/core/Tensor.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace mock::backend {

/// Counted over all calls of one executor.
struct RunStatistics {
  std::atomic<int64_t> calls{0}, launches{0}, hostCalls{0};
  std::atomic<int64_t> preparations{0};                  ///< of what depends on weights alone
  std::atomic<int64_t> stagedTensors{0}, stagedBytes{0}; ///< copied for alignment or strides
};

class Executor {
public:
  /// `hostOperators` by node of the source graph; nodes that no step calls are absent.
  Executor(std::shared_ptr<const compiler::CompiledGraph> graph,
           std::map<int32_t, PreparedOperator> hostOperators, c10::Device device);

  /// One tensor per input of the graph, on the executor's device or, where the graph says so, on
  /// the host. An output that is None is undefined. The memory that the call uses stays allocated
  /// until the stream has passed it. A fault of the device is raised by the next synchronisation.
  std::vector<at::Tensor> run(std::vector<at::Tensor> inputs, Execution execution) const;

  const compiler::CompiledGraph &graph() const { return *compiled; }
  const RunStatistics &statistics() const { return counters; }

private:
  friend class Call;

  std::shared_ptr<const compiler::CompiledGraph> compiled;
  std::map<int32_t, PreparedOperator> hostOperators;
  c10::Device device;
  int64_t alignment;          ///< of main memory, bytes
  std::vector<bool> launched; ///< by buffer: some kernel takes its address
  std::vector<bool> used;     ///< by buffer: a step or an output reads it
  mutable Preparation preparation;
  mutable RunStatistics counters;
};

} // namespace mock::backend
