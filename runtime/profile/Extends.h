//===- Extends.h - A profile that builds on another ------------------------===//
#pragma once

#include "JsonDocument.h"

#include <filesystem>
#include <vector>

namespace mock::profile {

/// Replaces "extends" by what the other profile says and this one does not. The other profile is
/// checked by itself first. `chain` holds the files on the way here: a cycle is an error.
Expected<JsonNode> resolveExtends(JsonNode document, const std::filesystem::path &directory,
                                  std::vector<std::filesystem::path> chain);

} // namespace mock::profile
