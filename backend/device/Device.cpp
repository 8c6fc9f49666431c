#include "mock/backend/device/Device.h"

#include <c10/util/Exception.h>

#include <array>

using namespace mock;
using namespace mock::backend;

namespace {

thread_local c10::DeviceIndex threadDevice = 0;

std::string indexText(c10::DeviceIndex index, c10::DeviceIndex count) {
  std::string text = "invalid device mock:" + std::to_string(index) + ": ";
  if (index < 0)
    text += "an index above 127 or below 0 cannot be represented, and ";
  text += "this process has " + std::to_string(count) + " mock device" + (count == 1 ? "" : "s");
  text += count == 1 ? " (mock:0)" : " (mock:0 to mock:" + std::to_string(count - 1) + ")";
  return text + ". TORCH_MOCK_DEVICES or torch.mock.configure() sets how many.";
}

} // namespace

c10::DeviceIndex backend::deviceCount() noexcept {
  auto names = configuredDevices();
  return names ? static_cast<c10::DeviceIndex>(names->size()) : 0;
}

c10::DeviceIndex backend::checkedIndex(c10::DeviceIndex index) {
  if (index == -1)
    return currentDevice();
  auto count = static_cast<c10::DeviceIndex>(valueOrRaise(configuredDevices()).size());
  TORCH_CHECK(index >= 0 && index < count, indexText(index, count));
  return index;
}

c10::DeviceIndex backend::checkedIndex(c10::Device device) {
  TORCH_CHECK(device.is_privateuseone(), "expected a mock device, got ", device);
  return checkedIndex(device.index());
}

c10::DeviceIndex backend::currentDevice() { return threadDevice; }

void backend::setCurrentDevice(c10::DeviceIndex index) { threadDevice = checkedIndex(index); }

c10::DeviceIndex backend::exchangeCurrentDevice(c10::DeviceIndex index) {
  c10::DeviceIndex previous = threadDevice;
  setCurrentDevice(index);
  return previous;
}

Device &backend::deviceAt(c10::DeviceIndex index) {
  return *valueOrRaise(mock::device(checkedIndex(index)));
}

void backend::synchronize(Stream &stream) {
  auto status = stream.synchronize();
  if (status)
    return;
  if (const simulate::Fault *fault = stream.fault())
    throw c10::AcceleratorError({__func__, __FILE__, static_cast<uint32_t>(__LINE__)},
                                static_cast<int32_t>(fault->kind) + 1, status.error().message);
  raise(status.error());
}

void backend::synchronizeDevice(c10::DeviceIndex index) {
  Device &device = deviceAt(index);
  for (int64_t id = 0; Stream *stream = device.findStream(id); ++id)
    synchronize(*stream);
}

int64_t backend::hostTransferCycles(const profile::Profile &profile, int64_t bytes) {
  int64_t rate = std::max<int64_t>(profile.host.bytesPerCycle, 1);
  return bytes == 0 ? 0 : profile.host.latency + (bytes + rate - 1) / rate;
}

int64_t backend::deviceTransferCycles(const profile::Profile &profile, int64_t bytes) {
  return bytes == 0 ? 0 : simulate::dmaCycles(profile, bytes, bytes);
}
