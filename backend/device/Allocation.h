//===- Allocation.h - The context of our data pointers ----------------------===//
#pragma once

#include "mock/backend/device/Allocation.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

namespace mock::backend {

/// A block of device or pinned memory. A data pointer's context is a shared_ptr to one; queued
/// work holds further ones. The destructor of the derived class frees the block.
class Allocation {
public:
  Allocation(void *address, size_t bytes) : address(address), bytes(bytes) {}
  virtual ~Allocation() = default;
  Allocation(const Allocation &) = delete;
  Allocation &operator=(const Allocation &) = delete;

  /// The block outlives what is queued on the stream when its data pointer dies.
  void usedOn(Stream &stream);
  std::vector<Stream *> takeUsers();

  void noteWrite() { written = nextStamp(); }
  uint64_t lastWrite() const { return written; }

  void *const address;
  const size_t bytes;

private:
  static uint64_t nextStamp();

  std::mutex mutex;
  std::atomic<uint64_t> written = nextStamp();
  std::vector<Stream *> users;
};

/// A data pointer that owns the allocation.
c10::DataPtr makeDataPtr(std::shared_ptr<Allocation> allocation, c10::Device device);
/// The allocation of a data pointer made by makeDataPtr(), else null.
std::shared_ptr<Allocation> allocationOf(const c10::DataPtr &pointer);
std::shared_ptr<Allocation> allocationOfContext(void *context);

} // namespace mock::backend
