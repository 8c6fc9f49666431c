//===- ScansAndSorts.cpp - cumsum, cumprod, sort, argsort, topk -------------===//
//
// A row has to fit into a core's memory with what is made of it. Longer ones are scanned or sorted
// in blocks.
//
//===----------------------------------------------------------------------===//
#include "LongScans.h"
#include "LongSorts.h"

#include "mock/passes/constraints/Report.h"

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;
using ir::ReduceKind;

RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

/// The dimension, wrapped.
int64_t dimOf(Lowering &lowering, Value self, int64_t absent) {
  int64_t dim = lowering.args.integer("dim").value_or(absent);
  return dim < 0 ? dim + typeOf(self).getRank() : dim;
}

/// Dimensions with `dim` last.
SmallVector<int64_t> orderWithLast(int64_t rank, int64_t dim) {
  SmallVector<int64_t> order;
  for (int64_t i = 0; i < rank; ++i)
    if (i != dim)
      order.push_back(i);
  order.push_back(dim);
  return order;
}

template <typename T> SmallVector<T> permuted(ArrayRef<T> values, ArrayRef<int64_t> order) {
  return llvm::map_to_vector(order, [&](int64_t dim) { return values[dim]; });
}

/// The type that rows are compared or summed in.
Type computedIn(Type type) {
  if (type.isBF16() || type.isF16())
    return Float32Type::get(type.getContext());
  return type.isInteger(1) ? Type(IntegerType::get(type.getContext(), 32)) : type;
}

/// How many elements a core holds that take `bytesPerElement` with everything made of them, each
/// streamed twice, beside `otherBytes` and what aligning `buffers` takes; 0 where there is no
/// scratchpad.
int64_t longestRow(Lowering &lowering, int64_t bytesPerElement, int64_t otherBytes = 0,
                   int64_t buffers = 0) {
  const profile::Profile *profile = targetOf(lowering.op);
  int memory = profile ? profile->memoryIndex(profile::Memory::Role::Scratchpad) : -1;
  if (memory < 0)
    return 0;
  auto field = profile->fields.find("dma.extent");
  // The extents of a tile must stay in the field when they are rounded up (KernelModel).
  int64_t longest = field == profile->fields.end()
                        ? INT64_MAX
                        : field->second.max() - profile->matrix.extentMultiple;
  const profile::Memory &scratchpad = profile->memories[memory];
  int64_t free = scratchpad.size - otherBytes - buffers * (scratchpad.alignment - 1);
  return std::min(longest, free / bytesPerElement);
}

/// A view of a result of permuted dimensions in eager's order.
Value inOrder(Lowering &lowering, Value result, ArrayRef<int64_t> order) {
  SmallVector<int64_t> inverse(order.size());
  for (auto [position, dim] : llvm::enumerate(order))
    inverse[dim] = position;
  return lowering.permute(result, inverse);
}

//===----------------------------------------------------------------------===//
// Scans
//===----------------------------------------------------------------------===//

template <ReduceKind kind> Results lowerScan(Lowering &lowering) {
  Value self = lowering.args.tensor("self");
  RankedTensorType result = lowering.resultType();
  Type element = result.getElementType();
  Value input = lowering.cast(self, element, /*implicit=*/false);
  if (typeOf(self).getRank() == 0 || isEmpty(self))
    return SmallVector<Value>{lowering.copy(input)};
  int64_t dim = dimOf(lowering, self, 0);
  int64_t longest = longestRow(lowering, 4 * ir::elementBytes(element) + 16);
  if (longest < 2)
    return lowering.unsupported("operator", "no scratchpad for rows");
  input = lowering.cast(input, computedIn(element), /*implicit=*/true);
  SmallVector<int64_t> order = orderWithLast(result.getRank(), dim);
  Value rows = lowering.permute(input, order);
  if (result.getDimSize(dim) > longest)
    return SmallVector<Value>{scanLongRows(lowering, kind, rows, order, longest)};
  SmallVector<int64_t> strides =
      permuted<int64_t>(mock::resultLayout(lowering.op, 0).strides, order);
  Value scanned = scanRows(lowering, kind, rows, strides);
  Value value = inOrder(lowering, scanned, order);
  return SmallVector<Value>{lowering.cast(value, element, /*implicit=*/true)};
}

//===----------------------------------------------------------------------===//
// Sorts
//===----------------------------------------------------------------------===//

/// The first values of rows of any length in row-major order or, where a core holds a row, laid
/// out as eager has them.
FailureOr<SortedRows> sortAnyRows(Lowering &lowering, Value rows, ArrayRef<int64_t> order,
                                  int64_t kept, bool descending) {
  int64_t length = typeOf(rows).getShape().back();
  int64_t bytes = ir::elementBytes(typeOf(rows).getElementType());
  constexpr int64_t kBuffers = 6; // two of the input, the values and the positions
  int64_t inputBytes = 2 * bytes, resultBytes = 2 * (bytes + 8);
  int64_t longest = longestRow(lowering, inputBytes + resultBytes, 0, kBuffers);
  int64_t longestKeeping = longestRow(lowering, inputBytes, resultBytes * kept, kBuffers);
  if (longest < 2)
    return lowering.unsupported("operator", "no scratchpad for rows");
  if (length > std::max(longest, longestKeeping))
    return sortLongRows(lowering, rows, kept, descending, longest, longestKeeping);
  SortedRows sorted = sortRows(lowering, rows, kept, descending);
  SmallVector<Attribute> strides;
  for (unsigned index = 0; index < 2; ++index) {
    unsigned result = std::min<unsigned>(index, lowering.op->getNumResults() - 1);
    strides.push_back(lowering.builder.getDenseI64ArrayAttr(
        permuted<int64_t>(mock::resultLayout(lowering.op, result).strides, order)));
  }
  sorted.values.getDefiningOp()->setAttr(ir::kResultStrides,
                                         lowering.builder.getArrayAttr(strides));
  return sorted;
}

/// The first `kept` values along `dim` and their positions, in the operator's order of dimensions.
Results sorted(Lowering &lowering, Value self, int64_t dim, int64_t kept, bool descending) {
  Type element = typeOf(self).getElementType();
  SmallVector<int64_t> order = orderWithLast(typeOf(self).getRank(), dim);
  Value rows = lowering.permute(lowering.cast(self, computedIn(element), /*implicit=*/true), order);
  FailureOr<SortedRows> sorted = sortAnyRows(lowering, rows, order, kept, descending);
  if (failed(sorted))
    return failure();
  Value values = inOrder(lowering, sorted->values, order);
  return SmallVector<Value>{lowering.cast(values, element, /*implicit=*/true),
                            inOrder(lowering, sorted->positions, order)};
}

/// A 0-dimensional tensor is its own sorted row; nothing has no order.
Results trivial(Lowering &lowering, Value self) {
  RankedTensorType positions = lowering.resultType(lowering.op->getNumResults() - 1);
  return SmallVector<Value>{
      lowering.copy(lowering.reshape(self, lowering.resultType(0).getShape())),
      lowering.fill(positions, lowering.builder.getI64IntegerAttr(0))};
}

Results lowerSort(Lowering &lowering) {
  Value self = lowering.args.tensor("self");
  if (typeOf(self).getRank() == 0 || isEmpty(self))
    return trivial(lowering, self);
  int64_t dim = dimOf(lowering, self, -1);
  return sorted(lowering, self, dim, typeOf(self).getDimSize(dim),
                lowering.args.flag("descending"));
}

Results lowerTopK(Lowering &lowering) {
  Value self = lowering.args.tensor("self");
  int64_t kept = lowering.args.integer("k").value_or(0);
  if (isEmpty(self) || kept == 0)
    return lowering.unsupported("k", "no elements");
  if (typeOf(self).getRank() == 0)
    return trivial(lowering, self);
  return sorted(lowering, self, dimOf(lowering, self, -1), kept,
                lowering.args.flag("largest", /*absent=*/true));
}

} // namespace

void registerScansAndSorts(Registry &registry) {
  registry["aten.cumsum"] = lowerScan<ReduceKind::Sum>;
  registry["aten.cumprod"] = lowerScan<ReduceKind::Prod>;
  registry["aten.sort"] = registry["aten.sort.stable"] = lowerSort;
  registry["aten.topk"] = lowerTopK;
}

} // namespace mock::conversion
