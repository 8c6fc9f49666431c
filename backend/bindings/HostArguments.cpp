//===- HostArguments.cpp ---------------------------------------------------===//
#include "mock/backend/bindings/HostArguments.h"

#include <torch/csrc/jit/python/pybind_utils.h>

namespace py = pybind11;

namespace mock::backend {
namespace {

using Slot = PreparedOperator::Slot;

/// A list of the argument's own element type, whose tensors each call fills in.
c10::IValue tensorList(const c10::TypePtr &type, const py::list &present, int32_t argument,
                       std::vector<Slot> &slots) {
  c10::TypePtr element = type->expect<c10::ListType>()->getElementType();
  bool optional = element->kind() == c10::TypeKind::OptionalType;
  c10::impl::GenericList list(element);
  for (size_t i = 0; i < present.size(); ++i) {
    bool given = present[i].cast<bool>();
    slots.push_back({argument, static_cast<int32_t>(i), given});
    list.push_back(optional ? c10::IValue() : c10::IValue(at::Tensor()));
  }
  return list;
}

c10::TypePtr withoutOptional(const c10::TypePtr &type) {
  if (auto optional = type->cast<c10::OptionalType>())
    return optional->getElementType();
  return type;
}

} // namespace

PreparedOperator hostOperatorOf(const std::string &name, const py::tuple &arguments,
                                std::vector<int32_t> resultPositions) {
  const c10::FunctionSchema &schema = PreparedOperator::find(name).schema();
  TORCH_INTERNAL_ASSERT(arguments.size() == schema.arguments().size(), name, " takes ",
                        schema.arguments().size(), " arguments, not ", arguments.size());
  torch::jit::Stack stack;
  std::vector<Slot> slots;
  torch::jit::ToIValueAllowNumbersAsTensors numbersAsTensors(true); // mul.Tensor(x, 0.5)
  for (size_t i = 0; i < arguments.size(); ++i) {
    auto pair = arguments[i].cast<py::tuple>();
    char tag = pair[0].cast<char>();
    const c10::TypePtr &type = schema.arguments()[i].type();
    if (tag == 'T') {
      stack.push_back(tensorList(withoutOptional(type), pair[1].cast<py::list>(), i, slots));
    } else if (tag == 't' || tag == 'n') {
      slots.push_back({static_cast<int32_t>(i), -1, tag == 't'});
      stack.emplace_back();
    } else {
      stack.push_back(torch::jit::toIValue(pair[1], type));
    }
  }
  return PreparedOperator(name, std::move(stack), std::move(slots), std::move(resultPositions));
}

} // namespace mock::backend
