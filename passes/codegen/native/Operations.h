//===- Operations.h - Emitters of the operations on tiles ------------------===//
//
// Every emitter writes into tiles that the caller has chosen. Tiles that an operation combines
// with (`mock.reduce`, matrix products) hold the initial value when it is called.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Emission.h"
#include "RuntimeSymbols.h"

#include "mock/passes/dialect/mock/MockRowOps.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mock::codegen::native {

/// A body over the operands' common box. `outputs` are read when the body reads them.
llvm::LogicalResult emitGeneric(Emission &emission, mlir::linalg::GenericOp op,
                                llvm::ArrayRef<Tile> inputs, llvm::ArrayRef<Tile> outputs);

llvm::LogicalResult emitFill(Emission &emission, mlir::Location loc, mlir::Value value,
                             const Tile &output);

/// Copies elements of equal shape and type.
llvm::LogicalResult emitCopy(Emission &emission, mlir::Location loc, const Tile &from,
                             const Tile &to);

/// outputs = outputs op reduce(input), in the order of isa::Reduce.
llvm::LogicalResult emitReduce(Emission &emission, ir::ReduceOp op, const Tile &input,
                               llvm::ArrayRef<Tile> outputs);

/// output[p] = source[coordinates of p]; `inputs` are the source, then the indices.
llvm::LogicalResult emitGather(Emission &emission, ir::GatherOp op, llvm::ArrayRef<Tile> inputs,
                               const Tile &output);

/// Stores values to, or combines them with, elements of `output`, point by point in row-major
/// order; `inputs` are the values, then the indices.
llvm::LogicalResult emitScatter(Emission &emission, ir::ScatterOp op, llvm::ArrayRef<Tile> inputs,
                                const Tile &output);

/// Running sums and the like along the last dimension; sorted rows and positions.
llvm::LogicalResult emitScan(Emission &emission, ir::ScanOp op, const Tile &input,
                             const Tile &output);
llvm::LogicalResult emitSort(Emission &emission, ir::SortOp op, const Tile &input,
                             llvm::ArrayRef<Tile> outputs);

/// What the library's products call an element type; nullopt: they do not take it.
std::optional<MatmulInput> matmulInput(mlir::Type element);

/// output += left x right, for linalg.matmul and linalg.batch_matmul.
llvm::LogicalResult emitMatmul(Emission &emission, mlir::Operation *op, const Tile &left,
                               const Tile &right, const Tile &output);

/// output += convolution of a window of the input with the weights.
llvm::LogicalResult emitConv(Emission &emission, ir::ConvOp op, const Tile &input,
                             const Tile &weight, const Tile &output);

/// A copy in the workspace of a tile that reaches over the edges of its source, with `fill` there.
llvm::FailureOr<Tile> emitPadded(Emission &emission, mlir::Location loc, const Tile &window,
                                 mlir::TypedAttr fill);

} // namespace mock::codegen::native
