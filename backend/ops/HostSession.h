//===- HostSession.h - CPU views of device tensors for one host call --------===//
#pragma once

#include "mock/backend/device/Device.h"

#include <ATen/ATen.h>

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace mock::backend {

/// CPU tensors over the backing memory of device tensors: same bytes, no copies. Tensors that
/// share a storage on the device share one on the host, so that the library's checks of overlap
/// and its in-place operators see what they would on the CPU.
class HostSession {
public:
  /// `operatorName` stands in errors and in the timeline.
  explicit HostSession(std::string operatorName) : operatorName(std::move(operatorName)) {}

  /// Waits for the current streams of the devices it meets.
  at::Tensor view(const at::Tensor &deviceTensor);

  /// Names the device whose clock is charged and waits for its current stream; otherwise that is
  /// the device of the first tensor.
  void useDevice(c10::DeviceIndex index);

  /// After the call: carries changed sizes, strides or a reallocated storage (out= tensors that
  /// were resized) over to the device tensor.
  void writeBack(const at::Tensor &deviceTensor, const at::Tensor &hostTensor);

  /// The device tensor for a result: an alias where the result shares storage with an argument,
  /// else a copy in new device memory. Undefined tensors stay undefined.
  at::Tensor toDevice(const at::Tensor &result, c10::DeviceIndex index);

  /// Charges the bytes seen so far to the stream's simulated clock.
  void charge();

private:
  struct Shared {
    c10::Storage device, host;
    const void *backing;
  };
  const Shared *sharedOf(const c10::Storage &hostStorage) const;
  c10::Storage hostStorage(const c10::Storage &deviceStorage);

  const std::string operatorName;
  std::optional<c10::DeviceIndex> device;
  std::unordered_map<const c10::StorageImpl *, size_t> indexOf;
  std::vector<Shared> storages;
  int64_t bytes = 0;
};

/// A CPU view for code that needs one tensor; waits as HostSession does.
at::Tensor hostView(const at::Tensor &deviceTensor);

/// A tensor over an existing storage.
at::Tensor tensorOver(c10::Storage storage, const at::Tensor &metadata, c10::DispatchKey key);

} // namespace mock::backend
