//===- ThreadAnnotations.h - What the thread sanitizer cannot see ------------===//
#pragma once

#if defined(__SANITIZE_THREAD__)
extern "C" {
void __tsan_acquire(void *address);
void __tsan_release(void *address);
}
#endif

namespace mock {

/// Everything before happens before what follows a later noteBegins() with the same address. For
/// work that a library which is not instrumented (oneTBB) hands from thread to thread; does nothing
/// without the sanitizer.
inline void noteEnds([[maybe_unused]] void *address) {
#if defined(__SANITIZE_THREAD__)
  __tsan_release(address);
#endif
}

inline void noteBegins([[maybe_unused]] void *address) {
#if defined(__SANITIZE_THREAD__)
  __tsan_acquire(address);
#endif
}

} // namespace mock
