#include "mock/runtime/memory/DeviceMemory.h"

#include "AddressWindow.h"
#include "BlockAllocator.h"

#include <cstdio>
#include <mutex>

using namespace mock;

namespace {

/// "1.50 GiB", as PyTorch prints sizes in its out-of-memory errors.
std::string formatBytes(size_t bytes) {
  const char *units[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  int unit = 0;
  while (value >= 1024 && unit < 4) {
    value /= 1024;
    ++unit;
  }
  char text[32];
  std::snprintf(text, sizeof(text), unit == 0 ? "%.0f %s" : "%.2f %s", value, units[unit]);
  return text;
}

std::string formatAddress(const void *address) {
  char text[32];
  std::snprintf(text, sizeof(text), "%p", address);
  return text;
}

class CachingMemory final : public DeviceMemory {
public:
  CachingMemory(std::string label, size_t capacity, size_t alignment,
                std::unique_ptr<AddressWindow> window)
      : label(std::move(label)), bytes(capacity), window(std::move(window)),
        blocks(capacity, alignment) {}

  size_t capacity() const override { return bytes; }
  Expected<void *> allocate(size_t requested) override;
  Expected<void> free(void *address) override;
  bool contains(const void *address) const override { return window->contains(address); }
  std::byte *backing(const void *address) const override { return window->backing(address); }
  void *deviceAddress(const std::byte *backing) const override {
    return window->deviceAddress(backing);
  }
  MemoryStatistics statistics() const override;
  void resetPeak() override;
  void resetAccumulated() override;
  void trim() override;
  Expected<void> setFraction(double fraction) override;

private:
  void trimLocked();
  Error outOfMemory(size_t requested) const;

  std::string label;
  size_t bytes;
  std::unique_ptr<AddressWindow> window;
  mutable std::mutex mutex;
  BlockAllocator blocks;
};

Expected<void *> CachingMemory::allocate(size_t requested) {
  if (requested == 0)
    return static_cast<void *>(nullptr);
  std::lock_guard lock(mutex);
  auto offset = blocks.allocate(requested);
  if (!offset && blocks.statistics().reserved > blocks.statistics().allocated) {
    // Cached and untouched space next to each other may be enough together.
    ++blocks.statistics().retries;
    trimLocked();
    offset = blocks.allocate(requested);
  }
  if (!offset) {
    ++blocks.statistics().outOfMemory;
    return outOfMemory(requested);
  }
  return window->addressAt(*offset);
}

Error CachingMemory::outOfMemory(size_t requested) const {
  const MemoryStatistics &stats = blocks.statistics();
  auto allocated = static_cast<size_t>(stats.allocated);
  size_t limit = blocks.limitBytes();
  std::string message = label + " out of memory. Tried to allocate " + formatBytes(requested) +
                        ". The device has a total capacity of " + formatBytes(bytes);
  if (limit < bytes)
    message += ", of which this process may use " + formatBytes(limit);
  message +=
      "; " + formatBytes(allocated) + " is allocated in " + std::to_string(stats.allocations) +
      " blocks, " + formatBytes(static_cast<size_t>(stats.reserved) - allocated) +
      " is reserved but unallocated, " + formatBytes(limit > allocated ? limit - allocated : 0) +
      " is free, and the largest free block has " + formatBytes(blocks.largestFree()) +
      ". Free tensors or use smaller batches.";
  return {Error::Kind::OutOfMemory, std::move(message)};
}

Expected<void> CachingMemory::free(void *address) {
  if (!address)
    return {};
  std::lock_guard lock(mutex);
  if (!window->contains(address) || !blocks.free(window->offsetOf(address)))
    return Error{Error::Kind::Value, label + ": " + formatAddress(address) +
                                         " is not the start of a live allocation: it was freed "
                                         "before or never allocated"};
  return {};
}

MemoryStatistics CachingMemory::statistics() const {
  std::lock_guard lock(mutex);
  MemoryStatistics result = blocks.statistics();
  result.largestFree = static_cast<int64_t>(blocks.largestFree());
  return result;
}

void CachingMemory::resetPeak() {
  std::lock_guard lock(mutex);
  MemoryStatistics &stats = blocks.statistics();
  stats.allocatedPeak = stats.allocated;
  stats.reservedPeak = stats.reserved;
  stats.requestedPeak = stats.requested;
  stats.allocationsPeak = stats.allocations;
}

void CachingMemory::resetAccumulated() {
  std::lock_guard lock(mutex);
  MemoryStatistics &stats = blocks.statistics();
  stats.allocatedTotal = stats.freedTotal = 0;
  stats.allocationsTotal = stats.allocationsFreed = 0;
  stats.requestedTotal = stats.requestedFreed = 0;
  stats.reservedTotal = stats.releasedTotal = 0;
  stats.outOfMemory = stats.retries = 0;
}

void CachingMemory::trimLocked() {
  for (auto [offset, size] : blocks.trim())
    window->release(offset, size);
}

void CachingMemory::trim() {
  std::lock_guard lock(mutex);
  trimLocked();
}

Expected<void> CachingMemory::setFraction(double fraction) {
  if (!(fraction > 0 && fraction <= 1)) // also refuses NaN
    return Error{Error::Kind::Value, "the fraction of " + label +
                                         "'s memory must be above 0 and "
                                         "at most 1, got " +
                                         std::to_string(fraction)};
  std::lock_guard lock(mutex);
  blocks.setLimit(static_cast<size_t>(static_cast<double>(bytes) * fraction));
  return {};
}

} // namespace

Expected<std::unique_ptr<DeviceMemory>> mock::createDeviceMemory(std::string label, size_t capacity,
                                                                 size_t alignment) {
  if (capacity == 0 || alignment == 0)
    return Error{Error::Kind::Value, label +
                                         ": main memory needs a size and an alignment above 0, "
                                         "got " +
                                         std::to_string(capacity) + " and " +
                                         std::to_string(alignment)};
  auto window = AddressWindow::reserve(capacity);
  if (!window)
    return window.error();
  return std::unique_ptr<DeviceMemory>(
      new CachingMemory(std::move(label), capacity, alignment, window.take()));
}
