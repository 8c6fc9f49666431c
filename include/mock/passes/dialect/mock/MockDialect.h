//===- MockDialect.h - The mock dialect -------------------------------------===//
//
// Operations, attributes and layout helpers between linalg and the device's instructions;
// the .td files beside this header are the reference.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "mock/passes/dialect/mock/MockDialect.h.inc"
#include "mock/passes/dialect/mock/MockEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "mock/passes/dialect/mock/MockAttributes.h.inc"
#define GET_TYPEDEF_CLASSES
#include "mock/passes/dialect/mock/MockTypes.h.inc"
#define GET_OP_CLASSES
#include "mock/passes/dialect/mock/MockOps.h.inc"

namespace mock::ir {

// Names of the discardable attributes that the stages agree on (docs/pipeline.md).
inline constexpr llvm::StringLiteral kTarget = "mock.target";
inline constexpr llvm::StringLiteral kStrides = "mock.strides";
inline constexpr llvm::StringLiteral kOffset = "mock.offset";
inline constexpr llvm::StringLiteral kResultStrides = "mock.result_strides";
inline constexpr llvm::StringLiteral kSourceOp = "mock.op";
inline constexpr llvm::StringLiteral kNode = "mock.node";
inline constexpr llvm::StringLiteral kImplicit = "mock.implicit";
inline constexpr llvm::StringLiteral kRoot = "mock.root";
inline constexpr llvm::StringLiteral kTiles = "mock.tiles";
inline constexpr llvm::StringLiteral kCores = "mock.cores";
/// On a kernel: the choices of tiles that were timed, the chosen one first.
inline constexpr llvm::StringLiteral kCandidates = "mock.candidates";
inline constexpr llvm::StringLiteral kBuffer = "mock.buffer";
/// On operations of stage `linalg`: they read weights and nothing else, so that every call would
/// compute the same.
inline constexpr llvm::StringLiteral kConstant = "mock.constant";
/// On a result of a kernel: the argument whose buffer it is a part of, or all of.
inline constexpr llvm::StringLiteral kUpdates = "mock.updates";
/// On a linalg.matmul of stage `tiled`: multiples that m, n and k of its tiles are padded to.
inline constexpr llvm::StringLiteral kPad = "mock.pad";

/// Where the elements of a tensor lie, in elements of its root buffer.
struct Layout {
  llvm::SmallVector<int64_t> strides;
  int64_t offset = 0;
  bool operator==(const Layout &) const = default;
};

/// The extents of a tensor value.
inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value tensor) {
  return mlir::cast<mlir::RankedTensorType>(tensor.getType()).getShape();
}

/// Row-major contiguous strides of a shape. Dimensions of extent 0 count as 1, as in PyTorch.
llvm::SmallVector<int64_t> rowMajorStrides(llvm::ArrayRef<int64_t> shape);

/// The layout of a tensor value in stages 2 and 3: a view's numbers; an argument's `mock.strides`
/// and `mock.offset`; what an insertion or scatter is based on; an entry of the producer's
/// `mock.result_strides` (an array of DenseI64ArrayAttr, one for each result, or one
/// DenseI64ArrayAttr); else row-major.
Layout layoutOf(mlir::Value value);

/// What the result of mock.insert or mock.scatter is a changed version of; null for other values.
mlir::Value updatedBase(mlir::Value value);

/// The buffer value below any views.
mlir::Value rootOf(mlir::Value value);

/// Bytes of one element in device memory: bool (i1) takes one byte.
int64_t elementBytes(mlir::Type type);

/// Bytes from the start of a buffer to the end of its last element with that layout.
int64_t spanBytes(mlir::RankedTensorType type, const Layout &layout);

/// What the user wrote that an operation and those inside of it come from (`mock.op`), in order,
/// each once: "aten.addmm, aten.relu".
std::string sourceOperators(mlir::Operation *op);

/// Everything about a kernel that its code and its time depend on: no name, no locations, and of
/// the attributes of the stages only those that say where elements lie.
std::string structuralText(KernelOp kernel);

/// Registers the bufferization of mock.reduce (destination passing).
void registerBufferizableOpInterfaceExternalModels(mlir::DialectRegistry &registry);

} // namespace mock::ir
