//===- PlaceAccumulations.cpp - Contractions and reductions ---------------===//
#include "Placer.h"

#include "mlir/Analysis/FlatLinearValueConstraints.h"
#include "mlir/IR/Matchers.h"

namespace mock::transforms {

//===----------------------------------------------------------------------===//
// Accumulation
//===----------------------------------------------------------------------===//

/// Whether combining with this value changes nothing.
static bool isIdentity(ir::ReduceKind kind, TypedAttr value) {
  auto real = dyn_cast<FloatAttr>(value);
  auto integer = dyn_cast<IntegerAttr>(value);
  switch (kind) {
  case ir::ReduceKind::Sum:
    return real ? real.getValue().isZero() : integer.getValue().isZero();
  case ir::ReduceKind::Prod:
    return real ? real.getValue().isExactlyValue(1.0) : integer.getValue().isOne();
  case ir::ReduceKind::Max:
  case ir::ReduceKind::ArgMax:
    if (real)
      return real.getValue().isInfinity() && real.getValue().isNegative();
    return value.getType().isInteger(1) ? integer.getValue().isZero()
                                        : integer.getValue().isMinSignedValue();
  case ir::ReduceKind::Min:
  case ir::ReduceKind::ArgMin:
    if (real)
      return real.getValue().isInfinity() && !real.getValue().isNegative();
    return value.getType().isInteger(1) ? integer.getValue().isOne()
                                        : integer.getValue().isMaxSignedValue();
  }
  llvm_unreachable("all kinds are handled");
}

TypedAttr filledWith(Value value) {
  TypedAttr attribute;
  auto fill = value.getDefiningOp<linalg::FillOp>();
  if (!fill || !matchPattern(fill.getInputs()[0], m_Constant(&attribute)))
    return nullptr;
  return attribute;
}

Accumulation Placer::accumulationOf(Operation *op, unsigned number) {
  Accumulation accumulation;
  Value init = cast<DestinationStyleOpInterface>(op).getDpsInits()[number];
  while (auto argument = dyn_cast<BlockArgument>(init)) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    if (!loop)
      break;
    accumulation.loops.insert(accumulation.loops.begin(), loop);
    init = loop.getTiedLoopInit(argument)->get();
  }
  accumulation.init = init;
  TypedAttr value = filledWith(init);
  ir::ReduceKind kind = ir::ReduceKind::Sum;
  if (auto reduce = dyn_cast<ir::ReduceOp>(op))
    kind = reduce.getKind();
  // What positions begin with is never read: the first value of a row always wins.
  bool isPosition = number == 1;
  bool identity = value && (isPosition || isIdentity(kind, value));
  accumulation.explicitInit = !identity || accumulation.loops.size() > 1;
  return accumulation;
}

ir::AccumulateAttr Placer::accumulateAttr(const Accumulation &accumulation, LoopNames &names) {
  using Mode = ir::AccumulateMode;
  MLIRContext *context = builder.getContext();
  if (accumulation.explicitInit)
    return ir::AccumulateAttr::get(context, Mode::Always, 0);
  if (accumulation.loops.empty())
    return ir::AccumulateAttr::get(context, Mode::Never, 0);
  scf::ForOp carrier = accumulation.loops.front();
  Value loop = loops[carrier.getInductionVar()].variable;
  return ir::AccumulateAttr::get(context, Mode::UnlessFirst, names.position(loop));
}

/// The buffer of an accumulating operation, made before the loops that carry it.
const Buffer &Placer::accumulator(Operation *op, unsigned number) {
  Value result = op->getResult(number);
  auto found = buffers.find(result);
  if (found != buffers.end())
    return found->second;
  auto matmul = dyn_cast<linalg::MatmulOp>(op);
  bool matrix = matmul || isa<ir::ConvOp>(op);
  Accumulation accumulation = accumulationOf(op, number);
  Buffer buffer =
      makeBuffer(rangesOf(accumulation.init), cast<ShapedType>(result.getType()).getElementType(),
                 matrix ? profile::Memory::Role::Accumulator : profile::Memory::Role::Scratchpad,
                 matrix || crossesEngines(result), op->getLoc(),
                 matmul ? ArrayRef<int64_t>(padOf(matmul)).take_front(2) : ArrayRef<int64_t>());
  return buffers[result] = buffer;
}

/// Makes the buffers of an accumulating operation and puts initial values there if it needs them.
void Placer::initialise(Operation *op) {
  auto destination = cast<DestinationStyleOpInterface>(op);
  bool explicitInit = false;
  for (unsigned number = 0; number < destination.getNumDpsInits(); ++number)
    explicitInit |= accumulationOf(op, number).explicitInit;
  for (unsigned number = 0; number < destination.getNumDpsInits(); ++number) {
    Buffer buffer = accumulator(op, number);
    if (!explicitInit)
      continue;
    Value init = accumulationOf(op, number).init;
    if (TypedAttr value = filledWith(init))
      fillBuffer(buffer, value, op->getLoc());
    else
      copyBuffer(buffers[init], buffer, op->getLoc());
  }
}

//===----------------------------------------------------------------------===//
// Compute
//===----------------------------------------------------------------------===//

LogicalResult Placer::placeContraction(linalg::MatmulOp op) {
  Accumulation accumulation = accumulationOf(op, 0);
  if (accumulation.explicitInit)
    return op.emitOpError("must accumulate onto zeros");
  initialise(op);
  const Buffer &result = accumulator(op, 0);
  const Buffer &a = buffers[op.getInputs()[0]], &b = buffers[op.getInputs()[1]];
  LoopNames names(builder.getContext());
  SmallVector<int64_t> pad = padOf(op);
  auto aAddress = names.address(a), bAddress = names.address(b), address = names.address(result);
  auto m = names.extent(a.ranges[0], pad[0]), n = names.extent(b.ranges[1], pad[1]),
       k = names.extent(a.ranges[1], pad[2]);
  auto mode = accumulateAttr(accumulation, names);
  ir::MatMulOp::create(builder, op.getLoc(), a.memref, aAddress, b.memref, bAddress, result.memref,
                       address, names.loops, m, n, k, a.strides, b.strides, result.strides[0], mode,
                       ValueRange(), ValueRange());
  return success();
}

/// Adds coefficient x value of each induction variable in an affine.apply.
static ir::AddressAttr linearPosition(Value position, DenseMap<Value, PlacedLoop> &loops,
                                      LoopNames &names, MLIRContext *context) {
  auto apply = position.getDefiningOp<affine::AffineApplyOp>();
  SmallVector<int64_t> coefficients;
  (void)getFlattenedAffineExpr(apply.getAffineMap().getResult(0), apply.getAffineMap().getNumDims(),
                               apply.getAffineMap().getNumSymbols(), &coefficients);
  SmallVector<ir::TermAttr> terms;
  for (auto [coefficient, variable] : llvm::zip(coefficients, apply.getMapOperands())) {
    const PlacedLoop &loop = loops[variable];
    if (loop.variable)
      terms.push_back(names.term(loop.variable, coefficient * loop.step));
  }
  return ir::AddressAttr::get(context, coefficients.back(), terms);
}

LogicalResult Placer::placeReduce(ir::ReduceOp op) {
  Accumulation accumulation = accumulationOf(op, 0);
  if (accumulation.loops.empty()) // else before the loops that carry it
    initialise(op);
  if (op.hasPositions())
    accumulation.explicitInit |= accumulationOf(op, 1).explicitInit;
  const Buffer input = buffers[op.getInput()], output = accumulator(op, 0);
  LoopNames names(builder.getContext());
  MLIRContext *context = builder.getContext();
  Value positions;
  ir::AddressAttr positionAddress, positionBase;
  DenseI64ArrayAttr positionStrides;
  if (op.hasPositions()) {
    const Buffer &buffer = accumulator(op, 1);
    positions = buffer.memref;
    positionAddress = names.address(buffer);
    positionStrides = builder.getDenseI64ArrayAttr(buffer.strides);
    if (op.getOffset())
      positionBase = linearPosition(op.getOffset(), loops, names, context);
  }
  auto inputAddress = names.address(input), outputAddress = names.address(output);
  auto extents = names.extents(input.ranges);
  auto mode = accumulateAttr(accumulation, names);
  ir::RowReduceOp::create(builder, op.getLoc(), op.getKindAttr(), input.memref, inputAddress,
                          output.memref, outputAddress, positions, positionAddress, names.loops,
                          extents, builder.getI64IntegerAttr(op.getDimensions().size()),
                          builder.getDenseI64ArrayAttr(input.strides),
                          builder.getDenseI64ArrayAttr(output.strides), positionStrides,
                          positionBase, mode, ValueRange(), ValueRange());
  return success();
}

} // namespace mock::transforms
