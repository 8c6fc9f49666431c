//===- Preparation.h - What a compiled graph keeps from call to call --------===//
#pragma once

#include "mock/passes/Compiler.h"
#include "mock/runtime/stream/Stream.h"

#include <ATen/core/Tensor.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace mock::backend {

/// A weight as a call finds it: its address and the number of the last write to its memory.
struct WeightState {
  const void *address;
  uint64_t lastWrite;
  bool operator==(const WeightState &) const = default;
};
using WeightStates = std::vector<WeightState>;    ///< in the order of the graph's buffers
using HeldTensors = std::map<size_t, at::Tensor>; ///< by buffer

/// The held buffers of one executor: what its graph computes from weights alone. They are made by
/// the first call and again by the first one after a weight was written to. Calls from several
/// threads and streams may share them.
class Preparation {
public:
  explicit Preparation(const compiler::CompiledGraph &graph);

  bool reads(size_t buffer) const { return !graph.preparation.empty() && inputs[buffer]; }

  /// Calls `bind` with the held tensors that fit the weights, or with none: then it has to make
  /// them, queue the preparation on `stream` and return them. Work that is queued on `stream` later
  /// finds them written. The executions share nothing, so that comparing them compares their
  /// preparations, too.
  void use(Stream &stream, Execution execution, const WeightStates &weights,
           const std::function<HeldTensors(HeldTensors)> &bind);

private:
  struct Held {
    WeightStates weights;
    HeldTensors tensors;
    Stream *stream = nullptr;     ///< that the preparation was queued on
    std::unique_ptr<Event> event; ///< behind the preparation
    std::shared_ptr<std::atomic<bool>> done = std::make_shared<std::atomic<bool>>(false);
    bool fits(const WeightStates &now) const;
  };
  void note(Held &held, Stream &stream);

  const compiler::CompiledGraph &graph;
  std::vector<bool> inputs; ///< by buffer: an input that the preparation reads
  std::mutex mutex;
  std::map<Execution, Held> held;
};

} // namespace mock::backend
