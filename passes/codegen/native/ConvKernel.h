//===- ConvKernel.h - Convolution of a tile --------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace mock::codegen::native {

/// A convolution of one tile, in the order of generated code's stores. One- and two-dimensional
/// ones have leading dimensions of extent 1. Strides are elements.
struct ConvTile {
  int64_t input;    ///< a MatmulInput: type of input and weight
  int64_t groups;   ///< in the tile
  int64_t filters;  ///< per group
  int64_t channels; ///< per group
  int64_t out[3], kernel[3], stride[3], dilation[3];
  int64_t origin[3]; ///< position of the first point in the input, which may be negative
  int64_t extent[3]; ///< of the input; outside of it lie zeros
  int64_t inputChannel, inputPoint[3];
  int64_t weightFilter, weightChannel, weightPoint[3];
  int64_t resultFilter, resultPoint[3];

  int64_t points() const { return kernel[0] * kernel[1] * kernel[2]; }
  int64_t pixels() const { return out[0] * out[1] * out[2]; }
};

inline constexpr int64_t kConvFields = sizeof(ConvTile) / sizeof(int64_t);

/// Floats of scratch memory that a tile of at most these extents takes.
int64_t convScratch(const ConvTile &tile);

/// Name of the function below in generated code.
inline constexpr llvm::StringLiteral kConvSymbol = "mockNativeConv";

/// result[g f, o...] += sum over c, k... of input[g c, origin + o x stride + k x dilation] x
/// weight[g f, c, k...]: c outermost, then k row-major, each a fused multiply-add in f32. `input`
/// points to where the position `origin` of channel 0 is or would be.
extern "C" void mockNativeConv(const int64_t *tile, float *result, const void *input,
                               const void *weight, float *scratch);

} // namespace mock::codegen::native
