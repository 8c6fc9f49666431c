#include "Allocation.h"

#include "mock/backend/device/Device.h"

#include <c10/core/CachingDeviceAllocator.h>

#include <cstring>

using namespace mock;
using namespace mock::backend;

namespace {

class DeviceAllocation final : public Allocation {
public:
  DeviceAllocation(DeviceMemory &memory, void *address, size_t bytes)
      : Allocation(address, bytes), memory(memory) {}
  ~DeviceAllocation() override {
    if (auto freed = memory.free(address); !freed)
      TORCH_WARN("torch-mock: ", freed.error().message);
  }

private:
  DeviceMemory &memory;
};

class MockAllocator final : public c10::DeviceAllocator {
public:
  c10::DataPtr allocate(size_t bytes) override;
  void copy_data(void *destination, const void *source, size_t bytes) const override;

  bool initialized() override { return anyDeviceInitialised(); }
  void emptyCache(c10::MempoolId_t) override;
  void recordStream(const c10::DataPtr &pointer, c10::Stream stream) override;
  c10::CachingDeviceAllocator::DeviceStats getDeviceStats(c10::DeviceIndex index) override;
  void resetAccumulatedStats(c10::DeviceIndex index) override {
    deviceAt(index).memory().resetAccumulated();
  }
  void resetPeakStats(c10::DeviceIndex index) override { deviceAt(index).memory().resetPeak(); }
  std::pair<size_t, size_t> getMemoryInfo(c10::DeviceIndex index) override;
};

c10::DataPtr MockAllocator::allocate(size_t bytes) {
  c10::DeviceIndex index = currentDevice();
  DeviceMemory &memory = deviceAt(index).memory();
  if (bytes == 0)
    return {nullptr, mockDevice(index)};
  void *address = valueOrRaise(memory.allocate(bytes));
  return makeDataPtr(std::make_shared<DeviceAllocation>(memory, address, bytes), mockDevice(index));
}

/// PyTorch copies whole storages through this (lazy clones); it expects the copy to be done.
void MockAllocator::copy_data(void *destination, const void *source, size_t bytes) const {
  if (bytes == 0)
    return;
  Device *to = deviceOf(destination), *from = deviceOf(source);
  TORCH_CHECK(to && from, "copy_data of the mock allocator takes device addresses");
  synchronize(runtimeStream(static_cast<c10::DeviceIndex>(from->index())));
  synchronize(runtimeStream(static_cast<c10::DeviceIndex>(to->index())));
  std::memcpy(to->memory().backing(destination), from->memory().backing(source), bytes);
}

void MockAllocator::emptyCache(c10::MempoolId_t) {
  if (!anyDeviceInitialised())
    return;
  for (c10::DeviceIndex index = 0; index < deviceCount(); ++index)
    deviceAt(index).memory().trim();
}

void MockAllocator::recordStream(const c10::DataPtr &pointer, c10::Stream stream) {
  if (auto allocation = allocationOf(pointer))
    allocation->usedOn(runtimeStream(stream));
}

void setStat(c10::CachingAllocator::StatArray &stats, int64_t current, int64_t peak,
             int64_t allocated, int64_t freed) {
  auto &aggregate = stats[static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE)];
  aggregate.current = current;
  aggregate.peak = peak;
  aggregate.allocated = allocated;
  aggregate.freed = freed;
}

c10::CachingDeviceAllocator::DeviceStats MockAllocator::getDeviceStats(c10::DeviceIndex index) {
  MemoryStatistics from = deviceAt(index).memory().statistics();
  c10::CachingDeviceAllocator::DeviceStats stats;
  for (auto *bytes : {&stats.allocated_bytes, &stats.active_bytes})
    setStat(*bytes, from.allocated, from.allocatedPeak, from.allocatedTotal, from.freedTotal);
  for (auto *blocks : {&stats.allocation, &stats.active})
    setStat(*blocks, from.allocations, from.allocationsPeak, from.allocationsTotal,
            from.allocationsFreed);
  setStat(stats.reserved_bytes, from.reserved, from.reservedPeak, from.reservedTotal,
          from.releasedTotal);
  setStat(stats.requested_bytes, from.requested, from.requestedPeak, from.requestedTotal,
          from.requestedFreed);
  stats.num_alloc_retries = from.retries;
  stats.num_ooms = from.outOfMemory;
  return stats;
}

std::pair<size_t, size_t> MockAllocator::getMemoryInfo(c10::DeviceIndex index) {
  DeviceMemory &memory = deviceAt(index).memory();
  size_t used = static_cast<size_t>(memory.statistics().reserved);
  return {memory.capacity() - used, memory.capacity()};
}

/// Leaked on purpose: tensors may outlive static destruction.
MockAllocator *const allocator = new MockAllocator;

} // namespace

namespace c10 {
REGISTER_ALLOCATOR(c10::kPrivateUse1, allocator)
}

Device *backend::deviceOf(const void *address) {
  if (!anyDeviceInitialised())
    return nullptr;
  for (c10::DeviceIndex index = 0; index < deviceCount(); ++index)
    if (Device &device = deviceAt(index); device.memory().contains(address))
      return &device;
  return nullptr;
}

void backend::resizeStorage(c10::StorageImpl &storage, size_t bytes) {
  TORCH_CHECK(storage.resizable(), "Trying to resize storage that is not resizable");
  c10::DeviceIndex previous = exchangeCurrentDevice(storage.device().index());
  c10::DataPtr resized;
  try {
    resized = allocator->allocate(bytes);
  } catch (...) {
    setCurrentDevice(previous);
    throw;
  }
  setCurrentDevice(previous);
  allocator->copy_data(resized.get(), storage.data(), std::min(bytes, storage.nbytes()));
  storage.set_data_ptr_noswap(std::move(resized));
  storage.set_nbytes(bytes);
}
