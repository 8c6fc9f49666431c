//===- MemoryOrder.cpp ------------------------------------------------------===//
#include "mock/passes/transforms/MemoryOrder.h"

#include <numeric>

using namespace mlir;

namespace mock::transforms {

DimensionOrder rowMajorOrder(size_t rank) {
  return llvm::to_vector<6>(llvm::seq<unsigned>(0, rank));
}

SmallVector<int64_t> stridesIn(const DimensionOrder &order, ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  int64_t stride = 1;
  for (unsigned dim : llvm::reverse(order)) {
    strides[dim] = stride;
    stride *= shape[dim];
  }
  return strides;
}

DimensionOrder orderByStrides(ArrayRef<int64_t> shape, ArrayRef<int64_t> strides) {
  DimensionOrder order = rowMajorOrder(shape.size()), sorted;
  llvm::copy_if(order, std::back_inserter(sorted), [&](unsigned dim) { return shape[dim] > 1; });
  llvm::stable_sort(sorted, [&](unsigned a, unsigned b) { return strides[a] > strides[b]; });
  auto next = sorted.begin();
  for (unsigned &dim : order)
    if (shape[dim] > 1)
      dim = *next++;
  return order;
}

std::optional<SmallVector<int64_t>> coordinatesOf(int64_t distance, ArrayRef<int64_t> shape,
                                                  ArrayRef<int64_t> strides) {
  int64_t sign = distance < 0 ? -1 : 1, rest = std::abs(distance);
  SmallVector<int64_t> coordinates(shape.size(), 0);
  for (unsigned dim : orderByStrides(shape, strides)) {
    if (shape[dim] == 1 || strides[dim] <= 0)
      continue;
    coordinates[dim] = sign * (rest / strides[dim]);
    rest %= strides[dim];
  }
  if (rest != 0)
    return std::nullopt;
  return coordinates;
}

std::optional<DimensionOrder> orderOf(ArrayRef<int64_t> shape, const ir::Layout &layout) {
  if (layout.offset != 0 || llvm::is_contained(shape, 0))
    return std::nullopt;
  DimensionOrder order = orderByStrides(shape, layout.strides);
  for (auto [extent, stride, dense] :
       llvm::zip_equal(shape, layout.strides, stridesIn(order, shape)))
    if (extent > 1 && stride != dense)
      return std::nullopt;
  return order;
}

namespace {

/// Which element of the base an address in the old order is, and where it goes.
class Relocation {
public:
  Relocation(ArrayRef<int64_t> shape, const DimensionOrder &from, const DimensionOrder &to)
      : shape(shape), order(from), from(stridesIn(from, shape)), to(stridesIn(to, shape)),
        low(shape.size(), 0), high(shape.size(), 0) {}

  /// Where the view begins, which is the base's element at `offset`.
  int64_t begin(int64_t offset) {
    low = high = *coordinatesOf(offset, shape, from); // a tensor without gaps has every element
    return std::inner_product(low.begin(), low.end(), to.begin(), int64_t(0));
  }

  /// Steps of `stride` between `extent` positions: along one dimension of the base, or nowhere.
  std::optional<int64_t> step(int64_t stride, int64_t extent) {
    if (stride == 0 || extent == 1)
      return extent == 1 ? 1 : 0;
    for (unsigned dim : order) {
      if (shape[dim] == 1 || stride % from[dim] != 0)
        continue;
      int64_t steps = stride / from[dim], reach = (extent - 1) * steps;
      (reach < 0 ? low : high)[dim] += reach;
      if (low[dim] < 0 || high[dim] >= shape[dim])
        return std::nullopt;
      return steps * to[dim];
    }
    return std::nullopt;
  }

private:
  ArrayRef<int64_t> shape;
  const DimensionOrder &order;
  SmallVector<int64_t> from, to, low, high;
};

} // namespace

std::optional<ir::Layout> reorderedView(ir::ViewOp view, const DimensionOrder &from,
                                        const DimensionOrder &to) {
  auto base = cast<RankedTensorType>(view.getBase().getType());
  auto type = cast<RankedTensorType>(view.getType());
  if (base.getNumElements() == 0 || type.getNumElements() == 0)
    return std::nullopt;
  Relocation relocation(base.getShape(), from, to);
  ir::Layout layout;
  layout.offset = relocation.begin(view.getOffset());
  for (auto [stride, extent] : llvm::zip_equal(view.getStrides(), type.getShape())) {
    std::optional<int64_t> moved = relocation.step(stride, extent);
    if (!moved)
      return std::nullopt;
    layout.strides.push_back(*moved);
  }
  return layout;
}

} // namespace mock::transforms
