//===- CollapseDimensions.cpp - Merge dimensions that lie behind each other --===//
#include "RowOperations.h"
#include "mock/passes/transforms/KernelShape.h"
#include "mock/passes/transforms/MemoryOrder.h"
#include "mock/passes/transforms/Passes.h"

#include "mlir/IR/IRMapping.h"

namespace mock::transforms {
#define GEN_PASS_DEF_COLLAPSEDIMENSIONS
#include "mock/passes/transforms/Passes.h.inc"
} // namespace mock::transforms

using namespace mlir;
using namespace mock;
using namespace mock::transforms;

namespace {

/// A tensor of a kernel: its dimensions in the kernel's order, and its strides where it lies in
/// main memory.
struct TensorDims {
  Dims dims;
  SmallVector<int64_t> strides;
};

class Collapser {
public:
  Collapser(ir::KernelOp kernel, KernelShape shape)
      : kernel(kernel), shape(std::move(shape)), builder(kernel.getContext()),
        order(rowMajorOrder(this->shape.rank())) {}

  /// Returns whether anything changed.
  bool run();

private:
  void chooseOrder();
  TensorDims inOrder(const Dims &dims, ArrayRef<int64_t> strides = {}) const;
  SmallVector<int64_t> resultStrides(unsigned number);
  void collectTensors();
  bool continues(unsigned outer, unsigned inner) const;
  bool joins(unsigned begin, unsigned next) const;
  void chooseGroups();
  // Rewriting; new things are in terms of groups.
  Dims groupsOf(const Dims &dims) const;
  RankedTensorType mergedType(Type type, const Dims &dims) const;
  SmallVector<int64_t> mergedStrides(ArrayRef<int64_t> strides, const Dims &dims) const;
  void rewriteArguments();
  void rewriteResults();
  void rewriteOperation(Operation *op);
  Value rewriteGeneric(linalg::GenericOp op, ValueRange inputs, ValueRange outputs);
  Value mappedOperand(OpOperand &operand);

  ir::KernelOp kernel;
  KernelShape shape;
  OpBuilder builder;
  DimensionOrder order; ///< of the kernel's dimensions, outermost first
  SmallVector<TensorDims> tensors;
  SmallVector<unsigned> groupOf; ///< by dimension; ascending in the new order
  IRMapping mapping;
};

} // namespace

/// The strides of the kernel's result in main memory.
SmallVector<int64_t> Collapser::resultStrides(unsigned number) {
  if (auto strides = kernel.getResultAttrOfType<DenseI64ArrayAttr>(number, ir::kStrides))
    return SmallVector<int64_t>(strides.asArrayRef());
  Value result = kernel.getYield()->getOperand(number);
  return ir::rowMajorStrides(cast<RankedTensorType>(result.getType()).getShape());
}

/// Of an elementwise kernel: as its first result lies in memory. Results come first in the space.
void Collapser::chooseOrder() {
  if (kernel.getYield()->getNumOperands() == 0 ||
      !llvm::all_of(shape.ops, llvm::IsaPred<linalg::GenericOp, linalg::FillOp>))
    return;
  auto result = cast<OpResult>(kernel.getYield()->getOperand(0));
  Dims dims = shape.space.dimsOf(result);
  ArrayRef<int64_t> extents = cast<RankedTensorType>(result.getType()).getShape();
  for (auto [place, position] : llvm::enumerate(orderByStrides(extents, resultStrides(0))))
    order[place] = dims[position];
}

/// A tensor with its dimensions in the kernel's order.
TensorDims Collapser::inOrder(const Dims &dims, ArrayRef<int64_t> strides) const {
  TensorDims sorted;
  for (unsigned dim : order) {
    auto found = llvm::find(dims, dim);
    if (found == dims.end())
      continue;
    sorted.dims.push_back(dim);
    if (!strides.empty())
      sorted.strides.push_back(strides[found - dims.begin()]);
  }
  return sorted;
}

void Collapser::collectTensors() {
  for (BlockArgument argument : kernel.getBody().getArguments())
    if (!argument.use_empty())
      tensors.push_back(
          inOrder(shape.space.dimsOf(*argument.getUses().begin()), ir::layoutOf(argument).strides));
  for (Operation *op : shape.ops) {
    tensors.push_back(inOrder(shape.space.loopsOf(op)));
    tensors.push_back(inOrder(shape.space.dimsOf(op->getResult(0))));
  }
  for (auto [number, result] : llvm::enumerate(kernel.getYield()->getOperands()))
    tensors.push_back(inOrder(shape.space.dimsOf(cast<OpResult>(result)), resultStrides(number)));
}

/// Every tensor has both, one behind the other, or none.
static bool adjacentEverywhere(ArrayRef<TensorDims> tensors, unsigned dim, unsigned next) {
  return llvm::all_of(tensors, [&](const TensorDims &tensor) {
    auto first = llvm::find(tensor.dims, dim), second = llvm::find(tensor.dims, next);
    bool hasFirst = first != tensor.dims.end(), hasSecond = second != tensor.dims.end();
    return hasFirst ? hasSecond && second == first + 1 : !hasSecond;
  });
}

/// Whether a step along `outer` goes as far as `inner` reaches, in every tensor in memory.
bool Collapser::continues(unsigned outer, unsigned inner) const {
  for (const TensorDims &tensor : tensors) {
    auto first = llvm::find(tensor.dims, outer), second = llvm::find(tensor.dims, inner);
    if (tensor.strides.empty() || first == tensor.dims.end())
      continue;
    if (tensor.strides[first - tensor.dims.begin()] !=
        tensor.strides[second - tensor.dims.begin()] * shape.extent(inner))
      return false;
  }
  return true;
}

/// Whether the dimension at place `next` may join those at [begin, next). Extents of 1 and 0 have
/// any stride.
bool Collapser::joins(unsigned begin, unsigned next) const {
  unsigned last = order[next - 1], inner = order[next];
  if (shape.space.dimensions()[last].reduced != shape.space.dimensions()[inner].reduced ||
      shape.grid[last] != shape.grid[inner] || !adjacentEverywhere(tensors, last, inner))
    return false;
  if (shape.extent(inner) <= 1)
    return true;
  for (unsigned place = next; place-- > begin;)
    if (shape.extent(order[place]) > 1)
      return continues(order[place], inner);
  return true;
}

static bool readsIndices(const KernelShape &shape) {
  return llvm::any_of(shape.ops, [](Operation *op) {
    auto generic = dyn_cast<linalg::GenericOp>(op);
    return generic && generic.hasIndexSemantics();
  });
}

void Collapser::chooseGroups() {
  groupOf.assign(shape.rank(), 0);
  unsigned begin = 0;
  for (unsigned place = 1; place < shape.rank(); ++place) {
    bool joined = joins(begin, place);
    groupOf[order[place]] = groupOf[order[place - 1]] + !joined;
    if (!joined)
      begin = place;
  }
}

Dims Collapser::groupsOf(const Dims &dims) const {
  Dims groups;
  for (unsigned dim : inOrder(dims).dims)
    if (groups.empty() || groups.back() != groupOf[dim])
      groups.push_back(groupOf[dim]);
  return groups;
}

RankedTensorType Collapser::mergedType(Type type, const Dims &oldDims) const {
  Dims dims = inOrder(oldDims).dims;
  SmallVector<int64_t> merged;
  for (size_t i = 0; i < dims.size(); ++i) {
    bool behind = i > 0 && groupOf[dims[i]] == groupOf[dims[i - 1]];
    int64_t extent = shape.extent(dims[i]);
    if (behind)
      merged.back() *= extent;
    else
      merged.push_back(extent);
  }
  return RankedTensorType::get(merged, cast<RankedTensorType>(type).getElementType());
}

/// The stride of the innermost dimension of each group that has more than one element.
SmallVector<int64_t> Collapser::mergedStrides(ArrayRef<int64_t> oldStrides,
                                              const Dims &oldDims) const {
  auto [dims, strides] = inOrder(oldDims, oldStrides);
  SmallVector<int64_t> merged;
  for (size_t i = 0; i < dims.size(); ++i) {
    bool behind = i > 0 && groupOf[dims[i]] == groupOf[dims[i - 1]];
    if (!behind)
      merged.push_back(strides[i]);
    else if (shape.extent(dims[i]) != 1)
      merged.back() = strides[i];
  }
  return merged;
}

void Collapser::rewriteArguments() {
  Block &block = kernel.getBody().front();
  SmallVector<Type> types;
  for (BlockArgument argument : block.getArguments()) {
    if (!argument.use_empty()) {
      Dims dims = shape.space.dimsOf(*argument.getUses().begin());
      SmallVector<int64_t> strides = mergedStrides(ir::layoutOf(argument).strides, dims);
      kernel.setArgAttr(argument.getArgNumber(), ir::kStrides,
                        builder.getDenseI64ArrayAttr(strides));
      argument.setType(mergedType(argument.getType(), dims));
    }
    types.push_back(argument.getType());
  }
  SmallVector<Type> results;
  for (Value result : kernel.getYield()->getOperands())
    results.push_back(mergedType(result.getType(), shape.space.dimsOf(cast<OpResult>(result))));
  kernel.setFunctionType(builder.getFunctionType(types, results));
}

void Collapser::rewriteResults() {
  Operation *yield = kernel.getYield();
  for (OpOperand &operand : yield->getOpOperands()) {
    unsigned number = operand.getOperandNumber();
    Dims dims = shape.space.dimsOf(cast<OpResult>(operand.get()));
    kernel.setResultAttr(number, builder.getStringAttr(ir::kStrides),
                         builder.getDenseI64ArrayAttr(mergedStrides(resultStrides(number), dims)));
    operand.set(mapping.lookup(operand.get()));
  }
}

Value Collapser::mappedOperand(OpOperand &operand) {
  if (!isa<RankedTensorType>(operand.get().getType()) || isa<BlockArgument>(operand.get()))
    return operand.get();
  if (Value known = mapping.lookupOrNull(operand.get()))
    return known;
  auto type = mergedType(operand.get().getType(), shape.space.dimsOf(operand));
  return tensor::EmptyOp::create(builder, operand.getOwner()->getLoc(), type.getShape(),
                                 type.getElementType());
}

Value Collapser::rewriteGeneric(linalg::GenericOp op, ValueRange inputs, ValueRange outputs) {
  // Loops of the new operation: groups, in the new order.
  Dims loops = groupsOf(shape.space.loopsOf(op));
  SmallVector<AffineMap> maps;
  for (OpOperand &operand : op->getOpOperands()) {
    SmallVector<AffineExpr> results;
    if (isa<RankedTensorType>(operand.get().getType()))
      for (unsigned group : groupsOf(shape.space.dimsOf(operand)))
        results.push_back(builder.getAffineDimExpr(llvm::find(loops, group) - loops.begin()));
    maps.push_back(AffineMap::get(loops.size(), 0, results, builder.getContext()));
  }
  SmallVector<utils::IteratorType> iterators(loops.size(), utils::IteratorType::parallel);
  auto merged = linalg::GenericOp::create(builder, op.getLoc(), TypeRange(outputs), inputs, outputs,
                                          maps, iterators);
  merged.getRegion().takeBody(op.getRegion());
  mapping.map(op->getResults(), merged->getResults());
  return merged->getResult(0);
}

void Collapser::rewriteOperation(Operation *op) {
  builder.setInsertionPoint(op);
  auto destination = cast<DestinationStyleOpInterface>(op);
  SmallVector<Value> inputs, outputs;
  for (OpOperand *operand : destination.getDpsInputOperands())
    inputs.push_back(mappedOperand(*operand));
  for (OpOperand &operand : destination.getDpsInitsMutable())
    outputs.push_back(mappedOperand(operand));
  Operation *merged = nullptr;
  if (auto generic = dyn_cast<linalg::GenericOp>(op)) {
    merged = rewriteGeneric(generic, inputs, outputs).getDefiningOp();
  } else if (isa<linalg::FillOp>(op)) {
    merged = linalg::FillOp::create(builder, op->getLoc(), inputs[0], outputs[0]);
  } else {
    auto reduce = cast<ir::ReduceOp>(op);
    auto type = cast<RankedTensorType>(inputs[0].getType());
    SmallVector<int64_t> dimensions;
    for (int64_t dim = cast<RankedTensorType>(outputs[0].getType()).getRank(); dim < type.getRank();
         ++dim)
      dimensions.push_back(dim);
    merged = ir::ReduceOp::create(builder, op->getLoc(), TypeRange(ValueRange(outputs)),
                                  reduce.getKind(), inputs[0], outputs, nullptr, dimensions);
  }
  merged->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  mapping.map(op->getResults(), merged->getResults());
}

bool Collapser::run() {
  if (shape.rank() < 2 || readsIndices(shape))
    return false;
  chooseOrder();
  collectTensors();
  chooseGroups();
  if (order == rowMajorOrder(shape.rank()) && groupOf[order.back()] + 1 == shape.rank())
    return false;
  rewriteArguments();
  for (Operation *op : shape.ops)
    rewriteOperation(op);
  rewriteResults();
  for (Operation *op : llvm::reverse(shape.ops)) {
    SmallVector<Value> inits(cast<DestinationStyleOpInterface>(op).getDpsInits());
    op->erase();
    for (Value init : inits)
      if (auto empty = init.getDefiningOp<tensor::EmptyOp>(); empty && empty->use_empty())
        empty->erase();
  }
  return true;
}

/// Operations whose dimensions mean something.
static bool keepsDimensions(Operation *op) {
  return usesMatrixEngine(op) || isRowOperation(op) ||
         isa<ir::PoolOp, ir::GatherOp, ir::ScatterOp>(op);
}

namespace {

struct CollapseDimensionsPass : transforms::impl::CollapseDimensionsBase<CollapseDimensionsPass> {
  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<ir::KernelOp>()) {
      std::optional<KernelShape> shape = KernelShape::of(kernel);
      if (!shape) {
        kernel.emitOpError("holds operations that share no iteration space");
        return signalPassFailure();
      }
      if (llvm::none_of(shape->ops, keepsDimensions))
        Collapser(kernel, std::move(*shape)).run();
    }
  }
};

} // namespace
