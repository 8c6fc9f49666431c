//===- DeviceBindings.cpp - What torch.mock is made of ----------------------===//

#include "mock/backend/Bindings.h"
#include "mock/backend/device/Device.h"
#include "mock/backend/device/Generator.h"
#include "mock/backend/ops/HostCalls.h"
#include "mock/runtime/stream/Timeline.h"
#include "mock/runtime/support/Log.h"

#include <torch/csrc/utils/pybind.h>

namespace py = pybind11;
using namespace mock;
using namespace mock::backend;

namespace {

py::dict properties(c10::DeviceIndex index) {
  const profile::Profile &profile = deviceAt(index).profile();
  int main = profile.memoryIndex(profile::Memory::Role::Main);
  py::dict result;
  result["name"] = profile.name;
  result["description"] = profile.description;
  result["total_memory"] = profile.memories[static_cast<size_t>(main)].size;
  result["multi_processor_count"] = profile.cores;
  result["clock_rate"] = profile.clockMHz * 1000;
  result["profile_digest"] = profile.digest();
  return result;
}

py::list timeline() {
  py::list result;
  for (TimelineEntry &entry : takeTimeline()) {
    py::dict item;
    item["name"] = entry.name;
    item["device"] = entry.device;
    item["stream"] = entry.stream;
    item["host_begin_us"] = entry.hostBegin;
    item["host_end_us"] = entry.hostEnd;
    item["simulated_begin"] = entry.simulatedBegin;
    item["simulated_end"] = entry.simulatedEnd;
    result.append(std::move(item));
  }
  return result;
}

void initDevices(py::module_ &m) {
  m.def("device_count", [] { return static_cast<int>(deviceCount()); });
  m.def("current_device", [] { return static_cast<int>(currentDevice()); });
  m.def("set_device", [](c10::DeviceIndex index) { setCurrentDevice(index); });
  m.def("exchange_device", [](int index) {
    // A negative index leaves the device alone, as torch.cuda._exchange_device does.
    return index < 0
               ? -1
               : static_cast<int>(exchangeCurrentDevice(static_cast<c10::DeviceIndex>(index)));
  });
  m.def("initialise", [] { deviceAt(currentDevice()); });
  m.def("is_initialised", &anyDeviceInitialised);
  m.def("in_bad_fork", &inBadFork);
  m.def("configure",
        [](const std::vector<std::string> &profiles) { check(configureDevices(profiles)); });
  m.def("configured_devices", [] { return valueOrRaise(configuredDevices()); });
  m.def("set_profile_directory", &profile::setProfileDirectory);
  m.def("available_profiles", &profile::available);
  m.def("properties", &properties);
  m.attr("isa_version") = static_cast<int>(isa::kVersion);
  m.def("synchronize", &synchronizeDevice, py::call_guard<py::gil_scoped_release>());
  m.def(
      "reset", [](c10::DeviceIndex index) { deviceAt(index).reset(); },
      py::call_guard<py::gil_scoped_release>());
  m.def("default_generator", [](c10::DeviceIndex index) { return defaultGenerator(index); });
}

void initStreams(py::module_ &m) {
  m.def("current_stream", [](c10::DeviceIndex index) { return currentStream(index).id(); });
  m.def("set_stream",
        [](int64_t id, c10::DeviceIndex index) { exchangeCurrentStream(torchStream(index, id)); });
  m.def("simulated_cycles", [](c10::DeviceIndex index, int64_t id) {
    return runtimeStream(torchStream(index, id)).simulatedCycles();
  });
  // For tests of what happens after a fault: queues a task that fails as a program would.
  m.def("inject_fault", [](c10::DeviceIndex index, const std::string &kernel) {
    runtimeStream(checkedIndex(index))
        .submit(kernel, 0, [kernel]() -> std::optional<simulate::Fault> {
          simulate::Fault fault;
          fault.kernel = kernel;
          fault.detail = "injected by a test";
          return fault;
        });
  });
  m.def("record_timeline", &recordTimeline);
  m.def("take_timeline", &timeline);
}

void initMemory(py::module_ &m) {
  m.def("set_memory_fraction", [](double fraction, c10::DeviceIndex index) {
    check(deviceAt(index).memory().setFraction(fraction));
  });
  m.def("largest_free_block",
        [](c10::DeviceIndex index) { return deviceAt(index).memory().statistics().largestFree; });
}

void initHostCalls(py::module_ &m) {
  m.def("host_calls", &hostCalls);
  m.def("reset_host_calls", &resetHostCalls);
  m.def("eager_fallback", [] { return std::string(name(eagerFallback())); });
  m.def("set_eager_fallback", [](const std::string &value) { setEagerFallback(value); });
}

/// Levels are the numbers of log::Level; Python's own messages come in through write_log.
void initLog(py::module_ &m) {
  m.def("log_level", [] { return static_cast<int>(log::level()); });
  m.def("set_log_level", [](int level) {
    TORCH_CHECK_VALUE(level >= 0 && level <= static_cast<int>(log::Level::Off),
                      "a log level is 0 (trace) to 5 (off), not ", level);
    log::setLevel(static_cast<log::Level>(level));
  });
  m.def("write_log", [](int level, const std::string &message) {
    log::write(static_cast<log::Level>(level), message);
  });
  m.def("flush_log", &log::flush, py::call_guard<py::gil_scoped_release>());
}

} // namespace

void mock::initDeviceBindings(py::module_ &module) {
  initDevices(module);
  initStreams(module);
  initMemory(module);
  initHostCalls(module);
  initLog(module);
}
