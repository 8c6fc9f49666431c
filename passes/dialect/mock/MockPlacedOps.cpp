//===- MockPlacedOps.cpp - Verifiers of the operations on device memories ---===//
#include "PlacedChecks.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mock::ir;

//===----------------------------------------------------------------------===//
// Verifiers
//===----------------------------------------------------------------------===//

LogicalResult SemaphoreOp::verify() {
  if (getCredits() < 0)
    return emitOpError("has negative credits");
  return success();
}

LogicalResult AllocOp::verify() {
  auto type = cast<MemRefType>(getResult().getType());
  if (!isa_and_nonnull<MemoryAttr>(type.getMemorySpace()))
    return emitOpError("result must name a memory: #mock.memory<\"...\">");
  if (!type.hasStaticShape())
    return emitOpError("result must have a static shape");
  if (getOffset() < 0)
    return emitOpError("has a negative offset");
  if (getSlots() < 1)
    return emitOpError("has ") << getSlots() << " slots; it needs at least 1";
  if (getSlots() > 1 && (type.getRank() == 0 || type.getDimSize(0) != getSlots()))
    return emitOpError("has ") << getSlots() << " slots, but its type " << type
                               << " does not have them as first dimension";
  return success();
}

static LogicalResult verifyBounds(DmaOp op) {
  if (op.getOrigin().has_value() != op.getSizes().has_value())
    return op.emitOpError("has bounds with an origin and sizes, or not at all");
  if (!op.getOrigin())
    return success();
  if (!op.isIn())
    return op.emitOpError("has bounds on the way out, which the device cannot check");
  size_t rank = op.getExtents().size();
  if (op.getOrigin()->size() != rank || op.getSizes()->size() != rank)
    return op.emitOpError("needs an origin and a size for each of its ") << rank << " extents";
  if (llvm::any_of(*op.getSizes(), [](int64_t size) { return size < 0; }))
    return op.emitOpError("has a negative size");
  for (auto origin : op.getOrigin()->getAsRange<AddressAttr>())
    if (failed(verifyIndexBase(op, origin, op.getLoops().size(), "origin")))
      return failure();
  return success();
}

static LogicalResult verifyPad(DmaOp op) {
  auto value = dyn_cast_or_null<TypedAttr>(op.getPadValueAttr());
  bool pads = op.getPad() || op.getOrigin();
  if (pads != static_cast<bool>(value))
    return op.emitOpError("needs a value if and only if it pads or has bounds");
  if (value && value.getType() != elementTypeOf(op.getSource()))
    return op.emitOpError("pads elements of type ")
           << elementTypeOf(op.getSource()) << " with a value of type " << value.getType();
  if (!op.getPad())
    return success();
  if (!op.isIn())
    return op.emitOpError("pads on the way out, which the device cannot");
  if (failed(verifyStrides(op, *op.getPad(), op.getExtents().size(), "pad")))
    return failure();
  if (llvm::any_of(*op.getPad(), [](int64_t multiple) { return multiple < 1; }))
    return op.emitOpError("pads to a multiple below 1");
  return success();
}

LogicalResult DmaOp::verify() {
  if (inMainMemory(getSource()) == inMainMemory(getDestination()))
    return emitOpError("copies between the main memory and a core's memory, not from ")
           << getSource().getType() << " to " << getDestination().getType();
  if (elementTypeOf(getSource()) != elementTypeOf(getDestination()))
    return emitOpError("copies between different element types");
  size_t loops = getLoops().size(), rank = getExtents().size();
  if (failed(verifyLoops(*this, getLoops())) ||
      failed(verifyAddress(*this, getSourceAddress(), loops, "source address")) ||
      failed(verifyAddress(*this, getDestinationAddress(), loops, "destination address")) ||
      failed(verifyExtents(*this, getExtents(), loops)) ||
      failed(verifyStrides(*this, getSourceStrides(), rank, "source")) ||
      failed(verifyStrides(*this, getDestinationStrides(), rank, "destination")) ||
      failed(verifyBounds(*this)))
    return failure();
  return verifyPad(*this);
}

LogicalResult MatMulOp::verify() {
  size_t loops = getLoops().size();
  if (failed(verifyLoops(*this, getLoops())) || failed(verifyOnCore(*this, getA(), "a")) ||
      failed(verifyOnCore(*this, getB(), "b")) ||
      failed(verifyOnCore(*this, getDestination(), "destination")) ||
      failed(verifyAddress(*this, getAAddress(), loops, "address of a")) ||
      failed(verifyAddress(*this, getBAddress(), loops, "address of b")) ||
      failed(verifyAddress(*this, getDestinationAddress(), loops, "destination address")) ||
      failed(verifyExtent(*this, getM(), loops)) || failed(verifyExtent(*this, getN(), loops)) ||
      failed(verifyExtent(*this, getK(), loops)) ||
      failed(verifyStrides(*this, getAStrides(), 2, "a")) ||
      failed(verifyStrides(*this, getBStrides(), 2, "b")))
    return failure();
  if (elementTypeOf(getA()) != elementTypeOf(getB()))
    return emitOpError("multiplies different element types");
  return verifyAccumulate(*this, getAccumulate(), loops);
}

static LogicalResult verifyVectorAddresses(VectorOp op) {
  size_t loops = op.getLoops().size();
  if (failed(verifyAddresses(op, op.getInputAddresses(), op.getInputs(), loops, "input")) ||
      failed(verifyAddresses(op, op.getOutputAddresses(), op.getOutputs(), loops, "output")))
    return failure();
  if (!op.getIndexBases())
    return success();
  if (op.getIndexBases()->size() != op.getExtents().size())
    return op.emitOpError("needs one index base for each extent, or none");
  for (auto base : op.getIndexBases()->getAsRange<AddressAttr>())
    if (failed(verifyIndexBase(op, base, loops, "index base")))
      return failure();
  return success();
}

static LogicalResult verifyVectorBody(VectorOp op) {
  Block &body = op.getBody().front();
  auto yield = dyn_cast<YieldOp>(body.getTerminator());
  if (!yield)
    return op.emitOpError("body must end with mock.yield");
  if (body.getNumArguments() != op.getInputs().size() ||
      !llvm::equal(llvm::map_range(op.getInputs(), elementTypeOf), body.getArgumentTypes()))
    return op.emitOpError("body must take one scalar of the element type for each input");
  if (yield.getNumOperands() != op.getOutputs().size() ||
      !llvm::equal(llvm::map_range(op.getOutputs(), elementTypeOf), yield.getOperandTypes()))
    return op.emitOpError("body must yield one scalar of the element type for each output");
  return success();
}

LogicalResult VectorOp::verify() {
  size_t loops = getLoops().size(), rank = getExtents().size();
  if (getOutputs().empty())
    return emitOpError("has no output");
  if (failed(verifyLoops(*this, getLoops())) || failed(verifyVectorAddresses(*this)) ||
      failed(verifyExtents(*this, getExtents(), loops)))
    return failure();
  SmallVector<Value> operands(getInputs());
  llvm::append_range(operands, getOutputs());
  if (getStrides().size() != operands.size())
    return emitOpError("needs strides for each input and output");
  for (auto [operand, strides] : llvm::zip(operands, getStrides().getAsRange<DenseI64ArrayAttr>()))
    if (failed(verifyOnCore(*this, operand, "operand")) ||
        failed(verifyStrides(*this, strides.asArrayRef(), rank, "operand")))
      return failure();
  return verifyVectorBody(*this);
}

LogicalResult IndexOp::verify() {
  auto vector = (*this)->getParentOfType<VectorOp>();
  if (getDim() < 0 || getDim() >= static_cast<int64_t>(vector.getExtents().size()))
    return emitOpError("reads dimension ") << getDim() << " of a vector operation with "
                                           << vector.getExtents().size() << " extents";
  return success();
}

static LogicalResult verifyPositions(RowReduceOp op, size_t kept) {
  bool positions = op.getKind() == ReduceKind::ArgMax || op.getKind() == ReduceKind::ArgMin;
  bool given = op.getIndexOutput() && op.getIndexAddress() && op.getIndexStrides();
  bool none = !op.getIndexOutput() && !op.getIndexAddress() && !op.getIndexStrides();
  if (positions ? !given : !none)
    return op.emitOpError("has an index output, address and strides if and only if its kind is "
                          "argmax or argmin");
  if (!positions)
    return success();
  if (failed(verifyOnCore(op, op.getIndexOutput(), "index output")) ||
      failed(verifyAddress(op, *op.getIndexAddress(), op.getLoops().size(), "index address")))
    return failure();
  return verifyStrides(op, *op.getIndexStrides(), kept, "index output");
}

LogicalResult RowReduceOp::verify() {
  size_t loops = getLoops().size(), rank = getExtents().size();
  if (getReducedDims() < 1 || getReducedDims() > static_cast<int64_t>(rank))
    return emitOpError("reduces ") << getReducedDims() << " of " << rank << " extents";
  size_t kept = rank - getReducedDims();
  if (failed(verifyLoops(*this, getLoops())) || failed(verifyOnCore(*this, getInput(), "input")) ||
      failed(verifyOnCore(*this, getOutput(), "output")) ||
      failed(verifyAddress(*this, getInputAddress(), loops, "input address")) ||
      failed(verifyAddress(*this, getOutputAddress(), loops, "output address")) ||
      failed(verifyExtents(*this, getExtents(), loops)) ||
      failed(verifyStrides(*this, getInputStrides(), rank, "input")) ||
      failed(verifyStrides(*this, getOutputStrides(), kept, "output")) ||
      failed(verifyPositions(*this, kept)))
    return failure();
  if (getIndexBase() && failed(verifyIndexBase(*this, *getIndexBase(), loops, "index base")))
    return failure();
  return verifyAccumulate(*this, getAccumulate(), loops);
}

LogicalResult FillOp::verify() {
  size_t loops = getLoops().size();
  Type element = elementTypeOf(getDestination());
  if (getValue().getType() != element)
    return emitOpError("fills ") << element << " with a value of type " << getValue().getType();
  if (failed(verifyLoops(*this, getLoops())) ||
      failed(verifyOnCore(*this, getDestination(), "destination")) ||
      failed(verifyAddress(*this, getDestinationAddress(), loops, "destination address")) ||
      failed(verifyExtents(*this, getExtents(), loops)))
    return failure();
  return verifyStrides(*this, getStrides(), getExtents().size(), "destination");
}

//===----------------------------------------------------------------------===//
// CoresForOp
//===----------------------------------------------------------------------===//

void CoresForOp::build(OpBuilder &builder, OperationState &state, int64_t count, int64_t divisor,
                       int64_t modulus) {
  state.addAttribute(getCountAttrName(state.name), builder.getI64IntegerAttr(count));
  state.addAttribute(getDivisorAttrName(state.name), builder.getI64IntegerAttr(divisor));
  state.addAttribute(getModulusAttrName(state.name), builder.getI64IntegerAttr(modulus));
  Region *region = state.addRegion();
  region->emplaceBlock().addArgument(builder.getIndexType(), state.location);
  ensureTerminator(*region, builder, state.location);
}

/// mock.cores_for %i = 0 to 16 cores(1, 4) { ... }
ParseResult CoresForOp::parse(OpAsmParser &parser, OperationState &result) {
  Builder &builder = parser.getBuilder();
  OpAsmParser::Argument variable;
  variable.type = builder.getIndexType();
  int64_t first = 0, count = 0, divisor = 0, modulus = 0;
  if (parser.parseArgument(variable) || parser.parseEqual() || parser.parseInteger(first) ||
      parser.parseKeyword("to") || parser.parseInteger(count) || parser.parseKeyword("cores") ||
      parser.parseLParen() || parser.parseInteger(divisor) || parser.parseComma() ||
      parser.parseInteger(modulus) || parser.parseRParen())
    return failure();
  if (first != 0)
    return parser.emitError(parser.getNameLoc(), "counts from 0");
  result.addAttribute(getCountAttrName(result.name), builder.getI64IntegerAttr(count));
  result.addAttribute(getDivisorAttrName(result.name), builder.getI64IntegerAttr(divisor));
  result.addAttribute(getModulusAttrName(result.name), builder.getI64IntegerAttr(modulus));
  Region *region = result.addRegion();
  if (parser.parseRegion(*region, variable))
    return failure();
  ensureTerminator(*region, builder, result.location);
  return parser.parseOptionalAttrDict(result.attributes);
}

void CoresForOp::print(OpAsmPrinter &printer) {
  printer << " " << getInductionVar() << " = 0 to " << getCount() << " cores(" << getDivisor()
          << ", " << getModulus() << ") ";
  printer.printRegion(getRegion(), /*printEntryBlockArgs=*/false, /*printBlockTerminators=*/false);
  printer.printOptionalAttrDict((*this)->getAttrs(),
                                {getCountAttrName(), getDivisorAttrName(), getModulusAttrName()});
}

LogicalResult CoresForOp::verify() {
  if (getCount() < 1 || getDivisor() < 1 || getModulus() < 1)
    return emitOpError("count, divisor and modulus must be at least 1");
  if (getRegion().getNumArguments() != 1 || !getInductionVar().getType().isIndex())
    return emitOpError("body must have one argument of type index");
  return success();
}
