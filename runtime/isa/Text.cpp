//===- Text.cpp - Words and strings of assembly ----------------------------===//
#include "Text.h"

#include <algorithm>
#include <cstdint>

namespace mock::isa {

bool isWord(std::string_view text) {
  return !text.empty() && isWordStart(text[0]) && std::all_of(text.begin(), text.end(), isWordPart);
}

std::string quote(std::string_view text) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (char character : text) {
    uint8_t byte = static_cast<uint8_t>(character);
    if (character == '"' || character == '\\')
      quoted += {'\\', character};
    else if (character == '\n')
      quoted += "\\n";
    else if (character == '\t')
      quoted += "\\t";
    else if (byte < 0x20 || byte == 0x7F)
      quoted += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    else
      quoted += character;
  }
  return quoted + "\"";
}

} // namespace mock::isa
