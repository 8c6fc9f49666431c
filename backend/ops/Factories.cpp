//===- Factories.cpp - New tensors ------------------------------------------===//

#include "HostSession.h"

#include "mock/backend/device/Allocation.h"
#include "mock/backend/device/Device.h"

#include <ATen/EmptyTensor.h>
#include <torch/library.h>

#include <cstring>

using namespace mock;
using namespace mock::backend;

namespace {

/// Options that a tensor of the device can have.
c10::Device checkedOptions(std::optional<c10::Layout> layout, std::optional<c10::Device> device,
                           std::optional<bool> pinMemory) {
  TORCH_CHECK_NOT_IMPLEMENTED(c10::layout_or_default(layout) == c10::kStrided,
                              "the mock device has strided tensors only, got layout ", *layout);
  TORCH_CHECK(!c10::pinned_memory_or_default(pinMemory),
              "Only dense CPU tensors can be pinned: pin_memory=True needs device='cpu'");
  return mockDevice(checkedIndex(device.value_or(c10::Device(c10::kPrivateUse1))));
}

constexpr c10::DispatchKeySet deviceKeys(c10::DispatchKey::PrivateUse1);

at::Tensor empty(c10::IntArrayRef size, std::optional<c10::ScalarType> dtype,
                 std::optional<c10::Layout> layout, std::optional<c10::Device> device,
                 std::optional<bool> pinMemory, std::optional<c10::MemoryFormat> format) {
  c10::DeviceGuard guard(checkedOptions(layout, device, pinMemory));
  return at::detail::empty_generic(size, c10::GetAllocator(c10::kPrivateUse1), deviceKeys,
                                   c10::dtype_or_default(dtype), format);
}

at::Tensor emptyStrided(c10::IntArrayRef size, c10::IntArrayRef stride,
                        std::optional<c10::ScalarType> dtype, std::optional<c10::Layout> layout,
                        std::optional<c10::Device> device, std::optional<bool> pinMemory) {
  c10::DeviceGuard guard(checkedOptions(layout, device, pinMemory));
  return at::detail::empty_strided_generic(size, stride, c10::GetAllocator(c10::kPrivateUse1),
                                           deviceKeys, c10::dtype_or_default(dtype));
}

/// PyTorch's zero tensors without storage exist for forward-mode autograd; zeros serve as well.
at::Tensor efficientZeros(c10::IntArrayRef size, std::optional<c10::ScalarType> dtype,
                          std::optional<c10::Layout> layout, std::optional<c10::Device> device,
                          std::optional<bool> pinMemory) {
  return empty(size, dtype, layout, device, pinMemory, std::nullopt).zero_();
}

/// Fills contiguous device memory as a task of the stream.
void fillAsynchronously(const at::Tensor &self, const at::Tensor &element) {
  Device &device = deviceAt(self.device().index());
  std::byte *to = device.memory().backing(self.data_ptr());
  auto bytes = static_cast<int64_t>(self.nbytes());
  runtimeStream(self.device().index())
      .submit(
          "fill", deviceTransferCycles(device.profile(), bytes),
          [to, bytes, element, size = self.element_size(),
           held = keepAlive(self.storage().data_ptr())]() -> std::optional<simulate::Fault> {
            // Doubles the part that is filled.
            std::memcpy(to, element.const_data_ptr(), size);
            for (int64_t done = static_cast<int64_t>(size); done < bytes; done *= 2)
              std::memcpy(to + done, to, static_cast<size_t>(std::min(done, bytes - done)));
            return std::nullopt;
          },
          lengthOf(bytes));
}

at::Tensor &fillScalar(at::Tensor &self, const at::Scalar &value) {
  if (self.numel() == 0)
    return self;
  at::AutoDispatchBelowADInplaceOrView guard;
  // Conjugate and negative bits are resolved before a backend sees fill_.
  at::Tensor element = at::empty({}, at::TensorOptions(self.scalar_type())).fill_(value);
  if (self.is_non_overlapping_and_dense())
    fillAsynchronously(self, element);
  else
    hostView(self).copy_(element.expand(self.sizes()));
  noteWrite(self);
  return self;
}

at::Tensor &zero(at::Tensor &self) { return fillScalar(self, 0); }

} // namespace

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("empty.memory_format", &empty);
  m.impl("empty_strided", &emptyStrided);
  m.impl("_efficientzerotensor", &efficientZeros);
  m.impl("fill_.Scalar", &fillScalar);
  m.impl("zero_", &zero);
}
