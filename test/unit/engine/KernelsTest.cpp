//===- KernelsTest.cpp - Strip functions against plain C++ -----------------===//

#include "Levels.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <random>

using namespace mock;
using isa::BodyOpcode;
using isa::RegisterType;

namespace {

constexpr int64_t kLanes = 64;
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

bool sameBits(float a, float b) {
  return std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}
template <typename T> bool sameBits(T a, T b) { return a == b; }

template <typename T> constexpr RegisterType typeOf() {
  if constexpr (std::is_same_v<T, float>)
    return RegisterType::F32;
  else if constexpr (std::is_same_v<T, int32_t>)
    return RegisterType::I32;
  else if constexpr (std::is_same_v<T, int64_t>)
    return RegisterType::I64;
  else
    return RegisterType::Pred;
}

/// Values where mistakes show.
template <typename T> std::vector<T> corners();
template <> std::vector<float> corners() {
  return {0.f,   -0.f, 1.f,   -1.f,   0.5f,   -0.5f, 1.5f,  2.5f,         -2.5f,         kInf,
          -kInf, kNaN, 1e30f, -1e30f, 1e-40f, 3.f,   7.25f, 2147483520.f, -2147483648.f, 8388609.f};
}
template <> std::vector<int32_t> corners() {
  return {0, 1, -1, 2, -2, 31, 32, 33, 7, -7, INT32_MAX, INT32_MIN, INT32_MIN + 1, 1 << 20};
}
template <> std::vector<int64_t> corners() {
  return {0, 1, -1, 2, -2, 31, 63, 64, 65, 7, -7, INT64_MAX, INT64_MIN, INT64_MIN + 1, 1ll << 40};
}
template <> std::vector<uint8_t> corners() { return {0, 1}; }

/// Checks result = op(a, b) for all pairs of corners on all levels.
template <typename R, typename T, typename Expected>
void checkBinary(BodyOpcode opcode, Expected expected) {
  std::vector<T> values = corners<T>();
  alignas(64) T a[kLanes] = {}, b[kLanes] = {};
  alignas(64) R result[kLanes] = {};
  for (const engine::Kernels *kernels : test::levels())
    for (T x : values) {
      for (int64_t i = 0; i < kLanes; ++i) {
        a[i] = x;
        b[i] = values[size_t(i) % values.size()];
      }
      auto function = kernels->body[int(opcode)][int(typeOf<T>())];
      ASSERT_TRUE(function);
      function(result, a, b, nullptr, kLanes);
      for (int64_t i = 0; i < kLanes; ++i)
        ASSERT_TRUE(sameBits(result[i], R(expected(a[i], b[i]))))
            << "operation " << int(opcode) << " of " << +a[i] << " and " << +b[i] << " is "
            << +result[i];
    }
}
template <typename R, typename T, typename Expected>
void checkUnary(BodyOpcode opcode, Expected expected) {
  checkBinary<R, T>(opcode, [&](T a, T) { return expected(a); });
}

TEST(Kernels, FloatArithmetic) {
  checkBinary<float, float>(BodyOpcode::Add, [](float a, float b) { return a + b; });
  checkBinary<float, float>(BodyOpcode::Sub, [](float a, float b) { return a - b; });
  checkBinary<float, float>(BodyOpcode::Mul, [](float a, float b) { return a * b; });
  checkBinary<float, float>(BodyOpcode::Div, [](float a, float b) { return a / b; });
  checkBinary<float, float>(BodyOpcode::Rem, [](float a, float b) { return std::fmod(a, b); });
  checkBinary<float, float>(BodyOpcode::CopySign,
                            [](float a, float b) { return std::copysign(a, b); });
  checkUnary<float, float>(BodyOpcode::Neg, [](float a) { return -a; });
  checkUnary<float, float>(BodyOpcode::Abs, [](float a) { return std::fabs(a); });
  checkUnary<float, float>(BodyOpcode::Floor, [](float a) { return std::floor(a); });
  checkUnary<float, float>(BodyOpcode::Ceil, [](float a) { return std::ceil(a); });
  checkUnary<float, float>(BodyOpcode::Trunc, [](float a) { return std::trunc(a); });
  checkUnary<float, float>(BodyOpcode::RoundEven, [](float a) { return std::nearbyint(a); });
  checkUnary<float, float>(BodyOpcode::Sqrt, [](float a) { return std::sqrt(a); });
}

TEST(Kernels, MaximumAndMinimumLetNaNWinAndOrderZeros) {
  auto ordered = [](float a, float b) { return a < b || (a == b && std::signbit(a)); };
  checkBinary<float, float>(BodyOpcode::Maximum, [&](float a, float b) {
    return std::isnan(a) || std::isnan(b) ? kNaN : ordered(a, b) ? b : a;
  });
  checkBinary<float, float>(BodyOpcode::Minimum, [&](float a, float b) {
    return std::isnan(a) || std::isnan(b) ? kNaN : ordered(a, b) ? a : b;
  });
}

template <typename T> void checkComparisons() {
  checkBinary<uint8_t, T>(BodyOpcode::CmpEq, [](T a, T b) { return a == b; });
  checkBinary<uint8_t, T>(BodyOpcode::CmpNe, [](T a, T b) { return a != b; });
  checkBinary<uint8_t, T>(BodyOpcode::CmpLt, [](T a, T b) { return a < b; });
  checkBinary<uint8_t, T>(BodyOpcode::CmpLe, [](T a, T b) { return a <= b; });
  checkBinary<uint8_t, T>(BodyOpcode::CmpGt, [](T a, T b) { return a > b; });
  checkBinary<uint8_t, T>(BodyOpcode::CmpGe, [](T a, T b) { return a >= b; });
}

TEST(Kernels, Comparisons) {
  checkComparisons<float>();
  checkComparisons<int32_t>();
  checkComparisons<int64_t>();
  checkBinary<uint8_t, uint8_t>(BodyOpcode::CmpEq, [](bool a, bool b) { return a == b; });
}

template <typename T> void checkIntegers() {
  using Wide = __int128;
  auto wrap = [](Wide value) { return T(std::make_unsigned_t<T>(value)); };
  int bits = int(sizeof(T)) * 8;
  checkBinary<T, T>(BodyOpcode::Add, [&](T a, T b) { return wrap(Wide(a) + b); });
  checkBinary<T, T>(BodyOpcode::Sub, [&](T a, T b) { return wrap(Wide(a) - b); });
  checkBinary<T, T>(BodyOpcode::Mul, [&](T a, T b) { return wrap(Wide(a) * b); });
  // A zero divisor never gets here with a meaning; the lanes past the end must not trap.
  checkBinary<T, T>(BodyOpcode::Div, [&](T a, T b) { return b ? wrap(Wide(a) / b) : T(0); });
  checkBinary<T, T>(BodyOpcode::Rem, [&](T a, T b) { return b ? wrap(Wide(a) % b) : T(0); });
  checkBinary<T, T>(BodyOpcode::Maximum, [](T a, T b) { return std::max(a, b); });
  checkBinary<T, T>(BodyOpcode::Minimum, [](T a, T b) { return std::min(a, b); });
  checkUnary<T, T>(BodyOpcode::Neg, [&](T a) { return wrap(-Wide(a)); });
  checkUnary<T, T>(BodyOpcode::Abs, [&](T a) { return wrap(a < 0 ? -Wide(a) : Wide(a)); });
  checkBinary<T, T>(BodyOpcode::Shl,
                    [&](T a, T b) { return b < 0 || b >= bits ? T(0) : wrap(Wide(a) << b); });
  checkBinary<T, T>(BodyOpcode::Shr, [&](T a, T b) {
    return T(Wide(a) >> (b < 0 || b >= bits ? bits - 1 : int(b)));
  });
}

template <typename T> void checkBits() {
  checkBinary<T, T>(BodyOpcode::And, [](T a, T b) { return a & b; });
  checkBinary<T, T>(BodyOpcode::Or, [](T a, T b) { return a | b; });
  checkBinary<T, T>(BodyOpcode::Xor, [](T a, T b) { return a ^ b; });
}

TEST(Kernels, Integers) {
  checkIntegers<int32_t>();
  checkIntegers<int64_t>();
  checkBits<int32_t>();
  checkBits<int64_t>();
  checkBits<uint8_t>();
}

TEST(Kernels, FusedMultiplyAddRoundsOnce) {
  alignas(64) float a[kLanes], b[kLanes], c[kLanes], result[kLanes];
  std::mt19937 random(23);
  for (int64_t i = 0; i < kLanes; ++i) {
    a[i] = 1.f + float(random() % 1000) * 0x1p-20f;
    b[i] = 1.f + float(random() % 1000) * 0x1p-20f;
    c[i] = -a[i] * b[i]; // what is left is the rounding error of the product
  }
  for (const engine::Kernels *kernels : test::levels()) {
    kernels->body[int(BodyOpcode::Fma)][int(RegisterType::F32)](result, a, b, c, kLanes);
    for (int64_t i = 0; i < kLanes; ++i)
      ASSERT_EQ(result[i], float(double(a[i]) * b[i] + c[i]));
  }
}

TEST(Kernels, SelectTakesTheSecondWhereTrue) {
  alignas(64) uint8_t condition[kLanes];
  alignas(64) int64_t a[kLanes], b[kLanes], result[kLanes];
  for (int64_t i = 0; i < kLanes; ++i) {
    condition[i] = i % 3 == 0;
    a[i] = i;
    b[i] = -i;
  }
  for (const engine::Kernels *kernels : test::levels()) {
    kernels->body[int(BodyOpcode::Select)][int(RegisterType::I64)](result, condition, a, b, kLanes);
    for (int64_t i = 0; i < kLanes; ++i)
      ASSERT_EQ(result[i], i % 3 == 0 ? i : -i);
  }
}

template <typename To, typename From, typename Expected> void checkConvert(Expected expected) {
  std::vector<From> values = corners<From>();
  alignas(64) From a[kLanes];
  alignas(64) To result[kLanes];
  for (int64_t i = 0; i < kLanes; ++i)
    a[i] = values[size_t(i) % values.size()];
  for (const engine::Kernels *kernels : test::levels()) {
    kernels->convert[int(typeOf<From>())][int(typeOf<To>())](result, a, nullptr, nullptr, kLanes);
    for (int64_t i = 0; i < kLanes; ++i)
      ASSERT_TRUE(sameBits(result[i], To(expected(a[i])))) << +a[i] << " gives " << +result[i];
  }
}

TEST(Kernels, Conversions) {
  // x86: what does not fit gives the smallest integer.
  checkConvert<int32_t, float>(
      [](float a) { return a >= -0x1p31f && a < 0x1p31f ? int32_t(a) : INT32_MIN; });
  checkConvert<int64_t, float>(
      [](float a) { return a >= -0x1p63f && a < 0x1p63f ? int64_t(a) : INT64_MIN; });
  checkConvert<uint8_t, float>([](float a) { return a != 0; });
  checkConvert<float, int32_t>([](int32_t a) { return float(a); });
  checkConvert<float, int64_t>([](int64_t a) { return float(a); });
  checkConvert<int32_t, int64_t>([](int64_t a) { return int32_t(uint64_t(a)); });
  checkConvert<int64_t, int32_t>([](int32_t a) { return int64_t(a); });
  checkConvert<uint8_t, int64_t>([](int64_t a) { return a != 0; });
  checkConvert<float, uint8_t>([](uint8_t a) { return float(a); });
  checkConvert<int64_t, uint8_t>([](uint8_t a) { return int64_t(a); });
}

// Loads and stores.

/// All 65536 patterns come back, and lie between their neighbours as numbers.
void checkSixteenBits(DType dtype, int exponentBits) {
  std::vector<uint16_t> patterns(65536), stored(65536);
  for (size_t i = 0; i < patterns.size(); ++i)
    patterns[i] = uint16_t(i);
  std::vector<float> lanes(65536);
  int mantissaBits = 15 - exponentBits, bias = (1 << (exponentBits - 1)) - 1;
  for (const engine::Kernels *kernels : test::levels()) {
    kernels->load[int(dtype)](lanes.data(), reinterpret_cast<std::byte *>(patterns.data()), 2,
                              65536);
    kernels->store[int(dtype)](reinterpret_cast<std::byte *>(stored.data()), 2, lanes.data(),
                               65536);
    for (int i = 0; i < 65536; ++i) {
      int exponent = (i & 0x7fff) >> mantissaBits, mantissa = i & ((1 << mantissaBits) - 1);
      double value = exponent
                         ? std::ldexp(1.0 + std::ldexp(mantissa, -mantissaBits), exponent - bias)
                         : std::ldexp(mantissa, 1 - bias - mantissaBits);
      if (exponent == (1 << exponentBits) - 1)
        value = mantissa ? NAN : INFINITY;
      ASSERT_TRUE(sameBits(lanes[size_t(i)], float(i & 0x8000 ? -value : value))) << i;
      if (!std::isnan(value))
        ASSERT_EQ(stored[size_t(i)], i);
    }
  }
}

TEST(Kernels, F16LoadsExactly) { checkSixteenBits(DType::F16, 5); }
TEST(Kernels, BF16LoadsExactly) { checkSixteenBits(DType::BF16, 8); }

/// A store gives the nearest of the two neighbours, the even one between them.
void checkRounding(DType dtype, int exponentBits) {
  int mantissaBits = 15 - exponentBits;
  uint16_t infinity = uint16_t(((1 << exponentBits) - 1) << mantissaBits);
  std::mt19937 random(29);
  for (const engine::Kernels *kernels : test::levels())
    for (int repeat = 0; repeat < 50000; ++repeat) {
      uint16_t pattern = uint16_t(random() % infinity), next = uint16_t(pattern + 1);
      float low = 0, high = 0;
      kernels->load[int(dtype)](&low, reinterpret_cast<std::byte *>(&pattern), 2, 1);
      kernels->load[int(dtype)](&high, reinterpret_cast<std::byte *>(&next), 2, 1);
      double above = double(high);
      if (std::isinf(high)) // the step after the largest number is as wide as the one before
        above = double(low) + std::ldexp(1.0, std::ilogb(low) - mantissaBits);
      float middle = float((double(low) + above) / 2);
      struct Case {
        float value;
        uint16_t expected;
      };
      for (Case c : {Case{middle, pattern & 1 ? next : pattern},
                     {std::nextafter(middle, 0.f), pattern},
                     {std::nextafter(middle, kInf), next}}) {
        uint16_t stored = 0;
        kernels->store[int(dtype)](reinterpret_cast<std::byte *>(&stored), 2, &c.value, 1);
        ASSERT_EQ(stored, c.expected) << c.value;
        float negative = -c.value;
        kernels->store[int(dtype)](reinterpret_cast<std::byte *>(&stored), 2, &negative, 1);
        ASSERT_EQ(stored, c.expected | 0x8000);
      }
    }
}

TEST(Kernels, F16StoresRoundToNearestEven) { checkRounding(DType::F16, 5); }
TEST(Kernels, BF16StoresRoundToNearestEven) { checkRounding(DType::BF16, 8); }

TEST(Kernels, RoundingOperationsAreAStoreAndALoad) {
  std::mt19937 random(31);
  alignas(64) float a[kLanes], expected[kLanes], actual[kLanes];
  uint16_t stored[kLanes];
  auto *bytes = reinterpret_cast<std::byte *>(stored);
  for (int repeat = 0; repeat < 500; ++repeat)
    for (const engine::Kernels *kernels : test::levels())
      for (auto [opcode, dtype] :
           {std::pair{BodyOpcode::RoundBF16, DType::BF16}, {BodyOpcode::RoundF16, DType::F16}}) {
        for (float &value : a)
          value = std::bit_cast<float>(uint32_t(random()));
        kernels->store[int(dtype)](bytes, 2, a, kLanes);
        kernels->load[int(dtype)](expected, bytes, 2, kLanes);
        kernels->body[int(opcode)][int(RegisterType::F32)](actual, a, nullptr, nullptr, kLanes);
        for (int64_t i = 0; i < kLanes; ++i)
          ASSERT_TRUE(sameBits(expected[i], actual[i])) << a[i];
      }
}

TEST(Kernels, NarrowStoresWrap) {
  int32_t lanes[] = {127, 128, -129, 255, 256, 65535, INT32_MIN};
  for (const engine::Kernels *kernels : test::levels()) {
    int8_t bytes[7];
    int16_t words[7];
    kernels->store[int(DType::I8)](reinterpret_cast<std::byte *>(bytes), 1, lanes, 7);
    kernels->store[int(DType::I16)](reinterpret_cast<std::byte *>(words), 2, lanes, 7);
    for (int i = 0; i < 7; ++i) {
      EXPECT_EQ(bytes[i], int8_t(uint32_t(lanes[i])));
      EXPECT_EQ(words[i], int16_t(uint32_t(lanes[i])));
    }
  }
}

TEST(Kernels, LoadsAndStoresFollowStrides) {
  int16_t memory[32];
  for (int i = 0; i < 32; ++i)
    memory[i] = int16_t(-i);
  for (const engine::Kernels *kernels : test::levels()) {
    int32_t lanes[8];
    kernels->load[int(DType::I16)](lanes, reinterpret_cast<std::byte *>(memory + 31), -8, 8);
    for (int i = 0; i < 8; ++i)
      EXPECT_EQ(lanes[i], -(31 - 4 * i));
    kernels->load[int(DType::I16)](lanes, reinterpret_cast<std::byte *>(memory + 5), 0, 8);
    for (int lane : lanes)
      EXPECT_EQ(lane, -5);
  }
}

TEST(Kernels, AnythingButZeroIsTrue) {
  uint8_t memory[] = {0, 1, 2, 255};
  for (const engine::Kernels *kernels : test::levels()) {
    uint8_t lanes[4];
    kernels->load[int(DType::Bool)](lanes, reinterpret_cast<std::byte *>(memory), 1, 4);
    EXPECT_EQ(std::vector<uint8_t>(lanes, lanes + 4), (std::vector<uint8_t>{0, 1, 1, 1}));
  }
}

} // namespace
