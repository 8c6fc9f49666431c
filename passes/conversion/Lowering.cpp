//===- Lowering.cpp - What lowerings of aten operators are made of ---------===//
#include "Lowering.h"

#include "IndexOperands.h"
#include "Scalars.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/Dialect/Utils/StructuredOpsUtils.h"

using namespace mlir;

namespace mock::conversion {

RankedTensorType Lowering::resultType(unsigned index) const {
  return ::cast<RankedTensorType>(op->getResult(index).getType());
}

LogicalResult Lowering::unsupported(StringRef subject, StringRef actual, StringRef rule,
                                    StringRef limit) {
  reason = {rule, subject.str(), actual.str(), limit.str()};
  return failure();
}

//===----------------------------------------------------------------------===//
// Views
//===----------------------------------------------------------------------===//

Value Lowering::view(Value base, ArrayRef<int64_t> sizes, ArrayRef<int64_t> strides,
                     int64_t offset) {
  auto type = ::cast<RankedTensorType>(base.getType());
  ir::Layout layout = ir::layoutOf(base);
  if (type.getShape() == sizes && layout.offset == offset &&
      ArrayRef<int64_t>(layout.strides) == strides)
    return base;
  return ir::ViewOp::create(builder, loc(), RankedTensorType::get(sizes, type.getElementType()),
                            ir::rootOf(base), builder.getI64IntegerAttr(offset),
                            builder.getDenseI64ArrayAttr(strides));
}

Value Lowering::narrow(Value tensor, int64_t dim, int64_t begin, int64_t count) {
  ir::Layout layout = ir::layoutOf(tensor);
  SmallVector<int64_t> sizes(ir::shapeOf(tensor));
  sizes[dim] = count;
  return view(tensor, sizes, layout.strides, layout.offset + begin * layout.strides[dim]);
}

Value Lowering::permute(Value tensor, ArrayRef<int64_t> permutation) {
  ArrayRef<int64_t> shape = ::cast<RankedTensorType>(tensor.getType()).getShape();
  ir::Layout layout = ir::layoutOf(tensor);
  SmallVector<int64_t> sizes, strides;
  for (int64_t dim : permutation) {
    sizes.push_back(shape[dim]);
    strides.push_back(layout.strides[dim]);
  }
  return view(tensor, sizes, strides, layout.offset);
}

/// Strides of a view with `sizes` over a layout, or nullopt where none exists: every group of new
/// dimensions has to lie within a run of old dimensions that is contiguous in itself.
static std::optional<SmallVector<int64_t>>
viewStrides(ArrayRef<int64_t> oldSizes, ArrayRef<int64_t> oldStrides, ArrayRef<int64_t> sizes) {
  SmallVector<int64_t> strides(sizes.size());
  int64_t dim = static_cast<int64_t>(sizes.size()) - 1;
  int64_t runStride = oldStrides.empty() ? 1 : oldStrides.back();
  int64_t runSize = 1, covered = 1;
  for (int64_t old = static_cast<int64_t>(oldSizes.size()) - 1; old >= 0; --old) {
    runSize *= oldSizes[old];
    bool endsRun =
        old == 0 || (oldSizes[old - 1] != 1 && oldStrides[old - 1] != runSize * runStride);
    if (!endsRun)
      continue;
    for (; dim >= 0 && (covered < runSize || sizes[dim] == 1); --dim) {
      strides[dim] = covered * runStride;
      covered *= sizes[dim];
    }
    if (covered != runSize)
      return std::nullopt;
    if (old > 0) {
      runStride = oldStrides[old - 1];
      runSize = covered = 1;
    }
  }
  for (; dim >= 0; --dim) // a 0-dimensional tensor becomes one of unit dimensions
    strides[dim] = 1;
  return strides;
}

Value Lowering::reshape(Value tensor, ArrayRef<int64_t> sizes) {
  auto type = ::cast<RankedTensorType>(tensor.getType());
  if (isEmpty(tensor))
    return view(tensor, sizes, ir::rowMajorStrides(sizes), 0);
  ir::Layout layout = ir::layoutOf(tensor);
  if (auto strides = viewStrides(type.getShape(), layout.strides, sizes))
    return view(tensor, sizes, *strides, layout.offset);
  return view(copy(tensor), sizes, ir::rowMajorStrides(sizes), 0);
}

//===----------------------------------------------------------------------===//
// Computation
//===----------------------------------------------------------------------===//

Value Lowering::empty(RankedTensorType type) {
  return tensor::EmptyOp::create(builder, loc(), type.getShape(), type.getElementType());
}

Value Lowering::map(RankedTensorType result, ValueRange operands, Body body) {
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  for (Value operand : operands) {
    auto [input, map] =
        broadcastOperand(*this, operand, result.getShape(), /*first=*/0, result.getRank());
    inputs.push_back(input);
    maps.push_back(map);
  }
  maps.push_back(builder.getMultiDimIdentityMap(result.getRank()));
  SmallVector<utils::IteratorType> iterators(result.getRank(), utils::IteratorType::parallel);
  Value init = empty(result);
  auto generic =
      linalg::GenericOp::create(builder, loc(), TypeRange(result), inputs, ValueRange(init), maps,
                                iterators, [&](OpBuilder &b, Location l, ValueRange scalars) {
                                  linalg::YieldOp::create(b, l, body(b, l, scalars.drop_back()));
                                });
  return generic.getResult(0);
}

Value Lowering::copy(Value tensor) {
  return map(::cast<RankedTensorType>(tensor.getType()), tensor,
             [](OpBuilder &, Location, ValueRange scalars) { return scalars[0]; });
}

Value Lowering::cast(Value tensor, Type elementType, bool implicit) {
  auto type = ::cast<RankedTensorType>(tensor.getType());
  if (type.getElementType() == elementType)
    return tensor;
  return map(type.clone(elementType), tensor, [&](OpBuilder &b, Location l, ValueRange scalars) {
    return Scalars(b, l).convert(scalars[0], elementType, implicit);
  });
}

Value Lowering::fill(RankedTensorType type, TypedAttr value) {
  Value scalar = arith::ConstantOp::create(builder, loc(), value);
  return linalg::FillOp::create(builder, loc(), scalar, empty(type)).getResult(0);
}

Value Lowering::finish(unsigned index, Value value) {
  RankedTensorType type = resultType(index);
  assert(value.getType() == type && "a lowering gives the operator's result types");
  ResultLayout wanted = mock::resultLayout(op, index);
  ir::Layout layout = ir::layoutOf(value);
  bool made = ir::rootOf(value).getDefiningOp() &&
              ir::rootOf(value).getDefiningOp()->getBlock() == builder.getBlock();
  if (made && layout.offset == 0 && sameStrides(type.getShape(), layout.strides, wanted.strides))
    return value;
  // Views that the lowering took of a buffer count on its row-major layout.
  bool isBuffer = made && !value.getDefiningOp<ir::ViewOp>() && value.use_empty() &&
                  value.getDefiningOp()->getNumResults() == 1;
  if (!isBuffer)
    value = copy(value);
  if (!sameStrides(type.getShape(), ir::rowMajorStrides(type.getShape()), wanted.strides))
    value.getDefiningOp()->setAttr(ir::kResultStrides,
                                   builder.getDenseI64ArrayAttr(wanted.strides));
  return value;
}

//===----------------------------------------------------------------------===//
// Lowering one operation
//===----------------------------------------------------------------------===//

const Registry &registry() {
  static const Registry all = [] {
    Registry registry;
    registerPointwise(registry);
    registerActivations(registry);
    registerComparisons(registry);
    registerBackward(registry);
    registerCasts(registry);
    registerContractions(registry);
    registerConvolution(registry);
    registerPooling(registry);
    registerReductions(registry);
    registerFactories(registry);
    registerViews(registry);
    registerMovement(registry);
    registerAttention(registry);
    registerDivisions(registry);
    registerNorms(registry);
    registerVectorNorm(registry);
    registerScansAndSorts(registry);
    registerIndexing(registry);
    registerScattering(registry);
    return registry;
  }();
  return all;
}

bool hasArithmetic(Type elementType) {
  return elementType.isF32() || elementType.isBF16() || elementType.isF16() ||
         elementType.isInteger(1) || elementType.isSignlessInteger(32) ||
         elementType.isSignlessInteger(64);
}

bool isEmpty(Value tensor) {
  return llvm::is_contained(cast<RankedTensorType>(tensor.getType()).getShape(), 0);
}

bool isView(Operation *op) {
  if (op->getNumResults() == 0)
    return false;
  return llvm::all_of(llvm::seq<unsigned>(0, op->getNumResults()), [&](unsigned index) {
    std::optional<unsigned> alias = mock::resultLayout(op, index).alias;
    return alias && getElementTypeOrSelf(op->getOperand(*alias)) ==
                        getElementTypeOrSelf(op->getResult(index));
  });
}

/// What keeps any operator from running on the device, whatever its lowering.
static LogicalResult checkOperands(Operation *op, Unsupported &reason) {
  for (OpOperand &operand : op->getOpOperands())
    if (isOnHost(operand.get())) {
      reason = {"operator.supported", aten::operandName(op, operand.getOperandNumber()),
                "a tensor on the CPU", "tensors on the device"};
      return failure();
    }
  for (Value value : llvm::concat<Value>(SmallVector<Value>(op->getOperands()),
                                         SmallVector<Value>(op->getResults()))) {
    Type type = getElementTypeOrSelf(value);
    if (hasArithmetic(type))
      continue;
    std::optional<DType> dtype = toDType(type);
    reason = {"operator.supported",
              "operator",
              "no lowering for " + (dtype ? std::string(name(*dtype)) : std::string("this type")),
              {}};
    return failure();
  }
  for (Value result : op->getResults())
    if (isOnHost(result)) {
      reason = {"operator.supported", "result", "a tensor on the CPU", "tensors on the device"};
      return failure();
    }
  return success();
}

FailureOr<SmallVector<Value>> lowerInto(Block &block, Operation *op, Unsupported &reason) {
  auto lower = registry().find(op->getName().getStringRef());
  if (lower == registry().end() || failed(checkOperands(op, reason)))
    return failure();
  OpBuilder builder(op->getContext());
  builder.setInsertionPointToEnd(&block);
  Lowering lowering(builder, op);
  FailureOr<SmallVector<Value>> results = lower->second(lowering);
  if (succeeded(results))
    for (auto [index, value] : llvm::enumerate(*results))
      value = lowering.finish(index, value);
  if (failed(results)) {
    reason = lowering.reason;
    block.dropAllReferences();
    block.clear();
  }
  return results;
}

} // namespace mock::conversion
