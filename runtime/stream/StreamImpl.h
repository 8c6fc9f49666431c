//===- StreamImpl.h - An in-order queue with a worker -----------------------===//
#pragma once

#include "Event.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace mock {

class StreamImpl final : public Stream {
public:
  StreamImpl(Device &owner, int64_t id, int priority) : owner(owner), number(id), level(priority) {}

  Device &device() const override { return owner; }
  int64_t id() const override { return number; }
  int priority() const override { return level; }
  void submit(std::string name, int64_t cycles,
              std::function<std::optional<simulate::Fault>()> body, Length length) override;
  void advance(std::string name, int64_t cycles) override;
  void launch(std::shared_ptr<const Kernel> kernel, std::vector<void *> arguments,
              Execution execution, std::shared_ptr<void> keepAlive) override;
  void record(Event &event) override;
  void wait(const Event &event) override;
  bool query() const override;
  Expected<void> synchronize() override;
  const simulate::Fault *fault() const override;
  void reset() override;
  int64_t simulatedCycles() const override { return clock.load(); }

private:
  struct Task {
    std::string name;
    int64_t cycles = 0;
    std::function<std::optional<simulate::Fault>()> body;
    /// Records and waits run in a faulted stream too: others may be waiting for them.
    bool always = false;
    Length length = Length::Long;
  };

  void enqueue(Task task);
  /// Runs a short task if the stream is idle; false: it has to be queued.
  bool runAtOnce(Task &task);
  void waitUntilIdle(std::unique_lock<std::mutex> &lock);
  void serve();
  /// Runs a task, or drops it, outside of the lock; the stream is busy meanwhile.
  void runUnlocked(std::unique_lock<std::mutex> &lock, Task task);
  void run(Task task);
  std::string label() const;

  Device &owner;
  const int64_t number;
  const int level;
  std::atomic<int64_t> clock{0};

  mutable std::mutex mutex;
  std::condition_variable arrived, idle;
  std::deque<Task> queue;
  bool busy = false, started = false;
  std::optional<simulate::Fault> stuck;
};

} // namespace mock
