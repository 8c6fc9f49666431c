//===- HostLibrary.cpp - Eager operators by the host library ----------------===//
//
// The boxed fallback of the device. at::native::cpu_fallback copies every argument to the CPU
// and back; here arguments are views of the backing memory.
//
// Structured operators arrive as their out overload, with results that PyTorch has allocated on
// the device from inferred shapes, so they write device memory directly. The results of the
// others are copied into device memory: their shapes could only be inferred by functions written
// in Python, which cost more than the copy.
//
//===----------------------------------------------------------------------===//

#include "HostRandom.h"
#include "HostSession.h"
#include "OperatorFacts.h"

#include "mock/backend/device/Allocation.h"
#include "mock/backend/ops/HostCalls.h"

#include <ATen/core/LegacyTypeDispatch.h>
#include <torch/library.h>

using namespace mock;
using namespace mock::backend;

namespace {

using torch::jit::Stack;

bool isDeviceTensor(const at::Tensor &tensor) {
  return tensor.defined() && tensor.is_privateuseone();
}

/// One call of one operator.
class HostLibraryCall {
public:
  HostLibraryCall(const c10::OperatorHandle &op, Stack &stack)
      : op(op), schema(op.schema()), facts(factsOf(op)), stack(stack),
        arguments(torch::jit::last(stack, schema.arguments().size()).vec()),
        session(facts.callName) {}

  void run();

private:
  void chooseDevice();
  void checkPlacement(const at::Tensor &tensor, size_t argument) const;
  c10::IValue toHost(const c10::IValue &value, size_t argument);
  at::Tensor toHost(const at::Tensor &tensor, size_t argument);
  Stack hostArguments();
  void callHost(Stack &host);
  void writeBack(const Stack &host);
  void pushResults(Stack &host);
  c10::IValue toDevice(const c10::IValue &result);
  template <typename Visit> void forEachTensor(const c10::IValue &value, Visit visit) const;

  const c10::OperatorHandle &op;
  const c10::FunctionSchema &schema;
  const OperatorFacts &facts;
  Stack &stack;
  const std::vector<c10::IValue> arguments;
  HostSession session;
  c10::DeviceIndex device = 0;
};

template <typename Visit>
void HostLibraryCall::forEachTensor(const c10::IValue &value, Visit visit) const {
  if (value.isTensor())
    visit(value.toTensor());
  else if (value.isTensorList() || value.isOptionalTensorList() || value.isList())
    for (const c10::IValue &item : value.toListRef())
      if (item.isTensor())
        visit(item.toTensor());
}

/// The device of the first device tensor, else of a device argument, else the current one.
void HostLibraryCall::chooseDevice() {
  std::optional<c10::DeviceIndex> found;
  for (const c10::IValue &value : arguments) {
    forEachTensor(value, [&](const at::Tensor &tensor) {
      if (!found && isDeviceTensor(tensor))
        found = tensor.device().index();
    });
    if (!found && value.isDevice() && value.toDevice().is_privateuseone())
      found = checkedIndex(value.toDevice());
  }
  device = found.value_or(currentDevice());
}

void HostLibraryCall::checkPlacement(const at::Tensor &tensor, size_t argument) const {
  if (tensor.is_privateuseone() && tensor.device().index() == device)
    return;
  bool onHost = tensor.is_cpu();
  if (onHost && facts.takesHost[argument])
    return;
  if (onHost && tensor.dim() == 0 && !facts.written[argument])
    return; // a CPU scalar, as every device takes
  TORCH_CHECK(false,
              "Expected all tensors to be on the same device, but found at least two "
              "devices, ",
              mockDevice(device), " and ", tensor.device(),
              "! (when checking argument for argument ", schema.arguments()[argument].name(),
              " in method ", op.operator_name(), ")");
}

at::Tensor HostLibraryCall::toHost(const at::Tensor &tensor, size_t argument) {
  if (!tensor.defined())
    return tensor;
  checkPlacement(tensor, argument);
  return tensor.is_cpu() ? tensor : session.view(tensor);
}

c10::IValue HostLibraryCall::toHost(const c10::IValue &value, size_t argument) {
  if (value.isTensor())
    return toHost(value.toTensor(), argument);
  if (value.isTensorList()) {
    c10::List<at::Tensor> list;
    for (const at::Tensor &tensor : value.toTensorList())
      list.push_back(toHost(tensor, argument));
    return list;
  }
  if (value.isOptionalTensorList()) {
    c10::List<std::optional<at::Tensor>> list;
    for (std::optional<at::Tensor> tensor : value.toOptionalTensorList())
      list.push_back(tensor ? std::optional(toHost(*tensor, argument)) : std::nullopt);
    return list;
  }
  if (value.isDevice())
    return c10::Device(c10::kCPU);
  return value;
}

Stack HostLibraryCall::hostArguments() {
  session.useDevice(device);
  Stack host;
  host.reserve(arguments.size());
  for (size_t i = 0; i < arguments.size(); ++i)
    host.push_back(toHost(arguments[i], i));
  useDeviceGenerator(facts, host.data(), device);
  return host;
}

void HostLibraryCall::callHost(Stack &host) {
  // Below autograd and autocast of the CPU: the kernel itself. A conjugate or negative bit that
  // has come this far is one that the operator handles.
  at::AutoDispatchBelowADInplaceOrView belowAutograd;
  c10::impl::ExcludeDispatchKeyGuard noAutocast(c10::autocast_dispatch_keyset);
  std::optional<BorrowedCpuGenerator> borrowed;
  if (facts.drawsUnseeded)
    borrowed.emplace(device);
  op.redispatchBoxed(c10::DispatchKeySet(c10::DispatchKey::CPU), &host);
}

void HostLibraryCall::writeBack(const Stack &host) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (!facts.written[i])
      continue;
    std::vector<at::Tensor> views;
    forEachTensor(host[i], [&](const at::Tensor &tensor) { views.push_back(tensor); });
    size_t position = 0;
    forEachTensor(arguments[i], [&](const at::Tensor &tensor) {
      const at::Tensor &view = views[position++];
      if (!isDeviceTensor(tensor))
        return;
      session.writeBack(tensor, view);
      noteWrite(tensor);
    });
  }
}

c10::IValue HostLibraryCall::toDevice(const c10::IValue &result) {
  if (result.isTensor())
    return session.toDevice(result.toTensor(), device);
  if (result.isTensorList()) {
    c10::List<at::Tensor> list;
    for (const at::Tensor &tensor : result.toTensorList())
      list.push_back(session.toDevice(tensor, device));
    return list;
  }
  return result;
}

void HostLibraryCall::pushResults(Stack &host) {
  for (size_t i = 0; i < host.size(); ++i) {
    if (facts.aliasOf[i] >= 0)
      stack.push_back(arguments[static_cast<size_t>(facts.aliasOf[i])]);
    else
      stack.push_back(facts.staysOnHost[i] ? host[i] : toDevice(host[i]));
  }
}

void HostLibraryCall::run() {
  TORCH_CHECK_NOT_IMPLEMENTED(facts.onHost && !facts.isView, "Could not run '", op.operator_name(),
                              "' on the mock device: neither the device nor the host library has "
                              "a kernel for it");
  chooseDevice();
  Stack host = hostArguments();
  noteHostCall(facts.callName);
  c10::DeviceGuard guard(mockDevice(device));
  torch::jit::drop(stack, arguments.size());
  Stack views = host; // the call consumes its arguments
  callHost(host);
  writeBack(views);
  pushResults(host);
  session.charge();
}

void hostFallback(const c10::OperatorHandle &op, Stack *stack) {
  HostLibraryCall(op, *stack).run();
}

} // namespace

TORCH_LIBRARY_IMPL(_, PrivateUse1, m) {
  m.fallback(torch::CppFunction::makeFromBoxedFunction<&hostFallback>());
}

// These would not come here by themselves, since PyTorch has a default for every device.
TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  // The default is a composition of smaller operators that rounds bf16 and f16 in between.
  m.impl("native_layer_norm", torch::CppFunction::makeFromBoxedFunction<&hostFallback>());
  m.impl("native_group_norm", torch::CppFunction::makeFromBoxedFunction<&hostFallback>());
  // The default is the out overload, which resizes an output that has its final shape already on
  // the CPU, and warns of it.
  m.impl("mse_loss", torch::CppFunction::makeFromBoxedFunction<&hostFallback>());
  m.impl("smooth_l1_loss", torch::CppFunction::makeFromBoxedFunction<&hostFallback>());
}
