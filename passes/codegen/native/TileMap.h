//===- TileMap.h - Where the tensors of a kernel lie -----------------------===//
//
// Bufferization of a tiled kernel: which memory each tensor value has. A result takes over the
// memory of its init where nobody else needs that, and a value that ends in the kernel's result
// is written there from the start.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Emission.h"

#include "mock/passes/dialect/mock/MockDialect.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mock::codegen::native {

class TileMap {
public:
  explicit TileMap(Emission &emission) : emission(emission) {}

  void bind(mlir::Value tensor, Tile tile) { tiles[tensor] = std::move(tile); }
  /// The tile of a value that was bound; one without memory for tensor.empty.
  const Tile &lookup(mlir::Value tensor) const;
  bool contains(mlir::Value tensor) const { return tiles.contains(tensor); }

  /// The part of `source` that a slice with these numbers names, without `dropped` dimensions.
  llvm::FailureOr<Tile> slice(mlir::OffsetSizeAndStrideOpInterface op, const Tile &source,
                              const llvm::SmallBitVector &dropped);
  /// The part of `source` that a window covers; its origins and extents if it may be more.
  llvm::FailureOr<Tile> window(ir::WindowOp op, const Tile &source);
  /// A tile without memory for tensor.empty.
  llvm::FailureOr<Tile> empty(mlir::tensor::EmptyOp op);

  /// Values whose memory is a part of a result: `source` of an insertion into `destination`, and
  /// what it is made from in place.
  void forward(mlir::Value source, const Tile &destination);

  /// Memory for a result made from `init`; holds the init's elements when `read`.
  llvm::FailureOr<Tile> resultTile(mlir::Value result, mlir::Value init, bool read);

private:
  llvm::FailureOr<int64_t> upperBound(mlir::Operation *op, mlir::OpFoldResult size);
  llvm::FailureOr<mlir::OpFoldResult> mapped(mlir::Operation *op, mlir::OpFoldResult value);

  Emission &emission;
  llvm::DenseMap<mlir::Value, Tile> tiles;
  llvm::DenseMap<mlir::Value, Tile> destinations;
};

} // namespace mock::codegen::native
