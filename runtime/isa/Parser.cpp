//===- Parser.cpp - From tokens to instructions ----------------------------===//
#include "Parser.h"

#include <bit>

namespace mock::isa {
namespace {

std::string describeToken(const Token &token) {
  constexpr size_t kShown = 40;
  if (token.kind == Token::Kind::End)
    return "the end of the text";
  std::string prefix = token.kind == Token::Kind::Argument ? "%" : "";
  return "'" + prefix + token.text.substr(0, kShown) + "'";
}

std::vector<std::string> copies(std::span<const std::string_view> names) {
  return {names.begin(), names.end()};
}

std::string joined(const std::vector<std::string> &words) {
  std::string text;
  for (const std::string &word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

} // namespace

void TokenReader::fail(const std::string &message) {
  if (error)
    return;
  const Token &at = peek();
  std::string text =
      at.kind == Token::Kind::Invalid ? at.text : message + ", at " + describeToken(at);
  error = Error{Error::Kind::Value,
                std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + text};
  // What follows reads the end, so that no loop goes on.
  Token end = at;
  end.kind = Token::Kind::End;
  tokens = {end};
  position = 0;
}

void TokenReader::advance() {
  if (position + 1 < tokens.size())
    ++position;
}

bool TokenReader::accept(std::string_view word) {
  const Token &token = peek();
  bool matches = (token.kind == Token::Kind::Word || token.kind == Token::Kind::Punctuation) &&
                 token.text == word;
  if (matches)
    advance();
  return matches;
}

void TokenReader::expect(std::string_view word) {
  if (!accept(word))
    fail("expected '" + std::string(word) + "'");
}

std::string TokenReader::expectString() {
  std::string text = peek().text;
  if (peek().kind == Token::Kind::String)
    advance();
  else
    fail("expected a string in double quotes");
  return error ? "" : text;
}

std::string TokenReader::expectWord(std::string_view what) {
  std::string text = peek().text;
  if (peek().kind == Token::Kind::Word)
    advance();
  else
    fail("expected " + std::string(what));
  return error ? "" : text;
}

size_t TokenReader::expectChoice(std::span<const std::string_view> names) {
  const Token &token = peek();
  if (token.kind == Token::Kind::Word)
    for (size_t i = 0; i < names.size(); ++i)
      if (names[i] == token.text) {
        advance();
        return i;
      }
  std::vector<std::string> known = copies(names);
  fail("expected one of " + joined(known) + didYouMean(token.text, known));
  return 0;
}

void Parser::place(uint8_t &memory, uint16_t &argument) {
  Token token = in.peek();
  memory = 0;
  argument = 0;
  if (token.kind == Token::Kind::Argument) {
    for (size_t i = 0; i < arguments.size(); ++i)
      if (arguments[i] == "%" + token.text || std::to_string(i) == token.text) {
        argument = static_cast<uint16_t>(i);
        return in.advance();
      }
    return in.fail("unknown argument" + didYouMean("%" + token.text, arguments));
  }
  // A memory's own name goes before the numbered one, which another memory might have.
  for (bool numbered : {false, true})
    for (size_t i = 1; i < memories.size() && token.kind == Token::Kind::Word; ++i)
      if (token.text == (numbered ? "memory" + std::to_string(i) : memories[i])) {
        memory = static_cast<uint8_t>(i);
        return in.advance();
      }
  std::vector<std::string> local(memories.begin() + !memories.empty(), memories.end());
  in.fail("expected an argument (%name) or a memory of a core (" + joined(local) + ")" +
          didYouMean(token.text, local));
}

void Parser::opcode(Operation &operation) {
  operation = makeOperation(static_cast<Opcode>(in.expectChoice(opcodeNames())));
}

void Parser::bodyResult(BodyOp &op) {
  // `out` has no result and begins with its mnemonic.
  if (in.peek().text == name(BodyOpcode::Output))
    return;
  named('r', Field::BodyRegister, op.destination);
  in.expect("=");
  if (in.peek().text == name(BodyOpcode::Output))
    in.fail("'out' gives no result");
}

void Parser::bodyImmediate(BodyOp &op) {
  if (op.opcode == BodyOpcode::Constant)
    op.immediate = constant(op.type);
  else if (op.opcode == BodyOpcode::Convert)
    op.immediate = in.expectChoice(registerTypeNames());
  else
    op.immediate = in.expectInteger<uint64_t>();
}

uint64_t Parser::constant(RegisterType type) {
  const std::string text = in.peek().text;
  if (text.starts_with("0x") || type == RegisterType::Pred)
    return in.expectInteger<uint64_t>();
  if (type == RegisterType::I32)
    return static_cast<uint32_t>(in.expectInteger<int32_t>());
  if (type == RegisterType::I64)
    return static_cast<uint64_t>(in.expectInteger<int64_t>());
  float value = 0;
  auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (in.peek().kind != Token::Kind::Number || status != std::errc() ||
      end != text.data() + text.size()) {
    in.fail("expected an f32 constant: a decimal number, or its bits as 0x...");
    return 0;
  }
  in.advance();
  return std::bit_cast<uint32_t>(value);
}

} // namespace mock::isa
