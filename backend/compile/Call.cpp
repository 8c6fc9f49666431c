//===- Call.cpp ------------------------------------------------------------===//
#include "mock/backend/compile/Call.h"

#include "mock/backend/device/Allocation.h"

#include <ATen/ops/as_strided.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_strided.h>

namespace mock::backend {

using namespace compiler;

namespace {

at::ScalarType scalarType(DType dtype) {
  switch (dtype) {
  case DType::Bool:
    return at::kBool;
  case DType::U8:
    return at::kByte;
  case DType::I8:
    return at::kChar;
  case DType::I16:
    return at::kShort;
  case DType::I32:
    return at::kInt;
  case DType::I64:
    return at::kLong;
  case DType::F16:
    return at::kHalf;
  case DType::BF16:
    return at::kBFloat16;
  case DType::F32:
    return at::kFloat;
  case DType::F64:
    return at::kDouble;
  case DType::C64:
    return at::kComplexFloat;
  case DType::C128:
    return at::kComplexDouble;
  }
  TORCH_INTERNAL_ASSERT(false, "element type out of range");
}

void *addressOf(const at::Tensor &tensor) { return const_cast<void *>(tensor.const_data_ptr()); }

/// A tensor over a storage, without history and without sharing a version counter.
at::Tensor tensorOver(const c10::Storage &storage, const TensorType &type, int64_t offset,
                      c10::DispatchKeySet keys) {
  at::Tensor tensor =
      at::detail::make_tensor<c10::TensorImpl>(c10::TensorImpl::VIEW, c10::Storage(storage), keys,
                                               c10::scalarTypeToTypeMeta(scalarType(type.dtype)));
  tensor.unsafeGetTensorImpl()->set_sizes_and_strides(type.sizes, type.strides, offset);
  return tensor;
}

bool sameStrides(const at::Tensor &tensor, const TensorType &type) {
  if (tensor.numel() <= 1)
    return true;
  for (size_t i = 0; i < type.sizes.size(); ++i)
    if (type.sizes[i] != 1 && tensor.stride(i) != type.strides[i])
      return false;
  return true;
}

int64_t elementExtent(const at::Tensor &tensor) {
  int64_t extent = 1;
  for (int64_t i = 0; i < tensor.dim(); ++i)
    extent += (tensor.size(i) - 1) * tensor.stride(i);
  return extent;
}

void checkType(const at::Tensor &tensor, const TensorType &type, const std::string &what) {
  TORCH_CHECK(tensor.defined(), what, " is None, the graph was compiled for a tensor");
  TORCH_CHECK(tensor.scalar_type() == scalarType(type.dtype) &&
                  tensor.sizes() == at::IntArrayRef(type.sizes),
              what, " is ", tensor.scalar_type(), tensor.sizes(), ", the graph was compiled for ",
              scalarType(type.dtype), at::IntArrayRef(type.sizes));
}

} // namespace

Call::Call(const Executor &executor, Stream &stream, Execution execution)
    : executor(executor), graph(*executor.compiled), stream(stream), execution(execution),
      tensors(graph.buffers.size()), addresses(graph.buffers.size(), nullptr),
      returned(graph.buffers.size(), false) {}

at::Tensor Call::aligned(const at::Tensor &tensor) {
  at::Tensor flat =
      at::as_strided(tensor, {elementExtent(tensor)}, {1}, tensor.storage_offset()).clone();
  executor.counters.stagedTensors += 1;
  executor.counters.stagedBytes += flat.nbytes();
  return flat;
}

at::Tensor Call::withStrides(const at::Tensor &tensor, const TensorType &type) {
  at::Tensor copy = at::empty_strided(type.sizes, type.strides, tensor.options());
  copy.copy_(tensor);
  executor.counters.stagedTensors += 1;
  executor.counters.stagedBytes += copy.nbytes();
  return copy;
}

void Call::bind(int32_t buffer, at::Tensor tensor) {
  const Buffer &description = graph.buffers[buffer];
  at::Tensor given = tensor;
  if (!sameStrides(tensor, description.type))
    tensor = withStrides(tensor, description.type);
  if (executor.launched[buffer] && tensor.numel() > 0) {
    bool misaligned = reinterpret_cast<uintptr_t>(addressOf(tensor)) % executor.alignment;
    at::Tensor operand = misaligned ? aligned(tensor) : tensor;
    addresses[buffer] = addressOf(operand);
    hold(operand.storage());
    if (description.written && addresses[buffer] != addressOf(given))
      stagedWrites.emplace_back(given, at::as_strided(operand, description.type.sizes,
                                                      description.type.strides,
                                                      misaligned ? 0 : operand.storage_offset()));
    if (description.written && misaligned)
      tensor = stagedWrites.back().second; // host calls see what launches write
  }
  tensors[buffer] = std::move(tensor);
}

void Call::hold(const c10::Storage &storage) {
  if (std::shared_ptr<void> allocation = keepAlive(storage.data_ptr()))
    memory->allocations.push_back(std::move(allocation));
}

void Call::bindInputs(std::vector<at::Tensor> inputs) {
  for (size_t i = 0; i < graph.buffers.size(); ++i) {
    const Buffer &buffer = graph.buffers[i];
    if (buffer.kind == Buffer::Kind::Input) {
      const at::Tensor &input = inputs.at(buffer.index);
      checkType(input, buffer.type, graph.name + ": input " + std::to_string(buffer.index));
      TORCH_CHECK(input.device() == (buffer.type.onHost ? c10::Device(at::kCPU) : executor.device),
                  graph.name, ": input ", buffer.index, " is on ", input.device(),
                  ", the graph was compiled for ", executor.device);
      if (executor.preparation.reads(i))
        weights.push_back({addressOf(input), lastWrite(input)});
      if (buffer.written)
        written.push_back(input);
      bind(i, input);
    }
  }
}

void Call::prepare() {
  executor.preparation.use(stream, execution, weights, [&](HeldTensors held) {
    bool isNew = held.empty();
    for (size_t i = 0; i < graph.buffers.size(); ++i) {
      const Buffer &buffer = graph.buffers[i];
      if (buffer.kind != Buffer::Kind::Held)
        continue;
      if (isNew)
        held[i] = emptyTensor(buffer);
      bind(i, held[i]);
    }
    if (isNew) {
      executor.counters.preparations += 1;
      for (const Launch &launch : graph.preparation)
        execute(launch);
    }
    return held;
  });
  // Behind the weights' states: a weight may share memory with what the graph writes to.
  for (const at::Tensor &input : written)
    noteWrite(input);
}

at::Tensor Call::emptyTensor(const Buffer &buffer) const {
  return at::empty_strided(
      buffer.type.sizes, buffer.type.strides,
      at::TensorOptions().device(executor.device).dtype(scalarType(buffer.type.dtype)));
}

void Call::allocate() {
  std::byte *base = nullptr;
  if (graph.arenaBytes > 0) {
    auto bytes = at::TensorOptions().device(executor.device).dtype(at::kByte);
    arena = at::empty({graph.arenaBytes}, bytes).storage();
    base = static_cast<std::byte *>(arena.mutable_data());
    hold(arena);
  }
  for (size_t i = 0; i < graph.buffers.size(); ++i) {
    const Buffer &buffer = graph.buffers[i];
    if (buffer.kind == Buffer::Kind::Arena)
      addresses[i] = base + buffer.offset;
    else if (buffer.kind == Buffer::Kind::Output)
      bind(i, emptyTensor(buffer));
  }
}

void Call::execute(const Launch &launch) {
  std::vector<void *> arguments;
  arguments.reserve(launch.operands.size());
  for (int32_t operand : launch.operands)
    arguments.push_back(addresses[operand]);
  executor.counters.launches += 1;
  stream.launch(graph.kernels[launch.kernel], std::move(arguments), execution, memory);
}

void Call::execute(const HostCall &call) {
  std::vector<at::Tensor> operands;
  operands.reserve(call.operands.size());
  for (const View &view : call.operands)
    operands.push_back(viewOf(view));
  executor.counters.hostCalls += 1;
  std::vector<at::Tensor> results = executor.hostOperators.at(call.node).call(operands);
  for (size_t i = 0; i < call.results.size(); ++i) {
    if (call.results[i] < 0 || !executor.used[call.results[i]])
      continue; // also results whose shape PyTorch's shape functions state wrongly
    std::string what = graph.name + ": result " + std::to_string(i) + " of " + call.op;
    TORCH_CHECK(i < results.size(), what, " is missing: the operator returned ", results.size());
    checkType(results[i], graph.buffers[call.results[i]].type, what);
    bind(call.results[i], std::move(results[i]));
  }
}

void Call::writeBack() {
  for (auto &[input, staged] : stagedWrites)
    input.copy_(staged, /*non_blocking=*/true);
}

at::Tensor Call::wholeBuffer(int32_t index) {
  at::Tensor &tensor = tensors[index];
  if (!tensor.defined()) {
    const Buffer &buffer = graph.buffers[index];
    TORCH_INTERNAL_ASSERT(buffer.kind == Buffer::Kind::Arena, graph.name, ": buffer ", index,
                          " is used before it has a value");
    if (!arena) // all that would be in it has no elements
      return tensor = emptyTensor(buffer);
    int64_t offset = buffer.offset / itemSize(buffer.type.dtype);
    tensor =
        tensorOver(arena, buffer.type, offset, c10::DispatchKeySet(c10::DispatchKey::PrivateUse1));
  }
  return tensor;
}

at::Tensor Call::viewOf(const View &view) {
  if (view.buffer < 0)
    return {};
  at::Tensor whole = wholeBuffer(view.buffer);
  const TensorType &type = view.type;
  // A host call's result that is a view of another buffer has an offset of its own.
  int64_t offset = type.offset - graph.buffers[view.buffer].type.offset;
  if (offset == 0 && whole.sizes() == at::IntArrayRef(type.sizes) &&
      whole.strides() == at::IntArrayRef(type.strides) &&
      whole.scalar_type() == scalarType(type.dtype))
    return whole;
  int64_t base = whole.storage_offset() * whole.element_size() / itemSize(type.dtype);
  return tensorOver(whole.storage(), type, base + offset, whole.key_set());
}

at::Tensor Call::output(const OutputRef &output) {
  if (output.kind == OutputRef::Kind::None)
    return {};
  at::Tensor tensor = viewOf(output.view);
  bool whole = tensor.is_same(tensors[output.view.buffer]);
  bool fresh = output.kind == OutputRef::Kind::Buffer && !returned[output.view.buffer];
  if (!whole || fresh) {
    returned[output.view.buffer] = returned[output.view.buffer] || whole;
    return tensor;
  }
  // A second output of the same buffer, or an input: another tensor on the same storage.
  return tensorOver(tensor.storage(), output.view.type, tensor.storage_offset(), tensor.key_set());
}

} // namespace mock::backend
