//===- MockWindowOps.cpp - Convolution, pooling, windows --------------------===//
#include "mock/passes/dialect/mock/MockDialect.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mock::ir;

//===----------------------------------------------------------------------===//
// Parts that the operations share
//===----------------------------------------------------------------------===//

static LogicalResult verifyDescriptor(Operation *op, StringRef name, ArrayRef<int64_t> values,
                                      int64_t rank, int64_t least) {
  if (static_cast<int64_t>(values.size()) != rank)
    return op->emitOpError() << name << " has " << values.size() << " numbers for " << rank
                             << " spatial dimensions";
  for (int64_t value : values)
    if (value < least)
      return op->emitOpError() << name << " has a number below " << least << ": " << value;
  return success();
}

/// Sizes of tiles are only known when running; those cannot be compared.
static bool mayEqual(int64_t a, int64_t b) {
  return ShapedType::isDynamic(a) || ShapedType::isDynamic(b) || a == b;
}

//===----------------------------------------------------------------------===//
// ConvOp
//===----------------------------------------------------------------------===//

static LogicalResult verifyConvTypes(ConvOp op) {
  Type input = getElementTypeOrSelf(op.getInput()), weight = getElementTypeOrSelf(op.getWeight());
  if (input != weight)
    return op.emitOpError("has an input of ") << input << " and a weight of " << weight;
  if (!input.isF32() && !input.isBF16() && !input.isF16())
    return op.emitOpError("takes f32, bf16 or f16, not ") << input;
  if (!getElementTypeOrSelf(op.getInit()).isF32())
    return op.emitOpError("accumulates in f32, not in ") << getElementTypeOrSelf(op.getInit());
  if (op.getResult().getType() != op.getInit().getType())
    return op.emitOpError("result has to have the type of its init");
  return success();
}

static LogicalResult verifyConvShapes(ConvOp op) {
  ArrayRef<int64_t> input = cast<ShapedType>(op.getInput().getType()).getShape();
  ArrayRef<int64_t> weight = cast<ShapedType>(op.getWeight().getType()).getShape();
  ArrayRef<int64_t> result = cast<ShapedType>(op.getInit().getType()).getShape();
  size_t spatial = op.getSpatialRank();
  bool isTile = input.size() == spatial + 1;
  if (weight.size() != spatial + 2 || result.size() != input.size() ||
      (!isTile && input.size() != spatial + 2))
    return op.emitOpError("has an input of rank ")
           << input.size() << ", a weight of rank " << weight.size() << " and a result of rank "
           << result.size() << " for " << spatial << " spatial dimensions";
  if (!isTile && !mayEqual(input[0], result[0]))
    return op.emitOpError("batches of input and result differ");
  int64_t channels = input[input.size() - spatial - 1],
          filters = result[result.size() - spatial - 1];
  if (!mayEqual(weight[0], filters))
    return op.emitOpError("has ") << weight[0] << " filters for " << filters << " result channels";
  int64_t groups = op.getGroups();
  if (!ShapedType::isDynamic(weight[1]) && !mayEqual(channels, weight[1] * groups))
    return op.emitOpError("has ") << channels << " input channels for " << groups << " groups of "
                                  << weight[1];
  if (!ShapedType::isDynamic(filters) && filters % groups != 0)
    return op.emitOpError("has ") << filters << " filters for " << groups << " groups";
  if (llvm::any_of(op.getKernel(), [](int64_t extent) { return extent < 1; }))
    return op.emitOpError("has a kernel without points, or one of unknown extent");
  return success();
}

LogicalResult ConvOp::verify() {
  int64_t rank = getSpatialRank();
  if (rank < 1 || rank > 3)
    return emitOpError("has ") << rank << " spatial dimensions; 1 to 3 are possible";
  if (getGroups() < 1)
    return emitOpError("has ") << getGroups() << " groups";
  if (failed(verifyDescriptor(*this, "stride", getStride(), rank, 1)) ||
      failed(verifyDescriptor(*this, "dilation", getDilation(), rank, 1)) ||
      failed(verifyDescriptor(*this, "padding", getPadding(), rank, INT64_MIN)))
    return failure();
  if (failed(verifyConvTypes(*this)))
    return failure();
  return verifyConvShapes(*this);
}

//===----------------------------------------------------------------------===//
// PoolOp
//===----------------------------------------------------------------------===//

static LogicalResult verifyPoolResults(PoolOp op) {
  size_t expected = op.hasPositions() ? 2 : 1;
  if (op.getInits().size() != expected || op.getResults().size() != expected)
    return op.emitOpError("of kind ") << stringifyPoolKind(op.getKind()) << " has " << expected
                                      << " inits and results, not " << op.getInits().size();
  if (TypeRange(op.getResultTypes()) != TypeRange(op.getInits().getTypes()))
    return op.emitOpError("results have to have the types of its inits");
  auto value = cast<ShapedType>(op.getInits()[0].getType());
  if (op.hasPositions()) {
    auto positions = cast<ShapedType>(op.getInits()[1].getType());
    if (positions.getShape() != value.getShape() || !positions.getElementType().isInteger(64))
      return op.emitOpError("positions have to be i64 of the shape of the values");
  }
  Type input = getElementTypeOrSelf(op.getInput());
  if (!isa<FloatType>(input))
    return op.emitOpError("takes floats, not ") << input;
  bool sum = op.getKind() == PoolKind::Sum;
  if (sum ? !value.getElementType().isF32() : value.getElementType() != input)
    return op.emitOpError("of kind ") << stringifyPoolKind(op.getKind()) << " cannot give "
                                      << value.getElementType() << " for an input of " << input;
  return success();
}

LogicalResult PoolOp::verify() {
  int64_t rank = getSpatialRank();
  if (rank < 1 || rank > 3)
    return emitOpError("has ") << rank << " spatial dimensions; 1 to 3 are possible";
  if (failed(verifyDescriptor(*this, "kernel", getKernel(), rank, 1)) ||
      failed(verifyDescriptor(*this, "stride", getStride(), rank, 1)) ||
      failed(verifyDescriptor(*this, "dilation", getDilation(), rank, 1)) ||
      failed(verifyDescriptor(*this, "padding", getPadding(), rank, 0)))
    return failure();
  if (failed(verifyPoolResults(*this)))
    return failure();
  ArrayRef<int64_t> input = cast<ShapedType>(getInput().getType()).getShape();
  ArrayRef<int64_t> result = cast<ShapedType>(getInits()[0].getType()).getShape();
  if (static_cast<int64_t>(input.size()) < rank || result.size() != input.size() ||
      result.drop_back(rank) != input.drop_back(rank))
    return emitOpError("input and result have to agree in all but the last ")
           << rank << " dimensions";
  return success();
}

//===----------------------------------------------------------------------===//
// WindowOp
//===----------------------------------------------------------------------===//

SmallVector<OpFoldResult> WindowOp::getMixedOffsets() {
  return mlir::getMixedValues(getStaticOffsets(), getOffsets(), getContext());
}

SmallVector<OpFoldResult> WindowOp::getMixedSizes() {
  return mlir::getMixedValues(getStaticSizes(), getSizes(), getContext());
}

static SmallVector<int64_t> keptOf(ArrayRef<int64_t> sizes, ArrayRef<int64_t> dropped) {
  SmallVector<int64_t> kept;
  for (auto [dim, size] : llvm::enumerate(sizes))
    if (!llvm::is_contained(dropped, static_cast<int64_t>(dim)))
      kept.push_back(size);
  return kept;
}

void WindowOp::build(OpBuilder &builder, OperationState &state, Value source,
                     ArrayRef<OpFoldResult> offsets, ArrayRef<OpFoldResult> sizes,
                     ArrayRef<int64_t> dropped, int64_t sliding, TypedAttr fill, bool inside) {
  SmallVector<Value> dynamicOffsets, dynamicSizes;
  SmallVector<int64_t> staticOffsets, staticSizes;
  dispatchIndexOpFoldResults(offsets, dynamicOffsets, staticOffsets);
  dispatchIndexOpFoldResults(sizes, dynamicSizes, staticSizes);
  auto type = RankedTensorType::get(keptOf(staticSizes, dropped),
                                    cast<RankedTensorType>(source.getType()).getElementType());
  build(builder, state, type, source, dynamicOffsets, dynamicSizes, staticOffsets, staticSizes,
        dropped, sliding, fill, inside);
}

LogicalResult WindowOp::verify() {
  auto source = cast<RankedTensorType>(getSource().getType());
  auto result = cast<RankedTensorType>(getResult().getType());
  size_t rank = source.getRank();
  if (getStaticOffsets().size() != rank || getStaticSizes().size() != rank)
    return emitOpError("needs an offset and a size for each of ") << rank << " dimensions";
  auto count = [](ArrayRef<int64_t> values) {
    return static_cast<size_t>(llvm::count_if(values, ShapedType::isDynamic));
  };
  if (count(getStaticOffsets()) != getOffsets().size() ||
      count(getStaticSizes()) != getSizes().size())
    return emitOpError("has another number of operands than of dynamic offsets and sizes");
  int64_t lead = static_cast<int64_t>(rank) - getSliding();
  if (lead < 0 || getSliding() < 0)
    return emitOpError("cannot slide along ") << getSliding() << " of " << rank << " dimensions";
  for (int64_t dim : getDropped())
    if (dim < 0 || dim >= lead || getStaticSizes()[dim] != 1)
      return emitOpError("drops dimension ") << dim << ", which slides or is not of size 1";
  if (result.getElementType() != source.getElementType() ||
      getFill().getType() != source.getElementType())
    return emitOpError("source, fill and result have to have one element type");
  if (result.getShape() != ArrayRef<int64_t>(keptOf(getStaticSizes(), getDropped())))
    return emitOpError("result is ") << result << ", but the kept sizes are others";
  return success();
}
