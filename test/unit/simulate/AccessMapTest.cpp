//===- AccessMapTest.cpp - Segments against one record per byte ------------===//

#include "runtime/simulate/AccessMap.h"
#include "runtime/simulate/Semaphores.h"

#include <gtest/gtest.h>
#include <random>
#include <vector>

using namespace mock;
using namespace mock::simulate;

namespace {

/// All accesses of a byte, compared one by one.
class NaiveBytes {
public:
  explicit NaiveBytes(size_t bytes) : accesses(bytes) {}

  /// Whether the access conflicts with an earlier one.
  bool access(uint64_t begin, uint64_t end, const Actor &actor, bool write) {
    bool race = false;
    for (uint64_t at = begin; at < end; ++at) {
      for (const Past &past : accesses[at])
        race |= (write || past.write) && !ordered(past, actor);
      accesses[at].push_back(
          {actor.phase, (*actor.clock)[size_t(actor.engine)], actor.core, actor.engine, write});
    }
    return race;
  }
  bool written(uint64_t at) const {
    for (const Past &past : accesses[at])
      if (past.write)
        return true;
    return false;
  }

private:
  struct Past {
    uint32_t phase, clock;
    uint16_t core;
    isa::Engine engine;
    bool write;
  };
  static bool ordered(const Past &past, const Actor &actor) {
    return past.phase < actor.phase ||
           (past.core == actor.core && past.clock <= (*actor.clock)[size_t(past.engine)]);
  }
  std::vector<std::vector<Past>> accesses;
};

/// Random accesses by 2 cores x 4 engines with random joins and barriers. A race ends a history, as
/// it ends a program.
void compareOneHistory(std::mt19937 &random) {
  constexpr uint64_t kBytes = 48;
  AccessMap map;
  NaiveBytes naive(kBytes);
  std::array<std::array<Clock, isa::kNumEngines>, 2> clocks{};
  uint32_t phase = 0;
  for (int step = 0; step < 200; ++step) {
    uint16_t core = random() % 2;
    size_t engine = random() % isa::kNumEngines;
    Clock &clock = clocks[core][engine];
    if (random() % 2)
      join(clock, clocks[core][random() % isa::kNumEngines]);
    phase += random() % 16 == 0;
    ++clock[engine];
    uint64_t begin = random() % kBytes, end = begin + random() % (kBytes - begin + 1);
    Actor actor{phase, uint32_t(step), core, isa::Engine(engine), &clock};
    bool write = random() % 3 == 0;
    for (uint64_t at = begin; at < end; ++at)
      ASSERT_EQ(map.firstUnwritten(at, at + 1).has_value(), !naive.written(at));
    bool raced = (write ? map.write(begin, end, actor) : map.read(begin, end, actor)).has_value();
    ASSERT_EQ(raced, naive.access(begin, end, actor, write)) << "step " << step;
    if (raced)
      return;
  }
}

TEST(AccessMap, AgreesWithOneRecordPerByte) {
  std::mt19937 random(7);
  for (int history = 0; history < 3000; ++history)
    compareOneHistory(random);
}

TEST(AccessMap, EqualNeighboursAreOneSegment) {
  AccessMap map;
  Clock clock{1, 0, 0, 0};
  Actor actor{0, 0, 0, isa::Engine::DmaIn, &clock};
  for (uint64_t at = 0; at < 1000; at += 4)
    EXPECT_FALSE(map.write(at, at + 4, actor));
  EXPECT_EQ(map.segments(), 1u);
  EXPECT_EQ(map.firstUnwritten(0, 1000), std::nullopt);
  EXPECT_EQ(map.firstUnwritten(0, 1001), 1000u);
  EXPECT_EQ(map.firstUnwritten(2000, 2001), 2000u);
}

TEST(AccessMap, EmptyRangesTouchNothing) {
  AccessMap map;
  Clock clock{1, 0, 0, 0};
  Actor actor{0, 0, 0, isa::Engine::DmaIn, &clock};
  EXPECT_FALSE(map.write(8, 8, actor));
  EXPECT_EQ(map.segments(), 0u);
}

} // namespace
