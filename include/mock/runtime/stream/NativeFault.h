//===- NativeFault.h - Faults that native code finds -------------------------===//
//
// Native code returns nothing: what the device would stop at is noted for the calling thread, and
// whoever called the code asks for it afterwards.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/simulate/Simulator.h"

#include <cstdint>
#include <optional>

namespace mock {

/// Notes an index of a gather or scatter that is not in [0, bound) ([-bound, bound) with `wraps`),
/// unless the thread has noted a fault already. A value in range is ignored.
extern "C" __attribute__((visibility("default"))) void
mockReportNativeIndex(int64_t value, int64_t bound, int64_t wraps);

/// The first fault since the last call on this thread.
std::optional<simulate::Fault> takeNativeFault();

} // namespace mock
