#include "mock/backend/ops/HostCalls.h"

#include "OperatorFacts.h"
#include "mock/runtime/support/Log.h"

#include <ATen/core/LegacyTypeDispatch.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <set>

using namespace mock;
using namespace mock::backend;

namespace {

constexpr std::pair<std::string_view, EagerFallback> policies[] = {{"allow", EagerFallback::Allow},
                                                                   {"warn", EagerFallback::Warn},
                                                                   {"error", EagerFallback::Error}};

struct Calls {
  std::mutex mutex;
  std::map<std::string, int64_t> counts;
  std::set<std::string> warned;
};

/// Leaked on purpose: threads may dispatch while static destructors run.
Calls &calls() {
  static Calls *instance = new Calls;
  return *instance;
}

EagerFallback parsePolicy(std::string_view value, std::string_view origin) {
  for (auto [text, policy] : policies)
    if (text == value)
      return policy;
  TORCH_CHECK_VALUE(false, origin, " must be allow, warn or error, got '", value, "'");
}

EagerFallback policyOfEnvironment() {
  const char *value = std::getenv("TORCH_MOCK_EAGER_FALLBACK");
  return value && *value ? parsePolicy(value, "TORCH_MOCK_EAGER_FALLBACK") : EagerFallback::Allow;
}

std::atomic<int> chosenPolicy{-1}; ///< -1: not read from the environment yet

thread_local int scopes = 0;

void warnOnce(const std::string &operatorName) {
  {
    std::lock_guard lock(calls().mutex);
    if (!calls().warned.insert(operatorName).second)
      return;
  }
  TORCH_WARN("torch-mock: ", operatorName,
             " is run by the host library, not by the device "
             "(TORCH_MOCK_EAGER_FALLBACK=warn; shown once per operator)");
}

void count(const std::string &operatorName) {
  if (log::enabled(log::Level::Debug))
    log::write(log::Level::Debug, "host call of " + operatorName);
  std::lock_guard lock(calls().mutex);
  ++calls().counts[operatorName];
}

} // namespace

EagerFallback backend::eagerFallback() {
  int policy = chosenPolicy;
  if (policy < 0)
    chosenPolicy = policy = static_cast<int>(policyOfEnvironment());
  return static_cast<EagerFallback>(policy);
}

void backend::setEagerFallback(std::string_view value) {
  chosenPolicy = static_cast<int>(parsePolicy(value, "the eager fallback"));
}

std::string_view backend::name(EagerFallback policy) {
  return policies[static_cast<int>(policy)].first;
}

void backend::noteHostCall(const std::string &operatorName) {
  if (HostCallScope::active())
    return;
  EagerFallback policy = eagerFallback();
  TORCH_CHECK_NOT_IMPLEMENTED(
      policy != EagerFallback::Error, "the mock device has no kernel of its own for ", operatorName,
      ", and TORCH_MOCK_EAGER_FALLBACK=error forbids the host library. Compile the "
      "model with torch.compile(backend=\"mock\"), or set it to allow or warn.");
  if (policy == EagerFallback::Warn)
    warnOnce(operatorName);
  count(operatorName);
}

std::map<std::string, int64_t> backend::hostCalls() {
  std::lock_guard lock(calls().mutex);
  return calls().counts;
}

void backend::resetHostCalls() {
  std::lock_guard lock(calls().mutex);
  calls().counts.clear();
}

HostCallScope::HostCallScope() { ++scopes; }
HostCallScope::~HostCallScope() { --scopes; }
bool HostCallScope::active() { return scopes > 0; }

void backend::runHostOperator(const c10::OperatorHandle &op, torch::jit::Stack &stack) {
  const OperatorFacts &facts = factsOf(op);
  if (!facts.isView && !HostCallScope::active())
    count(facts.callName);
  HostCallScope scope;
  at::AutoDispatchBelowADInplaceOrView guard;
  op.callBoxed(&stack);
}
