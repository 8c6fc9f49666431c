//===- TileChooserTest.cpp ---------------------------------------------------===//
#include "TilingTest.h"

#include "mock/passes/tiling/TileChooser.h"

#include <numeric>

using namespace mock;
using namespace mock::test;
using tiling::Choice;
using tiling::ChoiceResult;

namespace {

class TileChooserTest : public TilingTest {
protected:
  ChoiceResult choose(const std::string &text) {
    ir::KernelOp kernel = parse(text);
    auto shape = transforms::KernelShape::of(kernel);
    return tiling::chooseTiles(kernel, *shape, *profile);
  }

  static int64_t coresOf(const Choice &choice) {
    return std::accumulate(choice.cores.begin(), choice.cores.end(), int64_t{1},
                           std::multiplies<>());
  }
};

TEST_F(TileChooserTest, TheChoiceIsTheFastestOfThoseTimed) {
  ChoiceResult result = choose(matmul(256, 512, 1024));
  ASSERT_TRUE(result.choice && result.choice->cycles);
  ASSERT_FALSE(result.runnersUp.empty());
  int64_t previous = *result.choice->cycles;
  for (const Choice &other : result.runnersUp) {
    ASSERT_TRUE(other.cycles);
    EXPECT_LE(previous, *other.cycles);
    previous = *other.cycles;
  }
}

TEST_F(TileChooserTest, CyclesAreThoseOfTheKernelsProgram) {
  for (const std::string &text : {matmul(256, 512, 1024), negate(1000000), negate(1)}) {
    ChoiceResult result = choose(text);
    ASSERT_TRUE(result.choice);
    if (!result.choice->cycles)
      continue; // nothing to choose
    auto timing = simulate::time(program(), *profile);
    ASSERT_TRUE(timing) << timing.error().message;
    EXPECT_EQ(timing->cycles, *result.choice->cycles);
  }
}

TEST_F(TileChooserTest, EqualKernelsGetEqualTiles) {
  ChoiceResult first = choose(matmul(96, 200, 72)), second = choose(matmul(96, 200, 72));
  ASSERT_TRUE(first.choice && second.choice);
  EXPECT_EQ(first.choice->tiles, second.choice->tiles);
  EXPECT_EQ(first.choice->cores, second.choice->cores);
  EXPECT_EQ(first.runnersUp.size(), second.runnersUp.size());
}

TEST_F(TileChooserTest, LargeKernelsUseEveryCore) {
  EXPECT_EQ(coresOf(*choose(matmul(512, 512, 512)).choice), profile->cores);
  EXPECT_EQ(coresOf(*choose(negate(1 << 20)).choice), profile->cores);
}

TEST_F(TileChooserTest, CoresSplitTheDimensionThatIsLong) {
  Choice wide = *choose(matmul(8, 4096, 256)).choice, tall = *choose(matmul(4096, 8, 256)).choice;
  ASSERT_EQ(wide.cores.size(), 2u);
  EXPECT_EQ(wide.cores[0], 1);
  EXPECT_EQ(wide.cores[1], profile->cores);
  EXPECT_EQ(tall.cores[0], profile->cores);
  EXPECT_EQ(tall.cores[1], 1);
}

TEST_F(TileChooserTest, ChosenTilesFitTheMemories) {
  for (const std::string &text : {matmul(1024, 1024, 1024), matmul(7, 13, 5), negate(3)}) {
    ChoiceResult result = choose(text);
    ASSERT_TRUE(result.choice);
    EXPECT_LE(result.choice->footprint.scratchpad,
              profile->memories[profile->memoryIndex(profile::Memory::Role::Scratchpad)].size);
    EXPECT_LE(result.choice->footprint.accumulator,
              profile->memories[profile->memoryIndex(profile::Memory::Role::Accumulator)].size);
  }
}

} // namespace
