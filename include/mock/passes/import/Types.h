//===- Types.h - Element types and layouts of tensors ----------------------===//
#pragma once

#include "mock/passes/Graph.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"

#include <optional>

namespace mock {

/// bool i1, u8 ui8, other integers signless, complex<f32|f64>.
mlir::Type toElementType(mlir::MLIRContext &context, DType dtype);
/// The inverse; nullopt for types that no tensor of PyTorch has.
std::optional<DType> toDType(mlir::Type elementType);

mlir::RankedTensorType toTensorType(mlir::MLIRContext &context, const compiler::TensorType &type);

/// Whether two layouts place every element alike: strides of dimensions of extent 1 and of empty
/// tensors do not matter.
bool sameStrides(llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<int64_t> a,
                 llvm::ArrayRef<int64_t> b);

/// Entry of `mock.layout`: strides and offset in elements, `alias` the operand number whose storage
/// the result shares.
struct ResultLayout {
  llvm::SmallVector<int64_t> strides;
  int64_t offset = 0;
  std::optional<unsigned> alias;
};

/// ResultLayout of result `index` of an aten operation: its `mock.layout` entry or row-major
/// contiguous.
ResultLayout resultLayout(mlir::Operation *op, unsigned index);
/// The entry for a layout of a result with these sizes: empty when it is the default.
mlir::DictionaryAttr layoutEntry(mlir::MLIRContext &context, llvm::ArrayRef<int64_t> sizes,
                                 const ResultLayout &layout);

/// Names of discardable attributes beside those of the mock dialect (MockDialect.h).
namespace attr {
inline constexpr llvm::StringLiteral kInput = "mock.input";
inline constexpr llvm::StringLiteral kName = "mock.name";
inline constexpr llvm::StringLiteral kLayout = "mock.layout";
/// Function argument: unit. Operation: one bool for each result. CPU tensors inside the graph.
inline constexpr llvm::StringLiteral kOnHost = "mock.on_host";
/// Result number of the graph for each result of the function (outputs that are None are left out).
inline constexpr llvm::StringLiteral kOutputs = "mock.outputs";
/// Set by the checks on operations that have to run on the host: the rule that says so.
inline constexpr llvm::StringLiteral kHostCall = "mock.host";
/// Set by the checks on convolutions whose stride the device lacks and whose windows do not
/// overlap: the points of a window become channels.
inline constexpr llvm::StringLiteral kPatches = "mock.patches";
} // namespace attr

/// Whether the value is an argument of the graph that stays the same from call to call until
/// somebody writes to it: a parameter, buffer or constant of the model, on the device.
bool isWeight(mlir::Value value);

/// Whether the value is a CPU tensor inside the graph.
bool isOnHost(mlir::Value value);

} // namespace mock
