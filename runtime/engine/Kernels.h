//===- Kernels.h - Strip functions of the engines --------------------------===//
//
// The value interpreter works on strips: a register of a body is an array of
// kStripElements lanes, each lane kLaneBytes wide whatever the type. The functions
// exist three times, compiled for x86-64, x86-64-v3 (AVX2, FMA, F16C) and x86-64-v4
// (AVX-512); all give the same bits, because every operation is correctly rounded
// or deterministic by design and no contraction is allowed.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/runtime/isa/Program.h"

#include <cstddef>
#include <cstdint>

namespace mock::engine {

inline constexpr int64_t kStripElements = 512;
inline constexpr int64_t kLaneBytes = 8;
inline constexpr int kNumRegisterTypes = 4;
inline constexpr int kNumBodyOpcodes = int(isa::BodyOpcode::Atan2) + 1;
inline constexpr int kNumDTypes = int(DType::C128) + 1;
/// Partial results of a reduction (part of the ISA: Reduce in Program.h).
inline constexpr int kPartials = 16;
/// Register block of the matrix kernels: operands are padded to these multiples.
inline constexpr int64_t kMatrixRows = 4, kMatrixColumns = 32;

/// result[i] = op(a[i], b[i], c[i]) for i < n. Operands that the operation lacks are ignored.
/// Functions may compute up to roundUp(n, 16) lanes.
using StripFunction = void (*)(void *result, const void *a, const void *b, const void *c,
                               int64_t n);
/// Reads n elements, `stride` bytes apart, into lanes of their register type.
using LoadFunction = void (*)(void *lanes, const std::byte *source, int64_t stride, int64_t n);
/// Rounds (to nearest even) or wraps lanes to elements, and writes them.
using StoreFunction = void (*)(std::byte *destination, int64_t stride, const void *lanes,
                               int64_t n);
/// partials[p % 16] = op(partials[p % 16], lanes[p]) for p < n; n is a multiple of 16 in all
/// calls of a row but the last.
using ReduceFunction = void (*)(void *partials, const void *lanes, int64_t n);
/// c[m][n] += a[m][k] x b[k][n], k ascending, one fused multiply-add each. Row-major and dense; m
/// and n are multiples of kMatrixRows and kMatrixColumns.
template <typename T>
using MatrixFunction = void (*)(T *c, const T *a, const T *b, int64_t m, int64_t n, int64_t k);

/// Null entries are combinations that the instruction set lacks.
struct Kernels {
  StripFunction body[kNumBodyOpcodes][kNumRegisterTypes] = {};
  StripFunction convert[kNumRegisterTypes][kNumRegisterTypes] = {}; ///< [source][result]
  LoadFunction load[kNumDTypes] = {};
  StoreFunction store[kNumDTypes] = {};
  ReduceFunction reduce[4][kNumRegisterTypes] = {}; ///< [Sum, Prod, Max, Min]
  MatrixFunction<float> matrixF32 = nullptr;
  MatrixFunction<int32_t> matrixI32 = nullptr; ///< wraps
};

enum class KernelLevel { Baseline, Avx2, Avx512 };

/// The functions of a level, or nullptr if this CPU cannot run them.
const Kernels *kernelsOf(KernelLevel level);
/// The widest that this CPU runs.
const Kernels &kernels();

namespace baseline {
void fill(Kernels &kernels);
}
namespace avx2 {
void fill(Kernels &kernels);
}
namespace avx512 {
void fill(Kernels &kernels);
}

/// The type of the register that elements of a dtype are read into: bool Pred; u8, i8, i16 and i32
/// I32; i64 I64; f16, bf16 and f32 F32. False for dtypes that the device only copies.
bool registerTypeOf(DType dtype, isa::RegisterType &type);

} // namespace mock::engine
