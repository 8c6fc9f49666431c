//===- Sha256.h - SHA-256 of a byte string ---------------------------------===//
#pragma once

#include <string>
#include <string_view>

namespace mock {

/// SHA-256 (FIPS 180-4) of `bytes` as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

} // namespace mock
