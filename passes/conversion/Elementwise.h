//===- Elementwise.h - Tables of elementwise operators ---------------------===//
#pragma once

#include "Lowering.h"
#include "Scalars.h"

namespace mock::conversion {

/// Which type an operator computes in.
enum class Compute {
  Promoted, ///< the common type of its inputs
  Float,    ///< as Promoted, but f32 for bool and integers
  Result,   ///< the type of the result
  Bool      ///< i1: inputs are true where they are not zero
};

/// Types that an operator's arithmetic exists for. Halves compute in f32.
enum Types : unsigned {
  kFloats = 1,
  kI32 = 2,
  kI64 = 4,
  kBool = 8,
  kIntegers = kI32 | kI64,
  kNumbers = kFloats | kIntegers,
  kAll = kNumbers | kBool
};

using ElementBody = Value (*)(Scalars &b, mlir::ValueRange inputs, const aten::Arguments &args);

/// One elementwise operator. Inputs are schema arguments, tensors or numbers alike.
struct ElementwiseRow {
  llvm::StringLiteral name;
  llvm::SmallVector<llvm::StringLiteral, 3> inputs;
  Compute compute;
  unsigned types;
  ElementBody body;
  /// Inputs that are conditions: converted to i1 and left out of type promotion.
  llvm::SmallVector<llvm::StringLiteral, 1> conditions = {};
};

/// Lowers one operation as a row says.
llvm::FailureOr<llvm::SmallVector<Value>> lowerElementwise(Lowering &lowering,
                                                           const ElementwiseRow &row);

/// Adds the rows of a table to the registry.
void registerRows(Registry &registry, llvm::ArrayRef<ElementwiseRow> rows);

/// An optional number as a constant of the type that `like` has.
Value scalarArgument(Scalars &b, const aten::Arguments &args, llvm::StringRef name, Value like,
                     double absent);

} // namespace mock::conversion
