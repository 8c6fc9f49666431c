//===- Contractions.cpp - Matrix products ----------------------------------===//
//
// Products of 16-bit floats accumulate in f32 and are rounded once, at the end of the epilogue.
//
//===----------------------------------------------------------------------===//
#include "Lowering.h"

#include "Scalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;

/// Both operands have the same float type.
LogicalResult checkOperands(Lowering &lowering, Value a, Value b) {
  for (Value operand : {a, b}) {
    Type type = getElementTypeOrSelf(operand);
    if (!isa<FloatType>(type))
      return lowering.unsupported("operator", "no lowering for matrix products of integers");
  }
  if (getElementTypeOrSelf(a) != getElementTypeOrSelf(b))
    return lowering.unsupported("operator", "no lowering for operands of two types");
  return success();
}

/// a x b in f32. Operands of rank 2, or of rank 3 with a batch in front.
Value product(Lowering &lowering, Value a, Value b) {
  SmallVector<int64_t> sizes(ir::shapeOf(a));
  sizes.back() = ir::shapeOf(b).back();
  auto type = RankedTensorType::get(sizes, lowering.builder.getF32Type());
  Value zeros = lowering.fill(type, lowering.builder.getF32FloatAttr(0));
  if (ir::shapeOf(a).back() == 0) // a sum of nothing
    return zeros;
  if (type.getRank() == 3)
    return linalg::BatchMatmulOp::create(lowering.builder, lowering.loc(), TypeRange(type),
                                         ValueRange{a, b}, ValueRange(zeros))
        .getResult(0);
  return linalg::MatmulOp::create(lowering.builder, lowering.loc(), TypeRange(type),
                                  ValueRange{a, b}, ValueRange(zeros))
      .getResult(0);
}

Value transposed(Lowering &lowering, Value matrix) { return lowering.permute(matrix, {1, 0}); }

Results lowerProduct(Lowering &lowering) {
  Value a = lowering.args.tensor("self");
  Value b = lowering.args.tensor("mat2");
  if (failed(checkOperands(lowering, a, b)))
    return failure();
  return SmallVector<Value>{
      lowering.cast(product(lowering, a, b), lowering.resultType().getElementType(), true)};
}

/// beta * bias + alpha * product, where beta 0 drops the bias whatever it holds.
Value addScaled(Lowering &lowering, Value matrix, Value bias) {
  aten::Scalar one{aten::Scalar::Kind::Int, 1, 1.0};
  aten::Scalar alpha = lowering.args.scalar("alpha").value_or(one);
  aten::Scalar beta = lowering.args.scalar("beta").value_or(one);
  SmallVector<Value> operands = {matrix};
  if (bias && beta.real != 0)
    operands.push_back(bias);
  RankedTensorType result = lowering.resultType();
  auto type = RankedTensorType::get(ir::shapeOf(matrix), result.getElementType());
  return lowering.map(type, operands, [&](OpBuilder &b, Location l, ValueRange x) {
    Scalars s(b, l);
    Value sum = alpha.real == 1 ? x[0] : s.mul(x[0], s.constant(s.getF32Type(), alpha));
    if (x.size() == 2) {
      Value added = s.convert(x[1], s.getF32Type(), true);
      sum = s.add(sum, beta.real == 1 ? added : s.mul(added, s.constant(s.getF32Type(), beta)));
    }
    return s.convert(sum, result.getElementType(), /*implicit=*/true);
  });
}

LowerFunction addProduct(StringLiteral first, StringLiteral second) {
  return [first, second](Lowering &lowering) -> Results {
    Value a = lowering.args.tensor(first), b = lowering.args.tensor(second);
    Value bias = lowering.args.tensor("self");
    if (failed(checkOperands(lowering, a, b)))
      return failure();
    if (!isa<FloatType>(getElementTypeOrSelf(bias)))
      return lowering.unsupported("self", "no lowering for a bias of integers");
    return SmallVector<Value>{addScaled(lowering, product(lowering, a, b), bias)};
  };
}

/// input [..., k] x weight [n, k] transposed + bias [n]; leading dimensions are rows.
Results lowerLinear(Lowering &lowering) {
  Value input = lowering.args.tensor("input");
  Value weight = lowering.args.tensor("weight");
  Value bias = lowering.args.tensor("bias");
  if (failed(checkOperands(lowering, input, weight)))
    return failure();
  if (ir::shapeOf(weight).size() != 2 || (bias && ir::shapeOf(bias).size() != 1))
    return lowering.unsupported("weight", "no lowering for a weight that is no matrix");
  ArrayRef<int64_t> sizes = ir::shapeOf(input);
  int64_t rows = 1;
  for (int64_t size : sizes.drop_back())
    rows *= size;
  Value matrix = lowering.reshape(input, {rows, sizes.back()});
  Value sum = product(lowering, matrix, transposed(lowering, weight));
  if (bias || !lowering.resultType().getElementType().isF32())
    sum = addScaled(lowering, sum, bias);
  return SmallVector<Value>{lowering.reshape(sum, lowering.resultType().getShape())};
}

} // namespace

void registerContractions(Registry &registry) {
  registry["aten.mm"] = lowerProduct;
  registry["aten.bmm"] = lowerProduct;
  registry["aten.addmm"] = addProduct("mat1", "mat2");
  registry["aten.baddbmm"] = addProduct("batch1", "batch2");
  registry["aten.linear"] = lowerLinear;
}

} // namespace mock::conversion
