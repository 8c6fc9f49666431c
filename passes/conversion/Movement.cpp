//===- Movement.cpp - Operators that put tensors together ------------------===//
//
// Each makes its result by overwriting boxes of a buffer (mock.insert), so that what computes a
// part writes straight into it.
//
//===----------------------------------------------------------------------===//
#include "Movement.h"

#include "Scalars.h"

#include <numeric>

using namespace mlir;

namespace mock::conversion {

//===----------------------------------------------------------------------===//
// PartsBuilder
//===----------------------------------------------------------------------===//

static bool isRowMajor(RankedTensorType type, ArrayRef<int64_t> strides) {
  return strides == ArrayRef<int64_t>(ir::rowMajorStrides(type.getShape()));
}

Value asUpdateBase(Lowering &lowering, Value base) {
  RankedTensorType type = lowering.resultType();
  SmallVector<int64_t> strides = mock::resultLayout(lowering.op, 0).strides;
  bool isBuffer = ir::rootOf(base) == base;
  if (isBuffer && base.getType() == type && ir::layoutOf(base) == ir::Layout{strides, 0})
    return base;
  Value copy = lowering.copy(base);
  if (!isRowMajor(type, strides))
    copy.getDefiningOp()->setAttr(ir::kResultStrides,
                                  lowering.builder.getDenseI64ArrayAttr(strides));
  return copy;
}

PartsBuilder::PartsBuilder(Lowering &lowering)
    : lowering(lowering), type(lowering.resultType()),
      strides(mock::resultLayout(lowering.op, 0).strides), current(lowering.empty(type)) {}

PartsBuilder::PartsBuilder(Lowering &lowering, RankedTensorType type)
    : lowering(lowering), type(type), strides(ir::rowMajorStrides(type.getShape())),
      current(lowering.empty(type)) {}

PartsBuilder::PartsBuilder(Lowering &lowering, Value base) : PartsBuilder(lowering) {
  current = asUpdateBase(lowering, base);
}

PartsBuilder::PartsBuilder(Lowering &lowering, TypedAttr value) : PartsBuilder(lowering) {
  current = lowering.fill(type, value);
  layOut(current);
}

void PartsBuilder::layOut(Value buffer) {
  if (!isRowMajor(type, strides))
    buffer.getDefiningOp()->setAttr(ir::kResultStrides,
                                    lowering.builder.getDenseI64ArrayAttr(strides));
}

void PartsBuilder::insert(Value part, ArrayRef<int64_t> start, ArrayRef<int64_t> dims,
                          ArrayRef<int64_t> steps) {
  if (isEmpty(part))
    return;
  Type element = type.getElementType();
  bool same = cast<RankedTensorType>(part.getType()).getElementType() == element;
  Value made = same ? lowering.copy(part) : lowering.cast(part, element, /*implicit=*/false);
  int64_t offset = 0;
  for (auto [position, stride] : llvm::zip_equal(start, strides))
    offset += position * stride;
  SmallVector<int64_t> partStrides;
  for (auto [dim, step] : llvm::zip_equal(dims, steps))
    partStrides.push_back(strides[dim] * step);
  current = ir::InsertOp::create(lowering.builder, lowering.loc(), type, made, current,
                                 lowering.builder.getI64IntegerAttr(offset),
                                 lowering.builder.getDenseI64ArrayAttr(partStrides), UnitAttr());
  layOut(current);
}

void PartsBuilder::insert(Value part, ArrayRef<int64_t> start) {
  SmallVector<int64_t> dims(type.getRank());
  std::iota(dims.begin(), dims.end(), 0);
  insert(part, start, dims, SmallVector<int64_t>(dims.size(), 1));
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

namespace {

using Results = FailureOr<SmallVector<Value>>;

Results lowerCat(Lowering &lowering) {
  RankedTensorType type = lowering.resultType();
  int64_t dim = wrapDim(lowering.args.integer("dim").value_or(0), type.getRank());
  PartsBuilder parts(lowering);
  SmallVector<int64_t> start(type.getRank(), 0);
  for (Value tensor : lowering.args.tensors("tensors")) {
    if (isEmpty(tensor)) // of any rank
      continue;
    parts.insert(tensor, start);
    start[dim] += ir::shapeOf(tensor)[dim];
  }
  return SmallVector<Value>{parts.result()};
}

/// A slice's [begin, end) as PyTorch clamps it.
std::pair<int64_t, int64_t> clampedRange(Lowering &lowering, int64_t extent) {
  auto clamp = [&](std::optional<int64_t> position, int64_t absent) {
    int64_t value = position.value_or(absent);
    return std::clamp<int64_t>(value < 0 ? value + extent : value, 0, extent);
  };
  int64_t begin = clamp(lowering.args.integer("start"), 0);
  return {begin, std::max(begin, clamp(lowering.args.integer("end"), extent))};
}

Results lowerSliceScatter(Lowering &lowering) {
  RankedTensorType type = lowering.resultType();
  int64_t rank = type.getRank();
  int64_t dim = wrapDim(lowering.args.integer("dim").value_or(0), rank);
  PartsBuilder parts(lowering, lowering.args.tensor("self"));
  SmallVector<int64_t> start(rank, 0), steps(rank, 1), dims(rank);
  std::iota(dims.begin(), dims.end(), 0);
  start[dim] = clampedRange(lowering, type.getDimSize(dim)).first;
  steps[dim] = lowering.args.integer("step").value_or(1);
  parts.insert(lowering.args.tensor("src"), start, dims, steps);
  return SmallVector<Value>{parts.result()};
}

Results lowerSelectScatter(Lowering &lowering) {
  RankedTensorType type = lowering.resultType();
  int64_t rank = type.getRank();
  int64_t dim = wrapDim(*lowering.args.integer("dim"), rank);
  PartsBuilder parts(lowering, lowering.args.tensor("self"));
  SmallVector<int64_t> start(rank, 0), dims;
  for (int64_t other = 0; other < rank; ++other)
    if (other != dim)
      dims.push_back(other);
  start[dim] = wrapDim(*lowering.args.integer("index"), type.getDimSize(dim));
  parts.insert(lowering.args.tensor("src"), start, dims, SmallVector<int64_t>(dims.size(), 1));
  return SmallVector<Value>{parts.result()};
}

TypedAttr attributeOf(Lowering &lowering, Type type, const aten::Scalar &number) {
  if (isa<FloatType>(type))
    return FloatAttr::get(type, number.real);
  if (type.isInteger(1))
    return IntegerAttr::get(type, number.real != 0);
  int64_t integer =
      number.kind == aten::Scalar::Kind::Float ? static_cast<int64_t>(number.real) : number.integer;
  APInt bits = APInt(64, integer, /*isSigned=*/true).sextOrTrunc(type.getIntOrFloatBitWidth());
  return IntegerAttr::get(type, bits);
}

/// Pads come in pairs (before, after) from the last dimension on; negative ones cut off.
Results lowerConstantPad(Lowering &lowering) {
  RankedTensorType type = lowering.resultType();
  Value self = lowering.args.tensor("self");
  SmallVector<int64_t> pad = *lowering.args.integers("pad");
  aten::Scalar value = lowering.args.scalar("value").value_or(aten::Scalar{});
  SmallVector<int64_t> start(type.getRank(), 0);
  for (size_t pair = 0; pair < pad.size() / 2; ++pair) {
    int64_t dim = type.getRank() - 1 - static_cast<int64_t>(pair);
    int64_t before = pad[2 * pair], after = pad[2 * pair + 1];
    int64_t cut = std::max<int64_t>(0, -before), kept = ir::shapeOf(self)[dim] - cut;
    kept -= std::max<int64_t>(0, -after);
    self = lowering.narrow(self, dim, cut, std::max<int64_t>(0, kept));
    start[dim] = std::max<int64_t>(0, before);
  }
  PartsBuilder parts(lowering, attributeOf(lowering, type.getElementType(), value));
  parts.insert(self, start);
  return SmallVector<Value>{parts.result()};
}

/// The part is written from its last element backwards.
Results lowerFlip(Lowering &lowering) {
  RankedTensorType type = lowering.resultType();
  int64_t rank = type.getRank();
  SmallVector<int64_t> start(rank, 0), steps(rank, 1), dims(rank);
  std::iota(dims.begin(), dims.end(), 0);
  SmallVector<int64_t> flipped = *lowering.args.integers("dims");
  for (int64_t dim : flipped) {
    dim = wrapDim(dim, rank);
    start[dim] = type.getDimSize(dim) - 1;
    steps[dim] = -1;
  }
  PartsBuilder parts(lowering);
  parts.insert(lowering.args.tensor("self"), start, dims, steps);
  return SmallVector<Value>{parts.result()};
}

/// One operation over (repeat, extent) pairs of dimensions, of which the input has the extents.
Results lowerRepeat(Lowering &lowering) {
  Value self = lowering.args.tensor("self");
  RankedTensorType type = lowering.resultType();
  SmallVector<int64_t> repeats = *lowering.args.integers("repeats");
  int64_t lead = type.getRank() - static_cast<int64_t>(ir::shapeOf(self).size());
  ir::Layout layout = ir::layoutOf(self);
  SmallVector<int64_t> sizes, operandSizes, operandStrides;
  for (auto [dim, repeat] : llvm::enumerate(repeats)) {
    int64_t own = static_cast<int64_t>(dim) - lead;
    int64_t extent = own < 0 ? 1 : ir::shapeOf(self)[own];
    if (repeat != 1) {
      sizes.push_back(repeat);
      operandSizes.push_back(1);
      operandStrides.push_back(0);
    }
    sizes.push_back(extent);
    operandSizes.push_back(extent);
    operandStrides.push_back(own < 0 ? 0 : layout.strides[own]);
  }
  Value operand = lowering.view(self, operandSizes, operandStrides, layout.offset);
  Value repeated = lowering.map(type.clone(sizes), operand,
                                [](OpBuilder &, Location, ValueRange x) { return x[0]; });
  return SmallVector<Value>{lowering.reshape(repeated, type.getShape())};
}

} // namespace

void registerMovement(Registry &registry) {
  registry["aten.cat"] = lowerCat;
  registry["aten.slice_scatter"] = lowerSliceScatter;
  registry["aten.select_scatter"] = lowerSelectScatter;
  registry["aten.constant_pad_nd"] = lowerConstantPad;
  registry["aten.flip"] = lowerFlip;
  registry["aten.repeat"] = lowerRepeat;
}

} // namespace mock::conversion
