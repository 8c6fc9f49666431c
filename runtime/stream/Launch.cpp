#include "Launch.h"

#include "mock/runtime/stream/HostThreads.h"
#include "mock/runtime/stream/NativeFault.h"
#include "mock/runtime/support/ThreadAnnotations.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <new>

#include <xmmintrin.h>

#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

using namespace mock;

namespace {

/// Below this many operations a kernel is faster on the stream's worker alone.
constexpr int64_t kParallelWork = int64_t{1} << 18;
constexpr size_t kWorkspaceAlignment = 64;

struct FreeAligned {
  void operator()(std::byte *memory) const {
    ::operator delete(memory, std::align_val_t(kWorkspaceAlignment));
  }
};

/// Scratch memory of a host thread; it grows to the largest kernel that the thread has run.
void *workspaceOfThread(int64_t bytes) {
  thread_local std::unique_ptr<std::byte, FreeAligned> memory;
  thread_local int64_t size = 0;
  if (bytes > size) {
    memory.reset(static_cast<std::byte *>(
        ::operator new(static_cast<size_t>(bytes), std::align_val_t(kWorkspaceAlignment))));
    size = bytes;
  }
  return memory.get();
}

/// The threads that help the calling one; kept between kernels.
tbb::task_arena &arenaOfThread(int threads) {
  thread_local std::unique_ptr<tbb::task_arena> arena;
  if (!arena || arena->max_concurrency() != threads)
    arena = std::make_unique<tbb::task_arena>(threads);
  return *arena;
}

/// Rounding to nearest and subnormals kept, whatever the thread that runs a kernel is set to
/// (torch.set_flush_denormal). Only SSE's control register: fesetenv takes ten times as long.
class DeviceFloats {
public:
  DeviceFloats() : before(_mm_getcsr()) {
    constexpr unsigned kAllExceptionsMasked = 0x1f80; // as threads begin
    _mm_setcsr(kAllExceptionsMasked);
  }
  ~DeviceFloats() { _mm_setcsr(before); }
  DeviceFloats(const DeviceFloats &) = delete;
  DeviceFloats &operator=(const DeviceFloats &) = delete;

private:
  unsigned before;
};

/// The first fault that the threads of one launch found.
class FirstFault {
public:
  /// Takes what the calling thread's native code noted.
  void collect() {
    std::optional<simulate::Fault> found = takeNativeFault();
    if (!found)
      return;
    std::lock_guard lock(mutex);
    if (!fault)
      fault = std::move(found);
  }
  std::optional<simulate::Fault> take(const Kernel &kernel) {
    if (fault) {
      fault->kernel = kernel.name;
      fault->assembly = "native code";
    }
    return std::move(fault);
  }

private:
  std::mutex mutex;
  std::optional<simulate::Fault> fault;
};

int64_t operationsOf(const Kernel &kernel) { return kernel.timing.macs + kernel.timing.vectorOps; }

std::optional<simulate::Fault> runNative(const Kernel &kernel, void *const *backing) {
  FirstFault fault;
  auto runTiles = [&](int64_t begin, int64_t end) {
    DeviceFloats floats;
    kernel.native(backing, begin, end, workspaceOfThread(kernel.workspaceBytes));
    fault.collect();
  };
  int64_t work = operationsOf(kernel);
  int threads = hostThreads();
  if (threads <= 1 || kernel.gridSize <= 1 || work < kParallelWork)
    return runTiles(0, kernel.gridSize), fault.take(kernel);
  // Tiles are independent: a split reduction combines within its tile.
  int before = 0, after = 0; // addresses that stand for the order of the loop and its surroundings
  noteEnds(&before);
  arenaOfThread(threads).execute([&] {
    tbb::parallel_for(tbb::blocked_range<int64_t>(0, kernel.gridSize),
                      [&](const tbb::blocked_range<int64_t> &range) {
                        noteBegins(&before);
                        runTiles(range.begin(), range.end());
                        noteEnds(&after);
                      });
  });
  noteBegins(&after);
  return fault.take(kernel);
}

simulate::Fault badArgument(const Kernel &kernel, size_t index, std::string detail) {
  simulate::Fault fault;
  fault.kind = simulate::Fault::Kind::OutOfRange;
  fault.kernel = kernel.name;
  fault.detail = "argument " + std::to_string(index) + ": " + std::move(detail);
  return fault;
}

/// What the device checks of a launch before it starts.
std::optional<simulate::Fault> checkArguments(const Kernel &kernel, Device &device,
                                              const std::vector<void *> &arguments) {
  const auto &declared = kernel.program.arguments;
  if (arguments.size() != declared.size())
    return badArgument(kernel, arguments.size(),
                       "the program takes " + std::to_string(declared.size()) +
                           " arguments, the launch gives " + std::to_string(arguments.size()));
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (declared[i].bytes == 0)
      continue;
    auto *first = static_cast<const std::byte *>(arguments[i]);
    if (!device.memory().contains(first) ||
        !device.memory().contains(first + declared[i].bytes - 1))
      return badArgument(kernel, i, "not in the main memory of the device");
  }
  return std::nullopt;
}

std::optional<simulate::Fault> interpret(const Kernel &kernel, Device &device,
                                         const std::vector<void *> &arguments,
                                         const std::vector<void *> &backing) {
  std::vector<simulate::Binding> bindings(arguments.size());
  for (size_t i = 0; i < arguments.size(); ++i) {
    bindings[i].data = static_cast<std::byte *>(backing[i]);
    bindings[i].deviceAddress = reinterpret_cast<uint64_t>(arguments[i]);
    bindings[i].bytes = static_cast<size_t>(kernel.program.arguments[i].bytes);
  }
  return simulate::execute(kernel.program, device.profile(), bindings);
}

bool isNative(const Kernel &kernel, Execution execution) {
  return execution == Execution::Fast && kernel.native;
}

} // namespace

Length mock::lengthOf(const Kernel &kernel, Execution execution) {
  const simulate::Timing &timing = kernel.timing;
  // A host core does 32 multiply-accumulates a cycle, of transcendental operations one or two.
  int64_t work = timing.macs / 16 + timing.vectorOps + timing.bytesIn + timing.bytesOut;
  return isNative(kernel, execution) ? lengthOf(work) : Length::Long;
}

std::optional<simulate::Fault> mock::runKernel(const Kernel &kernel, Device &device,
                                               const std::vector<void *> &arguments,
                                               Execution execution) {
  if (auto fault = checkArguments(kernel, device, arguments))
    return fault;
  std::vector<void *> backing(arguments.size());
  std::transform(arguments.begin(), arguments.end(), backing.begin(), [&](void *address) {
    return address ? static_cast<void *>(device.memory().backing(address)) : nullptr;
  });
  if (!isNative(kernel, execution))
    return interpret(kernel, device, arguments, backing);
  return runNative(kernel, backing.data());
}
