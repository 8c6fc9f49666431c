//===- MathCalls.h - Calls of transcendental functions ---------------------===//
#pragma once

#include "Emission.h"

namespace mock::codegen::native {

/// Whether `op` (math.exp, math.powf, ...) is computed by a library function.
bool isMathCall(mlir::Operation *op);

/// Calls the library function of `op` on registers of f32, with as many lanes at a time as the
/// host's widest function takes. Results are the same bits for every width.
mlir::Value emitMathCall(Emission &emission, mlir::Operation *op,
                         llvm::ArrayRef<mlir::Value> operands);

} // namespace mock::codegen::native
