#include "mock/backend/device/Device.h"

#include <c10/util/Exception.h>

#include <map>
#include <mutex>
#include <vector>

using namespace mock;
using namespace mock::backend;

namespace {

constexpr size_t kPoolSize = 32;

/// Streams of one device and priority.
struct Pool {
  std::vector<int64_t> ids;
  size_t next = 0;
};

struct Pools {
  std::mutex mutex;
  std::map<std::pair<c10::DeviceIndex, int>, Pool> pools;
};

/// Leaked on purpose: guards may run in static destructors.
Pools &pools() {
  static Pools *instance = new Pools;
  return *instance;
}

/// Current stream ids of the calling thread, by device; absent means the default stream.
std::vector<c10::StreamId> &threadStreams() {
  thread_local std::vector<c10::StreamId> streams;
  return streams;
}

} // namespace

c10::Stream backend::torchStream(c10::DeviceIndex index, int64_t id) {
  return c10::Stream(c10::Stream::UNSAFE, mockDevice(checkedIndex(index)), id);
}

c10::Stream backend::currentStream(c10::DeviceIndex index) {
  index = checkedIndex(index);
  auto &streams = threadStreams();
  auto position = static_cast<size_t>(index);
  c10::StreamId id = position < streams.size() ? streams[position] : 0;
  return torchStream(index, id);
}

c10::Stream backend::exchangeCurrentStream(c10::Stream stream) {
  c10::DeviceIndex index = checkedIndex(stream.device());
  runtimeStream(stream); // refuses an id that does not exist
  c10::Stream previous = currentStream(index);
  auto &streams = threadStreams();
  if (streams.size() <= static_cast<size_t>(index))
    streams.resize(static_cast<size_t>(index) + 1, 0);
  streams[static_cast<size_t>(index)] = stream.id();
  return previous;
}

c10::Stream backend::streamFromPool(c10::DeviceIndex index, int priority) {
  index = checkedIndex(index);
  Device &device = deviceAt(index);
  std::lock_guard lock(pools().mutex);
  Pool &pool = pools().pools[{index, priority}];
  size_t position = pool.next++ % kPoolSize;
  if (position >= pool.ids.size())
    pool.ids.push_back(device.createStream(priority).id());
  return torchStream(index, pool.ids[position]);
}

Stream &backend::runtimeStream(c10::Stream stream) {
  Stream *found = deviceAt(checkedIndex(stream.device())).findStream(stream.id());
  TORCH_CHECK(found, "no stream with id ", stream.id(), " on ", stream.device());
  return *found;
}
