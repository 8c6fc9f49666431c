//===- Element.h - Elements in registers and in memory ---------------------===//
//
// A register holds 16 elements. bool is i1 in registers and one byte in memory; bf16 is
// its bit pattern, i16, in both and becomes f32 by an explicit extension, so that rounding
// and subnormal values do not depend on what the host's bf16 instructions do.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mlir/IR/Builders.h"

#include <cstdint>

namespace mock::codegen::native {

/// Lanes of a register; equals the number of partial results of a reduction (isa::Reduce).
inline constexpr int64_t kLanes = 16;

/// Bytes of one element of a tensor with this element type.
int64_t elementBytes(mlir::Type element);

/// The type of one element in memory and of one lane of a register.
mlir::Type memoryType(mlir::Type element);
mlir::Type laneType(mlir::Type element);
/// vector<16 x lane>.
mlir::VectorType registerType(mlir::Type element);

/// 16 consecutive positions of a tile along one loop; `stride` is in elements.
struct Lanes {
  mlir::Value pointer;
  mlir::Type element;
  int64_t stride = 1;
};

/// Loads or stores 16 lanes. A null mask means all of them; lanes that are masked off are not
/// touched in memory and are 0 in the register.
mlir::Value loadLanes(mlir::OpBuilder &builder, mlir::Location loc, const Lanes &lanes,
                      mlir::Value mask);
void storeLanes(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value, const Lanes &lanes,
                mlir::Value mask);

/// One element as a lane value.
mlir::Value loadScalar(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value pointer,
                       mlir::Type element);
void storeScalar(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                 mlir::Value pointer, mlir::Type element);

/// pointer + index * stride elements; `index` has type index.
mlir::Value advance(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value pointer,
                    mlir::Value index, int64_t stride, mlir::Type element);

/// f32 from the bits of bf16 and back, rounding to nearest even; NaN becomes the quiet NaN 0x7fc0
/// as PyTorch's c10::BFloat16 does. Shapes follow the operand.
mlir::Value extendBF16(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value bits);
mlir::Value truncateBF16(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value);

/// A constant of `type`, which may be a vector; the value is converted to the lane type.
mlir::Value constantOf(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type type,
                       int64_t value);
/// A lane constant from an attribute of an element type (bf16 becomes its bits), splat to
/// a register when `splat`.
mlir::Value constantOf(mlir::OpBuilder &builder, mlir::Location loc, mlir::TypedAttr value,
                       bool splat);
/// The vector 0, 1, ... 15 of an integer or index type.
mlir::Value laneNumbers(mlir::OpBuilder &builder, mlir::Location loc, mlir::Type lane);
/// `scalar` in all lanes.
mlir::Value splat(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value scalar);
/// Lanes below `count` (an index).
mlir::Value maskBelow(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value count);

} // namespace mock::codegen::native
