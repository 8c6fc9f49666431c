//===- MathFunctionsTest.cpp - Transcendentals: bits and accuracy ----------===//

#include "mock/runtime/engine/MathFunctions.h"
#include "Levels.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <limits>
#include <random>

using namespace mock;
using isa::BodyOpcode;

namespace {

constexpr int64_t kLanes = engine::kStripElements;

engine::StripFunction stripOf(const engine::Kernels &kernels, BodyOpcode opcode) {
  return kernels.body[int(opcode)][int(isa::RegisterType::F32)];
}

bool sameBits(float a, float b) {
  return std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b) ||
         (std::isnan(a) && std::isnan(b)); // payloads are not specified
}

/// Any float, and often one of ordinary size.
float anyFloat(std::mt19937 &random) {
  if (random() % 2)
    return std::bit_cast<float>(uint32_t(random()));
  return (float(random()) / float(1u << 31) - 1.f) * float(random() % 100);
}

TEST(MathFunctions, AllLevelsGiveTheBitsOfTheScalarFunction) {
  std::mt19937 random(17);
  alignas(64) float a[kLanes], b[kLanes], result[kLanes];
  for (const engine::MathFunction &function : engine::mathFunctions())
    for (int repeat = 0; repeat < 40; ++repeat) {
      for (int64_t i = 0; i < kLanes; ++i) {
        a[i] = anyFloat(random);
        b[i] = anyFloat(random);
      }
      for (const engine::Kernels *kernels : test::levels()) {
        stripOf(*kernels, function.opcode)(result, a, b, nullptr, kLanes);
        for (int64_t i = 0; i < kLanes; ++i) {
          float expected =
              function.operands == 1
                  ? reinterpret_cast<float (*)(float)>(function.scalar)(a[i])
                  : reinterpret_cast<float (*)(float, float)>(function.scalar)(a[i], b[i]);
          ASSERT_TRUE(sameBits(result[i], expected))
              << function.scalarName << "(" << a[i] << ", " << b[i] << ") = " << expected
              << ", level gives " << result[i];
        }
      }
    }
}

/// |actual - exact| in units of the last place of the exact result.
double ulps(float actual, double exact) {
  if (std::isnan(exact) || std::isnan(actual))
    return std::isnan(exact) == std::isnan(actual) ? 0 : INFINITY;
  float rounded = float(exact);
  if (std::isinf(rounded) || actual == rounded)
    return actual == rounded ? 0 : INFINITY;
  float magnitude = std::max(std::fabs(rounded), std::numeric_limits<float>::min());
  double unit = double(std::nextafter(magnitude, INFINITY)) - double(magnitude);
  return std::fabs(double(actual) - exact) / unit;
}

struct Reference {
  BodyOpcode opcode;
  double (*exact)(double);
  float low, high;
};

TEST(MathFunctions, UnaryFunctionsAreWithinTheirBound) {
  static const Reference references[] = {
      {BodyOpcode::Exp, std::exp, -100, 100},       {BodyOpcode::Exp2, std::exp2, -140, 130},
      {BodyOpcode::Expm1, std::expm1, -20, 88},     {BodyOpcode::Log, std::log, 0, 1000},
      {BodyOpcode::Log2, std::log2, 0, 1000},       {BodyOpcode::Log10, std::log10, 0, 1000},
      {BodyOpcode::Log1p, std::log1p, -1, 100},     {BodyOpcode::Sin, std::sin, -1000, 1000},
      {BodyOpcode::Cos, std::cos, -1000, 1000},     {BodyOpcode::Tan, std::tan, -1000, 1000},
      {BodyOpcode::Asin, std::asin, -1.1f, 1.1f},   {BodyOpcode::Acos, std::acos, -1.1f, 1.1f},
      {BodyOpcode::Atan, std::atan, -100, 100},     {BodyOpcode::Sinh, std::sinh, -88, 88},
      {BodyOpcode::Cosh, std::cosh, -88, 88},       {BodyOpcode::Tanh, std::tanh, -12, 12},
      {BodyOpcode::Asinh, std::asinh, -1e6f, 1e6f}, {BodyOpcode::Acosh, std::acosh, 1, 1e6f},
      {BodyOpcode::Atanh, std::atanh, -1, 1},       {BodyOpcode::Erf, std::erf, -5, 5},
      {BodyOpcode::Erfc, std::erfc, -5, 9}};
  std::mt19937 random(19);
  alignas(64) float a[kLanes], result[kLanes];
  for (const Reference &reference : references) {
    double bound = reference.opcode == BodyOpcode::Erfc ? 1.5 : 1.0;
    for (int repeat = 0; repeat < 40; ++repeat) {
      for (float &value : a)
        value = std::uniform_real_distribution<float>(reference.low, reference.high)(random);
      stripOf(engine::kernels(), reference.opcode)(result, a, nullptr, nullptr, kLanes);
      for (int64_t i = 0; i < kLanes; ++i)
        ASSERT_LE(ulps(result[i], reference.exact(double(a[i]))), bound)
            << engine::mathFunction(reference.opcode)->scalarName << "(" << a[i] << ")";
    }
  }
}

TEST(MathFunctions, PowIsCPow) {
  auto pow =
      reinterpret_cast<float (*)(float, float)>(engine::mathFunction(BodyOpcode::Pow)->scalar);
  static constexpr float inf = std::numeric_limits<float>::infinity();
  static constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  for (float x : {0.f, -0.f, 1.f, -1.f, 2.f, -2.f, 0.5f, -0.5f, inf, -inf, nan})
    for (float y : {0.f, -0.f, 1.f, -1.f, 2.f, -2.f, 3.f, -3.f, 0.5f, -0.5f, inf, -inf, nan})
      EXPECT_TRUE(sameBits(pow(x, y), std::pow(x, y)))
          << x << "^" << y << " = " << std::pow(x, y) << ", not " << pow(x, y);
}

TEST(MathFunctions, NamesAndAddressesAgree) {
  void *self = dlopen(nullptr, RTLD_LAZY);
  for (const engine::MathFunction &function : engine::mathFunctions()) {
    EXPECT_EQ(dlsym(self, function.scalarName), function.scalar) << function.scalarName;
    EXPECT_EQ(dlsym(self, function.avx2Name), function.avx2) << function.avx2Name;
    EXPECT_EQ(dlsym(self, function.avx512Name), function.avx512) << function.avx512Name;
  }
  dlclose(self);
}

TEST(MathFunctions, CoverEveryTranscendentalOperation) {
  enum { Simple, Transcendental };
#define MOCK_BODY_OP(Enumerator, Mnemonic, Operands, Cost)                                         \
  {                                                                                                \
    const engine::MathFunction *function = engine::mathFunction(BodyOpcode::Enumerator);           \
    EXPECT_EQ(function != nullptr, Cost == Transcendental) << Mnemonic;                            \
    EXPECT_EQ(function ? function->operands : Operands, Operands) << Mnemonic;                     \
  }
#include "mock/runtime/isa/BodyOps.def"
}

} // namespace
