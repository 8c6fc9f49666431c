#include "mock/runtime/memory/DeviceMemory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

using namespace mock;
using testing::HasSubstr;

namespace {

constexpr size_t kMiB = size_t{1} << 20;

class DeviceMemoryTest : public testing::Test {
protected:
  std::unique_ptr<DeviceMemory> memory = createDeviceMemory("mock:0", 16 * kMiB, 64).take();
};

TEST_F(DeviceMemoryTest, AddressesAreAlignedAndBacked) {
  for (size_t bytes : {1, 63, 64, 65, 4096}) {
    void *address = *memory->allocate(bytes);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(address) % 64, 0u);
    EXPECT_TRUE(memory->contains(address));
    std::memset(memory->backing(address), 0x5a, bytes);
    EXPECT_EQ(memory->deviceAddress(memory->backing(address)), address);
  }
}

TEST_F(DeviceMemoryTest, ZeroBytesAreNullAndFreeingNullIsFine) {
  EXPECT_EQ(*memory->allocate(0), nullptr);
  EXPECT_TRUE(memory->free(nullptr));
  EXPECT_EQ(memory->statistics().allocations, 0);
}

TEST_F(DeviceMemoryTest, OutOfMemoryNamesWhatWasAskedForAndWhatIsLeft) {
  ASSERT_TRUE(memory->allocate(12 * kMiB));
  auto failed = memory->allocate(8 * kMiB);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, Error::Kind::OutOfMemory);
  EXPECT_THAT(failed.error().message, HasSubstr("mock:0 out of memory"));
  EXPECT_THAT(failed.error().message, HasSubstr("Tried to allocate 8.00 MiB"));
  EXPECT_THAT(failed.error().message, HasSubstr("capacity of 16.00 MiB"));
  EXPECT_THAT(failed.error().message, HasSubstr("12.00 MiB is allocated in 1 blocks"));
  EXPECT_THAT(failed.error().message, HasSubstr("4.00 MiB is free"));
  EXPECT_EQ(memory->statistics().outOfMemory, 1);
  EXPECT_TRUE(memory->allocate(4 * kMiB)) << "an error leaves the memory usable";
}

TEST_F(DeviceMemoryTest, CachedAndUntouchedNeighboursServeOneAllocation) {
  void *first = *memory->allocate(10 * kMiB);
  ASSERT_TRUE(memory->free(first));
  ASSERT_TRUE(memory->allocate(16 * kMiB));
  EXPECT_EQ(memory->statistics().retries, 1);
}

TEST_F(DeviceMemoryTest, FreeingTwiceOrTheMiddleIsAnError) {
  void *address = *memory->allocate(256);
  auto middle = memory->free(static_cast<std::byte *>(address) + 64);
  ASSERT_FALSE(middle);
  EXPECT_EQ(middle.error().kind, Error::Kind::Value);
  ASSERT_TRUE(memory->free(address));
  auto twice = memory->free(address);
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().message, HasSubstr("freed before or never allocated"));
  int onHost = 0;
  EXPECT_FALSE(memory->free(&onHost));
}

TEST_F(DeviceMemoryTest, CountsAsTorchDoes) {
  void *first = *memory->allocate(100), *second = *memory->allocate(1000);
  MemoryStatistics stats = memory->statistics();
  EXPECT_EQ(stats.allocated, 128 + 1024);
  EXPECT_EQ(stats.requested, 1100);
  EXPECT_EQ(stats.allocations, 2);
  ASSERT_TRUE(memory->free(second));
  stats = memory->statistics();
  EXPECT_EQ(stats.allocated, 128);
  EXPECT_EQ(stats.allocatedPeak, 1152);
  EXPECT_EQ(stats.allocatedTotal, 1152);
  EXPECT_EQ(stats.freedTotal, 1024);
  memory->resetPeak();
  EXPECT_EQ(memory->statistics().allocatedPeak, 128);
  memory->resetAccumulated();
  EXPECT_EQ(memory->statistics().allocatedTotal, 0);
  EXPECT_EQ(memory->statistics().allocated, 128);
  ASSERT_TRUE(memory->free(first));
}

TEST_F(DeviceMemoryTest, TrimGivesPagesBack) {
  void *address = *memory->allocate(kMiB);
  std::memset(memory->backing(address), 1, kMiB);
  ASSERT_TRUE(memory->free(address));
  memory->trim();
  EXPECT_EQ(memory->statistics().reserved, 0);
  EXPECT_EQ(memory->backing(address)[kMiB / 2], std::byte{0});
}

TEST_F(DeviceMemoryTest, TheFractionLimitsAndIsChecked) {
  for (double bad : {0.0, -0.5, 1.01})
    EXPECT_FALSE(memory->setFraction(bad)) << bad;
  ASSERT_TRUE(memory->setFraction(0.25));
  auto failed = memory->allocate(4 * kMiB + 1);
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, HasSubstr("this process may use 4.00 MiB"));
  EXPECT_TRUE(memory->allocate(4 * kMiB));
  ASSERT_TRUE(memory->setFraction(1));
  EXPECT_TRUE(memory->allocate(4 * kMiB));
}

TEST(DeviceMemory, NeedsASizeAndAnAlignment) {
  EXPECT_FALSE(createDeviceMemory("mock:0", 0, 64));
  EXPECT_FALSE(createDeviceMemory("mock:0", kMiB, 0));
}

using DeviceMemoryDeathTest = DeviceMemoryTest;

TEST_F(DeviceMemoryDeathTest, AStrayHostAccessToAnAllocationDies) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  void *address = *memory->allocate(4096);
  EXPECT_DEATH(*static_cast<volatile char *>(address) = 1, "");
}

} // namespace
