// What the shipped profile says, and how a profile answers.
#include "TestProfiles.h"
#include "mock/runtime/support/Sha256.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

using namespace mock;
using namespace mock::profile;
using namespace mock::profile::test;

namespace {

std::shared_ptr<const Profile> mockV1() {
  auto profile = parse(mockV1Text(), "mock-v1.json", "");
  EXPECT_TRUE(profile) << profile.error().message;
  return *profile;
}

TEST(Profile, MockV1IsWhatItsSpecificationSays) {
  auto profile = mockV1();
  EXPECT_EQ(profile->name, "mock-v1");
  EXPECT_EQ(profile->kind, Profile::Kind::Full);
  EXPECT_EQ(profile->cores, 4);
  EXPECT_EQ(profile->clockMHz, 1000);
  ASSERT_EQ(profile->memories.size(), 3u);
  EXPECT_EQ(profile->memories[0].size, int64_t{8} << 30);
  EXPECT_EQ(profile->memories[1].size, 1 << 20);
  EXPECT_EQ(profile->memories[2].size, 256 << 10);
  for (const Memory &memory : profile->memories)
    EXPECT_EQ(memory.alignment, 64) << memory.name;
  EXPECT_EQ(profile->matrix.rows, 32);
  EXPECT_EQ(profile->matrix.columns, 32);
  EXPECT_EQ(profile->matrix.extentMultiple, 8);
  EXPECT_EQ(profile->matrix.dataflow, Dataflow::OutputStationary);
  EXPECT_EQ(profile->matrix.throughput.at(DType::I8), 4);
  EXPECT_EQ(profile->vector.lanes, 16);
  EXPECT_EQ(profile->vector.maxRank, 4);
  EXPECT_EQ(profile->vector.maxOperands, 12);
  EXPECT_EQ(profile->dma.dimensions, 4);
  EXPECT_EQ(profile->dma.bytesPerCycle, 64);
  EXPECT_EQ(profile->host.latency, 1000);
  EXPECT_EQ(profile->semaphores, 32);
  EXPECT_EQ(profile->maxLoopDepth, 8);
  EXPECT_EQ(profile->maxProgramBytes, 1 << 20);
  EXPECT_EQ(profile->maxArguments, 64);
}

TEST(Profile, Questions) {
  auto profile = mockV1();
  EXPECT_EQ(profile->memoryIndex(Memory::Role::Main), 0);
  EXPECT_EQ(profile->memoryIndex(Memory::Role::Accumulator), 2);
  EXPECT_EQ(profile->memoryIndex("scratchpad"), 1);
  EXPECT_EQ(profile->memoryIndex("sram"), -1);
  EXPECT_TRUE(profile->computes(DType::BF16));
  EXPECT_FALSE(profile->computes(DType::F64));
  EXPECT_FALSE(profile->computes(DType::I64));
  EXPECT_TRUE(profile->indexesWith(DType::I64));
  ASSERT_NE(profile->find("tensor.rank.max"), nullptr);
  EXPECT_EQ(profile->find("tensor.rank.max")->value, 6);
  EXPECT_EQ(profile->find("tensor.rank.max")->unit, "dimensions");
  EXPECT_EQ(profile->find("tensor.rank.max")->version, "1.0");
  EXPECT_EQ(profile->find("tensor.rank"), nullptr);
}

TEST(Profile, FieldRanges) {
  EXPECT_EQ((FieldWidth{1, false}.max()), 1);
  EXPECT_EQ((FieldWidth{16, false}.max()), 65535);
  EXPECT_EQ((FieldWidth{16, false}.min()), 0);
  EXPECT_EQ((FieldWidth{8, true}.min()), -128);
  EXPECT_EQ((FieldWidth{8, true}.max()), 127);
  EXPECT_EQ((FieldWidth{63, false}.max()), std::numeric_limits<int64_t>::max());
  EXPECT_EQ((FieldWidth{63, true}.min()), -(int64_t{1} << 62));
  EXPECT_EQ((FieldWidth{64, true}.min()), std::numeric_limits<int64_t>::min());
}

TEST(Profile, DigestIsOfTheContentNotOfItsSpelling) {
  auto profile = mockV1();
  EXPECT_EQ(profile->digest(), sha256(profile->json()));
  EXPECT_EQ(profile->digest().size(), 64u);
  std::string spaced = changed("\"kind\": \"full\",", "\"kind\":\n\n   \"full\",");
  EXPECT_EQ((*parse(spaced, "p.json", ""))->digest(), profile->digest());
  std::string other =
      changed("\"vector.lanes\": {\"value\": 16", "\"vector.lanes\": {\"value\": 32");
  EXPECT_NE((*parse(other, "p.json", ""))->digest(), profile->digest());
}

TEST(Profile, ItsJsonReadsBackAsTheSameProfile) {
  auto profile = mockV1();
  auto again = parse(profile->json(), "again.json", "");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ((*again)->digest(), profile->digest());
}

constexpr char kCheckOnly[] = R"({
  "name": "small", "kind": "check-only",
  "memories": [{"name": "l1", "role": "main", "per-core": false}],
  "limits": {"tensor.rank.max": {"value": 4, "unit": "dimensions", "source": "a manual, page 3", "version": "2"}}
})";

TEST(Profile, CheckOnlyNeedsFewSections) {
  auto profile = parse(kCheckOnly, "small.json", "");
  ASSERT_TRUE(profile) << profile.error().message;
  EXPECT_EQ((*profile)->kind, Profile::Kind::CheckOnly);
  EXPECT_EQ((*profile)->limits.size(), 1u);
  EXPECT_EQ((*profile)->find("conv.stride.max"), nullptr);
  EXPECT_EQ((*profile)->find("tensor.rank.max")->source, "a manual, page 3");
}

} // namespace
