//===- BoxTest.cpp - Runs against one visit per element --------------------===//

#include "runtime/engine/Box.h"
#include "runtime/engine/Strips.h"

#include <gtest/gtest.h>
#include <random>
#include <set>

using namespace mock::engine;

namespace {

Box randomBox(std::mt19937 &random, int64_t elementBytes) {
  Box box;
  int rank = int(random() % 5);
  for (int d = 0; d < rank; ++d)
    box.append(1 + random() % 4, (int64_t(random() % 17) - 8) * elementBytes);
  return box;
}

std::vector<int64_t> offsets(const Box &box) {
  std::vector<int64_t> found;
  for (int64_t i = 0; i < box.elements(); ++i) {
    int64_t offset = 0, rest = i;
    for (int d = box.rank - 1; d >= 0; --d) {
      offset += rest % box.extents[d] * box.strides[d];
      rest /= box.extents[d];
    }
    found.push_back(offset);
  }
  return found;
}

TEST(Box, RunsCoverExactlyTheBytesOfTheElements) {
  std::mt19937 random(3);
  for (int i = 0; i < 5000; ++i) {
    int64_t bytes = 1 << random() % 4;
    Box box = randomBox(random, bytes);
    std::set<int64_t> expected, visited;
    for (int64_t offset : offsets(box))
      for (int64_t b = 0; b < bytes; ++b)
        expected.insert(offset + b);
    EXPECT_TRUE(forEachRun(runsOf(box, bytes), [&](int64_t begin, int64_t end) {
      for (int64_t b = begin; b < end; ++b)
        visited.insert(b);
      return true;
    }));
    EXPECT_EQ(expected, visited);
    auto range = rangeOf(box, bytes);
    ASSERT_TRUE(range);
    EXPECT_EQ(range->begin, *expected.begin());
    EXPECT_EQ(range->end, *expected.rbegin() + 1);
  }
}

TEST(Box, ADenseBoxIsOneRunWhateverItsOrder) {
  Box transposed;
  transposed.append(16, 4);
  transposed.append(8, 64);
  Runs runs = runsOf(transposed, 4);
  EXPECT_EQ(runs.count(), 1);
  EXPECT_EQ(runs.bytes, 16 * 8 * 4);
}

TEST(Box, VisitingStopsWhenToldTo) {
  Box rows;
  rows.append(10, 64);
  int visits = 0;
  EXPECT_FALSE(forEachRun(runsOf(rows, 4), [&](int64_t, int64_t) { return ++visits < 3; }));
  EXPECT_EQ(visits, 3);
}

TEST(Box, RangesThatLeave64BitsAreRefused) {
  Box box;
  box.append(3, INT64_MAX / 2);
  EXPECT_FALSE(rangeOf(box, 8));
  box.extents[0] = INT64_MAX;
  box.strides[0] = INT64_MIN;
  EXPECT_FALSE(rangeOf(box, 8));
}

TEST(Box, CollapseKeepsPositions) {
  std::mt19937 random(5);
  for (int i = 0; i < 2000; ++i) {
    Box box = randomBox(random, 4);
    Box collapsed = collapse(box);
    EXPECT_LE(collapsed.rank, box.rank);
    EXPECT_EQ(offsets(collapsed), offsets(box));
    std::vector<int64_t> pieces;
    int64_t begin = int64_t(random() % uint64_t(box.elements()));
    forEachPiece(collapsed, begin, box.elements() - begin,
                 [&](int64_t offset, int64_t stride, int64_t lane, int64_t count) {
                   EXPECT_EQ(lane, int64_t(pieces.size()));
                   for (int64_t p = 0; p < count; ++p)
                     pieces.push_back(offset + p * stride);
                 });
    auto expected = offsets(box);
    expected.erase(expected.begin(), expected.begin() + begin);
    EXPECT_EQ(pieces, expected);
  }
}

TEST(Box, RoundUp) {
  for (auto [value, multiple, expected] : {std::tuple<int64_t, int64_t, int64_t>{7, 8, 8},
                                           {8, 8, 8},
                                           {9, 8, 16},
                                           {0, 8, 0},
                                           {-3, 8, 0},
                                           {5, 1, 5}}) {
    int64_t result = -1;
    EXPECT_TRUE(roundUp(value, multiple, result));
    EXPECT_EQ(result, expected);
  }
  int64_t result = 0;
  EXPECT_FALSE(roundUp(INT64_MAX - 1, 64, result));
}

} // namespace
