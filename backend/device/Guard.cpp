#include "mock/backend/device/Device.h"

#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>

using namespace mock;
using namespace mock::backend;

namespace {

/// What a c10::Event points to.
Event &eventOf(void *event) { return *static_cast<Event *>(event); }

class GuardImpl final : public c10::impl::DeviceGuardImplInterface {
public:
  c10::DeviceType type() const override { return c10::kPrivateUse1; }
  c10::Device exchangeDevice(c10::Device device) const override {
    return mockDevice(exchangeCurrentDevice(device.index()));
  }
  c10::Device getDevice() const override { return mockDevice(currentDevice()); }
  void setDevice(c10::Device device) const override { setCurrentDevice(device.index()); }
  void uncheckedSetDevice(c10::Device device) const noexcept override;
  c10::DeviceIndex deviceCount() const noexcept override { return backend::deviceCount(); }
  c10::DeviceCapability getDeviceCapability(c10::Device device) const override;

  c10::Stream getStream(c10::Device device) const override {
    return currentStream(checkedIndex(device));
  }
  c10::Stream getDefaultStream(c10::Device device) const override {
    return c10::Stream(c10::Stream::DEFAULT, mockDevice(checkedIndex(device)));
  }
  c10::Stream getStreamFromGlobalPool(c10::Device device, bool highPriority) const override {
    return streamFromPool(checkedIndex(device), highPriority ? -1 : 0);
  }
  c10::Stream getNewStream(c10::Device device, int priority) const override {
    return streamFromPool(checkedIndex(device), priority);
  }
  c10::Stream exchangeStream(c10::Stream stream) const override {
    return exchangeCurrentStream(stream);
  }
  void *getStreamNativeHandle(const c10::Stream stream) const override {
    return &runtimeStream(stream);
  }
  bool queryStream(const c10::Stream &stream) const override {
    return runtimeStream(stream).query();
  }
  void synchronizeStream(const c10::Stream &stream) const override {
    backend::synchronize(runtimeStream(stream));
  }
  void synchronizeDevice(c10::DeviceIndex index) const override {
    backend::synchronizeDevice(checkedIndex(index));
  }
  void recordDataPtrOnStream(const c10::DataPtr &pointer, const c10::Stream &stream) const override;

  void record(void **event, const c10::Stream &stream, c10::DeviceIndex index,
              c10::EventFlag flag) const override;
  void block(void *event, const c10::Stream &stream) const override {
    if (event)
      runtimeStream(stream).wait(eventOf(event));
  }
  bool queryEvent(void *event) const override { return !event || eventOf(event).query(); }
  void synchronizeEvent(void *event) const override {
    if (event)
      eventOf(event).synchronize();
  }
  void destroyEvent(void *event, c10::DeviceIndex) const noexcept override {
    delete static_cast<Event *>(event);
  }
  double elapsedTime(void *begin, void *end, c10::DeviceIndex index) const override;
};

void GuardImpl::uncheckedSetDevice(c10::Device device) const noexcept {
  if (device.index() >= 0 && device.index() < backend::deviceCount())
    setCurrentDevice(device.index());
}

/// Every dtype can be stored and copied; quantized ones have no tensors on the device.
c10::DeviceCapability GuardImpl::getDeviceCapability(c10::Device) const {
  c10::DeviceCapability capability;
  capability.forEachSupportedScalarType([&](c10::ScalarType dtype) {
    if (c10::isQIntType(dtype))
      capability.capability_data.capability_bits &= ~(1ULL << static_cast<int>(dtype));
  });
  return capability;
}

void GuardImpl::recordDataPtrOnStream(const c10::DataPtr &pointer,
                                      const c10::Stream &stream) const {
  c10::getDeviceAllocator(c10::kPrivateUse1)->recordStream(pointer, stream);
}

void GuardImpl::record(void **event, const c10::Stream &stream, c10::DeviceIndex index,
                       c10::EventFlag) const {
  TORCH_CHECK(index == -1 || index == stream.device_index(), "Event device index ",
              static_cast<int>(index), " does not match recording stream's device index ",
              static_cast<int>(stream.device_index()), ".");
  if (!*event)
    *event = deviceAt(stream.device_index()).createEvent().release();
  runtimeStream(stream).record(eventOf(*event));
}

/// Milliseconds of the simulated clock: cycles at the profile's frequency.
double GuardImpl::elapsedTime(void *begin, void *end, c10::DeviceIndex index) const {
  TORCH_CHECK(begin && end, "Both events must be recorded before calculating elapsed time.");
  int64_t cycles = eventOf(end).simulatedCycles() - eventOf(begin).simulatedCycles();
  const profile::Profile &profile = deviceAt(checkedIndex(index)).profile();
  return static_cast<double>(cycles) / (static_cast<double>(profile.clockMHz) * 1000);
}

C10_REGISTER_GUARD_IMPL(PrivateUse1, GuardImpl)

} // namespace
