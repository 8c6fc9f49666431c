//===- Preparation.cpp -----------------------------------------------------===//
#include "mock/backend/compile/Preparation.h"

namespace mock::backend {

using namespace compiler;

static std::vector<bool> preparationInputs(const CompiledGraph &graph) {
  std::vector<bool> inputs(graph.buffers.size(), false);
  for (const Launch &launch : graph.preparation)
    for (int32_t operand : launch.operands)
      inputs[operand] = graph.buffers[operand].kind == Buffer::Kind::Input;
  return inputs;
}

Preparation::Preparation(const CompiledGraph &graph)
    : graph(graph), inputs(preparationInputs(graph)) {}

/// After a fault the stream drops what is queued: a preparation that is neither done nor under way
/// has never run.
bool Preparation::Held::fits(const WeightStates &now) const {
  return stream && weights == now && (*done || !stream->query());
}

void Preparation::note(Held &entry, Stream &stream) {
  entry.stream = &stream;
  entry.event = stream.device().createEvent();
  stream.record(*entry.event);
  stream.submit(
      "prepare weights", 0,
      [done = entry.done]() -> std::optional<simulate::Fault> {
        *done = true;
        return std::nullopt;
      },
      Length::Short);
}

void Preparation::use(Stream &stream, Execution execution, const WeightStates &weights,
                      const std::function<HeldTensors(HeldTensors)> &bind) {
  if (graph.preparation.empty())
    return;
  std::lock_guard lock(mutex);
  Held &entry = held[execution];
  if (entry.fits(weights)) {
    if (entry.stream != &stream)
      stream.wait(*entry.event);
    bind(entry.tensors);
    return;
  }
  Held made;
  made.weights = weights;
  entry = Held(); // frees the old buffers first: both may not fit
  made.tensors = bind({});
  note(made, stream);
  entry = std::move(made);
}

} // namespace mock::backend
