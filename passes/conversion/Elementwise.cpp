//===- Elementwise.cpp - One lowering for all elementwise operators --------===//
#include "Elementwise.h"

#include "Promotion.h"

using namespace mlir;

namespace mock::conversion {
namespace {

/// An input of an elementwise operator.
struct Input {
  Value tensor; ///< null: a number
  aten::Scalar number;
  bool isCondition = false;
};

FailureOr<SmallVector<Input>> collectInputs(Lowering &lowering, const ElementwiseRow &row) {
  SmallVector<Input> inputs;
  for (StringRef name : row.inputs) {
    bool isCondition = llvm::is_contained(row.conditions, name);
    if (Value tensor = lowering.args.tensor(name)) {
      inputs.push_back({tensor, {}, isCondition});
    } else if (auto number = lowering.args.scalar(name)) {
      inputs.push_back({{}, *number, isCondition});
    } else {
      return lowering.unsupported(name, "absent");
    }
  }
  return inputs;
}

DType promoted(ArrayRef<Input> inputs) {
  SmallVector<Value> tensors;
  SmallVector<aten::Scalar> numbers;
  for (const Input &input : inputs) {
    if (input.isCondition)
      continue;
    if (input.tensor)
      tensors.push_back(input.tensor);
    else
      numbers.push_back(input.number);
  }
  return resultType(tensors, numbers);
}

/// The dtype whose values take part. 16-bit floats are computed in f32.
DType computeDType(Lowering &lowering, const ElementwiseRow &row, ArrayRef<Input> inputs) {
  if (row.compute == Compute::Bool)
    return DType::Bool;
  if (row.compute == Compute::Result)
    return *toDType(lowering.resultType().getElementType());
  DType dtype = promoted(inputs);
  return row.compute == Compute::Float && !isFloatingPoint(dtype) ? DType::F32 : dtype;
}

unsigned typeBit(DType dtype) {
  switch (dtype) {
  case DType::Bool:
    return kBool;
  case DType::I32:
    return kI32;
  case DType::I64:
    return kI64;
  case DType::F16:
  case DType::BF16:
  case DType::F32:
    return kFloats;
  default:
    return 0;
  }
}

LogicalResult checkType(Lowering &lowering, const ElementwiseRow &row, DType dtype) {
  if (row.types & typeBit(dtype))
    return success();
  if (dtype == DType::I64 && (row.types & (kI32 | kFloats)))
    return lowering.unsupported("operator", "arithmetic on i64", "dtype.index-only",
                                "index arithmetic, comparison, select and casts");
  return lowering.unsupported("operator", "no lowering for " + std::string(name(dtype)));
}

} // namespace

FailureOr<SmallVector<Value>> lowerElementwise(Lowering &lowering, const ElementwiseRow &row) {
  FailureOr<SmallVector<Input>> inputs = collectInputs(lowering, row);
  if (failed(inputs))
    return failure();
  DType dtype = computeDType(lowering, row, *inputs);
  if (failed(checkType(lowering, row, dtype)))
    return failure();
  MLIRContext &context = *lowering.builder.getContext();
  Type computeType =
      typeBit(dtype) == kFloats ? Type(Float32Type::get(&context)) : toElementType(context, dtype);
  Type predicate = IntegerType::get(&context, 1);
  RankedTensorType result = lowering.resultType();
  SmallVector<Value> tensors;
  for (const Input &input : *inputs)
    if (input.tensor)
      tensors.push_back(input.tensor);
  Value value = lowering.map(result, tensors, [&](OpBuilder &b, Location l, ValueRange scalars) {
    Scalars s(b, l);
    SmallVector<Value> operands;
    unsigned next = 0;
    for (const Input &input : *inputs) {
      Type type = input.isCondition ? predicate : computeType;
      if (!input.tensor) {
        operands.push_back(s.constant(type, input.number));
        continue;
      }
      // A tensor of another float type takes part with the values it has in the common type.
      Value scalar = scalars[next++];
      if (typeBit(dtype) == kFloats && dtype != DType::F32 && !input.isCondition)
        scalar = s.convert(scalar, toElementType(context, dtype), /*implicit=*/true);
      operands.push_back(s.convert(scalar, type, /*implicit=*/true));
    }
    return s.convert(row.body(s, operands, lowering.args), result.getElementType(),
                     /*implicit=*/true);
  });
  return SmallVector<Value>{value};
}

void registerRows(Registry &registry, ArrayRef<ElementwiseRow> rows) {
  for (const ElementwiseRow &row : rows)
    registry[row.name] = [row](Lowering &lowering) { return lowerElementwise(lowering, row); };
}

Value scalarArgument(Scalars &b, const aten::Arguments &args, StringRef name, Value like,
                     double absent) {
  if (auto number = args.scalar(name))
    return b.constant(like.getType(), *number);
  return b.like(like, absent);
}

} // namespace mock::conversion
