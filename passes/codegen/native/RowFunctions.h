//===- RowFunctions.h - What generated code calls for one row ---------------===//
#pragma once

#include "RuntimeSymbols.h"

namespace mock::codegen::native {

/// Element types of the functions below.
enum class RowElement : int64_t { F32, I32, I64 };

/// Names of the functions below in generated code.
inline constexpr llvm::StringLiteral kScanSymbol = "mockNativeScan";
inline constexpr llvm::StringLiteral kSortSymbol = "mockNativeSort";

/// output[i] = output[i - 1] op input[i] for i < count, ascending; `kind` is an ir::ReduceKind:
/// sum, prod, max or min. Strides are elements. Integers wrap; NaN wins max and min.
extern "C" void mockNativeScan(const void *input, int64_t inputStride, void *output,
                               int64_t outputStride, int64_t count, int64_t kind, int64_t element);

/// The first `kept` of `count` elements in sorted order, and their positions; stable, NaN is
/// greatest. `scratch` holds `count` positions. Strides are elements.
extern "C" void mockNativeSort(const void *input, int64_t inputStride, void *values,
                               int64_t valuesStride, int64_t *positions, int64_t positionsStride,
                               int64_t count, int64_t kept, int64_t descending, int64_t element,
                               int64_t *scratch);

} // namespace mock::codegen::native
