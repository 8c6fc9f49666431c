#include "mock/runtime/stream/NativeFault.h"

#include <string>
#include <utility>

namespace mock {

static std::optional<simulate::Fault> &faultOfThread() {
  thread_local std::optional<simulate::Fault> fault;
  return fault;
}

void mockReportNativeIndex(int64_t value, int64_t bound, int64_t wraps) {
  int64_t least = wraps ? -bound : 0;
  if (faultOfThread() || (value >= least && value < bound))
    return;
  simulate::Fault fault;
  fault.kind = simulate::Fault::Kind::IndexOutOfRange;
  fault.detail = "index " + std::to_string(value) + " is not in [" + std::to_string(least) + ", " +
                 std::to_string(bound) + ")";
  faultOfThread() = std::move(fault);
}

std::optional<simulate::Fault> takeNativeFault() { return std::exchange(faultOfThread(), {}); }

} // namespace mock
