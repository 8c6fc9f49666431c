#include "BlockAllocator.h"

#include <algorithm>

using namespace mock;

BlockAllocator::BlockAllocator(size_t capacity, size_t alignment)
    : capacity(capacity / alignment * alignment), alignment(alignment), limit(capacity) {
  if (this->capacity > 0)
    insertFree(0, this->capacity, /*cached=*/false);
}

void BlockAllocator::eraseFree(FreeIterator block) {
  freeBySize[block->second.cached].erase({block->second.size, block->first});
  freeByOffset.erase(block);
}

void BlockAllocator::insertFree(size_t offset, size_t size, bool cached) {
  auto next = freeByOffset.lower_bound(offset);
  if (next != freeByOffset.end() && next->first == offset + size && next->second.cached == cached) {
    size += next->second.size;
    auto merged = next++;
    eraseFree(merged);
  }
  if (next != freeByOffset.begin()) {
    auto previous = std::prev(next);
    if (previous->first + previous->second.size == offset && previous->second.cached == cached) {
      offset = previous->first;
      size += previous->second.size;
      eraseFree(previous);
    }
  }
  freeByOffset[offset] = {size, cached};
  freeBySize[cached].insert({size, offset});
}

std::optional<size_t> BlockAllocator::take(size_t size, bool cached) {
  auto fit = freeBySize[cached].lower_bound({size, 0});
  if (fit == freeBySize[cached].end())
    return std::nullopt;
  auto [blockSize, offset] = *fit;
  eraseFree(freeByOffset.find(offset));
  if (blockSize > size)
    insertFree(offset + size, blockSize - size, cached);
  return offset;
}

/// Takes untouched space. More than asked for is reserved when the limit allows; what is left
/// of the step becomes cached space.
std::optional<size_t> BlockAllocator::reserveAndTake(size_t size) {
  size_t step = (size + kReserveStep - 1) / kReserveStep * kReserveStep;
  for (size_t wanted : {step, size}) {
    if (static_cast<size_t>(stats.reserved) + wanted > limit)
      continue;
    auto offset = take(wanted, /*cached=*/false);
    if (!offset)
      continue;
    if (wanted > size)
      insertFree(*offset + size, wanted - size, /*cached=*/true);
    stats.reserved += static_cast<int64_t>(wanted);
    stats.reservedTotal += static_cast<int64_t>(wanted);
    stats.reservedPeak = std::max(stats.reservedPeak, stats.reserved);
    return offset;
  }
  return std::nullopt;
}

void BlockAllocator::countAllocation(size_t size, size_t requested) {
  auto add = [](int64_t &current, int64_t &peak, int64_t &total, size_t amount) {
    current += static_cast<int64_t>(amount);
    total += static_cast<int64_t>(amount);
    peak = std::max(peak, current);
  };
  add(stats.allocated, stats.allocatedPeak, stats.allocatedTotal, size);
  add(stats.requested, stats.requestedPeak, stats.requestedTotal, requested);
  add(stats.allocations, stats.allocationsPeak, stats.allocationsTotal, 1);
}

std::optional<size_t> BlockAllocator::allocate(size_t bytes) {
  if (bytes > capacity) // before rounding up, which could overflow
    return std::nullopt;
  size_t size = (bytes + alignment - 1) / alignment * alignment;
  // A limit set below what is already in use must hold for cached space too.
  if (static_cast<size_t>(stats.allocated) + size > limit)
    return std::nullopt;
  auto offset = take(size, /*cached=*/true);
  if (!offset)
    offset = reserveAndTake(size);
  if (!offset)
    return std::nullopt;
  live[*offset] = {size, bytes};
  countAllocation(size, bytes);
  return offset;
}

bool BlockAllocator::free(size_t offset) {
  auto block = live.find(offset);
  if (block == live.end())
    return false;
  auto [size, requested] = block->second;
  live.erase(block);
  insertFree(offset, size, /*cached=*/true);
  stats.allocated -= static_cast<int64_t>(size);
  stats.freedTotal += static_cast<int64_t>(size);
  stats.requested -= static_cast<int64_t>(requested);
  stats.requestedFreed += static_cast<int64_t>(requested);
  --stats.allocations;
  ++stats.allocationsFreed;
  return true;
}

std::vector<std::pair<size_t, size_t>> BlockAllocator::trim() {
  std::vector<std::pair<size_t, size_t>> ranges;
  for (auto &[size, offset] : freeBySize[1])
    ranges.emplace_back(offset, size);
  for (auto &[offset, size] : ranges) {
    eraseFree(freeByOffset.find(offset));
    insertFree(offset, size, /*cached=*/false);
    stats.reserved -= static_cast<int64_t>(size);
    stats.releasedTotal += static_cast<int64_t>(size);
  }
  return ranges;
}

size_t BlockAllocator::largestFree() const {
  // Cached and untouched neighbours count as one, since trim() would merge them.
  size_t largest = 0, run = 0, end = 0;
  for (auto &[offset, block] : freeByOffset) {
    run = offset == end ? run + block.size : block.size;
    end = offset + block.size;
    largest = std::max(largest, run);
  }
  size_t used = static_cast<size_t>(stats.allocated);
  return std::min(largest, limit > used ? limit - used : 0);
}
