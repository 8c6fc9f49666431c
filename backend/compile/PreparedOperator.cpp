//===- PreparedOperator.cpp ------------------------------------------------===//
#include "mock/backend/compile/PreparedOperator.h"

#include "mock/backend/ops/HostCalls.h"

#include <c10/core/impl/LocalDispatchKeySet.h>

namespace mock::backend {
namespace {

void flatten(const c10::IValue &value, std::vector<at::Tensor> &results) {
  if (value.isTensor()) {
    results.push_back(value.toTensor());
  } else if (value.isTensorList()) {
    for (const at::Tensor &tensor : value.toTensorVector())
      results.push_back(tensor);
  } else {
    results.emplace_back();
  }
}

} // namespace

c10::OperatorHandle PreparedOperator::find(const std::string &name) {
  size_t first = name.find('.');
  TORCH_INTERNAL_ASSERT(first != std::string::npos, "operator without a namespace: ", name);
  size_t second = name.find('.', first + 1);
  std::string qualified = name.substr(0, first) + "::" + name.substr(first + 1, second - first - 1);
  std::string overload = second == std::string::npos ? "" : name.substr(second + 1);
  if (overload == "default")
    overload.clear();
  return c10::Dispatcher::singleton().findSchemaOrThrow(qualified.c_str(), overload.c_str());
}

PreparedOperator::PreparedOperator(const std::string &name, torch::jit::Stack arguments,
                                   std::vector<Slot> slots, std::vector<int32_t> resultPositions)
    : operatorName(name), handle(find(name)), prepared(std::move(arguments)),
      slots(std::move(slots)), resultPositions(std::move(resultPositions)) {
  for (const Slot &slot : this->slots)
    presentSlots += slot.present;
}

void PreparedOperator::fill(torch::jit::Stack &stack,
                            const std::vector<at::Tensor> &tensors) const {
  bool all = tensors.size() == slots.size();
  TORCH_INTERNAL_ASSERT(all || tensors.size() == presentSlots, operatorName, " takes ",
                        presentSlots, " tensors, the compiled graph gives ", tensors.size());
  size_t next = 0;
  for (const Slot &slot : slots) {
    if (!slot.present) {
      next += all;
      continue;
    }
    const at::Tensor &tensor = tensors[next++];
    if (slot.element < 0) {
      stack[slot.argument] = tensor;
    } else if (stack[slot.argument].isList()) {
      stack[slot.argument].toList().set(slot.element, tensor);
    }
  }
}

std::vector<at::Tensor> PreparedOperator::call(const std::vector<at::Tensor> &tensors) const {
  c10::impl::ExcludeDispatchKeyGuard noAutocast(c10::autocast_dispatch_keyset);
  torch::jit::Stack stack;
  stack.reserve(prepared.size());
  for (const c10::IValue &argument : prepared) // a list is shared by copies of its IValue
    stack.push_back(argument.isList() ? c10::IValue(argument.toList().copy()) : argument);
  fill(stack, tensors);
  runHostOperator(handle, stack);
  std::vector<at::Tensor> all, results;
  for (const c10::IValue &value : stack)
    flatten(value, all);
  for (int32_t position : resultPositions)
    results.push_back(all.at(position));
  return results;
}

} // namespace mock::backend
