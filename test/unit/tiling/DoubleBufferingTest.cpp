//===- DoubleBufferingTest.cpp - Copies and products at the same time --------===//
//
// Compiled products of matrices whose operands stream through the scratchpad: the copy of a tile
// has to run while the tile before is multiplied.
//
//===----------------------------------------------------------------------===//
#include "TilingTest.h"

using namespace mock;
using namespace mock::test;

namespace {

class DoubleBufferingTest : public TilingTest {
protected:
  void compile(int64_t m, int64_t n, int64_t k) {
    parse(matmul(m, n, k));
    compiled = program();
    auto result = simulate::time(compiled, *profile, &timeline);
    ASSERT_TRUE(result) << result.error().message;
    timing = result.take();
  }

  int64_t busiest(isa::Engine engine) const { return timing.busiest[size_t(engine)]; }

  /// Cycles of core 0 in which both engines work.
  int64_t overlap(isa::Engine a, isa::Engine b) const {
    int64_t cycles = 0;
    for (const simulate::Interval &x : timeline)
      for (const simulate::Interval &y : timeline)
        if (x.core == 0 && y.core == 0 && x.engine == a && y.engine == b)
          cycles += std::max<int64_t>(0, std::min(x.end, y.end) - std::max(x.begin, y.begin));
    return cycles;
  }

  isa::Program compiled;
  simulate::Timing timing;
  std::vector<simulate::Interval> timeline;
};

TEST_F(DoubleBufferingTest, ABandwidthBoundProductTakesTheTimeOfItsCopies) {
  compile(32, 4096, 4096);
  int64_t dma = busiest(isa::Engine::DmaIn), matrix = busiest(isa::Engine::Matrix);
  ASSERT_GT(dma, matrix);
  EXPECT_EQ(timing.bound(), "dma");
  EXPECT_LT(timing.cycles, dma + dma / 10);
  EXPECT_LT(timing.cycles, dma + matrix - matrix / 2);
}

TEST_F(DoubleBufferingTest, AComputeBoundProductTakesTheTimeOfItsArray) {
  compile(1024, 1024, 1024);
  int64_t dma = busiest(isa::Engine::DmaIn), matrix = busiest(isa::Engine::Matrix);
  ASSERT_GT(matrix, dma);
  EXPECT_EQ(timing.bound(), "matrix");
  EXPECT_LT(timing.cycles, matrix + matrix / 10);
}

TEST_F(DoubleBufferingTest, TheTimelineShowsBothEnginesAtWork) {
  compile(32, 4096, 4096);
  int64_t both = overlap(isa::Engine::DmaIn, isa::Engine::Matrix);
  EXPECT_GT(both, busiest(isa::Engine::Matrix) * 8 / 10);
}

} // namespace
