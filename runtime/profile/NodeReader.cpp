//===- NodeReader.cpp - Typed access to a document's nodes -----------------===//
#include "NodeReader.h"

#include "mock/runtime/support/NearestName.h"

#include <fmt/format.h>

#include <algorithm>

namespace mock::profile {
namespace {

std::string quoted(std::string_view text) { return fmt::format("'{}'", text); }

std::string joined(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

} // namespace

void NodeReader::fail(const JsonNode &node, const std::string &message) {
  if (!failure)
    failure = errorAt(node, message);
}

void NodeReader::expectKeys(const JsonNode &node, std::string_view what,
                            const std::vector<std::string> &allowed) {
  if (node.kind != JsonNode::Kind::Object)
    return fail(node, quoted(what) + " must be an object, not " + describe(node));
  for (const auto &[key, value] : node.members)
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
      fail(value, "unknown key " + quoted(key) + " in " + quoted(what) + didYouMean(key, allowed) +
                      " (allowed: " + joined(allowed) + ")");
}

const JsonNode *NodeReader::require(const JsonNode &object, std::string_view key,
                                    std::string_view what) {
  const JsonNode *member = object.find(key);
  if (!member)
    fail(object, "key " + quoted(key) + " is missing in " + quoted(what));
  return failed() ? nullptr : member;
}

std::string NodeReader::string(const JsonNode &node, std::string_view what) {
  if (node.kind != JsonNode::Kind::String)
    fail(node, quoted(what) + " must be a string, not " + describe(node));
  return node.text;
}

std::string NodeReader::nonEmptyString(const JsonNode &node, std::string_view what) {
  std::string text = string(node, what);
  if (text.empty())
    fail(node, quoted(what) + " must not be empty");
  return text;
}

int64_t NodeReader::integer(const JsonNode &node, std::string_view what, int64_t min, int64_t max) {
  if (node.kind != JsonNode::Kind::Integer)
    fail(node, quoted(what) + " must be an integer, not " + describe(node));
  else if (node.integer < min || node.integer > max)
    fail(node, quoted(what) + " is " + std::to_string(node.integer) + "; allowed is " +
                   std::to_string(min) + " to " + std::to_string(max));
  return failed() ? min : node.integer;
}

bool NodeReader::boolean(const JsonNode &node, std::string_view what) {
  if (node.kind != JsonNode::Kind::Boolean)
    fail(node, quoted(what) + " must be true or false, not " + describe(node));
  return node.boolean;
}

size_t NodeReader::choice(const JsonNode &node, std::string_view what,
                          const std::vector<std::string> &allowed) {
  std::string text = string(node, what);
  auto found = std::find(allowed.begin(), allowed.end(), text);
  if (found != allowed.end())
    return static_cast<size_t>(found - allowed.begin());
  fail(node, quoted(what) + " is " + quoted(text) + didYouMean(text, allowed) +
                 " (allowed: " + joined(allowed) + ")");
  return 0;
}

std::vector<std::string> NodeReader::strings(const JsonNode &node, std::string_view what) {
  std::vector<std::string> texts;
  if (node.kind != JsonNode::Kind::Array)
    fail(node, quoted(what) + " must be an array of strings, not " + describe(node));
  for (const JsonNode &item : node.items) {
    texts.push_back(nonEmptyString(item, what));
    if (std::count(texts.begin(), texts.end(), texts.back()) > 1)
      fail(item, quoted(what) + " lists " + quoted(texts.back()) + " twice");
    if (failed())
      break;
  }
  return texts;
}

} // namespace mock::profile
