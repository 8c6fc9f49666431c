//===- Profile.cpp - The limits of a device, as data -----------------------===//
#include "mock/runtime/profile/Profile.h"

#include "Extends.h"
#include "JsonDocument.h"
#include "ProfileReader.h"
#include "SearchPath.h"
#include "mock/runtime/support/Sha256.h"

#include <algorithm>
#include <limits>

namespace mock::profile {
namespace fs = std::filesystem;
namespace {

/// What a reader of the resolved profile needs not: where the parts came from.
JsonNode withoutReferences(JsonNode document) {
  std::erase_if(document.members, [](const auto &member) { return member.key == "$schema"; });
  return document;
}

bool contains(const std::vector<DType> &list, DType dtype) {
  return std::find(list.begin(), list.end(), dtype) != list.end();
}

} // namespace

int64_t FieldWidth::min() const {
  if (!isSigned)
    return 0;
  return bits >= 64 ? std::numeric_limits<int64_t>::min() : -(int64_t{1} << (bits - 1));
}

int64_t FieldWidth::max() const {
  int magnitude = isSigned ? bits - 1 : bits;
  return magnitude >= 63 ? std::numeric_limits<int64_t>::max() : (int64_t{1} << magnitude) - 1;
}

const Limit *Profile::find(std::string_view key) const {
  auto found = limits.find(key);
  return found == limits.end() ? nullptr : &found->second;
}

int Profile::memoryIndex(Memory::Role role) const {
  for (size_t i = 0; i < memories.size(); ++i)
    if (memories[i].role == role)
      return static_cast<int>(i);
  return -1;
}

int Profile::memoryIndex(std::string_view memoryName) const {
  for (size_t i = 0; i < memories.size(); ++i)
    if (memories[i].name == memoryName)
      return static_cast<int>(i);
  return -1;
}

bool Profile::computes(DType dtype) const { return contains(vector.dtypes, dtype); }

bool Profile::indexesWith(DType dtype) const { return contains(vector.indexDtypes, dtype); }

Expected<std::shared_ptr<const Profile>> parse(std::string_view text, std::string_view fileName,
                                               const std::string &directory) {
  Expected<JsonNode> document = parseJson(text, fileName);
  if (!document)
    return document.error();
  std::error_code ignored;
  Expected<JsonNode> resolved = resolveExtends(
      document.take(), directory, {fs::weakly_canonical(std::string(fileName), ignored)});
  if (!resolved)
    return resolved.error();
  Expected<Profile> profile = readProfile(*resolved);
  if (!profile)
    return profile.error();
  if (Expected<void> consistent = checkConsistency(*profile, *resolved); !consistent)
    return consistent.error();
  auto result = std::make_shared<Profile>(profile.take());
  result->jsonText = toJson(withoutReferences(*resolved));
  result->digestText = sha256(result->jsonText);
  return std::shared_ptr<const Profile>(std::move(result));
}

Expected<std::shared_ptr<const Profile>> load(std::string_view nameOrPath) {
  Expected<fs::path> path = findProfile(nameOrPath, "");
  if (!path)
    return path.error();
  Expected<std::string> text = readProfileFile(*path);
  if (!text)
    return text.error();
  Expected<std::shared_ptr<const Profile>> profile =
      parse(*text, path->string(), path->parent_path().string());
  bool byName = !nameOrPath.ends_with(".json");
  if (profile && byName && (*profile)->name != nameOrPath)
    return Error{Error::Kind::Value, path->string() + ": the profile's name is '" +
                                         (*profile)->name + "'; it must be that of the file, '" +
                                         std::string(nameOrPath) + "'"};
  return profile;
}

} // namespace mock::profile
