//===- Decomposition.cpp - Operators taken apart into others ---------------===//
#include "Decomposition.h"

using namespace mlir;

namespace mock::conversion {

Value Decomposition::emit(StringRef name, ValueRange operands, RankedTensorType type,
                          Attributes attributes) {
  OperationState state(op->getLoc(), name);
  state.addOperands(operands);
  state.addTypes(type);
  state.addAttributes(attributes);
  state.addAttribute(ir::kSourceOp, builder.getStringAttr(aten::userOperatorName(op)));
  if (Attribute node = op->getAttr(ir::kNode))
    state.addAttribute(ir::kNode, node);
  return builder.create(state)->getResult(0);
}

Value Decomposition::unary(StringRef name, Value x) {
  return emit(name, x, ::cast<RankedTensorType>(x.getType()));
}

Value Decomposition::binary(StringRef name, Value a, Value b) {
  SmallVector<NamedAttribute> attributes;
  if (name == "aten.add.Tensor" || name == "aten.sub.Tensor")
    attributes.push_back(attribute("alpha", builder.getI64IntegerAttr(1)));
  return emit(name, {a, b}, ::cast<RankedTensorType>(a.getType()), attributes);
}

Value Decomposition::withNumber(StringRef name, Value x, StringRef argument, double number) {
  SmallVector<NamedAttribute> attributes = {attribute(argument, builder.getF64FloatAttr(number))};
  if (name == "aten.add.Scalar" || name == "aten.sub.Scalar")
    attributes.push_back(attribute("alpha", builder.getI64IntegerAttr(1)));
  return emit(name, x, ::cast<RankedTensorType>(x.getType()), attributes);
}

Value Decomposition::reduce(StringRef name, Value x, ArrayRef<int64_t> dims) {
  auto type = ::cast<RankedTensorType>(x.getType());
  SmallVector<int64_t> sizes(type.getShape());
  for (int64_t dim : dims)
    sizes[dim] = 1;
  return emit(name, x, type.clone(sizes),
              {attribute("dim", builder.getDenseI64ArrayAttr(dims)),
               attribute("keepdim", builder.getBoolAttr(true))});
}

Value Decomposition::cast(Value x, Type elementType) {
  auto type = ::cast<RankedTensorType>(x.getType());
  if (type.getElementType() == elementType)
    return x;
  return emit("aten._to_copy", x, type.clone(elementType),
              {attribute("dtype", TypeAttr::get(elementType)),
               attribute(ir::kImplicit, builder.getUnitAttr())});
}

const Decompositions &decompositions() {
  static const Decompositions all = [] {
    Decompositions table;
    registerSoftmax(table);
    registerNormalization(table);
    registerDropout(table);
    return table;
  }();
  return all;
}

/// Results keep eager's layout: the operation that makes one takes over its `mock.layout` entry.
static void keepLayout(Operation *op, unsigned index, Value value) {
  auto layouts = op->getAttrOfType<ArrayAttr>(attr::kLayout);
  if (layouts && value && value.getDefiningOp())
    value.getDefiningOp()->setAttr(attr::kLayout,
                                   ArrayAttr::get(op->getContext(), {layouts[index]}));
}

FailureOr<SmallVector<Value>> decomposeInto(Block &block, Operation *op) {
  auto decompose = decompositions().find(op->getName().getStringRef());
  if (decompose == decompositions().end())
    return failure();
  OpBuilder builder(op->getContext());
  builder.setInsertionPointToEnd(&block);
  Decomposition decomposition(builder, op);
  FailureOr<SmallVector<Value>> results = decompose->second(decomposition);
  if (failed(results)) {
    block.dropAllReferences();
    block.clear();
    return failure();
  }
  for (auto [index, value] : llvm::enumerate(*results))
    keepLayout(op, index, value);
  return results;
}

} // namespace mock::conversion
