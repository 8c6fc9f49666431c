//===- SpecificationTest.cpp - The example of docs/isa.md on mock-v1 -------===//

#include "ProgramBuilder.h"
#include "mock/runtime/isa/Encoding.h"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

using namespace mock;

namespace {

std::string readFile(const std::string &path) {
  std::ifstream file(std::string(MOCK_SOURCE_DIR) + "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class Specification : public testing::Test {
protected:
  void SetUp() override {
    profile::setProfileDirectory(std::string(MOCK_SOURCE_DIR) + "/profiles");
    auto loaded = profile::load(std::string(MOCK_SOURCE_DIR) + "/profiles/mock-v1.json");
    ASSERT_TRUE(loaded) << loaded.error().message;
    profile = loaded.take();
    std::string page = readFile("docs/isa.md");
    size_t begin = page.find("```\nprogram \"scale\"");
    ASSERT_NE(begin, std::string::npos);
    begin += 4;
    auto assembled = isa::assemble(page.substr(begin, page.find("```", begin) - begin), *profile);
    ASSERT_TRUE(assembled) << assembled.error().message;
    program = assembled.take();
  }

  std::shared_ptr<const profile::Profile> profile;
  isa::Program program;
};

TEST_F(Specification, ExampleComputesWhatItSays) {
  test::Buffers buffers(program);
  for (int i = 0; i < 100000; ++i)
    buffers.data<float>(0)[i] = float(i);
  simulate::InitialisedBytes written(400000);
  auto bindings = buffers.bindings(program);
  bindings[1].initialised = &written;
  auto fault = simulate::execute(program, *profile, bindings);
  ASSERT_FALSE(fault) << fault->message();
  for (int i = 0; i < 100000; ++i)
    ASSERT_EQ(buffers.data<float>(1)[i], 0.5f * float(i) + 1.f);
  EXPECT_EQ(written.firstUnset(0, 400000), std::nullopt);
}

// A full tile: DMA 32 + 16384 / 64 = 288 cycles, vector 8 + 256 strips x 6 operations = 1544; the
// last tile, of 1696 elements, 138 and 644. Core 0 has six full tiles and the last one, and its
// vector engine is never idle after the first load: 288 + 6 x 1544 + 644 + 138. The others have six
// full tiles.
TEST_F(Specification, ExampleTakesTheCyclesOfItsFigures) {
  auto timing = simulate::time(program, *profile);
  ASSERT_TRUE(timing) << timing.error().message;
  EXPECT_EQ(timing->cycles, 288 + 6 * 1544 + 644 + 138);
  EXPECT_EQ(timing->busy[size_t(isa::Engine::Vector)], 24 * 1544 + 644);
  EXPECT_EQ(timing->bytesIn, 400000);
  EXPECT_EQ(timing->bytesOut, 400000);
  EXPECT_EQ(timing->vectorOps, 2 * 100000);
  EXPECT_EQ(timing->peakBytes, (std::vector<int64_t>{800000, 65536, 0}));
  EXPECT_EQ(timing->bound(), "vector");
}

TEST_F(Specification, ExampleHasARaceWithoutItsSemaphores) {
  // Each pop in turn is left out.
  int pops = 0;
  for (isa::Instruction &instruction : program.instructions) {
    isa::Sync *sync = isa::syncOf(instruction.operation);
    for (size_t i = 0; sync && i < sync->pop.size(); ++i, ++pops) {
      isa::Sync original = *sync;
      sync->pop.erase(sync->pop.begin() + std::ptrdiff_t(i));
      test::Buffers buffers(program);
      auto fault = test::run(program, *profile, buffers);
      ASSERT_TRUE(fault) << "pop " << pops;
      EXPECT_EQ(fault->kind, simulate::Fault::Kind::ReadBeforeArrival);
      *sync = original;
    }
  }
  EXPECT_EQ(pops, 4);
}

} // namespace
