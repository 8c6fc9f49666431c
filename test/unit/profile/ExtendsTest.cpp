// A profile that builds on another.
#include "TestProfiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace mock;
using namespace mock::profile;
using namespace mock::profile::test;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

class Extends : public testing::Test {
protected:
  void SetUp() override { folder.write("mock-v1.json", mockV1Text()); }

  Expected<std::shared_ptr<const Profile>> parseHere(const std::string &text) {
    return parse(text, (folder.path / "p.json").string(), folder.path.string());
  }
  std::string errorHere(const std::string &text) {
    auto profile = parseHere(text);
    return profile ? "" : profile.error().message;
  }

  TemporaryFolder folder;
};

constexpr char kWider[] = R"({
  "name": "wider",
  "extends": "mock-v1",
  "limits": {
    "vector.lanes": {"value": 64, "unit": "elements", "source": "a wish", "version": "0"}
  }
})";

TEST_F(Extends, OwnValuesWinAndTheRestIsInherited) {
  auto profile = parseHere(kWider);
  ASSERT_TRUE(profile) << profile.error().message;
  EXPECT_EQ((*profile)->name, "wider");
  EXPECT_EQ((*profile)->vector.lanes, 64);
  EXPECT_EQ((*profile)->find("vector.lanes")->source, "a wish");
  EXPECT_EQ((*profile)->matrix.rows, 32);
  EXPECT_EQ((*profile)->kind, Profile::Kind::Full);
  EXPECT_EQ((*profile)->fields.size(), (*parse(mockV1Text(), "m", ""))->fields.size());
}

TEST_F(Extends, TheResolvedDocumentStandsAlone) {
  auto profile = parseHere(kWider);
  ASSERT_TRUE(profile);
  auto again = parse((*profile)->json(), "elsewhere.json", "");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ((*again)->digest(), (*profile)->digest());
}

TEST_F(Extends, ByFileName) {
  folder.write("wider.json", kWider);
  auto profile = parseHere(R"({"name": "p", "extends": "wider.json"})");
  ASSERT_TRUE(profile) << profile.error().message;
  EXPECT_EQ((*profile)->vector.lanes, 64);
}

TEST_F(Extends, FewerTypesDropTheLimitsOfTheOthers) {
  auto profile = parseHere(R"({"name": "p", "extends": "mock-v1", "matrix": {
    "inputs": {"value": ["f32"], "source": "s", "version": "1"}}})");
  ASSERT_TRUE(profile) << profile.error().message;
  EXPECT_EQ((*profile)->matrix.throughput.size(), 1u);
  EXPECT_EQ((*profile)->find("matrix.throughput.i8"), nullptr);
}

TEST_F(Extends, ErrorsNameTheFileThatHasThem) {
  folder.write("broken.json", changed("\"dma.burst\"", "\"dma.brust\""));
  EXPECT_THAT(errorHere(R"({"name": "p", "extends": "broken"})"),
              AllOf(HasSubstr("broken.json:" + std::to_string(lineOf("\"dma.burst\""))),
                    HasSubstr("did you mean 'dma.burst'?")));
}

TEST_F(Extends, UnknownNames) {
  EXPECT_THAT(errorHere("{\"name\": \"p\",\n\"extends\": \"mock-v2\"}"),
              AllOf(StartsWith((folder.path / "p.json").string() + ":2: "),
                    HasSubstr("unknown profile 'mock-v2'")));
  EXPECT_THAT(errorHere(R"({"name": "p", "extends": "none.json"})"),
              HasSubstr("there is no profile file"));
  EXPECT_THAT(errorHere(R"({"name": "p", "extends": 3})"),
              HasSubstr("'extends' must be a string, not 3"));
}

TEST_F(Extends, Circles) {
  folder.write("a.json", R"({"name": "a", "extends": "b"})");
  folder.write("b.json", R"({"name": "b", "extends": "a"})");
  EXPECT_THAT(errorHere(R"({"name": "p", "extends": "a"})"),
              HasSubstr("'extends' goes in a circle: p.json -> a.json -> b.json -> a.json"));
  folder.write("p.json", R"({"name": "p", "extends": "p"})");
  EXPECT_THAT(errorHere(R"({"name": "p", "extends": "p"})"), HasSubstr("goes in a circle"));
}

TEST_F(Extends, LongChains) {
  for (int i = 0; i < 40; ++i)
    folder.write("c" + std::to_string(i) + ".json",
                 "{\"name\": \"c\", \"extends\": \"c" + std::to_string(i + 1) + "\"}");
  EXPECT_THAT(errorHere(R"({"name": "p", "extends": "c0"})"),
              HasSubstr("more than 16 profiles extend each other"));
}

} // namespace
