//===- Arithmetic.h - Operations whose edge cases the ISA fixes ------------===//
#pragma once

#include "mlir/IR/Builders.h"

namespace mock::codegen::native {

/// Emits `op` on registers when upstream's lowering leaves a case undefined that BodyOps.def
/// defines (conversions out of range, division by 0, shifts by the width), when it treats bf16
/// differently, or when it has no lowering. Null: clone the operation.
mlir::Value emitSpecial(mlir::OpBuilder &builder, mlir::Operation *op,
                        llvm::ArrayRef<mlir::Value> operands);

} // namespace mock::codegen::native
