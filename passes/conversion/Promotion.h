//===- Promotion.h - PyTorch's type promotion ------------------------------===//
#pragma once

#include "mock/passes/dialect/aten/Schema.h"
#include "mock/runtime/isa/DType.h"

#include "mlir/IR/Value.h"

namespace mock::conversion {

/// c10::promoteTypes: the smallest type that holds both.
DType promote(DType a, DType b);

/// at::result_type of tensors and numbers: tensors with dimensions come before 0-dimensional ones,
/// and those before numbers; a lower group counts only where it has the higher category of
/// (bool, integer, float, complex). The default dtype is f32.
DType resultType(llvm::ArrayRef<mlir::Value> tensors, llvm::ArrayRef<aten::Scalar> numbers);

bool isFloatingPoint(DType dtype);

} // namespace mock::conversion
