//===- Lowering.h - What lowerings of aten operators are made of -----------===//
//
// A lowering turns one aten operation into operations of stage 2 (docs/pipeline.md). It is built
// into a block of its own and put in place when it succeeded as a whole, so that a check can try it
// without changing the function.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/dialect/aten/Schema.h"
#include "mock/passes/dialect/mock/MockDialect.h"
#include "mock/passes/import/Types.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"

#include <functional>
#include <string>

namespace mock::conversion {

using mlir::RankedTensorType;
using mlir::Type;
using mlir::Value;

/// Why an operation has no lowering: the rule that says so, and in words.
struct Unsupported {
  llvm::StringRef rule = "operator.supported";
  std::string subject = "operator";
  std::string actual = "no lowering"; ///< what is there: "no lowering", "i64"
  std::string limit;                  ///< what is allowed; empty: the rule's texts say it
};

class Lowering {
public:
  Lowering(mlir::OpBuilder &builder, mlir::Operation *op) : builder(builder), op(op), args(op) {}

  mlir::OpBuilder &builder;
  mlir::Operation *op;
  aten::Arguments args;
  Unsupported reason; ///< set by a failing lowering

  mlir::Location loc() const { return op->getLoc(); }
  RankedTensorType resultType(unsigned index = 0) const;

  /// For `return lowering.unsupported(...)`.
  mlir::LogicalResult unsupported(llvm::StringRef subject, llvm::StringRef actual,
                                  llvm::StringRef rule = "operator.supported",
                                  llvm::StringRef limit = {});

  // Views: no data moves. All give the root buffer's numbers.
  Value view(Value base, llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<int64_t> strides,
             int64_t offset);
  /// Elements [begin, begin + count) along `dim`.
  Value narrow(Value tensor, int64_t dim, int64_t begin, int64_t count);
  Value permute(Value tensor, llvm::ArrayRef<int64_t> permutation);
  /// The same elements in row-major order under another shape: a view where strides allow it,
  /// else a view of a copy.
  Value reshape(Value tensor, llvm::ArrayRef<int64_t> sizes);

  // Computation. Bodies get scalars of the operands' element types.
  using Body = llvm::function_ref<Value(mlir::OpBuilder &, mlir::Location, mlir::ValueRange)>;
  /// Broadcasts the operands to the result as PyTorch does.
  Value map(RankedTensorType result, mlir::ValueRange operands, Body body);
  Value copy(Value tensor);
  /// Converts every element; `implicit` marks roundings that the user did not write.
  Value cast(Value tensor, Type elementType, bool implicit);
  Value fill(RankedTensorType type, mlir::TypedAttr value);
  Value empty(RankedTensorType type);

  /// Gives `value` the layout and type that eager gives result `index`: marks the operation that
  /// makes the buffer, or adds a copy.
  Value finish(unsigned index, Value value);
};

/// Builds the values of all results, or fails with lowering.reason set.
using LowerFunction = std::function<llvm::FailureOr<llvm::SmallVector<Value>>(Lowering &lowering)>;

/// Lowerings by operation name. Each family of operators adds its table.
using Registry = llvm::StringMap<LowerFunction>;

void registerPointwise(Registry &registry);
void registerActivations(Registry &registry);
void registerComparisons(Registry &registry);
void registerBackward(Registry &registry);
void registerCasts(Registry &registry);
void registerContractions(Registry &registry);
void registerConvolution(Registry &registry);
void registerPooling(Registry &registry);
void registerReductions(Registry &registry);
void registerFactories(Registry &registry);
void registerViews(Registry &registry);
void registerMovement(Registry &registry);
void registerAttention(Registry &registry);
void registerDivisions(Registry &registry);
void registerNorms(Registry &registry);
void registerVectorNorm(Registry &registry);
void registerScansAndSorts(Registry &registry);
void registerIndexing(Registry &registry);
void registerScattering(Registry &registry);

/// All families.
const Registry &registry();

/// Whether every result is a view of an operand, so that no data moves.
bool isView(mlir::Operation *op);

/// Lowers `op` into `block`. On failure the block is empty and `reason` says why.
llvm::FailureOr<llvm::SmallVector<Value>> lowerInto(mlir::Block &block, mlir::Operation *op,
                                                    Unsupported &reason);

/// Why neither a lowering nor a decomposition takes this operation; nullopt: one does.
std::optional<Unsupported> explainUnsupported(mlir::Operation *op);

/// Element types that lowerings compute on; the rest is only viewed.
bool hasArithmetic(Type elementType);

/// Whether the tensor has no elements.
bool isEmpty(Value tensor);

} // namespace mock::conversion
