//===- Halves.h - 16-bit floats as f32 -------------------------------------===//
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace mock::codegen::native {

/// The exact value of the bits of a bf16.
inline float widenBF16(uint16_t bits) { return std::bit_cast<float>(uint32_t(bits) << 16); }

/// The exact value of the bits of an f16.
inline float widenF16(uint16_t bits) {
  uint32_t sign = uint32_t(bits & 0x8000) << 16;
  uint32_t exponent = (bits >> 10) & 0x1f, mantissa = bits & 0x3ff;
  if (exponent == 0) // zero and subnormal: mantissa x 2^-24 is exact in f32
    return std::copysign(std::ldexp(float(mantissa), -24), std::bit_cast<float>(sign));
  exponent = exponent == 0x1f ? 0xff : exponent + 112;
  return std::bit_cast<float>(sign | exponent << 23 | mantissa << 13);
}

} // namespace mock::codegen::native
