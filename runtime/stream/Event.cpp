#include "Event.h"

#include "mock/runtime/stream/Timeline.h"

using namespace mock;

void Recording::complete(int64_t simulatedCycles) {
  {
    std::lock_guard lock(mutex);
    passed = true;
    simulated = simulatedCycles;
    host = timelineClock() / 1000;
  }
  changed.notify_all();
}

bool Recording::done() const {
  std::lock_guard lock(mutex);
  return passed;
}

void Recording::wait() const {
  std::unique_lock lock(mutex);
  changed.wait(lock, [this] { return passed; });
}

int64_t Recording::cycles() const {
  std::lock_guard lock(mutex);
  return simulated;
}

double Recording::hostMilliseconds() const {
  std::lock_guard lock(mutex);
  return host;
}

bool EventImpl::query() const {
  auto point = current();
  return !point || point->done();
}

void EventImpl::synchronize() const {
  if (auto point = current())
    point->wait();
}

int64_t EventImpl::simulatedCycles() const {
  auto point = current();
  return point ? point->cycles() : 0;
}

double EventImpl::hostMilliseconds() const {
  auto point = current();
  return point ? point->hostMilliseconds() : 0;
}

std::shared_ptr<Recording> EventImpl::restart() {
  auto point = std::make_shared<Recording>();
  std::lock_guard lock(mutex);
  recording = point;
  return point;
}

std::shared_ptr<Recording> EventImpl::current() const {
  std::lock_guard lock(mutex);
  return recording;
}
