//===- Storage.cpp - resize_, set_ and record_stream ------------------------===//

#include "mock/backend/device/Allocation.h"
#include "mock/backend/device/Device.h"

#include <ATen/ATen.h>
#include <ATen/native/Resize.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <torch/library.h>

using namespace mock;
using namespace mock::backend;

namespace {

/// Enlarges the storage when the tensor's metadata needs more than it has.
void growStorage(const at::Tensor &self) {
  if (self.numel() == 0)
    return;
  size_t needed = at::detail::computeStorageNbytes(self.sizes(), self.strides(),
                                                   self.dtype().itemsize(), self.storage_offset());
  c10::StorageImpl &storage = *self.storage().unsafeGetStorageImpl();
  if (needed > storage.nbytes())
    resizeStorage(storage, needed);
}

const at::Tensor &resize(const at::Tensor &self, c10::IntArrayRef size,
                         std::optional<c10::MemoryFormat> format) {
  self.unsafeGetTensorImpl()->set_sizes_contiguous(size);
  if (format) {
    TORCH_CHECK(*format != c10::MemoryFormat::Preserve, "Unsupported memory format", *format);
    self.unsafeGetTensorImpl()->empty_tensor_restride(*format);
  }
  growStorage(self);
  return self;
}

at::Tensor &setStorageOffset(at::Tensor &self, at::Storage source, int64_t offset,
                             c10::IntArrayRef size, c10::IntArrayRef stride) {
  at::native::checkSetStorage(self, source, offset, size, stride);
  auto *impl = self.unsafeGetTensorImpl();
  impl->set_storage_offset(offset);
  if (stride.data())
    impl->set_sizes_and_strides(size, stride);
  else
    impl->set_sizes_contiguous(size);
  growStorage(self);
  return self;
}

at::Tensor &setStorage(at::Tensor &self, at::Storage source) {
  int64_t size = static_cast<int64_t>(source.nbytes() / self.dtype().itemsize());
  return setStorageOffset(self, std::move(source), 0, size, {});
}

at::Tensor &setTensor(at::Tensor &self, const at::Tensor &source) {
  if (self.is_same(source))
    return self;
  return setStorageOffset(self, source.storage(), source.storage_offset(), source.sizes(),
                          source.strides());
}

at::Tensor &setEmpty(at::Tensor &self) {
  at::Tensor none = at::empty({0}, self.options());
  return setTensor(self, none);
}

void recordStream(at::Tensor &self, at::Stream stream) {
  c10::getDeviceAllocator(c10::kPrivateUse1)->recordStream(self.storage().data_ptr(), stream);
}

} // namespace

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("resize_", &resize);
  m.impl("set_.source_Storage_storage_offset", &setStorageOffset);
  m.impl("set_.source_Storage", &setStorage);
  m.impl("set_.source_Tensor", &setTensor);
  m.impl("set_", &setEmpty);
  m.impl("record_stream", &recordStream);
}
