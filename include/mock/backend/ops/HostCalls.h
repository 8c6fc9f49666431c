//===- HostCalls.h - What the host library does for the device --------------===//
//
// Eager operators run on the host library: ATen's CPU kernels, on views of the backing memory.
// Each is counted by the name of its functional overload.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace mock::backend {

/// What an eager operator does that needs the host library.
enum class EagerFallback {
  Allow,
  Warn, ///< once per operator
  Error ///< NotImplementedError naming the operator and TORCH_MOCK_EAGER_FALLBACK
};

/// TORCH_MOCK_EAGER_FALLBACK until setEagerFallback(). An unknown value is a ValueError.
EagerFallback eagerFallback();
void setEagerFallback(std::string_view value);
std::string_view name(EagerFallback policy);

/// Counts one host call and applies the policy, unless a HostCallScope is active.
void noteHostCall(const std::string &operatorName);
std::map<std::string, int64_t> hostCalls();
void resetHostCalls();

/// While one is alive on a thread, operators that run on the host library are neither counted nor
/// refused: they are parts of something that was counted.
class HostCallScope {
public:
  HostCallScope();
  ~HostCallScope();
  HostCallScope(const HostCallScope &) = delete;
  HostCallScope &operator=(const HostCallScope &) = delete;
  static bool active();
};

/// Runs an operator below autograd on tensors of the device (arguments on the stack, results on
/// it afterwards) and counts it once as `aten.name.overload`, whatever it is composed of. Not
/// subject to the eager policy: for compiled graphs, whose reports list it. Views are not counted.
void runHostOperator(const c10::OperatorHandle &op, torch::jit::Stack &stack);

/// "aten.add.Tensor", "aten.svd" for default overloads; in-place and out= forms are called by
/// their functional overload.
std::string hostCallName(const c10::OperatorHandle &op);

} // namespace mock::backend
