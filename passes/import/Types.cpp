//===- Types.cpp - Element types and layouts of tensors --------------------===//
#include "mock/passes/import/Types.h"

#include "mock/passes/dialect/mock/MockDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace mock {

Type toElementType(MLIRContext &context, DType dtype) {
  Builder b(&context);
  switch (dtype) {
  case DType::Bool:
    return b.getI1Type();
  case DType::U8:
    return b.getIntegerType(8, /*isSigned=*/false);
  case DType::I8:
    return b.getI8Type();
  case DType::I16:
    return b.getI16Type();
  case DType::I32:
    return b.getI32Type();
  case DType::I64:
    return b.getI64Type();
  case DType::F16:
    return b.getF16Type();
  case DType::BF16:
    return b.getBF16Type();
  case DType::F32:
    return b.getF32Type();
  case DType::F64:
    return b.getF64Type();
  case DType::C64:
    return ComplexType::get(b.getF32Type());
  case DType::C128:
    return ComplexType::get(b.getF64Type());
  }
  llvm_unreachable("all element types are listed");
}

std::optional<DType> toDType(Type elementType) {
  MLIRContext &context = *elementType.getContext();
  for (DType dtype : {DType::Bool, DType::U8, DType::I8, DType::I16, DType::I32, DType::I64,
                      DType::F16, DType::BF16, DType::F32, DType::F64, DType::C64, DType::C128})
    if (toElementType(context, dtype) == elementType)
      return dtype;
  return std::nullopt;
}

RankedTensorType toTensorType(MLIRContext &context, const compiler::TensorType &type) {
  return RankedTensorType::get(type.sizes, toElementType(context, type.dtype));
}

bool sameStrides(ArrayRef<int64_t> sizes, ArrayRef<int64_t> a, ArrayRef<int64_t> b) {
  if (llvm::is_contained(sizes, 0))
    return true;
  for (auto [size, left, right] : llvm::zip_equal(sizes, a, b))
    if (size != 1 && left != right)
      return false;
  return true;
}

ResultLayout resultLayout(Operation *op, unsigned index) {
  auto type = cast<RankedTensorType>(op->getResult(index).getType());
  ResultLayout layout{ir::rowMajorStrides(type.getShape()), 0, std::nullopt};
  auto entries = op->getAttrOfType<ArrayAttr>(attr::kLayout);
  if (!entries)
    return layout;
  auto entry = cast<DictionaryAttr>(entries[index]);
  if (auto strides = entry.getAs<DenseI64ArrayAttr>("strides"))
    layout.strides = SmallVector<int64_t>(strides.asArrayRef());
  if (auto offset = entry.getAs<IntegerAttr>("offset"))
    layout.offset = offset.getInt();
  if (auto alias = entry.getAs<IntegerAttr>("alias"))
    layout.alias = alias.getInt();
  return layout;
}

DictionaryAttr layoutEntry(MLIRContext &context, ArrayRef<int64_t> sizes,
                           const ResultLayout &layout) {
  Builder b(&context);
  bool isDefault = !layout.alias && layout.offset == 0 &&
                   sameStrides(sizes, layout.strides, ir::rowMajorStrides(sizes));
  if (isDefault)
    return b.getDictionaryAttr({});
  SmallVector<NamedAttribute> fields = {
      b.getNamedAttr("strides", b.getDenseI64ArrayAttr(layout.strides)),
      b.getNamedAttr("offset", b.getI64IntegerAttr(layout.offset))};
  if (layout.alias)
    fields.push_back(b.getNamedAttr("alias", b.getI64IntegerAttr(*layout.alias)));
  return b.getDictionaryAttr(fields);
}

bool isWeight(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  auto function = argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp()) : nullptr;
  if (!function || isOnHost(value))
    return false;
  auto kind = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(), attr::kInput);
  return kind && llvm::is_contained({"parameter", "buffer", "constant"}, kind.getValue());
}

bool isOnHost(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto function = dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp());
    return function && function.getArgAttr(argument.getArgNumber(), attr::kOnHost);
  }
  auto flags = value.getDefiningOp()->getAttrOfType<DenseBoolArrayAttr>(attr::kOnHost);
  return flags && flags[cast<OpResult>(value).getResultNumber()];
}

} // namespace mock
