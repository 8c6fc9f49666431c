//===- Text.h - Words and strings of assembly ------------------------------===//
#pragma once

#include <string>
#include <string_view>

namespace mock::isa {

inline bool isWordStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
inline bool isDigit(char c) { return c >= '0' && c <= '9'; }
inline bool isWordPart(char c) { return isWordStart(c) || isDigit(c) || c == '.' || c == '-'; }

/// A letter or underscore, then letters, digits, underscores, dots and hyphens.
bool isWord(std::string_view text);

/// The text in double quotes; \" \\ \n \t and \xHH for what a line of text cannot hold.
std::string quote(std::string_view text);

} // namespace mock::isa
