// Random valid programs survive the file format and the assembly text unchanged.
#include "RandomProgram.h"
#include "TestPrograms.h"

#include <gtest/gtest.h>

using namespace mock;
using namespace mock::isa;
using namespace mock::isa::test;

namespace {

constexpr uint64_t kPrograms = 400;

TEST(RoundTrip, RandomProgramsAreValid) {
  for (uint64_t seed = 0; seed < kPrograms; ++seed)
    ASSERT_EQ(validationError(randomProgram(seed, mockV1())), "") << "seed " << seed;
}

TEST(RoundTrip, RandomProgramsThroughBytes) {
  for (uint64_t seed = 0; seed < kPrograms; ++seed) {
    Program program = randomProgram(seed, mockV1());
    auto bytes = encode(program, mockV1());
    ASSERT_TRUE(bytes) << "seed " << seed << ": " << bytes.error().message;
    auto decoded = decode(*bytes);
    ASSERT_TRUE(decoded) << "seed " << seed << ": " << decoded.error().message;
    ASSERT_TRUE(*decoded == program) << "seed " << seed << "\n"
                                     << print(program) << "\n"
                                     << print(*decoded);
  }
}

TEST(RoundTrip, RandomProgramsThroughText) {
  for (uint64_t seed = 0; seed < kPrograms; ++seed) {
    Program program = randomProgram(seed, mockV1());
    std::string text = print(program);
    auto assembled = assemble(text, mockV1());
    ASSERT_TRUE(assembled) << "seed " << seed << ": " << assembled.error().message << "\n" << text;
    ASSERT_TRUE(*assembled == program) << "seed " << seed << "\n"
                                       << text << "\n"
                                       << print(*assembled);
  }
}

TEST(RoundTrip, EncodeNamesTheMemories) {
  Program program = sample();
  program.memories.clear();
  auto decoded = decode(*encode(program, mockV1()));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->memories, (std::vector<std::string>{"dram", "scratchpad", "accumulator"}));
}

TEST(RoundTrip, TextWithoutMemoryNames) {
  Program program = sample();
  program.memories.clear();
  std::string text = print(program);
  EXPECT_NE(text.find("memory2[0]"), text.npos);
  auto assembled = assemble(text, mockV1());
  ASSERT_TRUE(assembled) << assembled.error().message;
  EXPECT_EQ(*assembled, program);
}

} // namespace
