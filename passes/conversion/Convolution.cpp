//===- Convolution.cpp - Convolution and transposed convolution ------------===//
//
// Sums of 16-bit floats are in f32 and rounded once, at the end of the epilogue.
//
//===----------------------------------------------------------------------===//
#include "Lowering.h"

#include "Scalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;

/// The forward operator's descriptor, one number for each spatial dimension.
struct Descriptor {
  SmallVector<int64_t> stride, padding, dilation, outputPadding;
  int64_t groups = 1;
  bool transposed = false;
};

Descriptor descriptorOf(Lowering &lowering, size_t rank) {
  Descriptor d;
  d.stride = lowering.args.integers("stride", rank, 1);
  d.padding = lowering.args.integers("padding", rank, 0);
  d.dilation = lowering.args.integers("dilation", rank, 1);
  d.outputPadding = lowering.args.integers("output_padding", rank, 0);
  d.groups = lowering.args.integer("groups").value_or(1);
  d.transposed = lowering.args.flag("transposed");
  return d;
}

LogicalResult checkTypes(Lowering &lowering, Value input, Value weight, Value bias) {
  Type type = getElementTypeOrSelf(input);
  if (!isa<FloatType>(type))
    return lowering.unsupported("operator", "no lowering for convolutions of integers");
  if (getElementTypeOrSelf(weight) != type || (bias && getElementTypeOrSelf(bias) != type))
    return lowering.unsupported("operator", "no lowering for operands of two types");
  int64_t rank = ir::shapeOf(input).size();
  if (rank < 3 || rank > 5)
    return lowering.unsupported("input", "a tensor of rank " + std::to_string(rank),
                                "operator.supported", "1 to 3 spatial dimensions");
  return success();
}

//===----------------------------------------------------------------------===//
// Forward
//===----------------------------------------------------------------------===//

/// A weight whose points lie behind one another in each kernel, itself or a copy: tiles of three-
/// dimensional kernels have more dimensions than a copy of the device, unless these merge.
Value withMergedPoints(Lowering &lowering, Value weight) {
  ir::Layout layout = ir::layoutOf(weight);
  ArrayRef<int64_t> shape = ir::shapeOf(weight);
  for (size_t dim = 2; dim + 1 < shape.size(); ++dim)
    if (shape.size() == 5 && layout.strides[dim] != layout.strides[dim + 1] * shape[dim + 1])
      return lowering.copy(weight);
  return weight;
}

Value convolve(Lowering &lowering, Value input, Value weight, Descriptor d,
               ArrayRef<int64_t> sizes) {
  OpBuilder &b = lowering.builder;
  for (size_t dim = 0; dim < d.stride.size(); ++dim) { // Numbers that do not matter break no limit.
    if (sizes[2 + dim] == 1)
      d.stride[dim] = 1;
    if (ir::shapeOf(weight)[2 + dim] == 1)
      d.dilation[dim] = 1;
  }
  auto type = RankedTensorType::get(sizes, b.getF32Type());
  Value zeros = lowering.fill(type, b.getF32FloatAttr(0));
  if (isEmpty(zeros) || ir::shapeOf(weight)[1] == 0) // nothing, or sums of nothing
    return zeros;
  weight = withMergedPoints(lowering, weight);
  return ir::ConvOp::create(b, lowering.loc(), type, input, weight, zeros, d.stride, d.dilation,
                            d.padding, d.groups);
}

/// Adds bias[f] and rounds to the type of the result.
Value withBias(Lowering &lowering, Value sum, Value bias) {
  RankedTensorType result = lowering.resultType();
  if (!bias)
    return lowering.cast(sum, result.getElementType(), /*implicit=*/true);
  SmallVector<int64_t> sizes(result.getRank(), 1);
  sizes[1] = ir::shapeOf(bias)[0];
  Value broadcast = lowering.reshape(bias, sizes);
  return lowering.map(result, {sum, broadcast}, [&](OpBuilder &b, Location l, ValueRange x) {
    Scalars s(b, l);
    Value added = s.add(x[0], s.convert(x[1], s.getF32Type(), true));
    return s.convert(added, result.getElementType(), /*implicit=*/true);
  });
}

//===----------------------------------------------------------------------===//
// Windows that do not overlap
//===----------------------------------------------------------------------===//

/// Makes the points of a window channels, so that a kernel of one point does: for strides that the
/// engine does not have. The order of the sum stays.
Value convolvePatches(Lowering &lowering, Value input, Value weight, const Descriptor &d,
                      ArrayRef<int64_t> sizes) {
  ir::Layout layout = ir::layoutOf(input);
  ArrayRef<int64_t> kernel = ir::shapeOf(weight).drop_front(2);
  SmallVector<int64_t> patches{ir::shapeOf(input)[0], ir::shapeOf(input)[1]};
  SmallVector<int64_t> strides{layout.strides[0], layout.strides[1]};
  int64_t points = 1;
  for (size_t dim = 0; dim < kernel.size(); ++dim) {
    patches.push_back(kernel[dim]);
    strides.push_back(layout.strides[2 + dim]);
    points *= kernel[dim];
  }
  for (size_t dim = 0; dim < kernel.size(); ++dim) {
    patches.push_back(sizes[2 + dim]);
    strides.push_back(layout.strides[2 + dim] * d.stride[dim]);
  }
  Value view = lowering.view(input, patches, strides, layout.offset);
  SmallVector<int64_t> merged{patches[0], patches[1] * points};
  llvm::append_range(merged, sizes.drop_front(2));
  SmallVector<int64_t> weightSizes{ir::shapeOf(weight)[0], ir::shapeOf(weight)[1] * points};
  weightSizes.append(kernel.size(), 1);
  Descriptor pointwise = d;
  pointwise.stride.assign(kernel.size(), 1);
  pointwise.dilation.assign(kernel.size(), 1);
  return convolve(lowering, lowering.reshape(view, merged), lowering.reshape(weight, weightSizes),
                  pointwise, sizes);
}

//===----------------------------------------------------------------------===//
// Transposed
//===----------------------------------------------------------------------===//

/// The input with stride - 1 zeros behind each element.
Value stuffed(Lowering &lowering, Value input, ArrayRef<int64_t> stride) {
  if (llvm::all_of(stride, [](int64_t s) { return s == 1; }))
    return input;
  auto type = cast<RankedTensorType>(input.getType());
  SmallVector<int64_t> sizes(type.getShape().take_front(2)), operand(sizes), merged(sizes);
  for (size_t dim = 0; dim < stride.size(); ++dim) {
    int64_t extent = type.getDimSize(2 + dim);
    sizes.append({extent, stride[dim]});
    operand.append({extent, 1});
    merged.push_back(extent * stride[dim]);
  }
  Value spaced = lowering.map(type.clone(sizes), lowering.reshape(input, operand),
                              [&](OpBuilder &b, Location l, ValueRange x) {
                                Scalars s(b, l);
                                Value result = x[0];
                                for (size_t dim = 0; dim < stride.size(); ++dim) {
                                  if (stride[dim] == 1)
                                    continue;
                                  Value position = s.loopIndex(3 + 2 * dim);
                                  result = s.select(s.eq(position, s.like(position, 0)), result,
                                                    s.like(result, 0));
                                }
                                return result;
                              });
  return lowering.reshape(spaced, merged);
}

/// weight [c, f / g, k...] as [f, c / g, k...] with the points of the kernel in reverse.
Value flipped(Lowering &lowering, Value weight, int64_t groups) {
  ir::Layout layout = ir::layoutOf(weight);
  ArrayRef<int64_t> shape = ir::shapeOf(weight);
  int64_t channels = shape[0] / groups;
  SmallVector<int64_t> sizes{groups, shape[1], channels};
  SmallVector<int64_t> strides{layout.strides[0] * channels, layout.strides[1], layout.strides[0]};
  SmallVector<int64_t> merged{groups * shape[1], channels};
  int64_t offset = layout.offset;
  for (size_t dim = 2; dim < shape.size(); ++dim) {
    sizes.push_back(shape[dim]);
    merged.push_back(shape[dim]);
    strides.push_back(-layout.strides[dim]);
    offset += (shape[dim] - 1) * layout.strides[dim];
  }
  return lowering.reshape(lowering.view(weight, sizes, strides, offset), merged);
}

/// The convolution over the stuffed input whose kernel is reversed. What output_padding adds lies
/// beyond the input, where a convolution reads zeros.
Value convolveTransposed(Lowering &lowering, Value input, Value weight, Descriptor d,
                         ArrayRef<int64_t> sizes) {
  Value spaced = stuffed(lowering, input, d.stride);
  for (size_t dim = 0; dim < d.stride.size(); ++dim) {
    d.padding[dim] = d.dilation[dim] * (ir::shapeOf(weight)[2 + dim] - 1) - d.padding[dim];
    d.stride[dim] = 1;
  }
  return convolve(lowering, spaced, flipped(lowering, weight, d.groups), d, sizes);
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

Results lowerConvolution(Lowering &lowering) {
  Value input = lowering.args.tensor("input"), weight = lowering.args.tensor("weight");
  Value bias = lowering.args.tensor("bias");
  if (failed(checkTypes(lowering, input, weight, bias)))
    return failure();
  Descriptor d = descriptorOf(lowering, ir::shapeOf(input).size() - 2);
  ArrayRef<int64_t> sizes = lowering.resultType().getShape();
  Value sum;
  if (isEmpty(input) || isEmpty(weight) || llvm::is_contained(sizes, 0))
    sum = lowering.fill(RankedTensorType::get(sizes, lowering.builder.getF32Type()),
                        lowering.builder.getF32FloatAttr(0));
  else if (d.transposed)
    sum = convolveTransposed(lowering, input, weight, d, sizes);
  else if (lowering.op->hasAttr(attr::kPatches))
    sum = convolvePatches(lowering, input, weight, d, sizes);
  else
    sum = convolve(lowering, input, weight, d, sizes);
  return SmallVector<Value>{withBias(lowering, sum, bias)};
}

} // namespace

void registerConvolution(Registry &registry) {
  registry["aten.convolution"] = registry["aten._convolution"] = lowerConvolution;
}

} // namespace mock::conversion
