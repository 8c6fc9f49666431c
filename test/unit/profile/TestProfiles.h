//===- TestProfiles.h - Changed profiles for tests -------------------------===//
#pragma once

#include "mock/runtime/profile/Profile.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace mock::profile::test {

inline std::string readText(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The text of the shipped mock-v1.
inline const std::string &mockV1Text() {
  static const std::string text = readText(std::string(MOCK_SOURCE_DIR) + "/profiles/mock-v1.json");
  return text;
}

/// mock-v1 with the first occurrence of `from` replaced; it must occur.
inline std::string changed(const std::string &from, const std::string &to) {
  std::string text = mockV1Text();
  size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

/// The line that holds the text, from 1; of mock-v1 unless told otherwise.
inline int lineOf(const std::string &needle, const std::string &text = mockV1Text()) {
  size_t at = text.find(needle);
  EXPECT_NE(at, text.npos) << needle;
  return 1 +
         static_cast<int>(std::count(text.begin(), text.begin() + std::min(at, text.size()), '\n'));
}

inline std::string parseError(const std::string &text) {
  auto profile = parse(text, "p.json", "");
  return profile ? "" : profile.error().message;
}

/// An empty folder that goes away with the test.
class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mock-profile-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  void write(const std::string &name, const std::string &text) const {
    std::ofstream(path / name, std::ios::binary) << text;
  }
  std::filesystem::path path;
};

} // namespace mock::profile::test
