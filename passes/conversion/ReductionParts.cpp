//===- ReductionParts.cpp - Parts that lowerings of reductions share -------===//
#include "ReductionParts.h"

#include "Scalars.h"

#include <limits>

using namespace mlir;

namespace mock::conversion {

using ir::ReduceKind;

static RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

SmallVector<int64_t> reducedDims(Lowering &lowering, Value self) {
  int64_t rank = typeOf(self).getRank();
  SmallVector<int64_t> dims;
  if (auto list = lowering.args.integers("dim"))
    dims = *list;
  else if (auto single = lowering.args.integer("dim"))
    dims = {*single};
  for (int64_t &dim : dims)
    dim = dim < 0 ? dim + rank : dim;
  llvm::sort(dims);
  if (dims.empty() || rank == 0)
    dims = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  return dims;
}

int64_t countOf(Value tensor, ArrayRef<int64_t> dims) {
  int64_t count = 1;
  for (int64_t dim : dims)
    count *= typeOf(tensor).getDimSize(dim);
  return count;
}

TypedAttr identityOf(ReduceKind kind, Type type) {
  bool isLow = kind == ReduceKind::Max || kind == ReduceKind::ArgMax;
  if (kind == ReduceKind::Sum || kind == ReduceKind::Prod) {
    int64_t value = kind == ReduceKind::Prod;
    return isa<FloatType>(type) ? TypedAttr(FloatAttr::get(type, double(value)))
                                : TypedAttr(IntegerAttr::get(type, value));
  }
  if (auto real = dyn_cast<FloatType>(type))
    return FloatAttr::get(type, APFloat::getInf(real.getFloatSemantics(), /*Negative=*/isLow));
  unsigned bits = type.getIntOrFloatBitWidth();
  return IntegerAttr::get(type,
                          isLow ? APInt::getSignedMinValue(bits) : APInt::getSignedMaxValue(bits));
}

/// A view with the reduced dimensions last.
static Value reducedLast(Lowering &lowering, Value tensor, ArrayRef<int64_t> dims) {
  SmallVector<int64_t> order;
  for (int64_t dim : llvm::seq<int64_t>(0, typeOf(tensor).getRank()))
    if (!llvm::is_contained(dims, dim))
      order.push_back(dim);
  llvm::append_range(order, dims);
  return lowering.permute(tensor, order);
}

SmallVector<Value> reduce(Lowering &lowering, ReduceKind kind, Value tensor,
                          ArrayRef<int64_t> dims) {
  OpBuilder &builder = lowering.builder;
  bool hasPositions = kind == ReduceKind::ArgMax || kind == ReduceKind::ArgMin;
  int64_t kept = typeOf(tensor).getRank() - static_cast<int64_t>(dims.size());
  Value input = reducedLast(lowering, tensor, dims);
  auto type = RankedTensorType::get(typeOf(input).getShape().take_front(kept),
                                    typeOf(input).getElementType());
  SmallVector<Value> inits;
  if (dims.empty()) // a 0-dimensional tensor is its own extremum, at position 0
    inits.push_back(tensor);
  else
    inits.push_back(lowering.fill(type, identityOf(kind, type.getElementType())));
  if (hasPositions)
    inits.push_back(lowering.fill(type.clone(builder.getI64Type()), builder.getI64IntegerAttr(0)));
  if (dims.empty() || countOf(tensor, dims) == 0)
    return inits;
  SmallVector<int64_t> last = llvm::to_vector(llvm::seq<int64_t>(kept, typeOf(input).getRank()));
  auto op = ir::ReduceOp::create(builder, lowering.loc(), TypeRange(ValueRange(inits)),
                                 ir::ReduceKindAttr::get(builder.getContext(), kind), input, inits,
                                 Value(), builder.getDenseI64ArrayAttr(last));
  return llvm::to_vector_of<Value>(op->getResults());
}

/// Puts back reduced dimensions with extent 1 where the operator keeps them. A reduced tensor in
/// row-major order has them anywhere.
Value withResultShape(Lowering &lowering, Value reduced, unsigned index) {
  return lowering.reshape(reduced, lowering.resultType(index).getShape());
}

Value finishReduced(Lowering &lowering, Value reduced, unsigned index) {
  Type type = lowering.resultType(index).getElementType();
  return withResultShape(lowering, lowering.cast(reduced, type, /*implicit=*/true), index);
}

Value divided(Lowering &lowering, Value tensor, double divisor) {
  return lowering.map(typeOf(tensor), tensor, [&](OpBuilder &b, Location l, ValueRange x) {
    Scalars s(b, l);
    return s.div(x[0], s.like(x[0], divisor));
  });
}

Value meanOf(Lowering &lowering, Value input, ArrayRef<int64_t> dims) {
  Value sum = reduce(lowering, ReduceKind::Sum, input, dims)[0];
  return divided(lowering, sum, double(countOf(input, dims)));
}

Value squaredDeviations(Lowering &lowering, Value input, Value mean, ArrayRef<int64_t> dims) {
  SmallVector<int64_t> sizes(typeOf(input).getShape());
  for (int64_t dim : dims)
    sizes[dim] = 1;
  Value broadcast = lowering.reshape(mean, sizes);
  Value squares =
      lowering.map(typeOf(input), {input, broadcast}, [](OpBuilder &b, Location l, ValueRange x) {
        Scalars s(b, l);
        Value deviation = s.sub(x[0], x[1]);
        return s.mul(deviation, deviation);
      });
  return reduce(lowering, ReduceKind::Sum, squares, dims)[0];
}

} // namespace mock::conversion
