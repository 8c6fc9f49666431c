#include "HostSession.h"

#include "mock/backend/device/Allocation.h"

#include <ATen/EmptyTensor.h>
#include <c10/core/CPUAllocator.h>

#include <cstring>

using namespace mock;
using namespace mock::backend;

at::Tensor backend::tensorOver(c10::Storage storage, const at::Tensor &metadata,
                               c10::DispatchKey key) {
  auto result = at::detail::make_tensor<c10::TensorImpl>(
      std::move(storage), c10::DispatchKeySet(key), metadata.dtype());
  auto *impl = result.unsafeGetTensorImpl();
  impl->set_storage_offset(metadata.storage_offset());
  impl->set_sizes_and_strides(metadata.sizes(), metadata.strides());
  result._set_conj(metadata.is_conj());
  result._set_neg(metadata.is_neg());
  if (metadata.unsafeGetTensorImpl()->is_wrapped_number())
    impl->set_wrapped_number(true);
  return result;
}

void HostSession::useDevice(c10::DeviceIndex index) {
  if (!device) {
    device = index;
    synchronize(runtimeStream(index));
  }
}

c10::Storage HostSession::hostStorage(const c10::Storage &deviceStorage) {
  auto [position, isNew] =
      indexOf.try_emplace(deviceStorage.unsafeGetStorageImpl(), storages.size());
  if (!isNew)
    return storages[position->second].host;
  void *backing = nullptr;
  if (const void *address = deviceStorage.data()) {
    DeviceMemory &memory = deviceAt(deviceStorage.device().index()).memory();
    TORCH_CHECK(memory.contains(address), "a tensor on ", deviceStorage.device(),
                " has its data outside the device's memory");
    backing = memory.backing(address);
  }
  // Resizable by the CPU's allocator: an out= tensor that the operator enlarges moves to host
  // memory, which writeBack() notices.
  c10::Storage host(c10::Storage::use_byte_size_t(), deviceStorage.nbytes(),
                    c10::DataPtr(backing, c10::kCPU), c10::GetCPUAllocator(), /*resizable=*/true);
  storages.push_back({deviceStorage, host, backing});
  return host;
}

at::Tensor HostSession::view(const at::Tensor &tensor) {
  TORCH_CHECK_NOT_IMPLEMENTED(tensor.layout() == c10::kStrided && tensor.has_storage(),
                              operatorName,
                              ": the mock device has strided tensors only, got "
                              "layout ",
                              tensor.layout());
  useDevice(tensor.device().index());
  if (tensor.device().index() != *device)
    synchronize(runtimeStream(tensor.device().index()));
  bytes += std::min<int64_t>(static_cast<int64_t>(tensor.nbytes()),
                             static_cast<int64_t>(tensor.storage().nbytes()));
  return tensorOver(hostStorage(tensor.storage()), tensor, c10::DispatchKey::CPU);
}

const HostSession::Shared *HostSession::sharedOf(const c10::Storage &hostStorage) const {
  for (const Shared &shared : storages)
    if (shared.host.unsafeGetStorageImpl() == hostStorage.unsafeGetStorageImpl())
      return &shared;
  return nullptr;
}

void HostSession::writeBack(const at::Tensor &deviceTensor, const at::Tensor &hostTensor) {
  const Shared *shared = sharedOf(hostTensor.storage());
  if (!shared)
    return;
  const void *data = shared->host.data();
  if (data != shared->backing || shared->host.nbytes() != shared->device.nbytes()) {
    c10::StorageImpl &storage = *shared->device.unsafeGetStorageImpl();
    if (storage.nbytes() != shared->host.nbytes())
      resizeStorage(storage, shared->host.nbytes());
    if (data && storage.data()) {
      Device &target = deviceAt(storage.device().index());
      std::memcpy(target.memory().backing(storage.data()), data, shared->host.nbytes());
    }
  }
  auto *impl = deviceTensor.unsafeGetTensorImpl();
  if (impl->sizes() != hostTensor.sizes() || impl->strides() != hostTensor.strides())
    impl->set_sizes_and_strides(hostTensor.sizes(), hostTensor.strides());
  if (impl->storage_offset() != hostTensor.storage_offset())
    impl->set_storage_offset(hostTensor.storage_offset());
  // Some kernels conjugate their result lazily (linalg_lu_solve).
  deviceTensor._set_conj(hostTensor.is_conj());
  deviceTensor._set_neg(hostTensor.is_neg());
}

at::Tensor HostSession::toDevice(const at::Tensor &result, c10::DeviceIndex index) {
  if (!result.defined())
    return result;
  TORCH_CHECK_NOT_IMPLEMENTED(result.layout() == c10::kStrided && !result.is_quantized(),
                              operatorName,
                              ": the mock device has strided, unquantized tensors "
                              "only, the result has layout ",
                              result.layout(), " and type ", result.scalar_type());
  if (const Shared *shared = sharedOf(result.storage()))
    return tensorOver(shared->device, result, c10::DispatchKey::PrivateUse1);
  c10::DeviceGuard guard(mockDevice(index));
  at::Tensor copy = at::detail::empty_strided_generic(
      result.sizes(), result.strides(), c10::GetAllocator(c10::kPrivateUse1),
      c10::DispatchKeySet(c10::DispatchKey::PrivateUse1), result.scalar_type());
  copy._set_conj(result.is_conj());
  copy._set_neg(result.is_neg());
  size_t span = copy.storage().nbytes();
  if (span > 0)
    std::memcpy(deviceAt(index).memory().backing(copy.storage().data()), result.const_data_ptr(),
                span);
  bytes += static_cast<int64_t>(span);
  return copy;
}

void HostSession::charge() {
  if (!device)
    return;
  Device &target = deviceAt(*device);
  runtimeStream(*device).advance(operatorName, hostTransferCycles(target.profile(), bytes));
  bytes = 0;
}

at::Tensor backend::hostView(const at::Tensor &deviceTensor) {
  return HostSession("view").view(deviceTensor);
}
