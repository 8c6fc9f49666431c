//===- JsonDocument.cpp - JSON that knows its lines ------------------------===//
#include "JsonDocument.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <optional>

namespace mock::profile {
namespace {

/// No real profile comes near these; a fuzzed one must not exhaust the stack or the memory.
constexpr size_t kMaxDepth = 16;
constexpr size_t kMaxBytes = 1 << 20;
constexpr size_t kMaxMembers = 4096;

/// The parser's input: counts the lines of the characters that it has taken. A line feed
/// belongs to the line it ends, so a number (whose lexer looks one character ahead) is
/// still on its own line.
class LineCountingIterator {
public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char *;
  using reference = const char &;

  LineCountingIterator(const char *at, int *line) : at(at), line(line) {}
  reference operator*() const { return *at; }
  LineCountingIterator &operator++() {
    *line += pendingLineFeed;
    pendingLineFeed = *at == '\n';
    ++at;
    return *this;
  }
  LineCountingIterator operator++(int) {
    LineCountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const LineCountingIterator &other) const { return at == other.at; }
  bool operator!=(const LineCountingIterator &other) const { return at != other.at; }

private:
  const char *at;
  int *line;
  bool pendingLineFeed = false;
};

class Builder : public nlohmann::json_sax<nlohmann::json> {
public:
  Builder(std::string_view fileName, const int *line)
      : file(std::make_shared<const std::string>(fileName)), line(line) {}

  JsonNode root;
  std::optional<Error> failure;

  bool null() override { return add(make(JsonNode::Kind::Null)); }
  bool boolean(bool value) override {
    JsonNode node = make(JsonNode::Kind::Boolean);
    node.boolean = value;
    return add(std::move(node));
  }
  bool number_integer(int64_t value) override {
    JsonNode node = make(JsonNode::Kind::Integer);
    node.integer = value;
    return add(std::move(node));
  }
  bool number_unsigned(uint64_t value) override {
    if (value <= static_cast<uint64_t>(INT64_MAX))
      return number_integer(static_cast<int64_t>(value));
    return addNumber(std::to_string(value));
  }
  bool number_float(double, const std::string &written) override { return addNumber(written); }
  bool string(std::string &value) override {
    JsonNode node = make(JsonNode::Kind::String);
    node.text = std::move(value);
    return add(std::move(node));
  }
  bool binary(nlohmann::json::binary_t &) override { return false; }
  bool start_object(size_t) override { return open(JsonNode::Kind::Object); }
  bool start_array(size_t) override { return open(JsonNode::Kind::Array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string &name) override {
    if (openNodes.back()->find(name))
      return fail("key '" + name + "' appears twice in the same object; keep one of them");
    if (openNodes.back()->members.size() == kMaxMembers)
      return fail("more than " + std::to_string(kMaxMembers) + " keys in one object");
    keyLine = *line;
    openNodes.back()->members.push_back({std::string(name), make(JsonNode::Kind::Null)});
    return true;
  }
  bool parse_error(size_t, const std::string &,
                   const nlohmann::json::exception &exception) override {
    // "[json.exception.parse_error.101] parse error at line 3, column 5: what": keep "what".
    std::string text = exception.what();
    // It quotes the input, which need not be UTF-8; messages are.
    std::replace_if(text.begin(), text.end(), [](char c) { return c & 0x80; }, '?');
    size_t colon = text.find(": ");
    return fail("not valid JSON: " + (colon == text.npos ? text : text.substr(colon + 2)));
  }

private:
  JsonNode make(JsonNode::Kind kind) const {
    JsonNode node;
    node.kind = kind;
    node.line = *line;
    node.file = file;
    return node;
  }
  bool fail(const std::string &message) {
    failure = errorAt(make(JsonNode::Kind::Null), message);
    return false;
  }
  bool addNumber(std::string written) {
    JsonNode node = make(JsonNode::Kind::Number);
    node.text = std::move(written);
    return add(std::move(node));
  }
  bool add(JsonNode node) {
    place(std::move(node));
    return true;
  }
  /// The parent of an open node does not grow while it is open, so pointers stay valid.
  JsonNode *place(JsonNode node) {
    if (openNodes.empty())
      return &(root = std::move(node));
    JsonNode &parent = *openNodes.back();
    if (parent.kind == JsonNode::Kind::Array)
      return &parent.items.emplace_back(std::move(node));
    node.line = keyLine;
    return &(parent.members.back().value = std::move(node));
  }
  bool open(JsonNode::Kind kind) {
    if (openNodes.size() == kMaxDepth)
      return fail("nested deeper than " + std::to_string(kMaxDepth) + " levels");
    openNodes.push_back(place(make(kind)));
    return true;
  }
  bool close() {
    openNodes.pop_back();
    return true;
  }

  std::shared_ptr<const std::string> file;
  const int *line;
  int keyLine = 1;
  std::vector<JsonNode *> openNodes;
};

/// The beginning of a text, not cut within a UTF-8 sequence.
std::string shortened(const std::string &text) {
  size_t shown = std::min<size_t>(text.size(), 40);
  while (shown > 0 && shown < text.size() && (text[shown] & 0xC0) == 0x80)
    --shown;
  return text.substr(0, shown) + (shown < text.size() ? "..." : "");
}

nlohmann::json toNlohmann(const JsonNode &node) {
  switch (node.kind) {
  case JsonNode::Kind::Null:
    return nullptr;
  case JsonNode::Kind::Boolean:
    return node.boolean;
  case JsonNode::Kind::Integer:
    return node.integer;
  case JsonNode::Kind::Number:
  case JsonNode::Kind::String:
    return node.text;
  case JsonNode::Kind::Array: {
    auto array = nlohmann::json::array();
    for (const JsonNode &item : node.items)
      array.push_back(toNlohmann(item));
    return array;
  }
  case JsonNode::Kind::Object:
    break;
  }
  auto object = nlohmann::json::object();
  for (const auto &[key, value] : node.members)
    object[key] = toNlohmann(value);
  return object;
}

} // namespace

const JsonNode *JsonNode::find(std::string_view key) const {
  for (const auto &member : members)
    if (member.key == key)
      return &member.value;
  return nullptr;
}

JsonNode *JsonNode::find(std::string_view key) {
  return const_cast<JsonNode *>(std::as_const(*this).find(key));
}

std::string describe(const JsonNode &node) {
  switch (node.kind) {
  case JsonNode::Kind::Null:
    return "null";
  case JsonNode::Kind::Boolean:
    return node.boolean ? "true" : "false";
  case JsonNode::Kind::Integer:
    return std::to_string(node.integer);
  case JsonNode::Kind::Number:
    return "the number " + shortened(node.text);
  case JsonNode::Kind::String:
    return "the string '" + shortened(node.text) + "'";
  case JsonNode::Kind::Array:
    return "an array";
  case JsonNode::Kind::Object:
    break;
  }
  return "an object";
}

Error errorAt(const JsonNode &node, const std::string &message) {
  std::string file = node.file ? *node.file : "<profile>";
  return {Error::Kind::Value, file + ":" + std::to_string(node.line) + ": " + message};
}

Expected<JsonNode> parseJson(std::string_view text, std::string_view fileName) {
  int line = 1;
  Builder builder(fileName, &line);
  if (text.size() > kMaxBytes)
    return Error{Error::Kind::Value, std::string(fileName) + ": " + std::to_string(text.size()) +
                                         " bytes; a profile has at most " +
                                         std::to_string(kMaxBytes)};
  const char *first =
      text.data(); // NOLINT(bugprone-suspicious-stringview-data-usage): with its end
  LineCountingIterator begin(first, &line), end(first + text.size(), &line);
  if (!nlohmann::json::sax_parse(begin, end, &builder))
    return builder.failure ? *builder.failure
                           : Error{Error::Kind::Value, std::string(fileName) + ": not valid JSON"};
  return std::move(builder.root);
}

std::string toJson(const JsonNode &node) {
  return toNlohmann(node).dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace mock::profile
