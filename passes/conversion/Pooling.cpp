//===- Pooling.cpp - Maxima and means of sliding windows -------------------===//
#include "Lowering.h"

#include "Scalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;
using ir::PoolKind;

/// Points of a window that one chain of vector operations combines.
constexpr int64_t kMostPoints = 64;
/// Windows that do not overlap and have this many points are rows for mock.reduce.
constexpr int64_t kRowPoints = 32;

RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

/// One number for each spatial dimension.
struct Windows {
  SmallVector<int64_t> kernel, stride, padding, dilation;
  size_t rank() const { return kernel.size(); }
  int64_t points() const {
    int64_t product = 1;
    for (int64_t extent : kernel)
      product *= extent;
    return product;
  }
};

SmallVector<int64_t> spread(std::optional<SmallVector<int64_t>> list, size_t rank,
                            ArrayRef<int64_t> absent) {
  SmallVector<int64_t> numbers = list && !list->empty() ? *list : SmallVector<int64_t>(absent);
  if (numbers.size() == 1)
    numbers.assign(rank, numbers[0]);
  return numbers;
}

Windows windowsOf(Lowering &lowering, size_t rank) {
  SmallVector<int64_t> ones(rank, 1), zeros(rank, 0);
  Windows windows;
  windows.kernel = spread(lowering.args.integers("kernel_size"), rank, ones);
  windows.stride = spread(lowering.args.integers("stride"), rank, windows.kernel);
  windows.padding = spread(lowering.args.integers("padding"), rank, zeros);
  windows.dilation = spread(lowering.args.integers("dilation"), rank, ones);
  return windows;
}

LogicalResult checkInput(Lowering &lowering, Value input, size_t rank) {
  if (!isa<FloatType>(typeOf(input).getElementType()))
    return lowering.unsupported("self", "no lowering for pooling of integers");
  if (typeOf(input).getRank() < static_cast<int64_t>(rank))
    return lowering.unsupported("self", "fewer dimensions than windows have");
  return success();
}

//===----------------------------------------------------------------------===//
// Sums and maxima
//===----------------------------------------------------------------------===//

SmallVector<Value> pool(Lowering &lowering, PoolKind kind, Value input, const Windows &windows,
                        ArrayRef<int64_t> sizes) {
  OpBuilder &b = lowering.builder;
  Type element = kind == PoolKind::Sum ? b.getF32Type() : typeOf(input).getElementType();
  SmallVector<Value> inits{lowering.empty(RankedTensorType::get(sizes, element))};
  if (kind == PoolKind::ArgMax)
    inits.push_back(lowering.empty(RankedTensorType::get(sizes, b.getI64Type())));
  auto op = ir::PoolOp::create(b, lowering.loc(), TypeRange(ValueRange(inits)), kind, input, inits,
                               windows.kernel, windows.stride, windows.dilation, windows.padding);
  return SmallVector<Value>(op.getResults());
}

/// Windows that tile the input lie as rows of a view: [..., o..., k...].
bool areRows(const Windows &windows) {
  for (size_t dim = 0; dim < windows.rank(); ++dim)
    if (windows.stride[dim] < windows.kernel[dim] || windows.padding[dim] != 0 ||
        windows.dilation[dim] != 1)
      return false;
  return windows.points() >= kRowPoints;
}

/// Whether a window reaches over the end of the input (ceil_mode).
bool reachesOver(const Windows &windows, ArrayRef<int64_t> input, ArrayRef<int64_t> sizes) {
  for (size_t dim = 0; dim < windows.rank(); ++dim) {
    size_t fromEnd = windows.rank() - dim;
    int64_t last = (sizes[sizes.size() - fromEnd] - 1) * windows.stride[dim] - windows.padding[dim];
    if (last + (windows.kernel[dim] - 1) * windows.dilation[dim] >= input[input.size() - fromEnd])
      return true;
  }
  return false;
}

Value reduceRows(Lowering &lowering, PoolKind kind, Value input, const Windows &windows,
                 ArrayRef<int64_t> sizes) {
  OpBuilder &b = lowering.builder;
  Type wanted = typeOf(input).getElementType();
  input = lowering.cast(input, b.getF32Type(), /*implicit=*/true);
  ir::Layout layout = ir::layoutOf(input);
  size_t lead = sizes.size() - windows.rank();
  SmallVector<int64_t> rows(sizes), strides(layout.strides), dimensions;
  for (size_t dim = 0; dim < windows.rank(); ++dim)
    strides[lead + dim] *= windows.stride[dim];
  for (size_t dim = 0; dim < windows.rank(); ++dim) {
    dimensions.push_back(rows.size());
    rows.push_back(windows.kernel[dim]);
    strides.push_back(layout.strides[lead + dim]);
  }
  Value view = lowering.view(input, rows, strides, layout.offset);
  auto type = RankedTensorType::get(sizes, typeOf(input).getElementType());
  bool sum = kind == PoolKind::Sum;
  auto element = cast<FloatType>(type.getElementType());
  TypedAttr identity =
      sum ? FloatAttr::get(element, 0)
          : FloatAttr::get(element, APFloat::getInf(element.getFloatSemantics(), true));
  Value init = lowering.fill(type, identity);
  Value reduced = ir::ReduceOp::create(b, lowering.loc(), TypeRange(type),
                                       sum ? ir::ReduceKind::Sum : ir::ReduceKind::Max, view, init,
                                       nullptr, dimensions)
                      .getResult(0);
  return sum ? reduced : lowering.cast(reduced, wanted, /*implicit=*/true);
}

/// One dimension after the other: maxima of maxima and sums of sums.
Value poolSeparately(Lowering &lowering, PoolKind kind, Value input, const Windows &windows,
                     ArrayRef<int64_t> sizes) {
  for (size_t dim = windows.rank(); dim-- > 0;) {
    Windows one = windows;
    for (size_t other = 0; other < windows.rank(); ++other)
      if (other != dim) {
        one.kernel[other] = one.stride[other] = one.dilation[other] = 1;
        one.padding[other] = 0;
      }
    SmallVector<int64_t> partial(typeOf(input).getShape());
    size_t position = sizes.size() - windows.rank() + dim;
    partial[position] = sizes[position];
    input = pool(lowering, kind, input, one, partial)[0];
  }
  return input;
}

/// Sums (in f32) or maxima of all windows; null: too many points.
Value poolValues(Lowering &lowering, PoolKind kind, Value input, const Windows &windows,
                 ArrayRef<int64_t> sizes) {
  if (areRows(windows) && !reachesOver(windows, typeOf(input).getShape(), sizes))
    return reduceRows(lowering, kind, input, windows, sizes);
  if (windows.points() <= kMostPoints)
    return pool(lowering, kind, input, windows, sizes)[0];
  if (llvm::any_of(windows.kernel, [](int64_t extent) { return extent > 4 * kMostPoints; }))
    return nullptr;
  return poolSeparately(lowering, kind, input, windows, sizes);
}

Value zeros(Lowering &lowering, RankedTensorType type) {
  return lowering.fill(type, cast<TypedAttr>(lowering.builder.getZeroAttr(type.getElementType())));
}

LogicalResult tooLarge(Lowering &lowering, const Windows &windows) {
  return lowering.unsupported("kernel_size",
                              "a window of " + std::to_string(windows.points()) + " points");
}

//===----------------------------------------------------------------------===//
// Max pooling
//===----------------------------------------------------------------------===//

Results maxPool(Lowering &lowering, Value input, const Windows &windows) {
  ArrayRef<int64_t> sizes = lowering.resultType().getShape();
  bool withPositions = lowering.op->getNumResults() == 2;
  if (llvm::is_contained(sizes, 0)) {
    SmallVector<Value> nothing{zeros(lowering, lowering.resultType())};
    if (withPositions)
      nothing.push_back(zeros(lowering, lowering.resultType(1)));
    return nothing;
  }
  if (withPositions && !lowering.op->getResult(1).use_empty()) {
    if (windows.points() > kMostPoints)
      return tooLarge(lowering, windows);
    return pool(lowering, PoolKind::ArgMax, input, windows, sizes);
  }
  Value values = poolValues(lowering, PoolKind::Max, input, windows, sizes);
  if (!values)
    return tooLarge(lowering, windows);
  SmallVector<Value> results{values};
  if (withPositions) // nobody reads them
    results.push_back(zeros(lowering, lowering.resultType(1)));
  return results;
}

template <size_t rank> Results lowerMaxPool(Lowering &lowering) {
  Value input = lowering.args.tensor("self");
  if (failed(checkInput(lowering, input, rank)))
    return failure();
  return maxPool(lowering, input, windowsOf(lowering, rank));
}

//===----------------------------------------------------------------------===//
// Average pooling
//===----------------------------------------------------------------------===//

/// How many points of a window count.
struct Divisor {
  SmallVector<int64_t> extents; ///< of the input's spatial dimensions
  bool includesPadding = true;
  std::optional<int64_t> fixed;
};

/// Points of the window along `dim` that count, at position `index` of the result.
Value countedPoints(Scalars &s, const Windows &windows, const Divisor &divisor, size_t dim,
                    int64_t loop) {
  Type i64 = s.getI64Type();
  Value position = s.loopIndex(loop);
  Value begin = s.sub(s.mul(position, s.like(position, double(windows.stride[dim]))),
                      s.like(position, double(windows.padding[dim])));
  int64_t extent = divisor.extents[dim];
  int64_t last = divisor.includesPadding ? extent + windows.padding[dim] : extent;
  Value end = s.minimum(s.add(begin, s.like(begin, double(windows.kernel[dim]))),
                        s.like(begin, double(last)));
  if (!divisor.includesPadding)
    begin = s.maximum(begin, s.like(begin, 0));
  return s.sub(end, begin);
}

/// Whether every window counts the same number of points.
bool countsAll(const Windows &windows, const Divisor &divisor, ArrayRef<int64_t> sizes) {
  for (size_t dim = 0; dim < windows.rank(); ++dim) {
    int64_t count = sizes[sizes.size() - windows.rank() + dim];
    int64_t end = (count - 1) * windows.stride[dim] - windows.padding[dim] + windows.kernel[dim];
    int64_t most = divisor.extents[dim] + (divisor.includesPadding ? windows.padding[dim] : 0);
    if (end > most || (!divisor.includesPadding && windows.padding[dim] != 0))
      return false;
  }
  return true;
}

Value averaged(Lowering &lowering, Value sum, const Windows &windows, const Divisor &divisor) {
  RankedTensorType result = lowering.resultType();
  bool constant = divisor.fixed || countsAll(windows, divisor, result.getShape());
  double number = double(divisor.fixed.value_or(windows.points()));
  return lowering.map(result, sum, [&](OpBuilder &b, Location l, ValueRange x) {
    Scalars s(b, l);
    Value by = s.like(x[0], number);
    if (!constant) {
      Value count;
      for (size_t dim = 0; dim < windows.rank(); ++dim) {
        int64_t loop = result.getRank() - windows.rank() + dim;
        Value points = countedPoints(s, windows, divisor, dim, loop);
        count = count ? s.mul(count, points) : points;
      }
      by = s.convert(count, s.getF32Type(), /*implicit=*/false);
    }
    return s.convert(s.div(x[0], by), result.getElementType(), /*implicit=*/true);
  });
}

Results averagePool(Lowering &lowering, Value input, const Windows &windows, Divisor divisor) {
  ArrayRef<int64_t> sizes = lowering.resultType().getShape();
  if (llvm::is_contained(sizes, 0))
    return SmallVector<Value>{zeros(lowering, lowering.resultType())};
  llvm::append_range(divisor.extents, typeOf(input).getShape().take_back(windows.rank()));
  Value sum = poolValues(lowering, PoolKind::Sum, input, windows, sizes);
  if (!sum)
    return tooLarge(lowering, windows);
  return SmallVector<Value>{averaged(lowering, sum, windows, divisor)};
}

template <size_t rank> Results lowerAveragePool(Lowering &lowering) {
  Value input = lowering.args.tensor("self");
  if (failed(checkInput(lowering, input, rank)))
    return failure();
  Divisor divisor;
  divisor.includesPadding = lowering.args.flag("count_include_pad", /*absent=*/true);
  divisor.fixed = lowering.args.integer("divisor_override");
  return averagePool(lowering, input, windowsOf(lowering, rank), divisor);
}

//===----------------------------------------------------------------------===//
// Adaptive pooling
//===----------------------------------------------------------------------===//

/// Equal windows that tile the input exactly; others are decomposed before.
FailureOr<Windows> adaptiveWindows(Lowering &lowering, Value input, size_t rank) {
  if (failed(checkInput(lowering, input, rank)))
    return failure();
  ArrayRef<int64_t> extents = typeOf(input).getShape().take_back(rank);
  ArrayRef<int64_t> sizes = lowering.resultType().getShape().take_back(rank);
  Windows windows;
  windows.padding.assign(rank, 0);
  windows.dilation.assign(rank, 1);
  for (auto [extent, size] : llvm::zip(extents, sizes)) {
    if (size != 0 && (extent % size != 0 || extent == 0))
      return lowering.unsupported("output_size", "windows of unequal sizes");
    windows.kernel.push_back(size == 0 ? 1 : extent / size);
  }
  windows.stride = windows.kernel;
  return windows;
}

template <size_t rank> Results lowerAdaptiveAverage(Lowering &lowering) {
  Value input = lowering.args.tensor("self");
  FailureOr<Windows> windows = adaptiveWindows(lowering, input, rank);
  if (failed(windows))
    return failure();
  return averagePool(lowering, input, *windows, {});
}

} // namespace

void registerPooling(Registry &registry) {
  registry["aten.max_pool2d_with_indices"] = lowerMaxPool<2>;
  registry["aten.max_pool3d_with_indices"] = lowerMaxPool<3>;
  registry["aten.avg_pool1d"] = lowerAveragePool<1>;
  registry["aten.avg_pool2d"] = lowerAveragePool<2>;
  registry["aten.avg_pool3d"] = lowerAveragePool<3>;
  registry["aten.adaptive_avg_pool1d"] = lowerAdaptiveAverage<1>;
  registry["aten.adaptive_avg_pool2d"] = registry["aten._adaptive_avg_pool2d"] =
      lowerAdaptiveAverage<2>;
  registry["aten._adaptive_avg_pool3d"] = lowerAdaptiveAverage<3>;
}

} // namespace mock::conversion
