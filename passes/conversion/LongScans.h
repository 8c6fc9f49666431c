//===- LongScans.h - Scans of rows that no core's memory holds --------------===//
#pragma once

#include "Lowering.h"

namespace mock::conversion {

/// A mock.scan along the last dimension of `rows`, a row of which a core's memory holds. The result
/// has the strides given.
Value scanRows(Lowering &lowering, ir::ReduceKind kind, Value rows,
               llvm::ArrayRef<int64_t> strides);

/// The same for rows longer than `longest` elements, in blocks: each block is scanned by itself,
/// then the blocks' totals, and a block's elements are combined with the total before it. The order
/// is therefore not that of one scan. `order` are the operator's dimensions as `rows` has them; the
/// result is the operator's, in its own order of dimensions and type.
Value scanLongRows(Lowering &lowering, ir::ReduceKind kind, Value rows,
                   llvm::ArrayRef<int64_t> order, int64_t longest);

} // namespace mock::conversion
