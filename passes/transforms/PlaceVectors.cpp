//===- PlaceVectors.cpp - Elementwise operations and fills ----------------===//
#include "Placer.h"

#include "mlir/IR/IRMapping.h"

namespace mock::transforms {

void Placer::fillBuffer(const Buffer &buffer, TypedAttr value, Location location) {
  LoopNames names(builder.getContext());
  auto address = names.address(buffer);
  auto extents = names.extents(buffer.ranges);
  int64_t bytes = ir::elementBytes(value.getType());
  ir::FillOp::create(builder, location, value, buffer.memref, address, names.loops, extents,
                     stridesOrOne(buffer.strides, bytes), ValueRange(), ValueRange());
}

void Placer::copyBuffer(const Buffer &source, const Buffer &destination, Location location) {
  LoopNames names(builder.getContext());
  Type element = cast<MemRefType>(source.memref.getType()).getElementType();
  int64_t bytes = ir::elementBytes(element);
  auto from = names.address(source), to = names.address(destination);
  auto extents = names.extents(source.ranges);
  auto strides = builder.getArrayAttr(
      {builder.getDenseI64ArrayAttr(stridesOrOne(source.strides, bytes)),
       builder.getDenseI64ArrayAttr(stridesOrOne(destination.strides, bytes))});
  auto vector = ir::VectorOp::create(
      builder, location, source.memref, destination.memref, builder.getArrayAttr(from),
      builder.getArrayAttr(to), names.loops, extents, strides, nullptr, ValueRange(), ValueRange());
  Block &body = vector.getBody().emplaceBlock();
  OpBuilder inner = OpBuilder::atBlockBegin(&body);
  ir::YieldOp::create(inner, location, ValueRange(body.addArgument(element, location)));
}

/// A fill that only begins accumulations becomes part of them.
void Placer::placeFill(linalg::FillOp op) {
  bool onlyBegins = llvm::all_of(op->getUses(), [](OpOperand &use) {
    if (isa<scf::ForOp>(use.getOwner()))
      return true;
    auto destination = dyn_cast<DestinationStyleOpInterface>(use.getOwner());
    return isa<ir::ReduceOp, ir::ConvOp, linalg::MatmulOp>(use.getOwner()) &&
           destination.isDpsInit(&use);
  });
  TypedAttr value = filledWith(op->getResult(0));
  if (onlyBegins || !value)
    return;
  Value result = op->getResult(0);
  Buffer buffer =
      makeBuffer(rangesOf(op.getOutputs()[0]), value.getType(), profile::Memory::Role::Scratchpad,
                 crossesEngines(result), op.getLoc());
  fillBuffer(buffer, value, op.getLoc());
  buffers[result] = buffer;
}

namespace {
/// Builds the body of a vector operation from that of a linalg.generic.
struct BodyBuilder {
  linalg::GenericOp generic;
  ir::VectorOp vector;
  DenseMap<Value, PlacedLoop> &loops;
  void build(ArrayRef<OpOperand *> inputs);

private:
  void cloneOperation(Operation &op, OpBuilder &inner, IRMapping &mapping);
  void cloneConstants(Operation &op, OpBuilder &inner, IRMapping &mapping);
};
} // namespace

void BodyBuilder::cloneConstants(Operation &op, OpBuilder &inner, IRMapping &mapping) {
  for (Value operand : op.getOperands()) {
    auto constant = operand.getDefiningOp<arith::ConstantOp>();
    if (constant && constant->getBlock() != op.getBlock() && !mapping.contains(operand))
      mapping.map(operand, inner.clone(*constant)->getResult(0));
  }
}

void BodyBuilder::cloneOperation(Operation &op, OpBuilder &inner, IRMapping &mapping) {
  if (auto index = dyn_cast<linalg::IndexOp>(op)) {
    mapping.map(index.getResult(), ir::IndexOp::create(inner, op.getLoc(), inner.getIndexType(),
                                                       inner.getI64IntegerAttr(index.getDim())));
    return;
  }
  // index + induction variable: the index base holds the sum.
  if (auto apply = dyn_cast<affine::AffineApplyOp>(op)) {
    mapping.map(apply.getResult(), mapping.lookup(apply.getMapOperands()[0]));
    return;
  }
  cloneConstants(op, inner, mapping);
  if (auto yield = dyn_cast<linalg::YieldOp>(op)) {
    SmallVector<Value> values;
    for (Value value : yield.getOperands())
      values.push_back(mapping.lookupOrDefault(value));
    ir::YieldOp::create(inner, op.getLoc(), values);
    return;
  }
  inner.clone(op, mapping);
}

void BodyBuilder::build(ArrayRef<OpOperand *> inputs) {
  Block &body = vector.getBody().emplaceBlock();
  OpBuilder inner = OpBuilder::atBlockBegin(&body);
  IRMapping mapping;
  for (OpOperand *operand : inputs)
    mapping.map(generic.getMatchingBlockArgument(operand),
                body.addArgument(cast<ShapedType>(operand->get().getType()).getElementType(),
                                 generic.getLoc()));
  for (OpOperand *operand : generic.getDpsInputOperands())
    if (!isa<ShapedType>(operand->get().getType()))
      mapping.map(generic.getMatchingBlockArgument(operand),
                  inner.clone(*operand->get().getDefiningOp())->getResult(0));
  for (Operation &op : *generic.getBlock())
    cloneOperation(op, inner, mapping);
}

/// Strides of a tile by loop of the operation that reads it; 0 where it does not vary.
static SmallVector<int64_t> stridesByLoop(const Buffer &buffer, AffineMap map, int64_t bytes) {
  SmallVector<int64_t> strides(map.getNumDims(), 0);
  for (auto [dim, result] : llvm::enumerate(map.getResults()))
    strides[cast<AffineDimExpr>(result).getPosition()] = buffer.strides[dim];
  return stridesOrOne(strides, bytes);
}

/// Where the tile begins along each loop, from the corrections of linalg.index; null when no
/// index is read.
static ArrayAttr indexBases(linalg::GenericOp op, DenseMap<Value, PlacedLoop> &loops,
                            LoopNames &names) {
  MLIRContext *context = op.getContext();
  SmallVector<Attribute> bases(op.getNumLoops(), ir::AddressAttr::get(context, 0, {}));
  bool reads = false;
  op.getRegion().walk([&](linalg::IndexOp index) {
    reads = true;
    for (Operation *user : index->getUsers())
      if (auto apply = dyn_cast<affine::AffineApplyOp>(user)) {
        const PlacedLoop &loop = loops[apply.getMapOperands()[1]];
        if (loop.variable)
          bases[index.getDim()] =
              ir::AddressAttr::get(context, 0, {names.term(loop.variable, loop.step)});
      }
  });
  return reads ? ArrayAttr::get(context, bases) : nullptr;
}

/// A copy of what comes in to what goes out is a matter of the two DMA engines: the result is the
/// tile of the input, walked along the result's dimensions.
bool Placer::copiesByDma(linalg::GenericOp op) {
  auto yield = cast<linalg::YieldOp>(op.getBlock()->getTerminator());
  if (op.getNumDpsInputs() != 1 || op->getNumResults() != 1 || !op->hasOneUse() ||
      yield.getOperand(0) != op.getBlock()->getArgument(0) ||
      !isa<tensor::ParallelInsertSliceOp>(*op->getUsers().begin()) ||
      !op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity())
    return false;
  OpOperand *input = op.getDpsInputOperand(0);
  if (!input->get().getDefiningOp<tensor::ExtractSliceOp>() || !input->get().hasOneUse())
    return false;
  Buffer buffer = buffers.lookup(input->get());
  SmallVector<Range> ranges = rangesOf(op.getDpsInits()[0]);
  SmallVector<int64_t> strides(ranges.size(), 0); // 0 where the input repeats
  for (auto [dim, loop] : llvm::enumerate(op.getMatchingIndexingMap(input).getResults()))
    strides[cast<AffineDimExpr>(loop).getPosition()] = buffer.strides[dim];
  buffer.ranges = ranges;
  buffer.strides = strides;
  buffers[op->getResult(0)] = buffer;
  return true;
}

void Placer::placeGeneric(linalg::GenericOp op) {
  if (copiesByDma(op))
    return;
  // Destinations that the body reads are inputs too.
  SmallVector<OpOperand *> inputs;
  for (OpOperand &operand : op->getOpOperands())
    if (isa<ShapedType>(operand.get().getType()) &&
        (op.isDpsInput(&operand) || op.payloadUsesValueFromOperand(&operand)))
      inputs.push_back(&operand);
  SmallVector<Range> ranges;
  for (OpOperand &init : op.getDpsInitsMutable()) {
    Buffer buffer = genericBuffer(op, init); // may grow `buffers`
    buffers[op.getTiedOpResult(&init)] = buffer;
  }
  const Buffer &first = buffers[op->getResult(0)];
  ranges.resize(op.getNumLoops());
  AffineMap outputMap = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  for (auto [dim, result] : llvm::enumerate(outputMap.getResults()))
    ranges[cast<AffineDimExpr>(result).getPosition()] = first.ranges[dim];
  LoopNames names(builder.getContext());
  SmallVector<Value> sources, destinations;
  SmallVector<Attribute> from, to, strides;
  auto addOperand = [&](OpOperand &operand, Value tile, SmallVector<Value> &values,
                        SmallVector<Attribute> &addresses) {
    const Buffer &buffer = buffers[tile];
    int64_t bytes = ir::elementBytes(cast<ShapedType>(tile.getType()).getElementType());
    values.push_back(buffer.memref);
    addresses.push_back(names.address(buffer));
    strides.push_back(builder.getDenseI64ArrayAttr(
        stridesByLoop(buffer, op.getMatchingIndexingMap(&operand), bytes)));
  };
  for (OpOperand *operand : inputs)
    addOperand(*operand, operand->get(), sources, from);
  for (OpOperand &init : op.getDpsInitsMutable())
    addOperand(init, op.getTiedOpResult(&init), destinations, to);
  auto extents = names.extents(ranges);
  ArrayAttr bases = indexBases(op, loops, names);
  auto vector =
      ir::VectorOp::create(builder, op.getLoc(), sources, destinations, builder.getArrayAttr(from),
                           builder.getArrayAttr(to), names.loops, extents,
                           builder.getArrayAttr(strides), bases, ValueRange(), ValueRange());
  BodyBuilder{op, vector, loops}.build(inputs);
}

} // namespace mock::transforms
