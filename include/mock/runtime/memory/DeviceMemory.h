//===- DeviceMemory.h - The device's main memory ---------------------------===//
//
// Device addresses lie in a window that is reserved and never accessible; the backing
// memory is another mapping of the same size at a constant distance, which the runtime
// alone knows. A stray host access to a device pointer faults where it happens.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/support/Expected.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mock {

/// Counters as torch.cuda.memory_stats names them; bytes unless said otherwise.
struct MemoryStatistics {
  int64_t allocated = 0, allocatedPeak = 0, allocatedTotal = 0, freedTotal = 0;
  int64_t reserved = 0, reservedPeak = 0;
  int64_t allocations = 0, allocationsPeak = 0;       ///< live blocks
  int64_t requested = 0;                              ///< before rounding to the alignment
  int64_t outOfMemory = 0, retries = 0;               ///< counts
  int64_t allocationsTotal = 0, allocationsFreed = 0; ///< blocks since resetAccumulated()
  int64_t requestedPeak = 0, requestedTotal = 0, requestedFreed = 0;
  int64_t reservedTotal = 0, releasedTotal = 0;
  int64_t largestFree = 0; ///< the largest allocation that would succeed now
};

class DeviceMemory {
public:
  virtual ~DeviceMemory() = default;
  virtual size_t capacity() const = 0;
  /// A device address aligned as the profile's main memory says. Error::OutOfMemory names what was
  /// asked for, what is allocated, reserved and free, and the capacity. Zero bytes give nullptr.
  virtual Expected<void *> allocate(size_t bytes) = 0;
  virtual Expected<void> free(void *address) = 0; ///< unknown or freed twice: an error
  virtual bool contains(const void *address) const = 0;
  /// Where the runtime finds the bytes of a device address. For runtime/ and the code that wraps
  /// backing memory for host-library operators; never to be handed to users.
  virtual std::byte *backing(const void *address) const = 0;
  /// The device address of a backing address.
  virtual void *deviceAddress(const std::byte *backing) const = 0;
  virtual MemoryStatistics statistics() const = 0;
  virtual void resetPeak() = 0;
  virtual void resetAccumulated() = 0;
  /// Gives unused pages of freed blocks back to the host.
  virtual void trim() = 0;
  /// Fraction of the capacity that allocations may use, 0 < fraction <= 1.
  virtual Expected<void> setFraction(double fraction) = 0;
};

/// The main memory of a device. `label` names it in errors ("mock:0"); `capacity` and `alignment`
/// are the profile's, in bytes. An error when the host cannot reserve that much address space.
Expected<std::unique_ptr<DeviceMemory>> createDeviceMemory(std::string label, size_t capacity,
                                                           size_t alignment);

} // namespace mock
