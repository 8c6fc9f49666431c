//===- Lexer.cpp - Tokens of assembly --------------------------------------===//
#include "Lexer.h"

#include "Text.h"

#include <cstdint>

namespace mock::isa {
namespace {

class Lexer {
public:
  explicit Lexer(std::string_view text) : text(text) {}

  std::vector<Token> run() {
    std::vector<Token> tokens;
    do {
      skipSpace();
      start = {Token::Kind::End, "", line, column};
      tokens.push_back(next());
    } while (tokens.back().kind != Token::Kind::End && tokens.back().kind != Token::Kind::Invalid);
    return tokens;
  }

private:
  char peek(size_t ahead = 0) const {
    return position + ahead < text.size() ? text[position + ahead] : '\0';
  }
  char advance() {
    char character = text[position++];
    ++column;
    if (character == '\n') {
      ++line;
      column = 1;
    }
    return character;
  }
  bool atEnd() const { return position >= text.size(); }

  void skipSpace() {
    while (!atEnd()) {
      if (peek() == '/' && peek(1) == '/')
        while (!atEnd() && peek() != '\n')
          advance();
      else if (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r')
        advance();
      else
        return;
    }
  }

  Token finish(Token::Kind kind, std::string value) {
    start.kind = kind;
    start.text = std::move(value);
    return start;
  }

  Token next() {
    if (atEnd())
      return start;
    if (isWordStart(peek()))
      return word(Token::Kind::Word);
    if (isDigit(peek()) || (peek() == '-' && isDigit(peek(1))))
      return number();
    if (peek() == '"')
      return string();
    if (peek() == '%' && (isWordStart(peek(1)) || isDigit(peek(1)))) {
      advance();
      return word(Token::Kind::Argument);
    }
    if (peek() == '-' && peek(1) == '>') {
      advance();
      advance();
      return finish(Token::Kind::Punctuation, "->");
    }
    constexpr std::string_view kPunctuation = "[](),*#%+-/=@";
    if (kPunctuation.find(peek()) != kPunctuation.npos)
      return finish(Token::Kind::Punctuation, std::string(1, advance()));
    return finish(Token::Kind::Invalid, "unexpected character");
  }

  Token word(Token::Kind kind) {
    std::string value;
    while (isWordPart(peek()))
      value += advance();
    return finish(kind, std::move(value));
  }

  /// Takes what looks like a number; the parser says whether it is one.
  Token number() {
    std::string value(1, advance());
    auto isExponentSign = [&] {
      bool hex = value.starts_with("0x") || value.starts_with("-0x");
      return !hex && (peek() == '-' || peek() == '+') && (value.back() | 0x20) == 'e';
    };
    while (isWordStart(peek()) || isDigit(peek()) || peek() == '.' || isExponentSign())
      value += advance();
    return finish(Token::Kind::Number, std::move(value));
  }

  Token string() {
    advance();
    std::string value;
    while (peek() != '"') {
      if (atEnd() || peek() == '\n')
        return finish(Token::Kind::Invalid, "the string has no closing quote");
      char character = advance();
      if (character != '\\')
        value += character;
      else if (!escape(value))
        return finish(Token::Kind::Invalid, "unknown escape; known are \\\" \\\\ \\n \\t \\xHH");
    }
    advance();
    return finish(Token::Kind::String, std::move(value));
  }

  bool escape(std::string &value) {
    if (atEnd())
      return false;
    switch (advance()) {
    case '"':
      value += '"';
      return true;
    case '\\':
      value += '\\';
      return true;
    case 'n':
      value += '\n';
      return true;
    case 't':
      value += '\t';
      return true;
    case 'x': {
      int high = hexDigit(peek()), low = hexDigit(peek(1));
      if (high < 0 || low < 0)
        return false;
      advance();
      advance();
      value += static_cast<char>(high << 4 | low);
      return true;
    }
    default:
      return false;
    }
  }

  static int hexDigit(char character) {
    if (isDigit(character))
      return character - '0';
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : -1;
  }

  std::string_view text;
  size_t position = 0;
  int line = 1, column = 1;
  Token start;
};

} // namespace

std::vector<Token> tokenize(std::string_view text) { return Lexer(text).run(); }

} // namespace mock::isa
