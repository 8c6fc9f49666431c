//===- TileOperations.cpp - The operations of a kernel on tiles ------------===//
#include "KernelTiler.h"

namespace mock::transforms {

Dims KernelTiler::keptLoops(Operation *op) const {
  Dims kept;
  for (auto [loop, dim] : llvm::enumerate(shape.space.loopsOf(op)))
    if (!shape.isDropped(dim, tiles))
      kept.push_back(loop);
  return kept;
}

/// The positions of a tile's points within the whole space.
void KernelTiler::correctIndices(linalg::GenericOp original, linalg::GenericOp tiled) {
  const Dims &dims = shape.space.loopsOf(original);
  Dims kept = keptLoops(original);
  SmallVector<linalg::IndexOp> indices(tiled.getRegion().getOps<linalg::IndexOp>());
  for (linalg::IndexOp index : indices) {
    unsigned loop = index.getDim();
    index.setDim(llvm::find(kept, loop) - kept.begin());
    auto variable = dyn_cast<Value>(offset[dims[loop]]);
    if (!variable)
      continue;
    OpBuilder inner(builder.getContext());
    inner.setInsertionPointAfter(index);
    AffineExpr sum = inner.getAffineDimExpr(0) + inner.getAffineDimExpr(1);
    auto apply = affine::AffineApplyOp::create(inner, index.getLoc(), AffineMap::get(2, 0, sum),
                                               ValueRange{index.getResult(), variable});
    index.getResult().replaceAllUsesExcept(apply, apply);
  }
}

Operation *KernelTiler::tileGeneric(linalg::GenericOp op) {
  Dims kept = keptLoops(op);
  SmallVector<AffineMap> maps;
  SmallVector<AffineExpr> replacements(op.getNumLoops());
  for (auto [position, loop] : llvm::enumerate(kept))
    replacements[loop] = builder.getAffineDimExpr(position);
  for (AffineMap map : op.getIndexingMapsArray()) {
    SmallVector<AffineExpr> results;
    for (AffineExpr result : map.getResults())
      if (AffineExpr expr = replacements[cast<AffineDimExpr>(result).getPosition()])
        results.push_back(expr);
    maps.push_back(AffineMap::get(kept.size(), 0, results, builder.getContext()));
  }
  SmallVector<Value> inputs, outputs;
  for (OpOperand *operand : op.getDpsInputOperands())
    inputs.push_back(isa<ShapedType>(operand->get().getType())
                         ? tileOf(*operand)
                         : mapping.lookupOrDefault(operand->get()));
  for (OpOperand &operand : op.getDpsInitsMutable())
    outputs.push_back(tileOf(operand));
  SmallVector<utils::IteratorType> iterators(kept.size(), utils::IteratorType::parallel);
  auto tiled = linalg::GenericOp::create(builder, op.getLoc(), TypeRange(ValueRange(outputs)),
                                         inputs, outputs, maps, iterators);
  op.getRegion().cloneInto(&tiled.getRegion(), mapping);
  correctIndices(op, tiled);
  return tiled;
}

Operation *KernelTiler::tileContraction(Operation *op) {
  Value a = tileOf(op->getOpOperand(0)), b = tileOf(op->getOpOperand(1));
  Value init = tileOf(op->getOpOperand(2));
  return linalg::MatmulOp::create(builder, op->getLoc(), TypeRange(init.getType()),
                                  ValueRange{a, b}, ValueRange{init});
}

/// Where the current tile begins in the row, or null: at its start.
Value KernelTiler::rowPosition(ir::ReduceOp op) {
  if (!op.hasPositions())
    return nullptr;
  const Dims &dims = shape.space.loopsOf(op);
  AffineExpr sum = builder.getAffineConstantExpr(0);
  SmallVector<Value> variables;
  int64_t stride = 1;
  for (size_t loop = dims.size(), i = 0; i < op.getDimensions().size(); ++i) {
    unsigned dim = dims[--loop];
    if (auto variable = dyn_cast<Value>(offset[dim])) {
      sum = sum + builder.getAffineDimExpr(variables.size()) * stride;
      variables.push_back(variable);
    }
    stride *= shape.extent(dim);
  }
  if (variables.empty())
    return nullptr;
  return affine::AffineApplyOp::create(builder, op.getLoc(),
                                       AffineMap::get(variables.size(), 0, sum), variables);
}

Operation *KernelTiler::tileReduce(ir::ReduceOp op) {
  Value input = tileOf(op->getOpOperand(0));
  SmallVector<Value> inits;
  for (OpOperand &init : op.getInitsMutable())
    inits.push_back(tileOf(init));
  int64_t rank = cast<RankedTensorType>(input.getType()).getRank();
  SmallVector<int64_t> dimensions;
  for (int64_t dim = cast<RankedTensorType>(inits[0].getType()).getRank(); dim < rank; ++dim)
    dimensions.push_back(dim);
  return ir::ReduceOp::create(builder, op.getLoc(), TypeRange(ValueRange(inits)), op.getKind(),
                              input, inits, rowPosition(op), dimensions);
}

/// A scan or a sort of whole rows.
Operation *KernelTiler::tileRow(Operation *op) {
  auto destination = cast<DestinationStyleOpInterface>(op);
  SmallVector<Value> operands;
  for (OpOperand &operand : op->getOpOperands())
    operands.push_back(tileOf(operand));
  OperationState state(op->getLoc(), op->getName(), operands,
                       TypeRange(ValueRange(operands).drop_front(destination.getNumDpsInputs())),
                       op->getAttrs());
  return builder.create(state);
}

void KernelTiler::tileOperation(Operation *op) {
  if (auto attention = dyn_cast<ir::AttentionOp>(op)) {
    mapping.map(attention.getResults(), ValueRange(tileAttention(attention)));
    return;
  }
  if (auto pool = dyn_cast<ir::PoolOp>(op)) {
    mapping.map(op->getResults(), ValueRange(tilePool(pool)));
    return;
  }
  Operation *tiled = nullptr;
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    tiled = tileGeneric(generic);
  else if (auto reduce = dyn_cast<ir::ReduceOp>(op))
    tiled = tileReduce(reduce);
  else if (auto conv = dyn_cast<ir::ConvOp>(op))
    tiled = tileConv(conv);
  else if (isContraction(op))
    tiled = tileContraction(op);
  else if (auto gather = dyn_cast<ir::GatherOp>(op))
    tiled = tileGather(gather);
  else if (auto scatter = dyn_cast<ir::ScatterOp>(op))
    tiled = tileScatter(scatter);
  else if (isa<ir::ScanOp, ir::SortOp>(op))
    tiled = tileRow(op);
  else {
    auto fill = cast<linalg::FillOp>(op);
    tiled = linalg::FillOp::create(builder, op->getLoc(), mapping.lookup(fill.getInputs()[0]),
                                   tileOf(fill.getDpsInitsMutable()[0]));
  }
  for (StringRef name : {ir::kSourceOp, ir::kImplicit})
    if (Attribute attribute = op->getDiscardableAttr(name))
      tiled->setDiscardableAttr(name, attribute);
  mapping.map(op->getResults(), tiled->getResults());
}

} // namespace mock::transforms
