//===- Crc32.h - CRC-32 of a byte string -----------------------------------===//
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace mock {

/// CRC-32 as in IEEE 802.3 and zlib: reflected polynomial 0xEDB88320, initial value and final
/// exclusive-or 0xFFFFFFFF. It detects every change confined to 32 consecutive bits.
uint32_t crc32(std::span<const std::byte> bytes);

} // namespace mock
