//===- Combine.h - What a reduction does with two values -------------------===//
#pragma once

#include "Element.h"

#include "mock/passes/dialect/mock/MockDialect.h"

namespace mock::codegen::native {

/// A partial result: the value and, for argmax and argmin, its i64 position. Registers, shorter
/// vectors or scalars alike.
using Partial = llvm::SmallVector<mlir::Value>;

/// The arithmetic of one reduction.
class Combiner {
public:
  /// `element` is the type of the result in memory.
  Combiner(mlir::OpBuilder &builder, mlir::Location loc, ir::ReduceKind kind, mlir::Type element)
      : builder(builder), loc(loc), kind(kind), element(element) {}

  bool hasPositions() const {
    return kind == ir::ReduceKind::ArgMax || kind == ir::ReduceKind::ArgMin;
  }
  /// The type that is computed in: f32 for floats of 16 bits.
  mlir::Type computeType() const;
  /// Register or scalar of an element type to and from the compute type.
  mlir::Value widen(mlir::Value value, mlir::Type from) const;
  mlir::Value narrow(mlir::Value value) const;

  /// A register of identities.
  Partial identity() const;
  /// accumulator op value, where `value` comes at a later position.
  Partial update(const Partial &accumulator, const Partial &value) const;
  /// Two partial results in any order of positions.
  Partial merge(const Partial &left, const Partial &right) const;
  /// Partial i with i+8, i+4, i+2, i+1 within a register; gives scalars.
  Partial mergeLanes(Partial partial) const;

private:
  bool isMaximum() const { return kind == ir::ReduceKind::Max || kind == ir::ReduceKind::ArgMax; }
  mlir::Value combine(mlir::Value left, mlir::Value right) const;
  mlir::Value beats(mlir::Value value, mlir::Value other) const;
  mlir::Value ties(mlir::Value left, mlir::Value right) const;
  Partial choose(mlir::Value condition, const Partial &yes, const Partial &no) const;
  mlir::TypedAttr identityAttr() const;

  mlir::OpBuilder &builder;
  mlir::Location loc;
  ir::ReduceKind kind;
  mlir::Type element;
};

} // namespace mock::codegen::native
