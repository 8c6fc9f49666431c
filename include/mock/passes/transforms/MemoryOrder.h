//===- MemoryOrder.h - In which order dimensions lie in memory ---------------===//
#pragma once

#include "mock/passes/dialect/mock/MockDialect.h"

#include <optional>

namespace mock::transforms {

/// Dimensions from the outermost in memory to the innermost. Those of extent 1 lie anywhere; they
/// are where row-major order has them.
using DimensionOrder = llvm::SmallVector<unsigned, 6>;

/// 0, 1, 2, ...
DimensionOrder rowMajorOrder(size_t rank);

/// Outermost is what has the largest strides.
DimensionOrder orderByStrides(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> strides);

/// Strides of a tensor without gaps whose dimensions lie in that order.
llvm::SmallVector<int64_t> stridesIn(const DimensionOrder &order, llvm::ArrayRef<int64_t> shape);

/// Coordinates, by dimension, of the element that lies `distance` (which may be negative) behind a
/// tensor's first; nullopt where there is none.
std::optional<llvm::SmallVector<int64_t>>
coordinatesOf(int64_t distance, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> strides);

/// The order of a tensor that begins at its buffer's start and has neither gaps nor repetitions;
/// nullopt for every other layout and for tensors without elements.
std::optional<DimensionOrder> orderOf(llvm::ArrayRef<int64_t> shape, const ir::Layout &layout);

/// The layout of `view` when its base, whose dimensions lie in the order `from`, lies in the order
/// `to`; nullopt where a dimension of the view runs over several of the base.
std::optional<ir::Layout> reorderedView(ir::ViewOp view, const DimensionOrder &from,
                                        const DimensionOrder &to);

} // namespace mock::transforms
