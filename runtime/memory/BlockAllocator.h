//===- BlockAllocator.h - Best fit over one range of offsets ----------------===//
#pragma once

#include "mock/runtime/memory/DeviceMemory.h"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace mock {

/// Hands out blocks of [0, capacity). Free space is either cached (it was used before, its pages
/// may be held) or untouched; cached space is preferred, and untouched space is taken in steps of
/// kReserveStep so that small blocks lie together. Neighbours of one kind are always merged. Not
/// thread-safe.
class BlockAllocator {
public:
  static constexpr size_t kReserveStep = size_t{2} << 20;

  BlockAllocator(size_t capacity, size_t alignment);

  /// The offset of a block of at least `bytes` (> 0), or nullopt.
  std::optional<size_t> allocate(size_t bytes);
  /// Whether the offset was that of a live block.
  bool free(size_t offset);
  /// Makes all cached space untouched and returns its ranges (offset, size).
  std::vector<std::pair<size_t, size_t>> trim();

  void setLimit(size_t bytes) { limit = bytes; }
  size_t limitBytes() const { return limit; }
  bool isLive(size_t offset) const { return live.count(offset) != 0; }
  const MemoryStatistics &statistics() const { return stats; }
  MemoryStatistics &statistics() { return stats; }
  size_t largestFree() const;

private:
  struct FreeBlock {
    size_t size;
    bool cached;
  };
  struct LiveBlock {
    size_t size, requested;
  };
  using FreeIterator = std::map<size_t, FreeBlock>::iterator;

  std::optional<size_t> take(size_t size, bool cached);
  std::optional<size_t> reserveAndTake(size_t size);
  void insertFree(size_t offset, size_t size, bool cached);
  void eraseFree(FreeIterator block);
  void countAllocation(size_t size, size_t requested);

  size_t capacity, alignment, limit;
  std::map<size_t, FreeBlock> freeByOffset;
  std::set<std::pair<size_t, size_t>> freeBySize[2]; ///< (size, offset); [1] cached
  std::map<size_t, LiveBlock> live;
  MemoryStatistics stats;
};

} // namespace mock
