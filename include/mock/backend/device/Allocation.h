//===- Allocation.h - Blocks of device and pinned memory --------------------===//
#pragma once

#include "mock/runtime/stream/Stream.h"

#include <c10/core/Allocator.h>
#include <c10/core/Storage.h>
#include <c10/core/Stream.h>

#include <memory>

namespace mock::backend {

/// Keeps the bytes behind a data pointer until the last copy of the result is gone: what queued
/// work holds, so that a tensor may die before the work on it is done. It holds no Python object,
/// so a stream's worker may release it. Null for memory that no allocator of ours made.
std::shared_ptr<void> keepAlive(const c10::DataPtr &pointer);

/// Whether the address lies in memory of the pinned host allocator.
bool isPinned(const void *address);

/// The device whose memory holds the address, or null.
Device *deviceOf(const void *address);

/// Resizes a device storage, keeping the bytes that both sizes have.
void resizeStorage(c10::StorageImpl &storage, size_t bytes);

} // namespace mock::backend
