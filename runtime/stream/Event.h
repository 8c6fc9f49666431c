//===- Event.h - Points in streams ------------------------------------------===//
#pragma once

#include "mock/runtime/stream/Stream.h"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace mock {

/// One recording of an event. Whoever waits keeps the recording it saw, so that recording the
/// event again does not move what was waited for.
class Recording {
public:
  void complete(int64_t simulatedCycles);
  bool done() const;
  void wait() const;
  int64_t cycles() const;
  double hostMilliseconds() const;

private:
  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  bool passed = false;
  int64_t simulated = 0;
  double host = 0;
};

class EventImpl final : public Event {
public:
  bool query() const override;
  void synchronize() const override;
  int64_t simulatedCycles() const override;
  double hostMilliseconds() const override;

  /// Starts a new recording, which the stream completes.
  std::shared_ptr<Recording> restart();
  std::shared_ptr<Recording> current() const; ///< null: never recorded

private:
  mutable std::mutex mutex;
  std::shared_ptr<Recording> recording;
};

} // namespace mock
