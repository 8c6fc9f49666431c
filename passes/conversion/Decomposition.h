//===- Decomposition.h - Operators taken apart into others -----------------===//
#pragma once

#include "Lowering.h"

namespace mock::conversion {

/// Builds the operations that one operation falls apart into. They keep its location, node and name
/// (what the user wrote), so that records and kernels still speak of it.
class Decomposition {
public:
  Decomposition(mlir::OpBuilder &builder, mlir::Operation *op)
      : builder(builder), op(op), args(op) {}

  mlir::OpBuilder &builder;
  mlir::Operation *op;
  aten::Arguments args;

  using Attributes = llvm::ArrayRef<mlir::NamedAttribute>;
  Value emit(llvm::StringRef name, mlir::ValueRange operands, RankedTensorType type,
             Attributes attributes = {});
  Value unary(llvm::StringRef name, Value x);
  /// The result is as large as the first operand.
  Value binary(llvm::StringRef name, Value a, Value b);
  /// With a number: "aten.add.Scalar" and the like; `argument` is the number's schema name.
  Value withNumber(llvm::StringRef name, Value x, llvm::StringRef argument, double number);
  /// amax, sum.dim_IntList, mean.dim over `dims`, which stay with extent 1.
  Value reduce(llvm::StringRef name, Value x, llvm::ArrayRef<int64_t> dims);
  /// A conversion that the user did not write.
  Value cast(Value x, Type elementType);

  mlir::NamedAttribute attribute(llvm::StringRef name, mlir::Attribute value) {
    return builder.getNamedAttr(name, value);
  }
  RankedTensorType resultType(unsigned index = 0) const {
    return mlir::cast<RankedTensorType>(op->getResult(index).getType());
  }
};

/// Gives the values of all results (null: a result that nobody uses), or fails where the operator
/// stays whole.
using DecomposeFunction = std::function<llvm::FailureOr<llvm::SmallVector<Value>>(Decomposition &)>;
using Decompositions = llvm::StringMap<DecomposeFunction>;

void registerSoftmax(Decompositions &table);
void registerNormalization(Decompositions &table);
void registerDropout(Decompositions &table);

/// All decompositions by operation name.
const Decompositions &decompositions();

/// Takes `op` apart into `block`; fails, with the block empty, where it stays whole.
llvm::FailureOr<llvm::SmallVector<Value>> decomposeInto(mlir::Block &block, mlir::Operation *op);

} // namespace mock::conversion
