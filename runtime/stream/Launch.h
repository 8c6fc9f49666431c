//===- Launch.h - Running a kernel in one of the two executions -------------===//
#pragma once

#include "mock/runtime/stream/Stream.h"

namespace mock {

/// Runs the kernel on the calling thread: native code for Execution::Fast, else the interpreter.
/// `arguments` are device addresses. Program arguments must lie in the device's main memory.
std::optional<simulate::Fault> runKernel(const Kernel &kernel, Device &device,
                                         const std::vector<void *> &arguments, Execution execution);

Length lengthOf(const Kernel &kernel, Execution execution);

} // namespace mock
