#include "mock/backend/device/Allocation.h"
#include "mock/backend/device/Device.h"
#include "mock/backend/device/Generator.h"

#include <ATen/core/CachingHostAllocator.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>

using namespace mock;
using namespace mock::backend;

namespace {

class Hooks final : public at::PrivateUse1HooksInterface {
public:
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return backend::deviceCount() > 0; }
  bool hasPrimaryContext(c10::DeviceIndex index) const override {
    return anyDeviceInitialised() && index >= 0 && index < backend::deviceCount();
  }
  /// Initialises the current device, so that a bad configuration or fork is refused here.
  void init() const override { deviceAt(currentDevice()); }

  c10::DeviceIndex deviceCount() const override { return backend::deviceCount(); }
  void setCurrentDevice(c10::DeviceIndex index) const override { backend::setCurrentDevice(index); }
  c10::DeviceIndex getCurrentDevice() const override { return currentDevice(); }
  c10::DeviceIndex exchangeDevice(c10::DeviceIndex index) const override {
    return exchangeCurrentDevice(index);
  }
  /// -1 leaves the current device alone, as PyTorch's autograd engine expects.
  c10::DeviceIndex maybeExchangeDevice(c10::DeviceIndex index) const override {
    return exchangeCurrentDevice(index);
  }

  bool isPinnedPtr(const void *data) const override { return isPinned(data); }
  at::Allocator *getPinnedMemoryAllocator() const override {
    return at::getHostAllocator(at::kPrivateUse1);
  }
  c10::Device getDeviceFromPtr(void *data) const override {
    Device *device = deviceOf(data);
    TORCH_CHECK(device, "The specified pointer is not memory of a mock device.");
    return mockDevice(static_cast<c10::DeviceIndex>(device->index()));
  }

  const at::Generator &getDefaultGenerator(c10::DeviceIndex index) const override {
    return defaultGenerator(index);
  }
  at::Generator getNewGenerator(c10::DeviceIndex index) const override {
    return newGenerator(index);
  }
  void resizePrivateUse1Bytes(const c10::Storage &storage, size_t bytes) const override {
    resizeStorage(*storage.unsafeGetStorageImpl(), bytes);
  }
};

const bool registered = [] {
  // Leaked on purpose: PyTorch keeps the pointer for the life of the process.
  at::RegisterPrivateUse1HooksInterface(new Hooks);
  return true;
}();

} // namespace
