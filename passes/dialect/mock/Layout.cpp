//===- Layout.cpp - Where the elements of a tensor lie ----------------------===//
#include "mock/passes/dialect/mock/MockDialect.h"

using namespace mlir;

namespace mock::ir {

SmallVector<int64_t> rowMajorStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (int64_t i = static_cast<int64_t>(shape.size()) - 2; i >= 0; --i)
    strides[i] = strides[i + 1] * std::max<int64_t>(shape[i + 1], 1);
  return strides;
}

static std::optional<Layout> argumentLayout(BlockArgument argument) {
  auto function = dyn_cast<FunctionOpInterface>(argument.getOwner()->getParentOp());
  if (!function || !argument.getOwner()->isEntryBlock())
    return std::nullopt;
  unsigned number = argument.getArgNumber();
  auto strides = function.getArgAttrOfType<DenseI64ArrayAttr>(number, kStrides);
  auto offset = function.getArgAttrOfType<IntegerAttr>(number, kOffset);
  if (!strides && !offset)
    return std::nullopt;
  auto type = cast<RankedTensorType>(argument.getType());
  return Layout{strides ? SmallVector<int64_t>(strides.asArrayRef())
                        : rowMajorStrides(type.getShape()),
                offset ? offset.getInt() : 0};
}

static std::optional<Layout> resultLayout(OpResult result) {
  Attribute attribute = result.getOwner()->getDiscardableAttr(kResultStrides);
  if (auto array = dyn_cast_or_null<ArrayAttr>(attribute))
    attribute = result.getResultNumber() < array.size() ? array[result.getResultNumber()] : nullptr;
  auto strides = dyn_cast_or_null<DenseI64ArrayAttr>(attribute);
  if (!strides)
    return std::nullopt;
  return Layout{SmallVector<int64_t>(strides.asArrayRef()), 0};
}

Value updatedBase(Value value) {
  if (auto insert = value.getDefiningOp<InsertOp>())
    return insert.getBase();
  auto scatter = value.getDefiningOp<ScatterOp>();
  return scatter ? scatter.getBase() : Value();
}

Layout layoutOf(Value value) {
  if (auto view = value.getDefiningOp<ViewOp>())
    return {SmallVector<int64_t>(view.getStrides()), static_cast<int64_t>(view.getOffset())};
  std::optional<Layout> known;
  Value base = updatedBase(value);
  if (auto argument = dyn_cast<BlockArgument>(value))
    known = argumentLayout(argument);
  else
    known = resultLayout(cast<OpResult>(value));
  if (!known && base)
    return layoutOf(base);
  return known ? *known
               : Layout{rowMajorStrides(cast<RankedTensorType>(value.getType()).getShape()), 0};
}

Value rootOf(Value value) {
  while (auto view = value.getDefiningOp<ViewOp>())
    value = view.getBase();
  return value;
}

int64_t elementBytes(Type type) {
  if (auto complex = dyn_cast<ComplexType>(type))
    return 2 * elementBytes(complex.getElementType());
  if (type.isIndex())
    return 8;
  return llvm::divideCeil(type.getIntOrFloatBitWidth(), 8);
}

int64_t spanBytes(RankedTensorType type, const Layout &layout) {
  if (type.getNumElements() == 0)
    return 0;
  int64_t last = layout.offset;
  for (auto [extent, stride] : llvm::zip_equal(type.getShape(), layout.strides))
    last += std::max<int64_t>(0, (extent - 1) * stride); // a negative stride walks back
  return (last + 1) * elementBytes(type.getElementType());
}

} // namespace mock::ir
