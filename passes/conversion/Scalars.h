//===- Scalars.h - Scalar code in bodies of linalg operations --------------===//
#pragma once

#include "mlir/IR/Builders.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mock/passes/dialect/aten/Schema.h"

namespace mock::conversion {

/// Constants, conversions and arithmetic on scalars of the types f32, i1, i32 and i64, picking the
/// float or the integer operation by type. Integers are signed.
class Scalars : public mlir::ImplicitLocOpBuilder {
public:
  using Value = mlir::Value;
  Scalars(mlir::OpBuilder &builder, mlir::Location loc) : ImplicitLocOpBuilder(loc, builder) {}

  Value constant(mlir::Type type, double value);
  Value constant(mlir::Type type, const aten::Scalar &value);
  Value like(Value other, double value) { return constant(other.getType(), value); }

  /// The position of a loop of the linalg operation, an i64.
  Value loopIndex(int64_t loop);

  /// PyTorch's conversion: to bool is `!= 0`, float to integer truncates. `implicit` marks a
  /// rounding to 16 bits that is not the user's.
  Value convert(Value value, mlir::Type type, bool implicit);

  Value add(Value a, Value b);
  Value sub(Value a, Value b);
  Value mul(Value a, Value b);
  Value div(Value a, Value b); ///< floats
  Value neg(Value a);
  Value maximum(Value a, Value b); ///< NaN wins
  Value minimum(Value a, Value b);
  Value select(Value condition, Value a, Value b);

  // Comparisons are false for NaN, except ne.
  Value eq(Value a, Value b);
  Value ne(Value a, Value b);
  Value lt(Value a, Value b);
  Value le(Value a, Value b);
  Value gt(Value a, Value b);
  Value ge(Value a, Value b);
  Value logicalNot(Value a); ///< i1
};

} // namespace mock::conversion
