//===- Extends.cpp - A profile that builds on another ----------------------===//
#include "Extends.h"

#include "ProfileReader.h"
#include "SearchPath.h"

#include <algorithm>

namespace mock::profile {
namespace fs = std::filesystem;
namespace {

constexpr size_t kMaxChain = 16;

/// Keys that are one's own: a profile does not inherit its name.
bool isOwn(std::string_view key) { return key == "name" || key == "$schema" || key == "extends"; }

/// Sections whose entries are inherited one by one; anything else is inherited whole.
bool isSection(std::string_view key) {
  return key == "limits" || key == "fields" || key == "matrix" || key == "vector" ||
         key == "operators";
}

void inheritEntries(JsonNode &section, const JsonNode &base) {
  for (const auto &[key, value] : base.members)
    if (!section.find(key))
      section.members.push_back({key, value});
}

void inherit(JsonNode &document, const JsonNode &base) {
  for (const auto &[key, value] : base.members) {
    JsonNode *own = document.find(key);
    if (isOwn(key))
      continue;
    if (!own)
      document.members.push_back({key, value});
    else if (isSection(key) && own->kind == JsonNode::Kind::Object)
      inheritEntries(*own, value);
  }
}

std::string describeChain(const std::vector<fs::path> &chain, const fs::path &last) {
  std::string text;
  for (const fs::path &path : chain)
    text += path.filename().string() + " -> ";
  return text + last.filename().string();
}

Expected<JsonNode> loadBase(const JsonNode &extends, const fs::path &directory,
                            std::vector<fs::path> chain) {
  Expected<fs::path> found = findProfile(extends.text, directory);
  if (!found)
    return errorAt(extends, "'extends': " + found.error().message);
  std::error_code ignored;
  fs::path path = fs::weakly_canonical(*found, ignored);
  if (std::find(chain.begin(), chain.end(), path) != chain.end())
    return errorAt(extends, "'extends' goes in a circle: " + describeChain(chain, path));
  if (chain.size() == kMaxChain)
    return errorAt(extends, "more than " + std::to_string(kMaxChain) +
                                " profiles extend each other: " + describeChain(chain, path));
  Expected<std::string> text = readProfileFile(*found);
  if (!text)
    return errorAt(extends, text.error().message);
  Expected<JsonNode> base = parseJson(*text, found->string());
  if (!base)
    return base.error();
  chain.push_back(path);
  return resolveExtends(base.take(), found->parent_path(), std::move(chain));
}

} // namespace

Expected<JsonNode> resolveExtends(JsonNode document, const fs::path &directory,
                                  std::vector<fs::path> chain) {
  const JsonNode *extends = document.find("extends");
  if (!extends)
    return document;
  if (extends->kind != JsonNode::Kind::String)
    return errorAt(*extends, "'extends' must be a string, not " + describe(*extends));
  Expected<JsonNode> base = loadBase(*extends, directory, std::move(chain));
  if (!base)
    return base.error();
  Expected<Profile> checked = readProfile(*base);
  if (!checked)
    return checked.error();
  inherit(document, *base);
  std::erase_if(document.members, [](const auto &member) { return member.key == "extends"; });
  return document;
}

} // namespace mock::profile
