//===- Executor.cpp --------------------------------------------------------===//
#include "mock/backend/compile/Executor.h"

#include "mock/backend/compile/Call.h"
#include "mock/backend/device/Device.h"
#include "mock/runtime/stream/HostThreads.h"

#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <c10/core/DeviceGuard.h>

#include <algorithm>

namespace mock::backend {

using namespace compiler;

namespace {

std::vector<bool> launchedBuffers(const CompiledGraph &graph) {
  std::vector<bool> result(graph.buffers.size(), false);
  auto mark = [&](const Launch &launch) {
    for (int32_t operand : launch.operands)
      result[operand] = true;
  };
  std::for_each(graph.preparation.begin(), graph.preparation.end(), mark);
  for (const Step &step : graph.steps)
    if (const auto *launch = std::get_if<Launch>(&step))
      mark(*launch);
  return result;
}

void markOperands(const Step &step, std::vector<bool> &used) {
  if (const auto *call = std::get_if<HostCall>(&step))
    for (const View &view : call->operands)
      if (view.buffer >= 0)
        used[view.buffer] = true;
}

std::vector<bool> usedBuffers(const CompiledGraph &graph) {
  std::vector<bool> result = launchedBuffers(graph);
  for (const Step &step : graph.steps)
    markOperands(step, result);
  for (const OutputRef &output : graph.outputs)
    if (output.kind != OutputRef::Kind::None && output.view.buffer >= 0)
      result[output.view.buffer] = true;
  return result;
}

} // namespace

Executor::Executor(std::shared_ptr<const CompiledGraph> graph,
                   std::map<int32_t, PreparedOperator> hostOperators, c10::Device device)
    : compiled(std::move(graph)), hostOperators(std::move(hostOperators)), device(device),
      alignment(1), launched(launchedBuffers(*compiled)), used(usedBuffers(*compiled)),
      preparation(*compiled) {
  int main = compiled->profile->memoryIndex(profile::Memory::Role::Main);
  if (main >= 0)
    alignment = std::max<int64_t>(1, compiled->profile->memories[main].alignment);
}

std::vector<at::Tensor> Executor::run(std::vector<at::Tensor> inputs, Execution execution) const {
  at::AutoDispatchBelowADInplaceOrView belowAutograd;
  c10::DeviceGuard onDevice(device);
  counters.calls += 1;
  setHostThreads(at::get_num_threads());
  Call call(*this, runtimeStream(device.index()), execution);
  call.bindInputs(std::move(inputs));
  call.prepare();
  call.allocate();
  for (const Step &step : compiled->steps)
    std::visit([&](const auto &action) { call.execute(action); }, step);
  call.writeBack();
  std::vector<at::Tensor> outputs;
  outputs.reserve(compiled->outputs.size());
  for (const OutputRef &output : compiled->outputs)
    outputs.push_back(call.output(output));
  return outputs;
}

} // namespace mock::backend
