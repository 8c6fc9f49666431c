//===- OperatorFacts.h - What the fallback knows of an operator -------------===//
#pragma once

#include <ATen/core/dispatch/Dispatcher.h>

#include <cstdint>
#include <string>
#include <vector>

namespace mock::backend {

/// Derived from an operator's schema and registrations, once per operator.
struct OperatorFacts {
  std::string callName;          ///< what host_calls() shows
  bool isView = false;           ///< a result aliases an argument that is not written
  bool onHost = false;           ///< the host library has a kernel
  std::vector<bool> written;     ///< by argument
  std::vector<int> aliasOf;      ///< by result: the written argument it is, or -1
  std::vector<bool> takesHost;   ///< by argument: may stay on the CPU, as on CUDA
  std::vector<bool> staysOnHost; ///< by result: is a CPU tensor by contract
  int generator = -1;            ///< index of the Generator? argument
  bool drawsUnseeded = false;    ///< random without a generator argument
};

const OperatorFacts &factsOf(const c10::OperatorHandle &op);

} // namespace mock::backend
