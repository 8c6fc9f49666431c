//===- Executor.cpp --------------------------------------------------------===//
#include "mock/backend/compile/Executor.h"

#include "mock/backend/compile/Call.h"
#include "mock/backend/device/Device.h"
#include "mock/runtime/stream/HostThreads.h"

#include <ATen/Parallel.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/DeviceGuard.h>

#include <algorithm>

namespace mock::backend {

using namespace compiler;

namespace {

std::vector<bool> launchedBuffers(const CompiledGraph &graph) {
  std::vector<bool> result(graph.buffers.size(), false);
  for (const Step &step : graph.steps)
    if (const auto *launch = std::get_if<Launch>(&step))
      for (int32_t operand : launch->operands)
        result[operand] = true;
  return result;
}

void markOperands(const Step &step, std::vector<bool> &used) {
  auto mark = [&](const View &view) {
    if (view.buffer >= 0)
      used[view.buffer] = true;
  };
  if (const auto *call = std::get_if<HostCall>(&step))
    std::for_each(call->operands.begin(), call->operands.end(), mark);
  else if (const auto *copy = std::get_if<Copy>(&step))
    mark(copy->source);
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

at::Tensor onDevice(const std::vector<std::byte> &bytes, c10::Device device) {
  // The copy reads the blob and nothing writes to it.
  void *data = const_cast<std::byte *>(bytes.data());
  return at::from_blob(data, {static_cast<int64_t>(bytes.size())}, at::kByte).to(device);
}

} // namespace

Executor::Executor(std::shared_ptr<const CompiledGraph> graph,
                   std::map<int32_t, PreparedOperator> hostOperators, c10::Device device)
    : compiled(std::move(graph)), hostOperators(std::move(hostOperators)), device(device),
      alignment(1), launched(launchedBuffers(*compiled)), used(usedBuffers(*compiled)) {
  int main = compiled->profile->memoryIndex(profile::Memory::Role::Main);
  if (main >= 0)
    alignment = std::max<int64_t>(1, compiled->profile->memories[main].alignment);
  for (const std::vector<std::byte> &bytes : compiled->constants)
    constants.push_back(onDevice(bytes, device));
}

std::vector<at::Tensor> Executor::run(std::vector<at::Tensor> inputs, Execution execution) const {
  at::AutoDispatchBelowADInplaceOrView belowAutograd;
  c10::DeviceGuard onDevice(device);
  counters.calls += 1;
  setHostThreads(at::get_num_threads());
  Call call(*this, runtimeStream(device.index()), execution);
  call.bindInputs(std::move(inputs));
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
