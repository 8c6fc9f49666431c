#include "mock/runtime/stream/HostThreads.h"

#include <algorithm>
#include <atomic>

#include <tbb/info.h>

static std::atomic<int> wanted{0};

void mock::setHostThreads(int count) { wanted.store(count, std::memory_order_relaxed); }

int mock::hostThreads() {
  int count = wanted.load(std::memory_order_relaxed);
  return count > 0 ? count : std::max(1, static_cast<int>(tbb::info::default_concurrency()));
}
