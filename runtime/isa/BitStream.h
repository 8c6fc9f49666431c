//===- BitStream.h - Bits of a program file --------------------------------===//
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace mock::isa {

/// Appends bits, the lowest bit of a value first, filling each byte from its lowest bit.
class BitWriter {
public:
  void write(uint64_t value, int bits) {
    for (int i = 0; i < bits; ++i) {
      if (bitCount % 8 == 0)
        data.push_back(std::byte{0});
      if (value >> i & 1)
        data.back() |= std::byte{1} << (bitCount % 8);
      ++bitCount;
    }
  }
  size_t bits() const { return bitCount; }
  std::vector<std::byte> take() { return std::move(data); }

private:
  std::vector<std::byte> data;
  size_t bitCount = 0;
};

/// Counts what a BitWriter would write.
class BitCounter {
public:
  void write(uint64_t, int bits) { bitCount += static_cast<size_t>(bits); }
  size_t bits() const { return bitCount; }

private:
  size_t bitCount = 0;
};

/// Reads what a BitWriter wrote. Past the end it gives zeros and remembers it.
class BitReader {
public:
  explicit BitReader(std::span<const std::byte> data) : data(data) {}
  uint64_t read(int bits) {
    uint64_t value = 0;
    for (int i = 0; i < bits; ++i) {
      if (position >= data.size() * 8) {
        pastEnd = true;
        return 0;
      }
      uint64_t bit = static_cast<uint64_t>(data[position / 8] >> (position % 8)) & 1;
      value |= bit << i;
      ++position;
    }
    return value;
  }
  size_t remainingBits() const { return data.size() * 8 - position; }
  bool overrun() const { return pastEnd; }

private:
  std::span<const std::byte> data;
  size_t position = 0;
  bool pastEnd = false;
};

} // namespace mock::isa
