//===- Copy.cpp - Copies between host and devices ---------------------------===//
//
// A copy of bytes (same dtype, both sides dense with the same strides) is a task of the stream,
// as a DMA transfer is. Everything else (strides, conversion, conjugation) is done on views of
// the backing memory by the calling thread, in the stream's order.
//
//===----------------------------------------------------------------------===//

#include "HostSession.h"

#include "mock/backend/device/Allocation.h"
#include "mock/backend/device/Device.h"

#include <ATen/ATen.h>
#include <torch/library.h>

#include <cstring>

using namespace mock;
using namespace mock::backend;

namespace {

/// Where the bytes of a tensor begin, as the runtime sees them.
void *bytesOf(const at::Tensor &tensor) {
  void *address = const_cast<void *>(tensor.const_data_ptr());
  return tensor.is_cpu() ? address : deviceAt(tensor.device().index()).memory().backing(address);
}

bool sameBits(const at::Tensor &to, const at::Tensor &from) {
  return to.is_conj() == from.is_conj() && to.is_neg() == from.is_neg();
}

bool isPlainCopy(const at::Tensor &to, const at::Tensor &from) {
  return to.scalar_type() == from.scalar_type() && sameBits(to, from) &&
         to.sizes() == from.sizes() && to.strides() == from.strides() &&
         to.is_non_overlapping_and_dense();
}

/// The stream that orders the copy: the source's for device to host, else the destination's,
/// which first waits for what the source's stream has queued.
Stream &orderingStream(const at::Tensor &to, const at::Tensor &from) {
  if (to.is_cpu())
    return runtimeStream(from.device().index());
  Stream &target = runtimeStream(to.device().index());
  if (from.is_cpu() || from.device() == to.device())
    return target;
  Stream &source = runtimeStream(from.device().index());
  auto event = source.device().createEvent();
  source.record(*event);
  target.wait(*event);
  return target;
}

/// Later work of the source's stream must not overwrite what a copy on the destination's stream
/// still reads.
void orderSourceAfter(const at::Tensor &to, const at::Tensor &from, Stream &used) {
  if (to.is_cpu() || from.is_cpu() || from.device() == to.device())
    return;
  auto event = used.device().createEvent();
  used.record(*event);
  runtimeStream(from.device().index()).wait(*event);
}

int64_t transferCycles(const at::Tensor &to, const at::Tensor &from) {
  const at::Tensor &onDevice = to.is_cpu() ? from : to;
  const profile::Profile &profile = deviceAt(onDevice.device().index()).profile();
  auto bytes = static_cast<int64_t>(to.nbytes());
  return to.device() == from.device() ? deviceTransferCycles(profile, bytes)
                                      : hostTransferCycles(profile, bytes);
}

const char *nameOf(const at::Tensor &to, const at::Tensor &from) {
  return to.is_cpu()     ? "copy device to host"
         : from.is_cpu() ? "copy host to device"
                         : "copy device to device";
}

/// Only pinned host memory may be read or written after the call has returned.
bool mayReturnEarly(const at::Tensor &to, const at::Tensor &from, bool nonBlocking) {
  if (!to.is_cpu() && !from.is_cpu())
    return true;
  return nonBlocking && isPinned((to.is_cpu() ? to : from).const_data_ptr());
}

void copyBytes(const at::Tensor &to, const at::Tensor &from, bool nonBlocking) {
  Stream &stream = orderingStream(to, from);
  bool waits = !mayReturnEarly(to, from, nonBlocking);
  auto bytes = static_cast<int64_t>(to.nbytes());
  stream.submit(
      nameOf(to, from), transferCycles(to, from),
      [destination = bytesOf(to), source = bytesOf(from), bytes,
       keepTo = keepAlive(to.storage().data_ptr()),
       keepFrom = keepAlive(from.storage().data_ptr())]() -> std::optional<simulate::Fault> {
        std::memmove(destination, source, static_cast<size_t>(bytes));
        return std::nullopt;
      },
      waits ? Length::Short : lengthOf(bytes));
  noteWrite(to);
  orderSourceAfter(to, from, stream);
  if (waits)
    synchronize(stream);
}

at::Tensor viewOf(const at::Tensor &tensor, HostSession &session) {
  return tensor.is_cpu() ? tensor : session.view(tensor);
}

void copyElements(const at::Tensor &to, const at::Tensor &from) {
  HostSession session("aten.copy_");
  at::Tensor destination = viewOf(to, session), source = viewOf(from, session);
  destination.copy_(source);
  noteWrite(to);
  const at::Tensor &onDevice = to.is_cpu() ? from : to;
  runtimeStream(onDevice.device().index()).advance(nameOf(to, from), transferCycles(to, from));
}

/// `self` into `destination`, whose sizes are those that self expands to.
at::Tensor copyFrom(const at::Tensor &self, const at::Tensor &destination, bool nonBlocking) {
  if (destination.numel() == 0)
    return destination;
  at::AutoDispatchBelowADInplaceOrView guard;
  at::Tensor source = self.expand(destination.sizes());
  if (isPlainCopy(destination, source))
    copyBytes(destination, source, nonBlocking);
  else
    copyElements(destination, source);
  return destination;
}

at::Tensor copyFromAndResize(const at::Tensor &self, const at::Tensor &destination) {
  destination.resize_(self.sizes());
  return copyFrom(self, destination, /*nonBlocking=*/false);
}

at::Scalar localScalar(const at::Tensor &self) {
  at::AutoDispatchBelowADInplaceOrView guard;
  return at::_local_scalar_dense(hostView(self));
}

} // namespace

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("_copy_from", &copyFrom);
  m.impl("_copy_from_and_resize", &copyFromAndResize);
  m.impl("_local_scalar_dense", &localScalar);
}

// PyTorch's fallback for lazy conjugation and negation would copy the source first, which ends
// here again and never stops; the copy itself handles both bits.
TORCH_LIBRARY_IMPL(aten, Conjugate, m) {
  m.impl("_copy_from", torch::CppFunction::makeFallthrough());
}
TORCH_LIBRARY_IMPL(aten, Negative, m) {
  m.impl("_copy_from", torch::CppFunction::makeFallthrough());
}
