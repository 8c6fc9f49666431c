//===- SearchPath.h - Where profiles are found -----------------------------===//
#pragma once

#include "mock/runtime/support/Expected.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mock::profile {

/// $TORCH_MOCK_PROFILE_PATH (colon-separated), then the folder of the shipped profiles.
std::vector<std::filesystem::path> searchPath();

/// The file of the profile: a name is searched in `directory` (when not empty) and the search
/// path, a path ending in ".json" is relative to `directory`. An error names the nearest name.
Expected<std::filesystem::path> findProfile(std::string_view nameOrPath,
                                            const std::filesystem::path &directory);

/// The file's text; an error when it cannot be read or is too large for a profile.
Expected<std::string> readProfileFile(const std::filesystem::path &path);

} // namespace mock::profile
