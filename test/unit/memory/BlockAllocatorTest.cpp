#include "BlockAllocator.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

using namespace mock;

namespace {

constexpr size_t kMiB = size_t{1} << 20;

TEST(BlockAllocator, AlignsOffsetsAndSizes) {
  BlockAllocator blocks(16 * kMiB, 64);
  EXPECT_EQ(blocks.allocate(1), 0u);
  EXPECT_EQ(blocks.allocate(65), 64u);
  EXPECT_EQ(blocks.allocate(64), 192u);
  EXPECT_EQ(blocks.statistics().allocated, 64 + 128 + 64);
  EXPECT_EQ(blocks.statistics().requested, 1 + 65 + 64);
}

TEST(BlockAllocator, TakesTheSmallestFreeBlockThatFits) {
  BlockAllocator blocks(16 * kMiB, 64);
  size_t large = *blocks.allocate(1024);
  ASSERT_TRUE(blocks.allocate(64)); // keeps the free blocks apart
  size_t small = *blocks.allocate(256);
  ASSERT_TRUE(blocks.allocate(64));
  ASSERT_TRUE(blocks.free(large));
  ASSERT_TRUE(blocks.free(small));
  EXPECT_EQ(blocks.allocate(200), small);
  EXPECT_EQ(blocks.allocate(1000), large);
}

TEST(BlockAllocator, MergesFreedNeighbours) {
  BlockAllocator blocks(3 * 64, 64);
  size_t first = *blocks.allocate(64), second = *blocks.allocate(64), third = *blocks.allocate(64);
  EXPECT_FALSE(blocks.allocate(1));
  ASSERT_TRUE(blocks.free(first));
  ASSERT_TRUE(blocks.free(third));
  EXPECT_FALSE(blocks.allocate(65));
  ASSERT_TRUE(blocks.free(second));
  EXPECT_EQ(blocks.allocate(192), 0u);
}

TEST(BlockAllocator, RefusesWhatIsNotLive) {
  BlockAllocator blocks(kMiB, 64);
  size_t offset = *blocks.allocate(128);
  EXPECT_FALSE(blocks.free(offset + 64));
  EXPECT_TRUE(blocks.free(offset));
  EXPECT_FALSE(blocks.free(offset));
}

TEST(BlockAllocator, ReservesInStepsAndTrimGivesThemBack) {
  BlockAllocator blocks(16 * kMiB, 64);
  size_t offset = *blocks.allocate(100);
  EXPECT_EQ(blocks.statistics().reserved, static_cast<int64_t>(BlockAllocator::kReserveStep));
  ASSERT_TRUE(blocks.free(offset));
  EXPECT_EQ(blocks.statistics().reserved, static_cast<int64_t>(BlockAllocator::kReserveStep));
  auto ranges = blocks.trim();
  ASSERT_EQ(ranges.size(), 1u);
  EXPECT_EQ(ranges[0], (std::pair<size_t, size_t>{0, BlockAllocator::kReserveStep}));
  EXPECT_EQ(blocks.statistics().reserved, 0);
  EXPECT_EQ(blocks.statistics().releasedTotal, static_cast<int64_t>(BlockAllocator::kReserveStep));
}

TEST(BlockAllocator, ALimitHoldsAtItsEdge) {
  BlockAllocator blocks(16 * kMiB, 64);
  blocks.setLimit(1024);
  EXPECT_FALSE(blocks.allocate(1025));
  EXPECT_TRUE(blocks.allocate(1024));
  EXPECT_FALSE(blocks.allocate(1));
}

TEST(BlockAllocator, AHugeRequestDoesNotOverflow) {
  BlockAllocator blocks(kMiB, 64);
  EXPECT_FALSE(blocks.allocate(~size_t{0}));
  EXPECT_EQ(blocks.largestFree(), kMiB);
}

/// Live blocks never overlap, and freeing all of them leaves one free block.
TEST(BlockAllocator, RandomUseKeepsBlocksApart) {
  constexpr size_t capacity = 8 * kMiB;
  BlockAllocator blocks(capacity, 64);
  std::mt19937 random(7);
  std::map<size_t, size_t> live;
  for (int step = 0; step < 4000; ++step) {
    if (live.empty() || random() % 3 != 0) {
      size_t bytes = 1 + random() % 40000;
      if (auto offset = blocks.allocate(bytes)) {
        ASSERT_EQ(*offset % 64, 0u);
        ASSERT_LE(*offset + bytes, capacity);
        auto next = live.lower_bound(*offset);
        ASSERT_TRUE(next == live.end() || *offset + bytes <= next->first);
        ASSERT_TRUE(next == live.begin() ||
                    std::prev(next)->first + std::prev(next)->second <= *offset);
        live[*offset] = bytes;
      }
    } else {
      auto victim = std::next(live.begin(), static_cast<long>(random() % live.size()));
      ASSERT_TRUE(blocks.free(victim->first));
      live.erase(victim);
    }
    if (step % 500 == 0)
      blocks.trim();
  }
  for (auto [offset, bytes] : live)
    ASSERT_TRUE(blocks.free(offset));
  EXPECT_EQ(blocks.statistics().allocated, 0);
  EXPECT_EQ(blocks.largestFree(), capacity);
}

} // namespace
