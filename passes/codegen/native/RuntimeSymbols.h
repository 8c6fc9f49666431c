//===- RuntimeSymbols.h - Functions that generated code calls --------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mock::codegen::native {

struct RuntimeSymbol {
  std::string name;
  void *address;
};

/// All functions that generated code may call by name.
std::vector<RuntimeSymbol> runtimeSymbols();

/// Element types of the operands of mockNativeMatmul.
enum class MatmulInput : int64_t { F32, BF16, F16 };

/// Name of mockReportNativeIndex (mock/runtime/stream/NativeFault.h) in generated code.
inline constexpr llvm::StringLiteral kReportIndexSymbol = "mockReportNativeIndex";

/// Name of the function below in generated code.
inline constexpr llvm::StringLiteral kMatmulSymbol = "mockNativeMatmul";

/// c[i, j] += sum over k of a[i, k] * b[k, j] for i < m, j < n; all accumulate in f32 with k
/// ascending. Strides are elements. `c` has contiguous rows. `scratch` holds m*k + k*n floats.
extern "C" void mockNativeMatmul(float *c, int64_t cRow, const void *a, int64_t aRow,
                                 int64_t aColumn, const void *b, int64_t bRow, int64_t bColumn,
                                 int64_t m, int64_t n, int64_t k, int64_t input, float *scratch);

} // namespace mock::codegen::native
