//===- Norms.cpp - Batch and group normalization ----------------------------===//
//
// All in f32, on a view of the input with the normalized dimensions last, so that statistics and
// output are one kernel where a row fits into a core's memory.
//
//===----------------------------------------------------------------------===//
#include "ReductionParts.h"
#include "Scalars.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;

RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

struct Statistics {
  Value mean, variance;
  int64_t count = 0; ///< elements that each is of
};

/// Mean and biased variance along the last dimensions, behind the first `kept`.
Statistics statisticsOf(Lowering &lowering, Value rows, int64_t kept) {
  SmallVector<int64_t> dims = llvm::to_vector(llvm::seq<int64_t>(kept, typeOf(rows).getRank()));
  Value mean = meanOf(lowering, rows, dims);
  Value squares = squaredDeviations(lowering, rows, mean, dims);
  int64_t count = countOf(rows, dims);
  return {mean, divided(lowering, squares, double(count)), count};
}

/// 1 / sqrt(variance + eps)
Value reciprocalDeviation(Lowering &lowering, Value variance) {
  double epsilon = lowering.args.real("eps").value_or(1e-5);
  return lowering.map(typeOf(variance), variance, [&](OpBuilder &b, Location l, ValueRange x) {
    Scalars s(b, l);
    return s.div(s.like(x[0], 1), math::SqrtOp::create(s, s.add(x[0], s.like(x[0], epsilon))));
  });
}

/// (x - mean) x reciprocal x weight + bias; all but `rows` have extent 1 where they broadcast.
Value normalized(Lowering &lowering, Value rows, Value mean, Value reciprocal, Value weight,
                 Value bias) {
  SmallVector<Value> operands = {rows, mean, reciprocal};
  if (weight)
    operands.push_back(weight);
  if (bias)
    operands.push_back(bias);
  Type element = lowering.resultType(0).getElementType();
  return lowering.map(typeOf(rows).clone(element), operands,
                      [&](OpBuilder &b, Location l, ValueRange x) {
                        Scalars s(b, l);
                        Value result = s.mul(s.sub(x[0], x[1]), x[2]);
                        unsigned next = 3;
                        if (weight)
                          result = s.mul(result, s.convert(x[next++], s.getF32Type(), true));
                        if (bias)
                          result = s.add(result, s.convert(x[next], s.getF32Type(), true));
                        return s.convert(result, element, /*implicit=*/true);
                      });
}

/// The shape of a statistic beside rows.
Value besideRows(Lowering &lowering, Value statistic, int64_t rank) {
  SmallVector<int64_t> sizes(typeOf(statistic).getShape());
  sizes.resize(rank, 1);
  return lowering.reshape(statistic, sizes);
}

/// A statistic as result `index`, which the operator may not give (then it has no elements).
Value statisticResult(Lowering &lowering, unsigned index, Value statistic) {
  RankedTensorType type = lowering.resultType(index);
  if (type.getNumElements() == 0)
    return lowering.empty(type);
  return lowering.reshape(lowering.cast(statistic, type.getElementType(), /*implicit=*/true),
                          type.getShape());
}

LogicalResult checkInput(Lowering &lowering, Value input) {
  if (!isa<FloatType>(getElementTypeOrSelf(input)))
    return lowering.unsupported("input", "no lowering for integers");
  if (isEmpty(input) || typeOf(input).getRank() < 2)
    return lowering.unsupported("input", "no elements in a channel");
  return success();
}

//===----------------------------------------------------------------------===//
// Batch normalization
//===----------------------------------------------------------------------===//

/// Channels first: [C, N, ...].
SmallVector<int64_t> channelsFirst(int64_t rank) {
  SmallVector<int64_t> order = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(order[0], order[1]);
  return order;
}

/// momentum x statistic + (1 - momentum) x running
Value movedTo(Lowering &lowering, Value running, Value statistic, double factor) {
  double momentum = lowering.args.real("momentum").value_or(0.1);
  Type element = typeOf(running).getElementType();
  return lowering.map(
      typeOf(running), {running, statistic}, [&](OpBuilder &b, Location l, ValueRange x) {
        Scalars s(b, l);
        Value old = s.convert(x[0], s.getF32Type(), true);
        Value fresh = s.mul(s.mul(x[1], s.like(x[1], factor)), s.like(x[1], momentum));
        Value kept = s.mul(old, s.like(old, 1 - momentum));
        return s.convert(s.add(fresh, kept), element, /*implicit=*/true);
      });
}

void layOut(Lowering &lowering, Value output, ArrayRef<int64_t> strides) {
  output.getDefiningOp()->setAttr(ir::kResultStrides,
                                  lowering.builder.getDenseI64ArrayAttr(strides));
}

/// The output, in memory as eager lays it out.
Value batchOutput(Lowering &lowering, Value rows, Value mean, Value reciprocal) {
  int64_t rank = typeOf(rows).getRank();
  auto channel = [&](Value value) { return value ? besideRows(lowering, value, rank) : Value(); };
  Value output =
      normalized(lowering, rows, channel(mean), channel(reciprocal),
                 channel(lowering.args.tensor("weight")), channel(lowering.args.tensor("bias")));
  SmallVector<int64_t> strides = mock::resultLayout(lowering.op, 0).strides;
  std::swap(strides[0], strides[1]);
  layOut(lowering, output, strides);
  return lowering.permute(output, channelsFirst(rank));
}

Value inF32(Lowering &lowering, Value value) {
  return lowering.cast(value, lowering.builder.getF32Type(), /*implicit=*/true);
}

Value rowsOfChannels(Lowering &lowering, Value input) {
  return inF32(lowering, lowering.permute(input, channelsFirst(typeOf(input).getRank())));
}

/// The output where statistics are known: in the order of the input's own dimensions, so that what
/// made the input and what reads the output can be in one kernel with it.
Value outputInOrder(Lowering &lowering, Value input, Value mean, Value reciprocal) {
  SmallVector<int64_t> sizes(typeOf(input).getRank(), 1);
  sizes[1] = typeOf(input).getDimSize(1);
  auto channel = [&](Value value) { return value ? lowering.reshape(value, sizes) : Value(); };
  Value output =
      normalized(lowering, inF32(lowering, input), channel(mean), channel(reciprocal),
                 channel(lowering.args.tensor("weight")), channel(lowering.args.tensor("bias")));
  layOut(lowering, output, mock::resultLayout(lowering.op, 0).strides);
  return output;
}

Results withRunningStatistics(Lowering &lowering) {
  Value input = lowering.args.tensor("input");
  if (failed(checkInput(lowering, input)))
    return failure();
  Value mean = lowering.args.tensor("running_mean");
  Value variance = lowering.args.tensor("running_var");
  if (!mean || !variance)
    return lowering.unsupported("running_mean", "absent");
  Value reciprocal = reciprocalDeviation(lowering, inF32(lowering, variance));
  Value wideMean = inF32(lowering, mean);
  SmallVector<Value> results = {outputInOrder(lowering, input, wideMean, reciprocal),
                                statisticResult(lowering, 1, wideMean),
                                statisticResult(lowering, 2, reciprocal)};
  if (lowering.op->getNumResults() == 5)
    llvm::append_range(results, ValueRange{lowering.copy(mean), lowering.copy(variance)});
  return results;
}

Results lowerBatchNorm(Lowering &lowering) {
  if (!lowering.args.flag("training"))
    return withRunningStatistics(lowering);
  Value input = lowering.args.tensor("input");
  if (failed(checkInput(lowering, input)))
    return failure();
  Value rows = rowsOfChannels(lowering, input);
  Statistics statistics = statisticsOf(lowering, rows, 1);
  Value reciprocal = reciprocalDeviation(lowering, statistics.variance);
  SmallVector<Value> results = {batchOutput(lowering, rows, statistics.mean, reciprocal),
                                statisticResult(lowering, 1, statistics.mean),
                                statisticResult(lowering, 2, reciprocal)};
  if (lowering.op->getNumResults() == 3)
    return results;
  double unbiased = double(statistics.count) / double(statistics.count - 1);
  results.push_back(movedTo(lowering, lowering.args.tensor("running_mean"), statistics.mean, 1));
  results.push_back(
      movedTo(lowering, lowering.args.tensor("running_var"), statistics.variance, unbiased));
  return results;
}

//===----------------------------------------------------------------------===//
// Group normalization
//===----------------------------------------------------------------------===//

Results lowerGroupNorm(Lowering &lowering) {
  Value input = lowering.args.tensor("input");
  if (failed(checkInput(lowering, input)))
    return failure();
  int64_t batch = *lowering.args.integer("N"), channels = *lowering.args.integer("C"),
          pixels = *lowering.args.integer("HxW"), groups = *lowering.args.integer("group");
  Value rows = inF32(lowering, lowering.reshape(input, {batch, groups, channels / groups, pixels}));
  auto perChannel = [&](StringRef name) {
    Value value = lowering.args.tensor(name);
    return value ? lowering.reshape(value, {1, groups, channels / groups, 1}) : Value();
  };
  Statistics statistics = statisticsOf(lowering, rows, 2);
  Value reciprocal = reciprocalDeviation(lowering, statistics.variance);
  Value output =
      normalized(lowering, rows, besideRows(lowering, statistics.mean, 4),
                 besideRows(lowering, reciprocal, 4), perChannel("weight"), perChannel("bias"));
  return SmallVector<Value>{lowering.reshape(output, lowering.resultType(0).getShape()),
                            statisticResult(lowering, 1, statistics.mean),
                            statisticResult(lowering, 2, reciprocal)};
}

} // namespace

void registerNorms(Registry &registry) {
  registry["aten._native_batch_norm_legit_no_training"] = withRunningStatistics;
  registry["aten._native_batch_norm_legit_functional"] = lowerBatchNorm;
  registry["aten._native_batch_norm_legit.no_stats"] = lowerBatchNorm;
  registry["aten.native_group_norm"] = lowerGroupNorm;
}

} // namespace mock::conversion
