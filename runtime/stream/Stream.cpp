#include "StreamImpl.h"

#include "Launch.h"

#include "mock/runtime/stream/Timeline.h"
#include "mock/runtime/support/Log.h"

#include <algorithm>
#include <thread>

using namespace mock;

void StreamImpl::submit(std::string name, int64_t cycles,
                        std::function<std::optional<simulate::Fault>()> body, Length length) {
  enqueue({std::move(name), cycles, std::move(body), /*always=*/false, length});
}

void StreamImpl::advance(std::string name, int64_t cycles) {
  int64_t begin = clock.fetch_add(cycles);
  if (timelineRecorded()) {
    double now = timelineClock();
    addToTimeline({std::move(name), owner.index(), number, now, now, begin, begin + cycles});
  }
}

/// "mock:0, stream 1"
std::string StreamImpl::label() const {
  return "mock:" + std::to_string(owner.index()) + ", stream " + std::to_string(number);
}

void StreamImpl::launch(std::shared_ptr<const Kernel> kernel, std::vector<void *> arguments,
                        Execution execution, std::shared_ptr<void> keepAlive) {
  int64_t cycles = kernel->timing.cycles;
  std::string name = kernel->name;
  if (log::enabled(log::Level::Debug))
    log::write(log::Level::Debug,
               label() + ": launch of " + name + ", " + std::to_string(cycles) + " cycles");
  Length length = lengthOf(*kernel, execution);
  submit(
      std::move(name), cycles,
      [this, kernel = std::move(kernel), arguments = std::move(arguments), execution,
       keepAlive = std::move(keepAlive)] {
        return runKernel(*kernel, owner, arguments, execution);
      },
      length);
}

void StreamImpl::record(Event &event) {
  auto point = static_cast<EventImpl &>(event).restart();
  enqueue({"record event", 0,
           [this, point]() -> std::optional<simulate::Fault> {
             point->complete(clock.load());
             return std::nullopt;
           },
           /*always=*/true, Length::Short});
}

void StreamImpl::wait(const Event &event) {
  auto point = static_cast<const EventImpl &>(event).current();
  if (!point)
    return;
  enqueue({"wait for event", 0,
           [this, point]() -> std::optional<simulate::Fault> {
             point->wait();
             clock.store(std::max(clock.load(), point->cycles()));
             return std::nullopt;
           },
           /*always=*/true});
}

bool StreamImpl::query() const {
  std::lock_guard lock(mutex);
  return queue.empty() && !busy;
}

void StreamImpl::waitUntilIdle(std::unique_lock<std::mutex> &lock) {
  idle.wait(lock, [this] { return queue.empty() && !busy; });
}

Expected<void> StreamImpl::synchronize() {
  std::unique_lock lock(mutex);
  waitUntilIdle(lock);
  if (stuck)
    return Error{Error::Kind::Runtime, stuck->message() + ". The fault stays with stream " +
                                           std::to_string(number) +
                                           " of mock:" + std::to_string(owner.index()) +
                                           " until torch.mock.reset() clears it."};
  return {};
}

const simulate::Fault *StreamImpl::fault() const {
  std::lock_guard lock(mutex);
  return stuck ? &*stuck : nullptr;
}

void StreamImpl::reset() {
  std::unique_lock lock(mutex);
  waitUntilIdle(lock);
  stuck.reset();
}

bool StreamImpl::runAtOnce(Task &task) {
  if (task.length != Length::Short)
    return false;
  std::unique_lock lock(mutex);
  if (busy || !queue.empty())
    return false;
  runUnlocked(lock, std::move(task));
  if (!queue.empty()) // what other threads have brought meanwhile
    arrived.notify_one();
  return true;
}

void StreamImpl::enqueue(Task task) {
  if (runAtOnce(task))
    return;
  {
    std::lock_guard lock(mutex);
    if (!started) {
      started = true;
      // Detached: devices are never destroyed, so the worker may outlive main().
      std::thread([this] { serve(); }).detach();
    }
    queue.push_back(std::move(task));
  }
  arrived.notify_one();
}

void StreamImpl::serve() {
  std::unique_lock lock(mutex);
  while (true) {
    arrived.wait(lock, [this] { return !queue.empty() && !busy; });
    Task task = std::move(queue.front());
    queue.pop_front();
    runUnlocked(lock, std::move(task));
  }
}

void StreamImpl::runUnlocked(std::unique_lock<std::mutex> &lock, Task task) {
  busy = true;
  bool dropped = stuck && !task.always;
  lock.unlock();
  if (dropped)
    task = {}; // releases what it kept alive before the stream counts as idle
  else
    run(std::move(task));
  lock.lock();
  busy = false;
  if (queue.empty())
    idle.notify_all();
}

void StreamImpl::run(Task task) {
  double hostBegin = timelineRecorded() ? timelineClock() : 0;
  int64_t begin = clock.load();
  std::optional<simulate::Fault> fault = task.body();
  if (!task.always)
    clock.fetch_add(task.cycles);
  if (timelineRecorded())
    addToTimeline(
        {task.name, owner.index(), number, hostBegin, timelineClock(), begin, clock.load()});
  task = {};
  if (fault) {
    log::write(log::Level::Info, label() + ": " + fault->message());
    std::lock_guard lock(mutex);
    stuck = std::move(fault);
  }
}
