//===- Crc32.cpp - CRC-32 of a byte string ---------------------------------===//
#include "mock/runtime/support/Crc32.h"

#include <array>

namespace mock {
namespace {

constexpr uint32_t kPolynomial = 0xEDB88320;

constexpr std::array<uint32_t, 256> makeTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit)
      value = (value & 1) ? (value >> 1) ^ kPolynomial : value >> 1;
    table[i] = value;
  }
  return table;
}

constexpr std::array<uint32_t, 256> kTable = makeTable();

} // namespace

uint32_t crc32(std::span<const std::byte> bytes) {
  uint32_t value = 0xFFFFFFFF;
  for (std::byte byte : bytes)
    value = (value >> 8) ^ kTable[(value ^ static_cast<uint8_t>(byte)) & 0xFF];
  return value ^ 0xFFFFFFFF;
}

} // namespace mock
