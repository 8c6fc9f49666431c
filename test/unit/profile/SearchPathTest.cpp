// Where profiles are found, and what is said when they are not.
#include "TestProfiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

using namespace mock;
using namespace mock::profile;
using namespace mock::profile::test;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

namespace {

class SearchPath : public testing::Test {
protected:
  void TearDown() override {
    unsetenv("TORCH_MOCK_PROFILE_PATH");
    setProfileDirectory("");
  }
  std::string loadError(const std::string &name) {
    auto profile = load(name);
    return profile ? "" : profile.error().message;
  }
  std::string renamed(const std::string &name) {
    return changed("\"name\": \"mock-v1\"", "\"name\": \"" + name + "\"");
  }
  TemporaryFolder folder;
};

TEST_F(SearchPath, TheShippedProfilesAreFoundBesideTheLibrary) {
  auto profile = load("mock-v1");
  ASSERT_TRUE(profile) << profile.error().message;
  EXPECT_EQ((*profile)->name, "mock-v1");
  EXPECT_THAT(available(), Contains("mock-v1"));
  EXPECT_THAT(available(), Not(Contains("schema")));
}

TEST_F(SearchPath, TheVariableGoesBeforeTheShippedFolder) {
  folder.write("mine.json", renamed("mine"));
  folder.write("mock-v1.json",
               changed("\"vector.lanes\": {\"value\": 16", "\"vector.lanes\": {\"value\": 8"));
  setenv("TORCH_MOCK_PROFILE_PATH", ("/nonexistent:" + folder.path.string()).c_str(), 1);
  EXPECT_THAT(available(), Contains("mine"));
  EXPECT_TRUE(load("mine"));
  EXPECT_EQ((*load("mock-v1"))->vector.lanes, 8);
}

TEST_F(SearchPath, TheFolderOfTheEmbeddingProgram) {
  folder.write("only.json", renamed("only"));
  setProfileDirectory(folder.path.string());
  EXPECT_EQ(available(), (std::vector<std::string>{"only"}));
  EXPECT_TRUE(load("only"));
}

TEST_F(SearchPath, ByPath) {
  folder.write("some.json", renamed("other-name"));
  auto profile = load((folder.path / "some.json").string());
  ASSERT_TRUE(profile) << profile.error().message;
  EXPECT_EQ((*profile)->name, "other-name");
}

TEST_F(SearchPath, AFileWithAnotherNameInIt) {
  folder.write("some.json", renamed("other-name"));
  setProfileDirectory(folder.path.string());
  EXPECT_THAT(loadError("some"), HasSubstr("the profile's name is 'other-name'; it must be that "
                                           "of the file, 'some'"));
}

TEST_F(SearchPath, UnknownNames) {
  EXPECT_THAT(loadError("mock-v"),
              AllOf(HasSubstr("unknown profile 'mock-v'"), HasSubstr("did you mean 'mock-v1'?")));
  EXPECT_THAT(loadError(""), HasSubstr("unknown profile ''"));
  EXPECT_THAT(loadError("../profiles/mock-v1"), HasSubstr("unknown profile"));
  EXPECT_THAT(loadError("nowhere/at-all.json"), HasSubstr("there is no profile file"));
  EXPECT_THAT(loadError(folder.path.string()), HasSubstr("unknown profile"));
}

TEST_F(SearchPath, TooLargeFiles) {
  folder.write("large.json", std::string(2 << 20, ' '));
  EXPECT_THAT(loadError((folder.path / "large.json").string()),
              HasSubstr("a profile has at most 1048576"));
}

} // namespace
