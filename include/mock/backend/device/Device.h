//===- Device.h - Current device, current stream, checked indices -----------===//
//
// What guard, hooks, allocators, operators and bindings share. Functions here raise c10 errors,
// which become Python's exceptions.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/stream/Stream.h"

#include <c10/core/Device.h>
#include <c10/core/Stream.h>

#include <optional>

namespace mock::backend {

/// Raises the exception that the error's kind selects.
[[noreturn]] void raise(const Error &error);

template <typename T> T valueOrRaise(Expected<T> result) {
  if (!result)
    raise(result.error());
  return result.take();
}
inline void check(const Expected<void> &result) {
  if (!result)
    raise(result.error());
}

/// Number of configured devices; 0 when the configuration is invalid (the error comes with the
/// first use, since PyTorch asks for the count where it must not throw).
c10::DeviceIndex deviceCount() noexcept;

/// The calling thread's.
c10::DeviceIndex currentDevice();
void setCurrentDevice(c10::DeviceIndex index);
c10::DeviceIndex exchangeCurrentDevice(c10::DeviceIndex index);

/// The index of a mock device; -1 means the current one. Any other index outside the count is an
/// error that names index and count, where PyTorch's core checks nothing.
c10::DeviceIndex checkedIndex(c10::Device device);
c10::DeviceIndex checkedIndex(c10::DeviceIndex index);
inline c10::Device mockDevice(c10::DeviceIndex index) { return {c10::kPrivateUse1, index}; }

/// Initialises the device on first use.
Device &deviceAt(c10::DeviceIndex index);

/// Streams. PyTorch's stream id is the runtime's; 0 is the default stream.
c10::Stream torchStream(c10::DeviceIndex index, int64_t id);
c10::Stream currentStream(c10::DeviceIndex index);
c10::Stream exchangeCurrentStream(c10::Stream stream);
/// From a pool of 32 for each priority, used in turn, so that streams that nobody holds any more
/// do not pile up.
c10::Stream streamFromPool(c10::DeviceIndex index, int priority);
Stream &runtimeStream(c10::Stream stream);
inline Stream &runtimeStream(c10::DeviceIndex index) { return runtimeStream(currentStream(index)); }

/// Waits; a fault that sticks to the stream is raised as torch.AcceleratorError.
void synchronize(Stream &stream);
void synchronizeDevice(c10::DeviceIndex index);

/// Cycles of moving bytes between host and device memory, and within device memory.
int64_t hostTransferCycles(const profile::Profile &profile, int64_t bytes);
int64_t deviceTransferCycles(const profile::Profile &profile, int64_t bytes);

} // namespace mock::backend
