//===- NodeReader.h - Typed access to a document's nodes -------------------===//
#pragma once

#include "JsonDocument.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mock::profile {

/// Typed access to a document's nodes. The first failure is kept and everything after it is
/// inert, so that readers need no check after each step.
class NodeReader {
public:
  std::optional<Error> failure;

  bool failed() const { return failure.has_value(); }
  void fail(const JsonNode &node, const std::string &message);

  /// Refuses keys of the object that are not in `allowed`, and a node that is no object.
  void expectKeys(const JsonNode &node, std::string_view what,
                  const std::vector<std::string> &allowed);
  /// The member, or nullptr after a failure that says that it is missing.
  const JsonNode *require(const JsonNode &object, std::string_view key, std::string_view what);

  std::string string(const JsonNode &node, std::string_view what);
  std::string nonEmptyString(const JsonNode &node, std::string_view what);
  int64_t integer(const JsonNode &node, std::string_view what, int64_t min, int64_t max);
  bool boolean(const JsonNode &node, std::string_view what);
  /// One of `allowed`: its position.
  size_t choice(const JsonNode &node, std::string_view what,
                const std::vector<std::string> &allowed);
  /// An array of different strings.
  std::vector<std::string> strings(const JsonNode &node, std::string_view what);
};

} // namespace mock::profile
