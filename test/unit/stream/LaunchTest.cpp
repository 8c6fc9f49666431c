#include "TestDevice.h"

#include "mock/runtime/stream/NativeFault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <future>
#include <limits>
#include <numeric>
#include <thread>

using namespace mock;
using namespace mock::test;
using testing::HasSubstr;

namespace {

constexpr int64_t kTiles = 64, kTile = 16;

/// out[i] = in[i] + 1, one tile of 16 floats per grid point, by way of the workspace.
void addOne(void *const *arguments, int64_t begin, int64_t end, void *workspace) {
  auto *in = static_cast<const float *>(arguments[0]);
  auto *out = static_cast<float *>(arguments[1]);
  auto *scratch = static_cast<float *>(workspace);
  for (int64_t tile = begin; tile < end; ++tile) {
    for (int64_t i = 0; i < kTile; ++i)
      scratch[i] = in[tile * kTile + i] + 1;
    for (int64_t i = 0; i < kTile; ++i)
      out[tile * kTile + i] = scratch[i];
  }
}

std::shared_ptr<Kernel> addOneKernel() {
  auto kernel = std::make_shared<Kernel>();
  kernel->name = "add_one";
  kernel->native = addOne;
  kernel->gridSize = kTiles;
  kernel->workspaceBytes = kTile * 4;
  kernel->timing.cycles = 321;
  kernel->program.arguments = {{"in", kTiles * kTile * 4, true, false},
                               {"out", kTiles * kTile * 4, false, true}};
  return kernel;
}

/// Finds an index out of range in the tile with the highest number, and goes on.
void findsBadIndex(void *const *arguments, int64_t begin, int64_t end, void *workspace) {
  mockReportNativeIndex(3, 4, 0);
  if (end == kTiles)
    mockReportNativeIndex(-5, 4, 1);
  addOne(arguments, begin, end, workspace);
}

std::thread::id lastThread;

void notesThread(void *const *arguments, int64_t begin, int64_t end, void *workspace) {
  lastThread = std::this_thread::get_id();
  addOne(arguments, begin, end, workspace);
}

/// out = in x 0.5, computed when the kernel runs.
void halves(void *const *arguments, int64_t begin, int64_t end, void *) {
  for (int64_t i = begin * kTile; i < end * kTile; ++i)
    static_cast<volatile float *>(arguments[1])[i] =
        static_cast<const float *>(arguments[0])[i] * 0.5f;
}

/// The calling thread as torch.set_flush_denormal(True) leaves it.
class FlushesSubnormals {
public:
  FlushesSubnormals() : before(__builtin_ia32_stmxcsr()) {
    __builtin_ia32_ldmxcsr(before | 0x8040);
  }
  ~FlushesSubnormals() { __builtin_ia32_ldmxcsr(before); }

private:
  unsigned before;
};

class LaunchTest : public testing::Test {
protected:
  void launch(std::shared_ptr<Kernel> kernel) {
    device.defaultStream().launch(std::move(kernel), {in, out}, Execution::Fast);
  }
  float *backing(void *address) {
    return reinterpret_cast<float *>(device.memory().backing(address));
  }
  void SetUp() override { std::iota(backing(in), backing(in) + kTiles * kTile, 0.0f); }

  Device &device = newDevice();
  void *in = *device.memory().allocate(kTiles * kTile * 4);
  void *out = *device.memory().allocate(kTiles * kTile * 4);
};

TEST_F(LaunchTest, AnIndexOutOfRangeIsAFault) {
  std::shared_ptr<Kernel> kernel = addOneKernel();
  kernel->native = findsBadIndex;
  launch(kernel);
  auto done = device.defaultStream().synchronize();
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, HasSubstr("index out of range in kernel add_one"));
  EXPECT_THAT(done.error().message, HasSubstr("index -5 is not in [-4, 4)"));
  EXPECT_FALSE(takeNativeFault()); // nothing is left for the next launch
}

TEST_F(LaunchTest, RunsNativeCodeOnBackingMemory) {
  launch(addOneKernel());
  ASSERT_TRUE(device.defaultStream().synchronize());
  for (int64_t i = 0; i < kTiles * kTile; ++i)
    ASSERT_EQ(backing(out)[i], static_cast<float>(i + 1)) << i;
  EXPECT_EQ(device.defaultStream().simulatedCycles(), 321);
}

TEST_F(LaunchTest, ALargeKernelIsSplitOverHostThreadsWithTheSameResult) {
  auto kernel = addOneKernel();
  kernel->timing.vectorOps = int64_t{1} << 30;
  launch(kernel);
  ASSERT_TRUE(device.defaultStream().synchronize());
  for (int64_t i = 0; i < kTiles * kTile; ++i)
    ASSERT_EQ(backing(out)[i], static_cast<float>(i + 1)) << i;
}

TEST_F(LaunchTest, AnIdleStreamRunsAShortKernelOnTheCallingThread) {
  auto kernel = addOneKernel();
  kernel->native = notesThread;
  launch(kernel);
  EXPECT_TRUE(device.defaultStream().query());
  EXPECT_EQ(lastThread, std::this_thread::get_id());
  EXPECT_EQ(backing(out)[5], 6.0f);
  EXPECT_EQ(device.defaultStream().simulatedCycles(), 321);
}

TEST_F(LaunchTest, ALongKernelIsTheWorkers) {
  auto kernel = addOneKernel();
  kernel->native = notesThread;
  kernel->timing.bytesIn = int64_t{1} << 20;
  launch(kernel);
  ASSERT_TRUE(device.defaultStream().synchronize());
  EXPECT_NE(lastThread, std::this_thread::get_id());
}

TEST_F(LaunchTest, AShortKernelWaitsForWhatCameBefore) {
  Stream &stream = device.defaultStream();
  std::promise<void> opened;
  stream.submit("gate", 0, [future = opened.get_future().share(), this] {
    future.wait();
    backing(in)[0] = 40;
    return std::optional<simulate::Fault>();
  });
  launch(addOneKernel());
  EXPECT_FALSE(stream.query());
  opened.set_value();
  ASSERT_TRUE(stream.synchronize());
  EXPECT_EQ(backing(out)[0], 41.0f);
}

TEST_F(LaunchTest, ThreadsThatShareAStreamTakeTurns) {
  Stream &stream = device.defaultStream();
  auto kernel = addOneKernel();
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 200; ++j)
        stream.launch(kernel, {in, in}, Execution::Fast); // adds to what others have added
    });
  for (std::thread &thread : threads)
    thread.join();
  ASSERT_TRUE(stream.synchronize());
  EXPECT_EQ(backing(in)[0], 800.0f);
  EXPECT_EQ(stream.simulatedCycles(), 800 * 321);
}

TEST_F(LaunchTest, SubnormalsAreKeptWhateverTheCallingThreadDoes) {
  const float small = std::numeric_limits<float>::min();
  auto kernel = addOneKernel();
  kernel->native = halves;
  for (int64_t bytes : {int64_t{0}, int64_t{1} << 20}) { // on the calling thread, on the worker
    backing(in)[0] = small;
    backing(out)[0] = 0;
    kernel->timing.bytesIn = bytes;
    FlushesSubnormals flushes;
    launch(kernel);
    ASSERT_TRUE(device.defaultStream().synchronize());
    uint32_t bits = 0;
    std::memcpy(&bits, backing(out), sizeof(bits));
    EXPECT_EQ(bits, 0x00400000u) << bytes;
  }
}

TEST_F(LaunchTest, KeepsAliveUntilItHasRun) {
  auto held = std::make_shared<int>(1);
  std::weak_ptr<int> watch = held;
  device.defaultStream().launch(addOneKernel(), {in, out}, Execution::Fast, std::move(held));
  ASSERT_TRUE(device.defaultStream().synchronize());
  EXPECT_TRUE(watch.expired());
}

TEST_F(LaunchTest, AnArgumentOutsideTheDeviceIsAFault) {
  float onHost[kTile];
  device.defaultStream().launch(addOneKernel(), {in, onHost}, Execution::Fast);
  auto status = device.defaultStream().synchronize();
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("add_one"));
  EXPECT_THAT(status.error().message, HasSubstr("argument 1"));
  EXPECT_EQ(device.defaultStream().fault()->kind, simulate::Fault::Kind::OutOfRange);
}

TEST_F(LaunchTest, TheWrongNumberOfArgumentsIsAFault) {
  device.defaultStream().launch(addOneKernel(), {in}, Execution::Fast);
  auto status = device.defaultStream().synchronize();
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("takes 2 arguments, the launch gives 1"));
}

} // namespace
