//===- HostAllocator.cpp - Pinned host memory -------------------------------===//
//
// The simulated device reaches all of the host's memory, so pinning changes no address. What it
// changes is what a real device's does: only copies with pinned memory are asynchronous.
//
//===----------------------------------------------------------------------===//

#include "Allocation.h"

#include "mock/backend/device/Device.h"

#include <ATen/core/CachingHostAllocator.h>

#include <cstdlib>
#include <map>

using namespace mock;
using namespace mock::backend;

namespace {

constexpr size_t kAlignment = 4096;

/// Live pinned blocks and their counters.
class PinnedBlocks {
public:
  void add(void *address, size_t bytes);
  void remove(void *address);
  bool contains(const void *address);
  at::HostStats statistics();
  void resetAccumulated();
  void resetPeak();

private:
  std::mutex mutex;
  std::map<const char *, size_t> blocks;
  at::HostStats stats;
};

/// Leaked on purpose: tensors may outlive static destruction.
PinnedBlocks &pinnedBlocks() {
  static PinnedBlocks *instance = new PinnedBlocks;
  return *instance;
}

void PinnedBlocks::add(void *address, size_t bytes) {
  std::lock_guard lock(mutex);
  blocks[static_cast<const char *>(address)] = bytes;
  for (auto *count : {&stats.active_requests, &stats.allocations})
    count->increase(1);
  for (auto *sum : {&stats.active_bytes, &stats.allocated_bytes})
    sum->increase(bytes);
  ++stats.num_host_alloc;
}

void PinnedBlocks::remove(void *address) {
  std::lock_guard lock(mutex);
  auto block = blocks.find(static_cast<const char *>(address));
  for (auto *count : {&stats.active_requests, &stats.allocations})
    count->decrease(1);
  for (auto *sum : {&stats.active_bytes, &stats.allocated_bytes})
    sum->decrease(block->second);
  ++stats.num_host_free;
  blocks.erase(block);
}

bool PinnedBlocks::contains(const void *address) {
  std::lock_guard lock(mutex);
  auto *byte = static_cast<const char *>(address);
  auto after = blocks.upper_bound(byte);
  return after != blocks.begin() && byte < std::prev(after)->first + std::prev(after)->second;
}

at::HostStats PinnedBlocks::statistics() {
  std::lock_guard lock(mutex);
  return stats;
}

void PinnedBlocks::resetAccumulated() {
  std::lock_guard lock(mutex);
  for (auto *stat :
       {&stats.active_requests, &stats.allocations, &stats.active_bytes, &stats.allocated_bytes})
    stat->reset_accumulated();
  stats.num_host_alloc = stats.num_host_free = 0;
}

void PinnedBlocks::resetPeak() {
  std::lock_guard lock(mutex);
  for (auto *stat :
       {&stats.active_requests, &stats.allocations, &stats.active_bytes, &stats.allocated_bytes})
    stat->reset_peak();
}

class PinnedAllocation final : public Allocation {
public:
  PinnedAllocation(void *address, size_t bytes) : Allocation(address, bytes) {
    pinnedBlocks().add(address, bytes);
  }
  ~PinnedAllocation() override {
    pinnedBlocks().remove(address);
    std::free(address);
  }
};

class PinnedAllocator final : public at::HostAllocator {
public:
  c10::DataPtr allocate(size_t bytes) override;
  void copy_data(void *destination, const void *source, size_t bytes) const override {
    default_copy_data(destination, source, bytes);
  }
  bool record_event(void *, void *context, c10::Stream stream) override;
  /// Blocks go back to the host when they are freed: there is no cache to empty.
  void empty_cache() override {}
  at::HostStats get_stats() override { return pinnedBlocks().statistics(); }
  void reset_accumulated_stats() override { pinnedBlocks().resetAccumulated(); }
  void reset_peak_stats() override { pinnedBlocks().resetPeak(); }
};

c10::DataPtr PinnedAllocator::allocate(size_t bytes) {
  if (bytes == 0)
    return {nullptr, c10::kCPU};
  size_t rounded = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  void *address = std::aligned_alloc(kAlignment, rounded);
  TORCH_CHECK_WITH(OutOfMemoryError, address, "cannot allocate ", bytes,
                   " bytes of pinned host memory");
  return makeDataPtr(std::make_shared<PinnedAllocation>(address, bytes), c10::kCPU);
}

bool PinnedAllocator::record_event(void *, void *context, c10::Stream stream) {
  auto allocation = allocationOfContext(context);
  if (!allocation)
    return false;
  allocation->usedOn(runtimeStream(stream));
  return true;
}

/// Leaked on purpose, as the blocks.
PinnedAllocator *const pinnedAllocator = new PinnedAllocator;

REGISTER_HOST_ALLOCATOR(at::kPrivateUse1, pinnedAllocator)

} // namespace

bool backend::isPinned(const void *address) { return pinnedBlocks().contains(address); }
