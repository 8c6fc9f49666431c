//===- PreparedOperator.h - An operator that ATen runs for a graph ----------===//
#pragma once

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <cstdint>
#include <string>
#include <vector>

namespace mock::backend {

/// An operator with its non-tensor arguments in place. Tensor arguments are filled in by each call.
class PreparedOperator {
public:
  /// Where a tensor goes: an argument, or an element of an argument that is a list of tensors.
  struct Slot {
    int32_t argument = 0;
    int32_t element = -1; ///< -1: the argument itself
    bool present = true;  ///< false: None in the user's graph
  };

  /// `name` as Graph.h spells it, "aten.add.Tensor". `resultPositions` says which of the operator's
  /// results, lists flattened, are the tensors that the graph knows. Throws for an operator that is
  /// not registered.
  PreparedOperator(const std::string &name, torch::jit::Stack arguments, std::vector<Slot> slots,
                   std::vector<int32_t> resultPositions);

  static c10::OperatorHandle find(const std::string &name);

  const std::string &name() const { return operatorName; }

  /// Runs the operator through the dispatcher, below autograd and autocast, which the capture has
  /// seen already. `tensors` fill the slots in schema order; those of absent optional tensors may
  /// be left out all together.
  std::vector<at::Tensor> call(const std::vector<at::Tensor> &tensors) const;

private:
  void fill(torch::jit::Stack &stack, const std::vector<at::Tensor> &tensors) const;

  std::string operatorName;
  c10::OperatorHandle handle;
  torch::jit::Stack prepared;
  std::vector<Slot> slots;
  std::vector<int32_t> resultPositions;
  size_t presentSlots = 0;
};

} // namespace mock::backend
