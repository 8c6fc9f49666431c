// The schema and docs/profiles.md say of every limit and field what the parser says.
#include "LimitTable.h"
#include "TestProfiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace mock::profile;
using namespace mock::profile::test;
using testing::HasSubstr;

namespace {

nlohmann::json schemaProperties(const std::string &section) {
  static const auto schema =
      nlohmann::json::parse(readText(std::string(MOCK_SOURCE_DIR) + "/profiles/schema.json"));
  return schema.at("properties").at(section);
}

std::string documentation() { return readText(std::string(MOCK_SOURCE_DIR) + "/docs/profiles.md"); }

TEST(Documentation, TheSchemaKnowsEveryLimit) {
  std::vector<LimitDescription> table = describeLimits({}, {});
  nlohmann::json limits = schemaProperties("limits").at("properties");
  EXPECT_EQ(limits.size(), table.size());
  for (const LimitDescription &limit : table) {
    ASSERT_TRUE(limits.contains(limit.key)) << limit.key;
    nlohmann::json properties = limits.at(limit.key).at("properties");
    EXPECT_EQ(properties.at("unit").at("const"), limit.unit) << limit.key;
    EXPECT_EQ(properties.at("value").at("minimum"), limit.min) << limit.key;
    EXPECT_EQ(properties.at("value").at("maximum"), limit.max) << limit.key;
  }
}

TEST(Documentation, TheSchemaKnowsEveryField) {
  nlohmann::json fields = schemaProperties("fields").at("properties");
  EXPECT_EQ(fields.size(), describeFields().size());
  for (const FieldDescription &field : describeFields()) {
    ASSERT_TRUE(fields.contains(field.name)) << field.name;
    nlohmann::json properties = fields.at(std::string(field.name)).at("properties");
    EXPECT_EQ(properties.at("bits").at("minimum"), field.minBits) << field.name;
    EXPECT_EQ(properties.at("bits").at("maximum"), field.maxBits) << field.name;
    EXPECT_EQ(properties.contains("signed"), !field.maySign) << field.name;
  }
}

TEST(Documentation, TheManualListsEveryLimitOfMockV1) {
  auto profile = parse(mockV1Text(), "mock-v1.json", "");
  ASSERT_TRUE(profile);
  std::string manual = documentation();
  for (const auto &[key, limit] : (*profile)->limits)
    EXPECT_THAT(manual, HasSubstr("| `" + key + "` | " + std::to_string(limit.value) + " | " +
                                  limit.unit + " |"));
}

TEST(Documentation, TheManualListsEveryFieldOfMockV1) {
  auto profile = parse(mockV1Text(), "mock-v1.json", "");
  ASSERT_TRUE(profile);
  std::string manual = documentation();
  for (const auto &[name, width] : (*profile)->fields)
    EXPECT_THAT(manual, HasSubstr("| `" + name + "` | " + std::to_string(width.bits) +
                                  (width.isSigned ? " | signed |" : " | unsigned |")));
}

TEST(Documentation, SourcesPointAtSectionsOfTheManual) {
  auto profile = parse(mockV1Text(), "mock-v1.json", "");
  ASSERT_TRUE(profile);
  std::string manual = documentation();
  for (const auto &[key, limit] : (*profile)->limits) {
    size_t hash = limit.source.find('#');
    ASSERT_NE(hash, std::string::npos) << key;
    EXPECT_THAT(manual, HasSubstr("<a id=\"" + limit.source.substr(hash + 1) + "\"></a>")) << key;
  }
}

} // namespace
