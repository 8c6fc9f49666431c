//===- IterationSpace.h - The dimensions that operations share --------------===//
//
// A kernel's operations run over one iteration space: each loop of an operation is a dimension of
// it, each tensor's dimensions are a projection of it. Forming kernels, choosing tiles, tiling and
// placing all reason in these dimensions.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "mlir/IR/Operation.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <optional>

namespace mock::transforms {

using Dims = llvm::SmallVector<unsigned, 6>;

/// Stands in Dims for a dimension of a tensor that an operation needs whole: no loop runs along it.
inline constexpr unsigned kWhole = ~0u;
/// How a dimension of a tensor slides along a loop: a tile of t points of the loop that begins at o
/// reads the positions from o / divisor x stride - padding (+ inner) on, (t / divisor - 1) x stride
/// + span of them. `inner` is a loop whose tile begins within, and its extent takes the place of
/// span.
struct Window {
  int64_t stride = 1, divisor = 1, padding = 0, span = 1;
  std::optional<unsigned> inner; ///< a loop in OperationLoops, a dimension in IterationSpace
  bool operator==(const Window &) const = default;
};

/// By dimension of a tensor; empty: no dimension slides.
using Windows = llvm::SmallVector<std::optional<Window>>;

/// The loops of one operation on tensors, and which of them each tensor's dimensions run along.
struct OperationLoops {
  llvm::SmallVector<int64_t> extents;
  llvm::SmallVector<bool> reduced;    ///< by loop
  llvm::SmallVector<Dims> operands;   ///< by operand; empty for scalars
  Dims result;                        ///< of the first result; others may have fewer
  llvm::SmallVector<Windows> windows; ///< by operand; empty: no operand slides
};

/// The loops of linalg.generic (parallel), fill, matmul, batch_matmul, mock.reduce, mock.conv,
/// mock.pool, mock.attention, mock.scan, mock.sort, mock.gather, mock.scatter and mock.insert
/// (those of its part); nullopt for every other operation. Points of a pooling window are no loops.
std::optional<OperationLoops> loopsOf(mlir::Operation *op);

bool isContraction(mlir::Operation *op);
/// A contraction or a convolution: sums in the accumulator memory.
bool usesMatrixEngine(mlir::Operation *op);

class IterationSpace {
public:
  struct Dimension {
    int64_t extent = 1;
    bool reduced = false; ///< by some operation
  };

  /// The space of `ops` (in order); nullopt when they share none: two loops of an operation would
  /// have to be the same dimension. Dimensions are numbered as `results` have them, then in
  /// the order of the operations' loops.
  static std::optional<IterationSpace> build(llvm::ArrayRef<mlir::Operation *> ops,
                                             mlir::ValueRange results = {});

  llvm::ArrayRef<Dimension> dimensions() const { return dims; }
  /// The dimension of each loop of an operation.
  const Dims &loopsOf(mlir::Operation *op) const { return loops.find(op)->second; }
  /// The dimension of each tensor dimension.
  Dims dimsOf(mlir::OpOperand &operand) const;
  Dims dimsOf(mlir::OpResult result) const;
  /// How the dimensions of an operand slide along those of the space.
  Windows windowsOf(mlir::OpOperand &operand) const;

private:
  llvm::SmallVector<Dimension> dims;
  llvm::DenseMap<mlir::Operation *, Dims> loops;
  llvm::DenseMap<mlir::Operation *, OperationLoops> details;
  friend class SpaceBuilder;
};

/// Whether the operation works on this operand where it lies in main memory: the source of a
/// gather, what a scatter or an insertion changes. No tile of it is copied.
bool staysInMainMemory(mlir::OpOperand &operand);

/// The operations of a block that have loops, in order.
llvm::SmallVector<mlir::Operation *> computeOps(mlir::Block &block);

/// What a tile begins with (tensor.empty, linalg.fill): it is made wherever it is read.
bool isInitialValue(mlir::Value value);

} // namespace mock::transforms
