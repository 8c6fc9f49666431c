//===- DeviceTable.cpp - The devices of this process -------------------------===//

#include "mock/runtime/stream/Stream.h"

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <sstream>

#include <pthread.h>

using namespace mock;

namespace {

/// torch's device index is a signed byte; far fewer devices are useful.
constexpr size_t kMaxDevices = 64;

struct Table {
  std::mutex mutex;
  std::optional<std::vector<std::string>> profiles; ///< set by configureDevices() or first use
  std::vector<Device *> devices;
};

/// Leaked on purpose, as the devices are.
Table &table() {
  static Table *instance = new Table;
  return *instance;
}

std::atomic<bool> initialised{false}, forked{false};

void markForked() {
  if (initialised)
    forked = true;
}

Expected<std::vector<std::string>> checkCount(std::vector<std::string> names,
                                              const std::string &origin) {
  if (names.empty() || names.size() > kMaxDevices)
    return Error{Error::Kind::Value, origin + ": 1 to " + std::to_string(kMaxDevices) +
                                         " devices can be configured, got " +
                                         std::to_string(names.size())};
  for (const std::string &name : names)
    if (name.empty())
      return Error{Error::Kind::Value,
                   origin + ": a profile name is empty; give names or .json files separated by "
                            "commas, for example mock-v1,mock-v1"};
  return names;
}

Expected<std::vector<std::string>> profilesFromEnvironment() {
  const char *text = std::getenv("TORCH_MOCK_DEVICES");
  if (!text || !*text)
    return std::vector<std::string>{"mock-v1", "mock-v1"};
  std::vector<std::string> names;
  std::stringstream stream(std::string(text) + ",");
  for (std::string name; std::getline(stream, name, ',');) {
    size_t begin = name.find_first_not_of(" \t"), end = name.find_last_not_of(" \t");
    names.push_back(begin == std::string::npos ? "" : name.substr(begin, end - begin + 1));
  }
  return checkCount(std::move(names), "TORCH_MOCK_DEVICES");
}

/// The profile of a device that is to execute programs.
Expected<std::shared_ptr<const profile::Profile>> loadRunnable(const std::string &name) {
  auto loaded = profile::load(name);
  if (!loaded)
    return loaded.error();
  if ((*loaded)->kind != profile::Profile::Kind::Full)
    return Error{Error::Kind::Value,
                 "profile " + (*loaded)->name +
                     " is check-only: its limits can be checked (torch_mock.check), but no device "
                     "runs it. Devices need a profile of kind full, such as mock-v1."};
  return loaded;
}

Expected<std::vector<std::string>> profilesLocked(Table &devices) {
  if (!devices.profiles) {
    auto names = profilesFromEnvironment();
    if (!names)
      return names.error();
    devices.profiles = names.take();
  }
  return *devices.profiles;
}

Error indexError(int index, size_t count) {
  std::string last = std::to_string(count - 1);
  return {Error::Kind::Index, "invalid device index " + std::to_string(index) +
                                  ": this process has " + std::to_string(count) + " mock device" +
                                  (count == 1 ? "" : "s") + " (mock:0" +
                                  (count == 1 ? "" : " to mock:" + last) +
                                  "). TORCH_MOCK_DEVICES or torch.mock.configure() sets how many."};
}

} // namespace

Expected<void> mock::configureDevices(const std::vector<std::string> &profiles) {
  auto names = checkCount(profiles, "configure");
  if (!names)
    return names.error();
  for (const std::string &name : *names)
    if (auto loaded = loadRunnable(name); !loaded)
      return loaded.error();
  std::lock_guard lock(table().mutex);
  if (initialised)
    return Error{Error::Kind::Runtime,
                 "the mock devices are already initialised, so their profiles are fixed. Call "
                 "torch.mock.configure() before the first tensor on the device, or set "
                 "TORCH_MOCK_DEVICES."};
  table().profiles = names.take();
  return {};
}

Expected<std::vector<std::string>> mock::configuredDevices() {
  std::lock_guard lock(table().mutex);
  return profilesLocked(table());
}

Expected<Device *> mock::device(int index) {
  if (inBadFork())
    return Error{Error::Kind::Runtime,
                 "Cannot re-initialize mock in forked subprocess. To use mock with "
                 "multiprocessing, you must use the 'spawn' start method"};
  std::lock_guard lock(table().mutex);
  auto names = profilesLocked(table());
  if (!names)
    return names.error();
  if (index < 0 || static_cast<size_t>(index) >= names->size())
    return indexError(index, names->size());
  table().devices.resize(names->size());
  Device *&slot = table().devices[static_cast<size_t>(index)];
  if (slot)
    return slot;
  auto limits = loadRunnable((*names)[static_cast<size_t>(index)]);
  if (!limits)
    return limits.error();
  auto created = createDevice(index, limits.take());
  if (!created)
    return created.error();
  if (!initialised.exchange(true))
    pthread_atfork(nullptr, nullptr, markForked);
  return slot = *created;
}

bool mock::anyDeviceInitialised() { return initialised; }
bool mock::inBadFork() { return forked; }
