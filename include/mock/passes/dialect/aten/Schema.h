//===- Schema.h - Arguments of operators by their schema names -------------===//
//
// The importer and the lowerings treat all operators alike: they look arguments up by the name
// that PyTorch's schema gives them.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <optional>

namespace mock::aten {

enum class ArgumentKind {
  Tensor,
  OptionalTensor,
  TensorList,
  OptionalTensorList, // operands
  Int,
  Float,
  Bool,
  Scalar,
  String,
  Type,
  Ints,
  Floats,
  Bools // attributes
};

struct ArgumentSchema {
  llvm::StringRef name;
  ArgumentKind kind;
  bool optional;
  bool isOperand() const { return kind <= ArgumentKind::OptionalTensorList; }
};

struct Schema {
  llvm::StringRef name; ///< "aten.add.Tensor"
  llvm::SmallVector<ArgumentSchema> arguments;
};

/// The schema of an operation of the dialect, or nullptr (aten.opaque, other dialects).
const Schema *findSchema(llvm::StringRef operationName);

/// What the user wrote: the schema name of an aten operation or of what aten.opaque holds, or
/// `mock.op` where a decomposition made the operation.
llvm::StringRef userOperatorName(mlir::Operation *op);

/// A number of schema type Scalar.
struct Scalar {
  enum class Kind { Bool, Int, Float } kind = Kind::Int;
  int64_t integer = 0; ///< Bool and Int
  double real = 0;     ///< every kind
};

/// Arguments of one operation by schema name. A name that the schema lacks and an absent optional
/// argument look the same: no value.
class Arguments {
public:
  explicit Arguments(mlir::Operation *op);

  mlir::Value tensor(llvm::StringRef name) const;
  mlir::ValueRange tensors(llvm::StringRef name) const;
  std::optional<Scalar> scalar(llvm::StringRef name) const;
  std::optional<int64_t> integer(llvm::StringRef name) const;
  std::optional<double> real(llvm::StringRef name) const;
  bool flag(llvm::StringRef name, bool absent = false) const;
  llvm::StringRef string(llvm::StringRef name) const; ///< empty when absent
  std::optional<llvm::SmallVector<int64_t>> integers(llvm::StringRef name) const;
  /// One for each of `rank` dimensions: a list with one number stands for all, no list for
  /// `absent`.
  llvm::SmallVector<int64_t> integers(llvm::StringRef name, size_t rank, int64_t absent) const;
  bool has(llvm::StringRef name) const;

private:
  mlir::Operation *op;
  const Schema *schema;
};

/// The name of an operand of `op` for reports: "self", "tensors[1]", "operand 2" when unknown.
std::string operandName(mlir::Operation *op, unsigned operandNumber);

} // namespace mock::aten
