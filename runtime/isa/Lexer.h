//===- Lexer.h - Tokens of assembly ----------------------------------------===//
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mock::isa {

struct Token {
  enum class Kind { Word, Number, String, Argument, Punctuation, End, Invalid };
  Kind kind = Kind::End;
  std::string text; ///< of a string: its value; of an argument: without the '%'; of Invalid: why
  int line = 1, column = 1;
};

/// All tokens, the last one of kind End or Invalid. Comments go from // to the end of the line.
/// A minus sign directly before a digit belongs to the number; '%' directly before a letter or
/// digit begins an argument.
std::vector<Token> tokenize(std::string_view text);

} // namespace mock::isa
