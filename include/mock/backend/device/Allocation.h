//===- Allocation.h - Blocks of device and pinned memory --------------------===//
#pragma once

#include "mock/runtime/stream/Stream.h"

#include <ATen/core/Tensor.h>
#include <c10/core/Allocator.h>
#include <c10/core/Storage.h>
#include <c10/core/Stream.h>

#include <memory>

namespace mock::backend {

/// Keeps the bytes behind a data pointer until the last copy of the result is gone: what queued
/// work holds, so that a tensor may die before the work on it is done. It holds no Python object,
/// so a stream's worker may release it. Null for memory that no allocator of ours made.
std::shared_ptr<void> keepAlive(const c10::DataPtr &pointer);

/// Notes that the tensor's memory is written to, by work that is queued or done. Everything that
/// writes device memory calls it: eager operators, copies, compiled graphs.
void noteWrite(const at::Tensor &tensor);
/// A number that no other write has, nor another block at the same address: equal numbers, equal
/// contents. PyTorch's version counters do not see writes through `Tensor.data`. 0: no memory.
uint64_t lastWrite(const at::Tensor &tensor);

/// Whether the address lies in memory of the pinned host allocator.
bool isPinned(const void *address);

/// The device whose memory holds the address, or null.
Device *deviceOf(const void *address);

/// Resizes a device storage, keeping the bytes that both sizes have.
void resizeStorage(c10::StorageImpl &storage, size_t bytes);

} // namespace mock::backend
