//===- MathFunctions.h - Which function computes a transcendental ----------===//
//
// The one table of transcendental functions. The interpreter and the native code
// generator both use it, so both executions give the same bits: SLEEF's
// deterministic ("finz") FMA variants agree bit for bit between the scalar, the
// 8-wide AVX2 and the 16-wide AVX-512 form. All take and give f32. The bound is 1.0
// ULP (erfc 1.5 ULP) in the ranges that SLEEF states for them.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"

#include <span>
#include <string_view>

// MOCK_MATH_FUNCTION(BodyOpcode, operands, SLEEF name, SLEEF accuracy)
#define MOCK_FOR_EACH_MATH_FUNCTION(MOCK_MATH_FUNCTION)                                            \
  MOCK_MATH_FUNCTION(Exp, 1, exp, u10)                                                             \
  MOCK_MATH_FUNCTION(Exp2, 1, exp2, u10)                                                           \
  MOCK_MATH_FUNCTION(Expm1, 1, expm1, u10)                                                         \
  MOCK_MATH_FUNCTION(Log, 1, log, u10)                                                             \
  MOCK_MATH_FUNCTION(Log2, 1, log2, u10)                                                           \
  MOCK_MATH_FUNCTION(Log10, 1, log10, u10)                                                         \
  MOCK_MATH_FUNCTION(Log1p, 1, log1p, u10)                                                         \
  MOCK_MATH_FUNCTION(Sin, 1, sin, u10)                                                             \
  MOCK_MATH_FUNCTION(Cos, 1, cos, u10)                                                             \
  MOCK_MATH_FUNCTION(Tan, 1, tan, u10)                                                             \
  MOCK_MATH_FUNCTION(Asin, 1, asin, u10)                                                           \
  MOCK_MATH_FUNCTION(Acos, 1, acos, u10)                                                           \
  MOCK_MATH_FUNCTION(Atan, 1, atan, u10)                                                           \
  MOCK_MATH_FUNCTION(Sinh, 1, sinh, u10)                                                           \
  MOCK_MATH_FUNCTION(Cosh, 1, cosh, u10)                                                           \
  MOCK_MATH_FUNCTION(Tanh, 1, tanh, u10)                                                           \
  MOCK_MATH_FUNCTION(Asinh, 1, asinh, u10)                                                         \
  MOCK_MATH_FUNCTION(Acosh, 1, acosh, u10)                                                         \
  MOCK_MATH_FUNCTION(Atanh, 1, atanh, u10)                                                         \
  MOCK_MATH_FUNCTION(Erf, 1, erf, u10)                                                             \
  MOCK_MATH_FUNCTION(Erfc, 1, erfc, u15)                                                           \
  MOCK_MATH_FUNCTION(Pow, 2, pow, u10)                                                             \
  MOCK_MATH_FUNCTION(Atan2, 2, atan2, u10)

namespace mock::engine {

/// A function in its three widths. Addresses are of functions with C linkage whose operands and
/// result are float, __m256 or __m512.
struct MathFunction {
  isa::BodyOpcode opcode;
  int operands;
  const char *scalarName, *avx2Name, *avx512Name; ///< symbols of libsleef
  void *scalar, *avx2, *avx512;                   ///< their addresses
};

/// One entry per transcendental body operation.
std::span<const MathFunction> mathFunctions();

/// The entry of an operation, or nullptr if it is not transcendental.
const MathFunction *mathFunction(isa::BodyOpcode opcode);

} // namespace mock::engine
