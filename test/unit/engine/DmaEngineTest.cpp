//===- DmaEngineTest.cpp - Copies and fills against one element at a time --===//

#include "runtime/engine/DmaEngine.h"

#include <cstring>
#include <gtest/gtest.h>
#include <random>

using namespace mock::engine;

namespace {

constexpr int64_t kBytes = 4096;

int64_t offsetOf(const Box &box, int64_t position) {
  int64_t offset = 0;
  for (int d = box.rank - 1; d >= 0; --d) {
    offset += position % box.extents[d] * box.strides[d];
    position /= box.extents[d];
  }
  return offset;
}

TEST(DmaEngine, CopiesLikeOneElementAtATime) {
  std::mt19937 random(11);
  std::vector<std::byte> source(kBytes), expected(kBytes), actual(kBytes);
  for (std::byte &byte : source)
    byte = std::byte(random());
  for (int i = 0; i < 3000; ++i) {
    int64_t bytes = 1 << random() % 5;
    Box from, to;
    int64_t dense = bytes;
    for (int d = int(random() % 4); d >= 0; --d) {
      int64_t extent = 1 + random() % 4;
      from.append(extent, bytes * int64_t(random() % 3 ? dense / bytes : random() % 8));
      to.append(extent, dense);
      dense *= extent;
    }
    std::fill(expected.begin(), expected.end(), std::byte(0));
    std::fill(actual.begin(), actual.end(), std::byte(0));
    for (int64_t p = 0; p < to.elements(); ++p)
      std::memcpy(&expected[offsetOf(to, p)], &source[offsetOf(from, p)], size_t(bytes));
    copyBox(actual.data(), to, source.data(), from, bytes);
    ASSERT_EQ(expected, actual);
  }
}

TEST(DmaEngine, FillsEveryElementAndNothingElse) {
  std::mt19937 random(13);
  for (int i = 0; i < 2000; ++i) {
    int64_t bytes = 1 << random() % 4;
    uint64_t pattern = (uint64_t(random()) << 32) | random();
    Box box;
    for (int d = int(random() % 4); d >= 0; --d)
      box.append(1 + random() % 5, bytes * int64_t(random() % 20));
    std::vector<std::byte> expected(kBytes, std::byte(0xee)), actual = expected;
    for (int64_t p = 0; p < box.elements(); ++p)
      std::memcpy(&expected[offsetOf(box, p)], &pattern, size_t(bytes));
    fillBox(actual.data(), box, bytes, pattern);
    ASSERT_EQ(expected, actual);
  }
}

TEST(DmaEngine, SixteenByteElementsAreFilledWithAZeroUpperHalf) {
  Box box;
  box.append(3, 16);
  std::vector<uint64_t> memory(6, ~uint64_t(0));
  fillBox(reinterpret_cast<std::byte *>(memory.data()), box, 16, 5);
  EXPECT_EQ(memory, (std::vector<uint64_t>{5, 0, 5, 0, 5, 0}));
}

} // namespace
