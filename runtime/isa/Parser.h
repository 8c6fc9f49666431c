//===- Parser.h - From tokens to instructions ------------------------------===//
#pragma once

#include "Describe.h"
#include "Lexer.h"
#include "Opcode.h"
#include "mock/runtime/support/Expected.h"
#include "mock/runtime/support/NearestName.h"

#include <charconv>
#include <limits>
#include <optional>
#include <utility>

namespace mock::isa {

/// Reads tokens. The first failure is kept; everything after it reads the end of the text.
class TokenReader {
public:
  explicit TokenReader(std::vector<Token> list) : tokens(std::move(list)) {}

  const std::optional<Error> &failure() const { return error; }
  void fail(const std::string &message);

  const Token &peek() const { return tokens[position]; }
  bool atEnd() const { return peek().kind == Token::Kind::End; }
  bool accept(std::string_view word); ///< a word or punctuation
  void expect(std::string_view word);
  std::string expectString();
  std::string expectWord(std::string_view what);

  /// A decimal or hexadecimal number within the type's range.
  template <typename T> T expectInteger() {
    using Limits = std::numeric_limits<T>;
    T value = 0;
    const Token &token = peek();
    if (token.kind != Token::Kind::Number)
      fail("expected a number");
    else if (parseInteger(token.text, value))
      advance();
    else
      fail("'" + token.text + "' is no integer from " + std::to_string(Limits::min()) + " to " +
           std::to_string(Limits::max()));
    return error ? T{0} : value;
  }
  /// A number after a letter: i0, s3, r12.
  template <typename T> T expectNamed(char prefix) {
    T value = 0;
    std::string_view text = peek().text;
    if (peek().kind == Token::Kind::Word && text.starts_with(prefix) &&
        parseInteger(text.substr(1), value))
      advance();
    else
      fail(std::string("expected '") + prefix + "' and a number from 0 to " +
           std::to_string(std::numeric_limits<T>::max()));
    return error ? T{0} : value;
  }
  /// One of the names: its position.
  size_t expectChoice(std::span<const std::string_view> names);
  void advance();

private:
  template <typename T> static bool parseInteger(std::string_view text, T &value) {
    int base = text.starts_with("0x") ? 16 : 10;
    text.remove_prefix(base == 16 ? 2 : 0);
    auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return status == std::errc() && end == text.data() + text.size();
  }

  std::vector<Token> tokens;
  size_t position = 0;
  std::optional<Error> error;
};

/// A visitor of Describe.h that reads assembly.
class Parser {
public:
  Parser(TokenReader &in, const std::vector<std::string> &memories,
         const std::vector<std::string> &arguments)
      : in(in), memories(memories), arguments(arguments) {}

  void token(std::string_view word) { in.expect(word); }
  void flag(std::string_view word, bool &present) { present = in.accept(word); }
  void raw(uint64_t &value) { value = in.expectInteger<uint64_t>(); }
  template <typename T> void field(Field, T &value, int64_t = 0) { value = in.expectInteger<T>(); }
  template <typename T> void named(char prefix, Field, T &value) {
    value = in.expectNamed<T>(prefix);
  }
  template <typename T> void choice(Field, T &value, std::span<const std::string_view> names) {
    value = static_cast<T>(in.expectChoice(names));
  }
  template <typename T, typename Element> void list(Field, std::vector<T> &list, Element element) {
    list.clear();
    in.expect("[");
    if (in.accept("]"))
      return;
    do
      element(list.emplace_back());
    while (!in.failure() && in.accept(","));
    in.expect("]");
  }
  template <typename T, typename Element>
  void fixedList(size_t count, std::vector<T> &list, Element element) {
    this->list(Field::VectorRank, list, element);
    if (list.size() != count)
      in.fail("the list that ends here has " + std::to_string(list.size()) +
              " entries; it must have " + std::to_string(count) + ", one per dimension");
  }
  template <size_t Count, typename Element>
  void fixedList(size_t, int64_t (&list)[Count], Element element) {
    in.expect("[");
    for (size_t i = 0; i < Count; ++i) {
      if (i > 0)
        in.expect(",");
      element(list[i]);
    }
    in.expect("]");
  }
  template <typename T, typename Element>
  void repeat(Field, std::string_view word, std::vector<T> &list, Element element) {
    list.clear();
    while (!in.failure() && in.accept(word))
      element(list.emplace_back());
  }
  void place(uint8_t &memory, uint16_t &argument);
  void opcode(Operation &operation);
  void bodyResult(BodyOp &op);
  void bodyImmediate(BodyOp &op);

private:
  uint64_t constant(RegisterType type);

  TokenReader &in;
  const std::vector<std::string> &memories;
  const std::vector<std::string> &arguments; ///< with their '%'
};

} // namespace mock::isa
