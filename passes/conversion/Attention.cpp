//===- Attention.cpp - Scaled dot product attention, whole -----------------===//
//
// The capture hands over one operator whatever kernel PyTorch has chosen for the device
// (python/torch_mock/compile/attention.py): it has an output and the logarithm of each row's sum.
//
//===----------------------------------------------------------------------===//
#include "Lowering.h"

#include "mock/passes/dialect/mock/MockRowOps.h"

#include <cmath>

using namespace mlir;

namespace mock::conversion {
namespace {

using Results = FailureOr<SmallVector<Value>>;

RankedTensorType typeOf(Value tensor) { return cast<RankedTensorType>(tensor.getType()); }

/// Builds one mock.attention. Its loops are batch, heads of the key, heads of the query for
/// each of those (when more than one), l, s, e, v.
class AttentionLowering {
public:
  explicit AttentionLowering(Lowering &lowering)
      : lowering(lowering), builder(lowering.builder), query(lowering.args.tensor("query")),
        key(lowering.args.tensor("key")), value(lowering.args.tensor("value")),
        mask(lowering.args.tensor("attn_mask")) {}

  LogicalResult check();
  SmallVector<Value> build();

private:
  bool isGrouped() const { return groups > 1; }
  unsigned batchLoops() const { return isGrouped() ? 3 : 2; }
  AffineMap mapTo(ArrayRef<unsigned> loops) const;
  /// [b, h, ...] with the heads of the query split into those of the key and those that share one.
  Value splitHeads(Value tensor);
  SmallVector<int64_t> splitStrides(ArrayRef<int64_t> strides) const;
  void addQuery();
  void addKeyAndValue();
  void addMask();
  SmallVector<Value> inits();
  Value joinHeads(Value result, unsigned index);

  Lowering &lowering;
  OpBuilder &builder;
  Value query, key, value, mask;
  int64_t groups = 1;
  SmallVector<Value> operands;
  SmallVector<AffineMap> maps;
};

LogicalResult AttentionLowering::check() {
  if (lowering.args.real("dropout_p").value_or(0) != 0)
    return lowering.unsupported("dropout_p", "dropout inside of attention");
  for (Value operand : {query, key, value})
    if (typeOf(operand).getRank() != 4)
      return lowering.unsupported("query", "a tensor that is not 4-dimensional");
  Type element = typeOf(query).getElementType();
  if (!isa<FloatType>(element) || typeOf(key).getElementType() != element ||
      typeOf(value).getElementType() != element)
    return lowering.unsupported("query", "no lowering for these element types");
  int64_t heads = typeOf(query).getDimSize(1), served = typeOf(key).getDimSize(1);
  if (served == 0 || heads % served != 0 || isEmpty(query) || isEmpty(key) || isEmpty(value))
    return lowering.unsupported("key", "no lowering for heads that are none or do not divide");
  groups = heads / served;
  if (mask && typeOf(mask).getRank() > 4)
    return lowering.unsupported("attn_mask", "a mask of more than 4 dimensions");
  return success();
}

AffineMap AttentionLowering::mapTo(ArrayRef<unsigned> loops) const {
  SmallVector<AffineExpr> results;
  for (unsigned loop : loops)
    results.push_back(builder.getAffineDimExpr(loop));
  return AffineMap::get(batchLoops() + 4, 0, results, builder.getContext());
}

SmallVector<int64_t> AttentionLowering::splitStrides(ArrayRef<int64_t> strides) const {
  SmallVector<int64_t> split(strides);
  if (isGrouped()) {
    split[1] = strides[1] * groups;
    split.insert(split.begin() + 2, strides[1]);
  }
  return split;
}

Value AttentionLowering::splitHeads(Value tensor) {
  if (!isGrouped())
    return tensor;
  SmallVector<int64_t> sizes(typeOf(tensor).getShape());
  sizes[1] /= groups;
  sizes.insert(sizes.begin() + 2, groups);
  ir::Layout layout = ir::layoutOf(tensor);
  return lowering.view(tensor, sizes, splitStrides(layout.strides), layout.offset);
}

void AttentionLowering::addQuery() {
  SmallVector<unsigned> loops = llvm::to_vector(llvm::seq<unsigned>(0, batchLoops() + 1));
  loops.push_back(batchLoops() + 2);
  operands.push_back(splitHeads(query));
  maps.push_back(mapTo(loops));
}

void AttentionLowering::addKeyAndValue() {
  unsigned s = batchLoops() + 1, e = s + 1, v = s + 2;
  operands.push_back(lowering.permute(key, {0, 1, 3, 2}));
  maps.push_back(mapTo({0, 1, e, s}));
  operands.push_back(value);
  maps.push_back(mapTo({0, 1, s, v}));
}

/// Broadcast dimensions are left out of a view, as for elementwise operators.
void AttentionLowering::addMask() {
  SmallVector<int64_t> sizes(4 - typeOf(mask).getRank(), 1);
  llvm::append_range(sizes, typeOf(mask).getShape());
  ir::Layout layout = ir::layoutOf(mask);
  SmallVector<int64_t> strides(4 - typeOf(mask).getRank(), 0);
  llvm::append_range(strides, layout.strides);
  SmallVector<unsigned> loops = {0, 1, batchLoops(), batchLoops() + 1};
  if (isGrouped()) {
    bool hasHeads = sizes[1] != 1;
    sizes[1] = hasHeads ? sizes[1] / groups : 1;
    sizes.insert(sizes.begin() + 2, hasHeads ? groups : 1);
    strides = splitStrides(strides);
    loops = {0, 1, 2, 3, 4};
  }
  SmallVector<int64_t> keptSizes, keptStrides;
  SmallVector<unsigned> keptLoops;
  for (auto [loop, size, stride] : llvm::zip_equal(loops, sizes, strides))
    if (size != 1 && stride != 0) {
      keptSizes.push_back(size);
      keptStrides.push_back(stride);
      keptLoops.push_back(loop);
    }
  operands.push_back(lowering.view(mask, keptSizes, keptStrides, layout.offset));
  maps.push_back(mapTo(keptLoops));
}

/// The second result, where the graph uses it, begins in memory as eager lays it out.
SmallVector<Value> AttentionLowering::inits() {
  SmallVector<unsigned> loops = llvm::to_vector(llvm::seq<unsigned>(0, batchLoops() + 1));
  SmallVector<int64_t> sizes(typeOf(operands[0]).getShape());
  SmallVector<int64_t> rows(ArrayRef<int64_t>(sizes).drop_back());
  sizes.back() = typeOf(value).getDimSize(3);
  SmallVector<Value> result = {
      lowering.empty(RankedTensorType::get(sizes, typeOf(query).getElementType()))};
  loops.push_back(batchLoops() + 3);
  maps.push_back(mapTo(loops));
  if (!lowering.op->getResult(1).use_empty()) {
    result.push_back(lowering.empty(RankedTensorType::get(rows, builder.getF32Type())));
    loops.pop_back();
    maps.push_back(mapTo(loops));
  }
  return result;
}

Value AttentionLowering::joinHeads(Value result, unsigned index) {
  RankedTensorType type = lowering.resultType(index);
  return lowering.view(result, type.getShape(), mock::resultLayout(lowering.op, index).strides, 0);
}

SmallVector<Value> AttentionLowering::build() {
  addQuery();
  addKeyAndValue();
  if (mask)
    addMask();
  SmallVector<Value> destinations = inits();
  double scale =
      lowering.args.real("scale").value_or(1 / std::sqrt(double(typeOf(query).getDimSize(3))));
  auto op = ir::AttentionOp::create(
      builder, lowering.loc(), TypeRange(ValueRange(destinations)), operands[0], operands[1],
      operands[2], mask ? operands[3] : Value(), destinations, builder.getF64FloatAttr(scale),
      lowering.args.flag("is_causal") ? builder.getUnitAttr() : UnitAttr(),
      builder.getAffineMapArrayAttr(maps));
  SmallVector<Attribute> strides;
  for (unsigned index = 0; index < destinations.size(); ++index)
    strides.push_back(
        builder.getDenseI64ArrayAttr(splitStrides(mock::resultLayout(lowering.op, index).strides)));
  op->setAttr(ir::kResultStrides, builder.getArrayAttr(strides));
  SmallVector<Value> results = {joinHeads(op.getResults()[0], 0)};
  results.push_back(destinations.size() == 2 ? joinHeads(op.getResults()[1], 1)
                                             : lowering.empty(lowering.resultType(1)));
  return results;
}

Results lowerAttention(Lowering &lowering) {
  AttentionLowering attention(lowering);
  if (failed(attention.check()))
    return failure();
  return attention.build();
}

} // namespace

void registerAttention(Registry &registry) {
  registry["aten._scaled_dot_product_flash_attention_for_cpu"] = lowerAttention;
}

} // namespace mock::conversion
