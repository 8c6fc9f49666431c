//===- Stream.h - Devices, streams and events ------------------------------===//
//
// A device owns its memory (memory/DeviceMemory.h) and its streams. A stream is an
// in-order queue served by a worker thread; tasks never call Python.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/memory/DeviceMemory.h"
#include "mock/runtime/profile/Profile.h"
#include "mock/runtime/stream/Kernel.h"
#include "mock/runtime/support/Expected.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mock {

class Device;

/// A point in a stream. Reusable: record() again moves it.
class Event {
public:
  virtual ~Event() = default;
  virtual bool query() const = 0;       ///< everything before it is done (or it was never recorded)
  virtual void synchronize() const = 0; ///< blocks the host
  virtual int64_t simulatedCycles() const = 0; ///< the stream's simulated clock when it passed
  virtual double hostMilliseconds() const = 0; ///< host clock when it passed
};

/// Of a task. An idle stream runs a short one on the calling thread, which is done sooner than the
/// worker has woken up.
enum class Length { Long, Short };

/// Length of a task that does so many operations or moves so many bytes.
inline Length lengthOf(int64_t work) { return work <= (1 << 15) ? Length::Short : Length::Long; }

class Stream {
public:
  virtual ~Stream() = default;
  virtual Device &device() const = 0;
  virtual int64_t id() const = 0; ///< 0 is the default stream
  virtual int priority() const = 0;

  /// Runs `body` after what was submitted before; `cycles` advance the stream's simulated clock. A
  /// returned fault sticks to the stream: later tasks are dropped until reset().
  virtual void submit(std::string name, int64_t cycles,
                      std::function<std::optional<simulate::Fault>()> body,
                      Length length = Length::Long) = 0;
  /// Adds to the simulated clock for work that the calling thread has done itself while the
  /// stream was idle (host-library operators); takes effect at once.
  virtual void advance(std::string name, int64_t cycles) = 0;
  /// `arguments` are device addresses, one per program argument, aligned as the main memory says.
  /// `keepAlive` is released after the launch has run.
  virtual void launch(std::shared_ptr<const Kernel> kernel, std::vector<void *> arguments,
                      Execution execution, std::shared_ptr<void> keepAlive = nullptr) = 0;
  virtual void record(Event &event) = 0;
  virtual void wait(const Event &event) = 0; ///< later tasks start after the event
  virtual bool query() const = 0;            ///< idle
  /// Blocks until idle. An error if a fault sticks; it stays until reset().
  virtual Expected<void> synchronize() = 0;
  virtual const simulate::Fault *fault() const = 0;
  virtual void reset() = 0;
  virtual int64_t simulatedCycles() const = 0;
};

/// A simulated accelerator. Its streams' timelines are in stream/Timeline.h.
class Device {
public:
  virtual ~Device() = default;
  virtual int index() const = 0;
  virtual const profile::Profile &profile() const = 0;
  virtual DeviceMemory &memory() = 0;
  virtual Stream &defaultStream() = 0;
  virtual Stream &createStream(int priority) = 0; ///< lives as long as the device
  virtual Stream *findStream(int64_t id) = 0;
  virtual std::unique_ptr<Event> createEvent() = 0;
  virtual Expected<void> synchronize() = 0; ///< all streams; first fault found
  virtual void reset() = 0;
};

/// Configures the devices of this process, one profile name or file each. An error when a device
/// is already initialised, a profile is unknown or check-only (devices run `full` profiles only).
Expected<void> configureDevices(const std::vector<std::string> &profiles);
/// Default: TORCH_MOCK_DEVICES, else {"mock-v1", "mock-v1"}. Does not initialise them.
Expected<std::vector<std::string>> configuredDevices();
/// Initialises on first use. An index beyond the count is an error naming index and count.
/// Devices are never destroyed: workers may run while static destructors do.
Expected<Device *> device(int index);

/// A device of its own, outside the table that device() reads: for tests and tools. Never
/// destroyed, as every device.
Expected<Device *> createDevice(int index, std::shared_ptr<const profile::Profile> profile);

/// Whether any device of this process has been initialised.
bool anyDeviceInitialised();
/// Whether this process was forked from one that had initialised a device: its workers are gone,
/// so device() refuses.
bool inBadFork();

} // namespace mock
