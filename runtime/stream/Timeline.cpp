#include "mock/runtime/stream/Timeline.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <utility>

using namespace mock;

namespace {

struct Record {
  std::atomic<bool> enabled{false};
  std::mutex mutex;
  std::vector<TimelineEntry> entries;
};

/// Leaked on purpose: workers may add to it while static destructors run.
Record &record() {
  static Record *instance = new Record;
  return *instance;
}

const auto start = std::chrono::steady_clock::now();

} // namespace

void mock::recordTimeline(bool enabled) { record().enabled = enabled; }
bool mock::timelineRecorded() { return record().enabled.load(std::memory_order_relaxed); }

void mock::addToTimeline(TimelineEntry entry) {
  if (!timelineRecorded())
    return;
  std::lock_guard lock(record().mutex);
  record().entries.push_back(std::move(entry));
}

std::vector<TimelineEntry> mock::takeTimeline() {
  std::lock_guard lock(record().mutex);
  return std::exchange(record().entries, {});
}

double mock::timelineClock() {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start)
      .count();
}
