//===- JsonDocument.h - JSON that knows its lines --------------------------===//
//
// nlohmann's document model keeps no positions, and errors in a profile must name the
// line. This is the smallest model that does, built by nlohmann's SAX parser.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/support/Expected.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mock::profile {

/// A JSON value with the place it was read from.
struct JsonMember;

struct JsonNode {
  enum class Kind { Null, Boolean, Integer, Number, String, Array, Object };

  Kind kind = Kind::Null;
  int line = 1;
  std::shared_ptr<const std::string> file;
  bool boolean = false;
  int64_t integer = 0;
  std::string text; ///< a string's value, or a number that is no 64-bit integer as written
  std::vector<JsonNode> items;     ///< of an array
  std::vector<JsonMember> members; ///< of an object, as written

  const JsonNode *find(std::string_view key) const;
  JsonNode *find(std::string_view key);
};

struct JsonMember {
  std::string key;
  JsonNode value;
};

/// "string 'x'", "integer -3", "an object": for messages.
std::string describe(const JsonNode &node);

/// An error at the node: "FILE:LINE: message".
Error errorAt(const JsonNode &node, const std::string &message);

/// Refuses what is not JSON, duplicate keys, too deep nesting and too large documents.
Expected<JsonNode> parseJson(std::string_view text, std::string_view fileName);

/// The node as JSON text, keys sorted, indented by two.
std::string toJson(const JsonNode &node);

} // namespace mock::profile
