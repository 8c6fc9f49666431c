//===- RuntimeSymbols.cpp - Functions that generated code calls ------------===//

#include "RowFunctions.h"

#include "ConvKernel.h"

#include "mock/runtime/engine/MathFunctions.h"
#include "mock/runtime/stream/NativeFault.h"

namespace mock::codegen::native {

std::vector<RuntimeSymbol> runtimeSymbols() {
  std::vector<RuntimeSymbol> symbols;
  symbols.push_back({kMatmulSymbol.str(), reinterpret_cast<void *>(&mockNativeMatmul)});
  symbols.push_back({kConvSymbol.str(), reinterpret_cast<void *>(&mockNativeConv)});
  symbols.push_back({kReportIndexSymbol.str(), reinterpret_cast<void *>(&mockReportNativeIndex)});
  symbols.push_back({kScanSymbol.str(), reinterpret_cast<void *>(&mockNativeScan)});
  symbols.push_back({kSortSymbol.str(), reinterpret_cast<void *>(&mockNativeSort)});
  for (const engine::MathFunction &function : engine::mathFunctions()) {
    symbols.push_back({function.scalarName, function.scalar});
    symbols.push_back({function.avx2Name, function.avx2});
    symbols.push_back({function.avx512Name, function.avx512});
  }
  return symbols;
}

} // namespace mock::codegen::native
