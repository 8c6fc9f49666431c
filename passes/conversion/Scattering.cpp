//===- Scattering.cpp - Operators that write elements by index tensors -----===//
#include "IndexOperands.h"
#include "Movement.h"
#include "ReductionParts.h"
#include "Scalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/StringSwitch.h"

#include <limits>

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;
using Mode = ir::ScatterMode;

RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

/// One mock.scatter; `values` broadcasts to the loops. Bools are combined as the numbers 0 and 1.
Value scatter(Lowering &lowering, Mode mode, Value values, Value base,
              const IndexOperands &operands, ArrayRef<int64_t> shape, bool wraps) {
  OpBuilder &builder = lowering.builder;
  if (mode != Mode::Store && typeOf(base).getElementType().isInteger(1)) {
    Type number = builder.getI32Type(), truth = builder.getI1Type();
    Value result = scatter(lowering, mode, lowering.cast(values, number, /*implicit=*/false),
                           lowering.cast(base, number, /*implicit=*/false), operands, shape, wraps);
    return lowering.cast(result, truth, /*implicit=*/false);
  }
  auto [tensor, map] = broadcastOperand(lowering, values, shape, 0, shape.size());
  return ir::ScatterOp::create(
      builder, lowering.loc(), base.getType(), ir::ScatterModeAttr::get(builder.getContext(), mode),
      tensor, operands.tensors, builder.getDenseI64ArrayAttr(operands.coordinates),
      AffineMapAttr::get(map), builder.getAffineMapArrayAttr(operands.maps),
      wraps ? builder.getUnitAttr() : UnitAttr(), UnitAttr(), base);
}

//===----------------------------------------------------------------------===//
// scatter(self, dim, index, ...)
//===----------------------------------------------------------------------===//

/// The arguments that all scatters along a dimension have; scalars as tensors with one dimension.
struct AlongDim {
  Value base; ///< of the shape of self, with at least one dimension
  Value index;
  IndexOperands operands;
  SmallVector<int64_t> shape; ///< of the loops
  bool nothing = false;       ///< no index
};

FailureOr<AlongDim> scatterArguments(Lowering &lowering) {
  AlongDim result;
  Value index = atLeastOneDim(lowering, lowering.args.tensor("index"));
  if (!isIndexType(index))
    return lowering.unsupported("index", "another type than i64 and i32");
  Value self = lowering.args.tensor("self");
  bool scalar = typeOf(self).getRank() == 0;
  int64_t rank = scalar ? 1 : typeOf(self).getRank();
  if (typeOf(index).getRank() != rank)
    return lowering.unsupported("index", "another number of dimensions than self");
  result.base =
      scalar ? lowering.copy(atLeastOneDim(lowering, self)) : asUpdateBase(lowering, self);
  result.nothing = isEmpty(index);
  result.index = index;
  result.operands = alongDim(lowering, index, wrapDim(*lowering.args.integer("dim"), rank));
  llvm::append_range(result.shape, typeOf(index).getShape());
  return result;
}

/// What has become of the base as the operator's result.
Results resultOf(Lowering &lowering, Value updated) {
  bool scalar = lowering.resultType().getRank() == 0;
  return SmallVector<Value>{scalar ? lowering.reshape(updated, {}) : updated};
}

/// The part of `src` that is as large as the index.
Value sourceOf(Lowering &lowering, Value source, ArrayRef<int64_t> shape) {
  source = atLeastOneDim(lowering, source);
  ir::Layout layout = ir::layoutOf(source);
  return lowering.view(source, shape, layout.strides, layout.offset);
}

Value numberTensor(Lowering &lowering, Type element, const aten::Scalar &number) {
  Scalars scalars(lowering.builder, lowering.loc());
  Value constant = scalars.constant(element, number);
  auto value = cast<TypedAttr>(constant.getDefiningOp<arith::ConstantOp>().getValue());
  constant.getDefiningOp()->erase();
  return lowering.fill(RankedTensorType::get({}, element), value);
}

template <Mode mode> Results lowerScatter(Lowering &lowering) {
  FailureOr<AlongDim> arguments = scatterArguments(lowering);
  if (failed(arguments))
    return failure();
  Type element = lowering.resultType().getElementType();
  if (arguments->nothing)
    return resultOf(lowering, arguments->base);
  Value source = lowering.args.tensor("src");
  if (source)
    source = sourceOf(lowering, source, arguments->shape);
  else
    source = numberTensor(lowering, element, *lowering.args.scalar("value"));
  return resultOf(lowering, scatter(lowering, mode, source, arguments->base, arguments->operands,
                                    arguments->shape, /*wraps=*/false));
}

/// What a combination begins with where self does not count.
TypedAttr identityOf(Type element, Mode mode) {
  if (element.isInteger(1))
    return IntegerAttr::get(element, mode == Mode::Mul || mode == Mode::Min);
  return conversion::identityOf(mode == Mode::Mul   ? ir::ReduceKind::Prod
                                : mode == Mode::Min ? ir::ReduceKind::Min
                                : mode == Mode::Max ? ir::ReduceKind::Max
                                                    : ir::ReduceKind::Sum,
                                element);
}

/// sum / max(count, 1), where count is what has been added to each element.
Value meanOf(Lowering &lowering, Value sum, const AlongDim &arguments, bool includeSelf) {
  RankedTensorType type = typeOf(sum);
  Type f32 = lowering.builder.getF32Type();
  auto number = [&](double value) { return lowering.builder.getFloatAttr(f32, value); };
  Value counts = lowering.fill(type.clone(f32), number(includeSelf));
  Value one = lowering.fill(RankedTensorType::get({}, f32), number(1));
  counts = scatter(lowering, Mode::Add, one, counts, arguments.operands, arguments.shape, false);
  return lowering.map(type, {sum, counts}, [&](OpBuilder &b, Location l, ValueRange x) -> Value {
    Scalars s(b, l);
    Value count = s.maximum(x[1], s.constant(f32, 1.0));
    return s.convert(s.div(s.convert(x[0], f32, false), count), type.getElementType(), true);
  });
}

Results lowerScatterReduce(Lowering &lowering) {
  StringRef reduce = lowering.args.string("reduce");
  Mode mode = llvm::StringSwitch<Mode>(reduce)
                  .Case("prod", Mode::Mul)
                  .Case("amin", Mode::Min)
                  .Case("amax", Mode::Max)
                  .Default(Mode::Add);
  Type element = lowering.resultType().getElementType();
  if (reduce == "mean" && !isa<FloatType>(element))
    return lowering.unsupported("reduce", "a mean of integers");
  FailureOr<AlongDim> arguments = scatterArguments(lowering);
  if (failed(arguments))
    return failure();
  if (arguments->nothing)
    return resultOf(lowering, arguments->base);
  bool includeSelf = lowering.args.flag("include_self", true);
  Value base = arguments->base;
  if (!includeSelf) {
    Value begin = lowering.fill(RankedTensorType::get({}, element), identityOf(element, mode));
    base =
        scatter(lowering, Mode::Store, begin, base, arguments->operands, arguments->shape, false);
  }
  Value source = sourceOf(lowering, lowering.args.tensor("src"), arguments->shape);
  Value result =
      scatter(lowering, mode, source, base, arguments->operands, arguments->shape, false);
  if (reduce == "mean")
    result = meanOf(lowering, result, *arguments, includeSelf);
  return resultOf(lowering, result);
}

//===----------------------------------------------------------------------===//
// index_put
//===----------------------------------------------------------------------===//

/// Where the single mask among the indices begins: self[:, :, mask] begins at 2.
std::optional<int64_t> singleMask(Lowering &lowering) {
  ValueRange tensors = lowering.args.tensors("indices");
  if (tensors.size() != 1 || !getElementTypeOrSelf(tensors[0]).isInteger(1))
    return std::nullopt;
  auto present = lowering.op->getAttrOfType<DenseBoolArrayAttr>("indices_present");
  return present ? llvm::find(present.asArrayRef(), true) - present.asArrayRef().begin() : 0;
}

/// A view whose dimensions of extent 1 are where `tensor` does not vary: `lead` of them in front,
/// the others behind.
Value spread(Lowering &lowering, Value tensor, int64_t lead, int64_t rank) {
  SmallVector<int64_t> sizes(rank, 1), strides(rank, 1);
  ir::Layout layout = ir::layoutOf(tensor);
  llvm::copy(typeOf(tensor).getShape(), sizes.begin() + lead);
  llvm::copy(layout.strides, strides.begin() + lead);
  return lowering.view(tensor, sizes, strides, layout.offset);
}

/// What self[mask] = values stores, with extent 1 along the dimensions `first` to `first + count`
/// of the mask. Null where each chosen element has a value of its own.
Value valuesUnderMask(Lowering &lowering, int64_t first, int64_t count, int64_t rank) {
  Value values = lowering.args.tensor("values");
  ir::Layout layout = ir::layoutOf(values);
  ArrayRef<int64_t> shape = typeOf(values).getShape();
  SmallVector<int64_t> sizes(rank, 1), strides(rank, 1);
  // The dimensions of values are those of [..., chosen, ...], counted from the last.
  for (int64_t back = 1; back <= static_cast<int64_t>(shape.size()); ++back) {
    int64_t dim = rank - back, from = shape.size() - back;
    if (dim < first + count) {
      if (dim == first + count - 1 && shape[from] != 1)
        return nullptr;
      dim -= count - 1; // all dimensions of the mask are one of the values
    }
    if (dim < 0)
      return nullptr;
    sizes[dim] = shape[from];
    strides[dim] = layout.strides[from];
  }
  return lowering.view(values, sizes, strides, layout.offset);
}

/// self[mask] = values, or += values, where all chosen elements (along the mask) get the same.
Results lowerMaskedPut(Lowering &lowering, int64_t first) {
  Value self = lowering.args.tensor("self"), mask = lowering.args.tensors("indices")[0];
  int64_t rank = typeOf(self).getRank(), count = typeOf(mask).getRank();
  bool adds = lowering.args.flag("accumulate");
  Value values =
      count == 0 || first + count > rank ? Value() : valuesUnderMask(lowering, first, count, rank);
  if (!values)
    return lowering.unsupported("indices", "a mask with more than one value");
  Value condition = spread(lowering, mask, first, rank);
  Type element = lowering.resultType().getElementType();
  Type sum = isa<FloatType>(element) ? lowering.builder.getF32Type() : element;
  return SmallVector<Value>{
      lowering.map(lowering.resultType(), {condition, values, self},
                   [&](OpBuilder &b, Location l, ValueRange x) {
                     Scalars s(b, l);
                     if (!adds)
                       return s.select(x[0], x[1], x[2]);
                     Value added = s.add(s.convert(x[2], sum, false), s.convert(x[1], sum, false));
                     return s.select(x[0], s.convert(added, element, true), x[2]);
                   })};
}

Results lowerIndexPut(Lowering &lowering) {
  RankedTensorType type = lowering.resultType();
  if (std::optional<int64_t> first = singleMask(lowering))
    return lowerMaskedPut(lowering, *first);
  FailureOr<TensorIndex> index = tensorIndex(lowering, type);
  if (failed(index))
    return failure();
  if (index->operands.tensors.empty())
    return lowering.unsupported("indices", "none");
  Mode mode = lowering.args.flag("accumulate") ? Mode::Add : Mode::Store;
  Value base = asUpdateBase(lowering, lowering.args.tensor("self"));
  Value values = lowering.args.tensor("values");
  if (typeOf(values).getRank() > static_cast<int64_t>(index->shape.size()))
    return lowering.unsupported("values", "more dimensions than the indexed part");
  if (llvm::is_contained(index->shape, 0))
    return SmallVector<Value>{base};
  return SmallVector<Value>{scatter(lowering, mode, values, base, index->operands, index->shape,
                                    /*wraps=*/true)};
}

} // namespace

void registerScattering(Registry &registry) {
  registry["aten.scatter.src"] = lowerScatter<Mode::Store>;
  registry["aten.scatter.value"] = lowerScatter<Mode::Store>;
  registry["aten.scatter_add"] = lowerScatter<Mode::Add>;
  registry["aten.scatter_reduce.two"] = lowerScatterReduce;
  registry["aten.index_put"] = lowerIndexPut;
}

} // namespace mock::conversion
