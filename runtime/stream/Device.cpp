#include "StreamImpl.h"

#include "mock/runtime/support/Log.h"

#include <mutex>

using namespace mock;

namespace {

class DeviceImpl final : public Device {
public:
  DeviceImpl(int index, std::shared_ptr<const profile::Profile> profile,
             std::unique_ptr<DeviceMemory> memory)
      : number(index), limits(std::move(profile)), mainMemory(std::move(memory)) {
    createStream(0);
  }

  int index() const override { return number; }
  const profile::Profile &profile() const override { return *limits; }
  DeviceMemory &memory() override { return *mainMemory; }
  Stream &defaultStream() override { return *findStream(0); }
  Stream &createStream(int priority) override;
  Stream *findStream(int64_t id) override;
  std::unique_ptr<Event> createEvent() override { return std::make_unique<EventImpl>(); }
  Expected<void> synchronize() override;
  void reset() override;

private:
  std::vector<Stream *> allStreams();

  const int number;
  std::shared_ptr<const profile::Profile> limits;
  std::unique_ptr<DeviceMemory> mainMemory;
  std::mutex mutex;
  std::vector<std::unique_ptr<StreamImpl>> streams;
};

Stream &DeviceImpl::createStream(int priority) {
  std::lock_guard lock(mutex);
  auto id = static_cast<int64_t>(streams.size());
  streams.push_back(std::make_unique<StreamImpl>(*this, id, priority));
  return *streams.back();
}

Stream *DeviceImpl::findStream(int64_t id) {
  std::lock_guard lock(mutex);
  if (id < 0 || id >= static_cast<int64_t>(streams.size()))
    return nullptr;
  return streams[static_cast<size_t>(id)].get();
}

std::vector<Stream *> DeviceImpl::allStreams() {
  std::lock_guard lock(mutex);
  std::vector<Stream *> result;
  for (auto &stream : streams)
    result.push_back(stream.get());
  return result;
}

Expected<void> DeviceImpl::synchronize() {
  Expected<void> result;
  for (Stream *stream : allStreams()) {
    auto status = stream->synchronize();
    if (result && !status)
      result = status;
  }
  return result;
}

void DeviceImpl::reset() {
  for (Stream *stream : allStreams())
    stream->reset();
}

} // namespace

Expected<Device *> mock::createDevice(int index, std::shared_ptr<const profile::Profile> profile) {
  int main = profile->memoryIndex(profile::Memory::Role::Main);
  if (main < 0)
    return Error{Error::Kind::Value,
                 "profile " + profile->name + " describes no main memory, which a device needs"};
  const profile::Memory &dram = profile->memories[static_cast<size_t>(main)];
  auto memory = createDeviceMemory("mock:" + std::to_string(index), static_cast<size_t>(dram.size),
                                   static_cast<size_t>(dram.alignment));
  if (!memory)
    return memory.error();
  log::write(log::Level::Info, "mock:" + std::to_string(index) + " is a " + profile->name +
                                   " with " + std::to_string(dram.size) + " bytes of " + dram.name);
  // Leaked on purpose: its workers may still run while static destructors do.
  return static_cast<Device *>(new DeviceImpl(index, std::move(profile), memory.take()));
}
