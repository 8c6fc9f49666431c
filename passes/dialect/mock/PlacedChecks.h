//===- PlacedChecks.h - Checks that instructions share ---------------------===//
//
// Each emits an error at the operation and fails where its part of an instruction is malformed.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mock/passes/dialect/mock/MockDialect.h"

namespace mock::ir {

/// Every loop operand is the induction variable of an enclosing loop.
mlir::LogicalResult verifyLoops(mlir::Operation *op, mlir::ValueRange loops);

/// The base is not negative and terms name loops of the operation. `what` begins the message.
mlir::LogicalResult verifyAddress(mlir::Operation *op, AddressAttr address, size_t loops,
                                  mlir::StringRef what);

/// One address for each buffer.
mlir::LogicalResult verifyAddresses(mlir::Operation *op, mlir::ArrayAttr addresses,
                                    mlir::ValueRange buffers, size_t loops, mlir::StringRef what);

/// A place in an index space: its terms count no trips, its base may be negative.
mlir::LogicalResult verifyIndexBase(mlir::Operation *op, AddressAttr base, size_t loops,
                                    mlir::StringRef what);

mlir::LogicalResult verifyExtent(mlir::Operation *op, ExtentAttr extent, size_t loops);
mlir::LogicalResult verifyExtents(mlir::Operation *op, mlir::ArrayAttr extents, size_t loops);

/// As many strides as extents.
mlir::LogicalResult verifyStrides(mlir::Operation *op, mlir::ArrayRef<int64_t> strides,
                                  size_t expected, mlir::StringRef what);

mlir::LogicalResult verifyAccumulate(mlir::Operation *op, AccumulateAttr accumulate, size_t loops);

bool inMainMemory(mlir::Value buffer);
/// The buffer is in a core's memory.
mlir::LogicalResult verifyOnCore(mlir::Operation *op, mlir::Value buffer, mlir::StringRef what);

mlir::Type elementTypeOf(mlir::Value buffer);

} // namespace mock::ir
